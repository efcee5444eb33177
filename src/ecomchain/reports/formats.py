"""Numbers, times and names as a person wants to read them, in English and Chinese alike."""

from datetime import UTC, datetime
from typing import NamedTuple

from ecomchain.amounts import DECIMALS, ECOM
from ecomchain.ids import link_parts, listing_parts

SHOWN_DECIMALS = 4
"""Of an amount that is shown short; one that has more ends in an ellipsis."""

DAY = 86_400
NOTHING = "\N{EN DASH}"
"""Where there is nothing to divide."""


class Digits(NamedTuple):
    """An amount for the eye: the whole part, and the decimals with their point; ``cut`` if there are more."""

    whole: str
    decimals: str
    cut: bool

    @property
    def text(self) -> str:
        """All of it in one piece."""
        return self.whole + self.decimals + ("…" if self.cut else "")


def digits(amount: int, most: int = SHOWN_DECIMALS) -> Digits:
    """An amount of 1e-18 Ecom in Ecom, thousands separated, cut (never rounded) after ``most`` decimals.

    What would be cut to nothing is said to be less than the last decimal.
    """
    whole, fraction = divmod(abs(amount), ECOM)
    exact = f"{fraction:0{DECIMALS}d}".rstrip("0")
    shown = exact[:most].rstrip("0") if len(exact) <= most else exact[:most]
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    if not whole and exact and not shown.strip("0"):
        return Digits(f"<\N{NO-BREAK SPACE}{sign}0", f".{1:0{most}d}", False)
    return Digits(f"{sign}{whole:,}", f".{shown}" if shown else "", len(exact) > most)


def ecom(amount: int) -> str:
    """An amount of 1e-18 Ecom in Ecom, thousands separated, to the last decimal."""
    return digits(amount, DECIMALS).text


def percent(part: int, whole: int) -> str:
    """A share in percent with two decimals, rounded down; less than that is said to be less."""
    if not whole:
        return NOTHING
    hundredths = part * 10_000 // whole
    if part > 0 and not hundredths:
        return "<\N{NO-BREAK SPACE}0.01\N{NO-BREAK SPACE}%"
    return f"{hundredths // 100}.{hundredths % 100:02d}\N{NO-BREAK SPACE}%"


def moment(time: int) -> str:
    """A time as ``2026-11-22 14:05 UTC``."""
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M} UTC"


def date(day: int) -> str:
    """A UTC day as ``2026-11-22``."""
    return f"{datetime.fromtimestamp(day * DAY, UTC):%Y-%m-%d}"


def item(id_: int) -> str:
    """A listing or task as shop/index, such as ``1/2``."""
    shop, index = listing_parts(id_)
    return f"{shop}/{index}"


def link(id_: int) -> str:
    """A link as its task and, after an arrow, the distributor's shop: ``1/1 → 2``."""
    task, shop = link_parts(id_)
    return f"{item(task)} → {shop}"


def average(total: int, count: int) -> str:
    """An average with two decimals, rounded down; a dash of nothing."""
    if not count:
        return NOTHING
    hundredths = total * 100 // count
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def plain(text: str, most: int = 120) -> str:
    """A text that came from the chain, without control characters, cut to ``most`` characters."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return shown if len(shown) <= most else shown[: most - 1] + "…"
