"""People who can sign: their addresses, their keys, and the forms of a signature."""

from functools import cache

from eth_account import Account
from eth_account.messages import SignableMessage

_KEYS: dict[str, int] = {}


@cache
def person(number: int) -> str:
    """The address of private key ``number``."""
    address = str(Account.from_key(number.to_bytes(32, "big")).address).lower()
    _KEYS[address] = number
    return address


@cache
def sign(address: str, text: SignableMessage) -> bytes:
    """A `person`'s signature: 65 bytes."""
    key = _KEYS[address].to_bytes(32, "big")
    return bytes(Account.sign_message(text, key).signature)


def compact(signature: bytes) -> bytes:
    """The same signature in 64 bytes (ERC-2098)."""
    s = int.from_bytes(signature[32:64], "big") | (signature[64] - 27) << 255
    return signature[:32] + s.to_bytes(32, "big")
