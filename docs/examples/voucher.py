"""Sell for fiat, or for fiat and tokens, with web3.py and nothing else but addresses and ABIs.

    python docs/examples/voucher.py make URL deployments/NETWORK.json LISTING OPTION BUYER [LINK]
        [--quantity N] [--days N] > voucher.json
    python docs/examples/voucher.py submit URL deployments/NETWORK.json voucher.json

The seller makes a voucher, signed with the private key in the environment variable SELLER_KEY, and sends the
file to the buyer. Anyone submits it: the account of BUYER_KEY pays the token part, if there is one, with a
permit; the buyer that the voucher names gets the buyer's rights. The file is the one that `ape run voucher`
writes and reads.
"""

import argparse
import json
import secrets
import sys
from pathlib import Path
from typing import Any

from common import Contracts, Parser, Unusable, date, ecom, event, read, run, send, sign_permit, whole
from web3 import Web3

MAKE = "voucher.py make URL deployments/NETWORK.json LISTING OPTION BUYER [LINK] [--quantity N] [--days N]"
SUBMIT = "voucher.py submit URL deployments/NETWORK.json FILE"
FIELDS = {
    "listing": "uint64", "revision": "uint32", "option": "uint8", "link": "uint96", "buyer": "address",
    "quantity": "uint24", "deadline": "uint40", "nonce": "uint256", "transfers": "uint32",
}  # fmt: skip
"""What the seller signs (EIP-712)."""


def make(w3: Web3, contracts: Contracts, key: str, wanted: argparse.Namespace) -> dict[str, Any]:
    """The listing as it is now, for the buyer, signed: the file's content."""
    listing, option, link = wanted.listing, wanted.option, wanted.link
    terms = contracts["catalog"].functions.terms(listing, option, link).call()
    _, revision, _, _, _, unit_price, fiat_base = terms
    if not fiat_base:
        raise Unusable(f"option {option} has no fiat part: it takes no voucher; usage: {MAKE}")
    shop, seller = listing >> 32, w3.eth.account.from_key(key)
    owner, *_, transfers, _ = contracts["registry"].functions.shop(shop).call()
    if owner != seller.address:
        raise Unusable(f"shop {shop} is {owner}'s, not {seller.address}'s: set SELLER_KEY to its owner's key")
    verifier, chain_id = contracts["vouchers"].address, w3.eth.chain_id
    message = {
        "listing": listing,
        "revision": revision,
        "option": option,
        "link": link,
        "buyer": wanted.buyer,
        "quantity": wanted.quantity,
        "deadline": w3.eth.get_block("latest")["timestamp"] + wanted.days * 86_400,
        "nonce": secrets.randbits(256),  # any that the shop has not used
        "transfers": transfers,
    }
    signed = seller.sign_typed_data(
        {"name": "Ecom Vouchers", "version": "1", "chainId": chain_id, "verifyingContract": verifier},
        {"Voucher": [{"name": field, "type": kind} for field, kind in FIELDS.items()]},
        message,
    )
    bought = ("listing", "option", "revision", "quantity", "link")
    # Whole numbers as text: most are too long for a JSON number of JavaScript.
    return {
        "version": 1,
        "chainId": str(chain_id),
        "contract": verifier,
        "purchase": {name: str(message[name]) for name in bought} | {"unitPrice": str(unit_price)},
        **{name: str(message[name]) for name in ("buyer", "deadline", "nonce", "transfers")},
        "signature": Web3.to_hex(signed.signature),
    }


def submit(w3: Web3, contracts: Contracts, key: str, file: dict[str, Any]) -> None:
    """Place the order of a voucher."""
    market, token, vouchers = contracts["market"], contracts["token"], contracts["vouchers"]
    if int(file["chainId"]) != w3.eth.chain_id or file["contract"] != vouchers.address:
        raise Unusable(
            f"the voucher is for {file['contract']} on chain {file['chainId']}, here is {vouchers.address}"
        )
    bought = file["purchase"]
    names = ("listing", "option", "revision", "quantity", "unitPrice", "link")
    purchase = tuple(int(bought[name]) for name in names)
    voucher = (file["buyer"], int(file["deadline"]), int(file["nonce"]), file["signature"])
    tokens = int(bought["unitPrice"]) * int(bought["quantity"])
    print(f"{bought['quantity']} of listing {bought['listing']} for {file['buyer']}: {ecom(tokens)} to pay")
    if tokens:  # the market takes them
        permit = sign_permit(w3, token, market.address, tokens, key)
        receipt = send(w3, vouchers.functions.placeWithPermit(purchase, voucher, permit), key)
    else:
        receipt = send(w3, vouchers.functions.place(purchase, voucher), key)
    placed = event(market, receipt, "OrderPlaced")
    print(f"order {placed['order']}: to be fulfilled by {date(placed['deadline'])}")


def voucher_in(path: Path) -> dict[str, Any]:
    """A file that `make` wrote."""
    remedy = "name a file that `voucher.py make` wrote"
    file = read(path, remedy)
    for name in ("chainId", "contract", "purchase", "buyer", "deadline", "nonce", "signature"):
        if not isinstance(file, dict) or not file.get(name):
            raise Unusable(f"{path} is no voucher, {name} is missing: {remedy}")
    return dict(file)


def address(text: str) -> str:
    """An address, as an argument."""
    if not Web3.is_address(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an address")
    return Web3.to_checksum_address(text)


def main() -> int:
    parser = Parser(usage=f"{MAKE}, or {SUBMIT}", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, usage in (("make", MAKE), ("submit", SUBMIT)):
        command = commands.add_parser(name, usage=usage, allow_abbrev=False)
        command.add_argument("url")
        command.add_argument("manifest", type=Path)
        if name == "submit":
            command.add_argument("file", type=Path)
            continue
        command.add_argument("listing", type=whole(64))
        command.add_argument("option", type=whole(8))
        command.add_argument("buyer", type=address)
        command.add_argument("link", type=whole(96), nargs="?", default=0)
        command.add_argument("--quantity", type=whole(24, 1), default=1)
        command.add_argument("--days", type=whole(16, 1), default=3)
    wanted = parser.parse_args()

    def play(w3: Web3, contracts: Contracts, key: str) -> None:
        if wanted.command == "make":
            print(json.dumps(make(w3, contracts, key, wanted), indent=2))
        else:
            submit(w3, contracts, key, voucher_in(wanted.file))

    return run(wanted.url, wanted.manifest, "SELLER_KEY" if wanted.command == "make" else "BUYER_KEY", play)


if __name__ == "__main__":
    sys.exit(main())
