"""Buy a product with web3.py and nothing else of this project but its addresses and ABIs.

    python docs/examples/buy.py URL deployments/NETWORK.json LISTING [LINK] [--quantity N] [--confirm]

The environment variable BUYER_KEY holds the buyer's private key. LINK is the id of the distributor's link
that the buyer came through. One transaction pays: the permit that it carries needs no approval before it.
With --confirm the buyer closes the order at once, as if the goods had arrived.
"""

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from eth_abi import decode
from eth_utils import ValidationError, keccak
from web3 import Web3
from web3.contract import Contract
from web3.exceptions import BadFunctionCallOutput, ContractCustomError, ContractLogicError, Web3RPCError
from web3.logs import DISCARD

USAGE = "buy.py URL deployments/NETWORK.json LISTING [LINK] [--quantity N] [--confirm]"
ABIS = Path(__file__).resolve().parents[2] / ".build" / "abi"  # written by `make build`
PERMIT_FIELDS = {
    "owner": "address", "spender": "address", "value": "uint256", "nonce": "uint256", "deadline": "uint256",
}  # fmt: skip
ENDINGS = ("instant", "confirmed", "settled", "refunded", "cancelled", "agreed")


class Unusable(Exception):  # noqa: N818
    """Something that the caller gave, with what to do about it."""


def read(path: Path, remedy: str) -> Any:
    """A JSON file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Unusable(f"{path} does not exist: {remedy}") from None
    except (OSError, ValueError):
        raise Unusable(f"{path} is no readable JSON file: {remedy}") from None


def load(w3: Web3, manifest: Path) -> dict[str, Contract]:
    """The contracts of a deployment by their part in it: `token`, `market`, ..."""
    remedy = "name the manifest of the deployment, deployments/NETWORK.json"
    try:
        records = read(manifest, remedy)["contracts"]
        names = {part: (record["address"], record["contract"]) for part, record in records.items()}
    except (AttributeError, KeyError, TypeError):
        raise Unusable(f"{manifest} is no manifest: {remedy}") from None
    return {
        part: w3.eth.contract(address=address, abi=read(ABIS / f"{name}.json", "run `make build`"))
        for part, (address, name) in names.items()
    }


def buyer_key(w3: Web3) -> str:
    """The buyer's private key, which no message may show."""
    key = os.environ.get("BUYER_KEY", "")
    if not key:
        raise Unusable("BUYER_KEY is not set: set it to the buyer's private key")
    try:
        w3.eth.account.from_key(key)
    except (TypeError, ValueError, ValidationError):
        raise Unusable("BUYER_KEY is no private key: set it to 0x and 64 hexadecimal digits") from None
    return key


def ecom(amount: int) -> str:
    """For people; everything else counts in the token's smallest unit."""
    return f"{Web3.from_wei(amount, 'ether'):f} Ecom"


def explain(data: str, contracts: dict[str, Contract]) -> str:
    """The custom error in revert data, with its values; a call may pass on the error of any contract."""
    raw = bytes.fromhex(data.removeprefix("0x"))
    for contract in contracts.values():
        for error in (entry for entry in contract.abi if entry["type"] == "error"):
            types = [_type(item) for item in error["inputs"]]
            if keccak(text=f"{error['name']}({','.join(types)})")[:4] == raw[:4]:
                values = zip(error["inputs"], decode(types, raw[4:]), strict=True)
                named = ", ".join(f"{item['name']}={value}" for item, value in values)
                return f"{error['name']}({named})"
    return data


def _type(item: Any) -> str:
    """A parameter's type as signatures spell it: a struct is the tuple of its fields."""
    if not item["type"].startswith("tuple"):
        return str(item["type"])
    return f"({','.join(_type(field) for field in item['components'])}){item['type'].removeprefix('tuple')}"


def sign_permit(w3: Web3, token: Contract, spender: str, value: int, key: str) -> tuple[Any, ...]:
    """An ERC-2612 permit in the form that every function with a permit takes."""
    owner = w3.eth.account.from_key(key)
    _, name, version, chain_id, verifier, _, _ = token.functions.eip712Domain().call()
    deadline = w3.eth.get_block("latest")["timestamp"] + 3_600
    signed = owner.sign_typed_data(
        {"name": name, "version": version, "chainId": chain_id, "verifyingContract": verifier},
        {"Permit": [{"name": field, "type": kind} for field, kind in PERMIT_FIELDS.items()]},
        {
            "owner": owner.address,
            "spender": spender,
            "value": value,
            "nonce": token.functions.nonces(owner.address).call(),
            "deadline": deadline,
        },
    )
    return value, deadline, signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")


