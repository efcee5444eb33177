"""Amounts of Ecom: exact conversions between text and the token's smallest unit.

Money is an ``int`` of 1e-18 Ecom everywhere in this package; text is for people and files only.
"""

import re
from decimal import Decimal

from ecomchain.errors import AmountError

DECIMALS = 18
ECOM: int = 10**DECIMALS
"""One Ecom in the token's smallest unit."""

MICRO: int = 10**12
"""One micro-Ecom, the unit of the statistics on the chain, in the token's smallest unit."""

BPS = 10_000
"""100 % in basis points."""

MAX_SUPPLY = 10_000_000_000 * ECOM
"""All the tokens there are (TOK-1): no amount exceeds it."""

_PATTERN = re.compile(r"([0-9]+)(?:\.([0-9]+))?", re.ASCII)


def parse_ecom(text: str | int | Decimal) -> int:
    """``"12.5"`` (Ecom) as 12_500_000_000_000_000_000 (1e-18 Ecom), exactly.

    Takes decimal text, or whole numbers; never floats, which are not exact. Raises AmountError for
    anything else, for more than 18 decimals, for negative amounts and for more than there is.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | Decimal):
        raise AmountError(f'{text!r} is not an amount of Ecom: give it as text, such as "12.5"')
    plain = f"{text:f}" if isinstance(text, Decimal) else str(text).strip()
    match = _PATTERN.fullmatch(plain)
    if match is None:
        raise AmountError(
            f'{text!r} is not an amount of Ecom: give digits and at most one point, such as "12.5"'
        )
    whole, fraction = match[1], (match[2] or "").rstrip("0")
    if len(fraction) > DECIMALS:
        raise AmountError(f"{plain} Ecom has {len(fraction)} decimals: there are at most {DECIMALS}")
    if len(whole.lstrip("0")) > len(str(MAX_SUPPLY // ECOM)):
        raise AmountError(_too_much(plain))
    amount = int(whole) * ECOM + int(fraction.ljust(DECIMALS, "0"))
    if amount > MAX_SUPPLY:
        raise AmountError(_too_much(plain))
    return amount


def format_ecom(amount: int) -> str:
    """12_500_000_000_000_000_000 (1e-18 Ecom) as ``"12.5"`` (Ecom), exactly: the reverse of `parse_ecom`.

    Negative amounts (differences) get a minus sign.
    """
    whole, fraction = divmod(abs(amount), ECOM)
    text = f"{whole}.{fraction:0{DECIMALS}d}".rstrip("0").rstrip(".")
    return f"-{text}" if amount < 0 else text


def grouped_ecom(amount: int) -> str:
    """`format_ecom` with commas, for amounts that people compare: ``"3,500,000,000"``."""
    whole, point, fraction = format_ecom(abs(amount)).partition(".")
    return f"{'-' if amount < 0 else ''}{int(whole):,}{point}{fraction}"


def _too_much(text: str) -> str:
    return f"{text} Ecom is more than there is: at most {format_ecom(MAX_SUPPLY)}"
