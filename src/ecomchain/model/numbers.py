"""The numbers that a shop's active listings, or links, hold (SHOP-6, NUMBER-1)."""

from collections.abc import Set

from ecomchain.ids import ANY_NUMBER
from ecomchain.model.errors import require

SEARCHED = 256
"""``ANY`` looks for a free number below this one."""


def lowest_free(used: Set[int], start: int = 0, end: int = ANY_NUMBER) -> int:
    """The lowest number from ``start`` on that is not in use, or ``end``."""
    return next((number for number in range(start, end) if number not in used), end)


def claim(shop: int, used: Set[int], number: int, carried: int) -> int:
    """The number that a listing or link gets, if the shop carries it and it is free."""
    if number == ANY_NUMBER:
        number = lowest_free(used, end=SEARCHED)
    require(number < carried, "NumberNotCarried", shop=shop, number=number, carried=carried)
    require(number not in used, "NumberTaken", shop=shop, number=number)
    return number