def send(w3: Web3, call: Any, key: str) -> Any:
    """Sign, send and wait; estimating the gas runs the call first, so a refusal costs nothing."""
    account = w3.eth.account.from_key(key)
    nonce = w3.eth.get_transaction_count(account.address)
    transaction = call.build_transaction({"from": account.address, "nonce": nonce})
    return w3.eth.wait_for_transaction_receipt(
        w3.eth.send_raw_transaction(account.sign_transaction(transaction).raw_transaction)
    )


def buy(w3: Web3, contracts: dict[str, Contract], key: str, listing: int, link: int, quantity: int) -> int:
    """Buy at the terms that are on the chain now, and return the order's id."""
    catalog, market, token = contracts["catalog"], contracts["market"], contracts["token"]
    terms = catalog.functions.terms(listing, 0, link).call()
    _, revision, _, protection, _, unit_price, _ = terms
    price = unit_price * quantity
    print(f"price {ecom(price)}, protection {protection // 86_400} days")
    if link:
        for level, shop, recipient, live, amount in catalog.functions.preview(link, price).call():
            who = f"level {level}" if level else "seller"
            print(f"  {who}: shop {shop}, {recipient}, {ecom(amount)}{'' if live else ' (not live)'}")

    # Revision and price are what the buyer has seen: if either changes meanwhile, the purchase reverts.
    purchase = (listing, 0, revision, quantity, unit_price, link)
    permit = sign_permit(w3, token, market.address, price, key)
    receipt = send(w3, market.functions.placeWithPermit(purchase, permit), key)
    placed = market.events.OrderPlaced().process_receipt(receipt, errors=DISCARD)[0]["args"]
    deadline = placed["deadline"]
    until = f"to be fulfilled by {datetime.fromtimestamp(deadline, UTC):%F}" if deadline else "closed at once"
    print(f"order {placed['order']}: {until}")
    return int(placed["order"])


def confirm(w3: Web3, contracts: dict[str, Contract], key: str, order: int) -> None:
    """Close the order with success, and show who was paid."""
    market = contracts["market"]
    receipt = send(w3, market.functions.confirm(order), key)
    closed = market.events.OrderClosed().process_receipt(receipt, errors=DISCARD)[0]["args"]
    ending, levels = ENDINGS[closed["ending"]], bin(closed["paidLevels"]).count("1")
    print(f"order {order} {ending}: {ecom(closed['toSeller'])} to the seller, {levels} levels paid")


class Parser(argparse.ArgumentParser):
    """Answers a wrong command with one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}; usage: {USAGE}\n")


def whole(bits: int, least: int = 0) -> Any:
    """A whole number of so many bits, as an argument."""

    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) < 2**bits):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {2**bits - 1}")
        return int(text)

    return number


def main() -> int:
    parser = Parser(description="Buy a product on Ecom Chain.", usage=USAGE, allow_abbrev=False)
    parser.add_argument("url")
    parser.add_argument("manifest", type=Path)
    parser.add_argument("listing", type=whole(64))
    parser.add_argument("link", type=whole(96), nargs="?", default=0)
    parser.add_argument("--quantity", type=whole(24, 1), default=1)
    parser.add_argument("--confirm", action="store_true")
    wanted = parser.parse_args()
    w3 = Web3(Web3.HTTPProvider(wanted.url))
    try:
        key = buyer_key(w3)
        contracts = load(w3, wanted.manifest)
        if not w3.is_connected():
            raise Unusable(f"no node answers at {wanted.url}: start one, or correct the URL")
        order = buy(w3, contracts, key, wanted.listing, wanted.link, wanted.quantity)
        if wanted.confirm:
            confirm(w3, contracts, key, order)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    except BadFunctionCallOutput:
        print(f"{wanted.url} has no contracts of {wanted.manifest}: name its network", file=sys.stderr)
        return 2
    except Web3RPCError as error:
        print(f"the node refused: {error.message}", file=sys.stderr)
        return 1
    except (ContractCustomError, ContractLogicError) as error:
        print(f"refused: {explain(str(error.data), contracts)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
