"""Who stands between seller and buyer of an order, at which rates, and how the tables say so."""

from dataclasses import dataclass

from ecomchain.amounts import BPS
from ecomchain.demo.stage import Stage
from ecomchain.demo.text import percent
from ecomchain.ids import NO_LINK, link_parts

ENDINGS = (
    "paid at once", "confirmed", "settled", "refunded", "cancelled", "agreed",
    "not contested", "ruled", "no ruling",
)  # fmt: skip
"""``IMarket.Ending`` in words."""


@dataclass(frozen=True)
class Level:
    """A distributor of an order's chain at the moment of payment."""

    shop: int
    owner: str
    live: bool


@dataclass(frozen=True)
class Rates:
    """L and M of the order's task, in basis points."""

    incentive: int
    closing: int


def levels_of(stage: Stage, link: int) -> list[Level]:
    """The chain up to ``link``, nearest the seller first, as the catalog's preview has it now (CAT-5)."""
    if link == NO_LINK:
        return []
    payouts = stage.view(stage.system.catalog, "preview", link, 0)
    return [Level(payout.shop, payout.recipient, payout.live) for payout in payouts[1:]]


def rates_of(stage: Stage, link: int) -> Rates:
    """The rates of the link's task."""
    if link == NO_LINK:
        return Rates(0, 0)
    terms = stage.view(stage.system.catalog, "task", link_parts(link).task)[0]
    return Rates(terms.incentiveBps, terms.closingBps)


def who(stage: Stage, owner: str, shop: int) -> str:
    """A shop and its owner, such as ``B · shop 2``."""
    return f"{stage.name(owner)} · shop {shop}"


def part_of(bps: int) -> str:
    """Before what an ending pays a part of, such as ``60% of ``."""
    return "" if bps == BPS else f"{percent(bps)} of "


def role_of(level: int, n: int) -> str:
    """What the distributor at ``level`` of ``n`` is called."""
    return "closing 成交分销员" if level == n else "distributor 分销员"


def formula_of(level: int, n: int, base: str) -> str:
    """D_i for ``level`` of ``n``, on ``base``."""
    if level == n:
        return f"{base}·L·M"
    return f"{base}·L·(1-M)" + (f"/{n - 1}" if n > 2 else "")


def terms_of(rates: Rates, n: int) -> str:
    """Rates and number of distributors, for a table's caption; nothing without distributors."""
    if not n:
        return ""
    return f" · L = {percent(rates.incentive)} · M = {percent(rates.closing)} · n = {n}"
