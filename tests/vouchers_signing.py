"""Sellers' vouchers for tests, made by eth_account alone (EIP-712)."""

from itertools import count
from typing import Any, NamedTuple

from ape import chain
from ape.api import AccountAPI
from eth_account.messages import encode_typed_data
from scene import Scene

from helpers import _plain

NO_DEADLINE = 2**40 - 1

VOUCHER = [
    {"name": "listing", "type": "uint64"},
    {"name": "revision", "type": "uint32"},
    {"name": "option", "type": "uint8"},
    {"name": "link", "type": "uint96"},
    {"name": "buyer", "type": "address"},
    {"name": "quantity", "type": "uint24"},
    {"name": "deadline", "type": "uint40"},
    {"name": "nonce", "type": "uint256"},
    {"name": "transfers", "type": "uint32"},
]

_nonces = count(1)


class Voucher(NamedTuple):
    """The struct of interfaces/IVouchers.sol."""

    buyer: str
    deadline: int
    nonce: int
    signature: bytes


def sign_voucher(
    system: Any,
    signer: AccountAPI,
    wanted: tuple[int, ...],
    buyer: Any,
    *,
    deadline: int = NO_DEADLINE,
    nonce: int | None = None,
    transfers: int | None = None,
    domain: dict[str, Any] | None = None,
) -> Voucher:
    """``signer``'s consent to the purchase ``wanted`` of ``buyer``, by default with a new nonce.

    ``transfers`` is the shop's counter unless given. ``domain`` replaces entries of the signing domain, for
    signatures that must not count.
    """
    listing, option, revision, quantity, _, link = wanted
    nonce = next(_nonces) if nonce is None else nonce
    if transfers is None:
        transfers = system.registry.shop(listing >> 32).transfers
    fields = {
        "name": "Ecom Vouchers",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": system.vouchers.address,
    }
    text = encode_typed_data(
        fields | (domain or {}),
        {"Voucher": VOUCHER},
        {
            "listing": listing,
            "revision": revision,
            "option": option,
            "link": link,
            "buyer": _plain(buyer),
            "quantity": quantity,
            "deadline": deadline,
            "nonce": nonce,
            "transfers": transfers,
        },
    )
    signature = signer.sign_message(text)
    assert signature is not None
    # Ape drops leading zero bytes of r and s, about once in 128 signatures.
    r, s = (bytes(part).rjust(32, b"\0") for part in (signature.r, signature.s))
    return Voucher(_plain(buyer), deadline, nonce, r + s + bytes([signature.v]))


def scene_voucher(system: Any, scene: Scene, wanted: tuple[int, ...], **values: Any) -> Voucher:
    """The scene's seller's consent to the purchase ``wanted`` of the scene's buyer."""
    return sign_voucher(system, scene.seller, wanted, scene.buyer, **values)
