"""``ICatalog.Offer`` as the chain encodes it: one form for what a row says and what a listing is.

The form is the ABI's tail of the struct, so that a row and a view's answer are compared byte by byte.
"""

from dataclasses import dataclass
from typing import NamedTuple

from ecomchain.operators.cids import Cid

WORD = 32
_HEAD = 5
"""Words before the options: digest, codec, protection, fulfilWithin, where the options are."""

HEAD_SIZE, OPTION_SIZE = (_HEAD + 1) * WORD, 4 * WORD
"""Bytes before the first option, its count included; and of an option."""


class Option(NamedTuple):
    """``ICatalog.PriceOption``: 1e-18 Ecom, minor units, ISO 4217 number, 1e-18 Ecom."""

    token: int
    fiat: int
    currency: int
    fiat_base: int


@dataclass(frozen=True)
class Offer:
    """``ICatalog.Offer``; times in seconds."""

    content: Cid
    protection: int
    fulfil_within: int
    options: tuple[Option, ...]

    def encode(self) -> bytes:
        """The struct's tail."""
        digest, codec = self.content
        numbers = (codec, self.protection, self.fulfil_within, _HEAD * WORD, len(self.options))
        return digest + words(*numbers, *(value for option in self.options for value in option))


def decode(tail: bytes) -> Offer:
    """The reverse of `Offer.encode`."""
    values = [int.from_bytes(tail[at : at + WORD], "big") for at in range(WORD, len(tail), WORD)]
    codec, protection, fulfil_within, _, count, *rest = values
    options = tuple(Option(*rest[at : at + 4]) for at in range(0, 4 * count, 4))
    return Offer((tail[:WORD], codec), protection, fulfil_within, options)


def words(*values: int) -> bytes:
    """Numbers as words of the ABI."""
    return b"".join(value.to_bytes(WORD, "big") for value in values)
