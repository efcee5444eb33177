"""The structs of the private sale, in the order of its interface.

Amounts of Ecom are in the token's smallest unit, prices and payments in their currency's, times in seconds.
What each field means is said in the interface.
"""

from enum import IntEnum
from typing import NamedTuple

from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.structs import Cid


class Unsold(IntEnum):
    """``IPrivateSale.Unsold``."""

    TREASURY = 0
    REWARDS = 1
    VAULT = 2


class Payment(NamedTuple):
    """``IPrivateSale.Payment``."""

    currency: str
    price: int


class SaleTerms(NamedTuple):
    """``IPrivateSale.Terms``."""

    payments: tuple[Payment, ...]
    cap: int
    start: int
    end: int
    cliff: int
    duration: int
    treasury: str
    unsold: int
    allowlist: bytes
    content: Cid


class SaleRound(NamedTuple):
    """``IPrivateSale.Round``."""

    treasury: str = ZERO_ADDRESS
    cap: int = 0
    sold: int = 0
    start: int = 0
    end: int = 0
    cliff: int = 0
    duration: int = 0
    unsold: int = 0
    closed: bool = False
    allowlist: bytes = bytes(32)
    content: Cid = Cid()


class SalePosition(NamedTuple):
    """``IPrivateSale.Position``."""

    bought: int = 0
    released: int = 0
