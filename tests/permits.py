"""ERC-2612 signatures for tests."""

from typing import Any, NamedTuple

from ape import chain
from ape.api import AccountAPI
from eth_account.messages import encode_typed_data

from helpers import _plain

FOREVER = 2**256 - 1

PERMIT = [
    {"name": "owner", "type": "address"},
    {"name": "spender", "type": "address"},
    {"name": "value", "type": "uint256"},
    {"name": "nonce", "type": "uint256"},
    {"name": "deadline", "type": "uint256"},
]


class Permit(NamedTuple):
    """The struct of interfaces/types/Permit.sol; ``token.permit`` takes the same values unpacked."""

    value: int
    deadline: int
    v: int
    r: bytes
    s: bytes


def sign_permit(
    token: Any,
    owner: AccountAPI,
    spender: Any,
    value: int,
    *,
    deadline: int = FOREVER,
    nonce: int | None = None,
    domain: dict[str, Any] | None = None,
) -> Permit:
    """``owner``'s permit of ``value`` for ``spender``, by default with the next nonce.

    ``domain`` replaces entries of the signing domain, for signatures that must not count.
    """
    fields = {
        "name": "Ecom",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": token.address,
    }
    text = encode_typed_data(
        fields | (domain or {}),
        {"Permit": PERMIT},
        {
            "owner": owner.address,
            "spender": _plain(spender),
            "value": value,
            "nonce": token.nonces(owner) if nonce is None else nonce,
            "deadline": deadline,
        },
    )
    signature = owner.sign_message(text)
    assert signature is not None
    # Ape drops leading zero bytes of r and s, about once in 128 signatures.
    r, s = (bytes(part).rjust(32, b"\0") for part in (signature.r, signature.s))
    return Permit(value, deadline, signature.v, r, s)
