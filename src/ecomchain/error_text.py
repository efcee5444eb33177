"""The values of the contracts' errors as a person reads them."""

from collections.abc import Callable
from typing import Any

from ecomchain.amounts import format_ecom
from ecomchain.error_kinds import Kind
from ecomchain.errors import IdError
from ecomchain.ids import capability_name, link_parts, listing_parts, task_parts
from ecomchain.text import day, moment, percent, period

UNLIMITED = 2**128
"""What counts as more than there can be of anything: contracts say so with the highest number there is."""


def shown(kind: Kind, value: Any, now: int | None = None) -> str:
    """A value of this kind in words; times with how far from ``now`` (Unix seconds) they are, if given."""
    if kind is Kind.TIME:
        return moment(value, now) if value else "never"
    return _SHOWN.get(kind, str)(value)


def _amount(value: int) -> str:
    return "unlimited" if value >= UNLIMITED else f"{format_ecom(value)} Ecom"


def _count(value: Any) -> str:
    return "more than there are" if isinstance(value, int) and value >= UNLIMITED else str(value)


def _listing(value: int) -> str:
    return _named(value, lambda: "listing {1} of shop {0}".format(*listing_parts(value)))


def _task(value: int) -> str:
    return _named(value, lambda: "task {1} of shop {0}".format(*task_parts(value)))


def _link(value: int) -> str:
    if not value:
        return "none"

    def text() -> str:
        task, shop = link_parts(value)
        return f"shop {shop} in {'task {1} of shop {0}'.format(*task_parts(task))}"

    return _named(value, text)


def _named(value: int, text: Callable[[], str]) -> str:
    """The id as the console takes it, and what it is made of; what is no such id stays alone."""
    try:
        return f"{value} ({text()})"
    except IdError:
        return str(value)


def _price(value: Any) -> str:
    tokens, fiat, currency, base = value
    if not fiat:
        return _amount(tokens)
    worth = f"{fiat} minor units of currency {currency}, declared to be worth {format_ecom(base)} Ecom"
    return f"{_amount(tokens)} and {worth}" if tokens else worth


def _bytes(value: Any) -> str:
    return f"0x{value.hex()}" if isinstance(value, bytes) else str(value)


_SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.AMOUNT: _amount,
    Kind.WEI: lambda value: f"{format_ecom(value)} of the chain's coin",
    Kind.UNITS: lambda value: f"{value:,} smallest units",
    Kind.PERIOD: period,
    Kind.UTC_DAY: day,
    Kind.BPS: percent,
    Kind.LISTING: _listing,
    Kind.TASK: _task,
    Kind.LINK: _link,
    Kind.CAPABILITY: capability_name,
    Kind.PRICE: _price,
    Kind.HASH: _bytes,
    Kind.COUNT: _count,
}
