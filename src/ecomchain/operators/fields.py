"""What the cells of a table say: amounts, times, rates, codes. Strict: nobody's money hangs on a guess.

Every ``parse_x`` raises FieldError; every ``show_x`` is its reverse: ``parse_x(show_x(v)) == v``.
"""

import re
import unicodedata
from datetime import UTC, datetime

from ecomchain.amounts import parse_ecom
from ecomchain.errors import AmountError
from ecomchain.ids import UNLIMITED
from ecomchain.operators.currencies import Currency
from ecomchain.operators.errors import FieldError

MAX_FIAT = 2**48 - 1
MAX_TEXT = 500
MAX_CODE = 100
"""Characters of a product's, shop's or task's code."""

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DURATION = re.compile(r"([0-9]{1,9})\s?(d|h|m|s|days?|hours?|minutes?|seconds?)", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,20}", re.ASCII)
_DECIMAL = re.compile(r"([0-9]{1,20})(?:\.([0-9]{1,18}))?", re.ASCII)
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?\s?%?", re.ASCII)
_SECONDS = re.compile(r"[0-9]{9,13}", re.ASCII)
_LAST_DATE = 253_402_300_799
"""The last second of the year 9999: later ones have no date, and are shown as they are."""
_MAX_MOMENT = 2**40 - 1
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories of what nobody sees: two codes that look alike would be different ones."""


def parse_code(text: str) -> str:
    """A code of the seller's own choice, in Unicode's composed form (NFC)."""
    code = unicodedata.normalize("NFC", text)
    if not code:
        raise FieldError("is empty: give the seller's own code of it, the same in every import")
    if len(code) > MAX_CODE:
        raise FieldError(f"{code[:20]!r}... has {len(code)} characters: at most {MAX_CODE}")
    for character in code:
        if unicodedata.category(character) in _HIDDEN:
            raise FieldError(f"{code!r} has the invisible character U+{ord(character):04X}: take it out")
    return code


def parse_text(text: str) -> str:
    """A title or note, for people alone: one line of at most 500 characters."""
    if len(text) > MAX_TEXT:
        raise FieldError(f"{text[:20]!r}... has {len(text)} characters: at most {MAX_TEXT}")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
        raise FieldError(f"{text[:40]!r} has control characters: take them out")
    return text


def parse_amount(text: str) -> int:
    """``12.5`` (Ecom) in 1e-18 Ecom."""
    try:
        return parse_ecom(text)
    except AmountError as error:
        raise FieldError(error.message) from None


def parse_whole(text: str, most: int) -> int:
    """A whole number from 0 to ``most``."""
    if _WHOLE.fullmatch(text) is None:
        raise FieldError(f"{text[:40]!r} is not a whole number: give digits 0 to 9 alone")
    if int(text) > most:
        raise FieldError(f"{text} is too much: at most {most}")
    return int(text)


def parse_stock(text: str) -> int:
    """Units offered in all, or ``unlimited``."""
    if text.lower() == "unlimited":
        return UNLIMITED
    try:
        return parse_whole(text, UNLIMITED - 1)
    except FieldError as error:
        raise FieldError(f"{error}, or the word unlimited") from None


def show_stock(stock: int) -> str:
    return "unlimited" if stock == UNLIMITED else str(stock)


def parse_duration(text: str, most: int) -> int:
    """``7d``, ``36h``, ``90m``, ``30s`` or ``0``, in seconds, at most ``most``."""
    match = _DURATION.fullmatch(text.lower())
    if text != "0" and match is None:
        raise FieldError(f"{text[:40]!r} is not a time: give a number with its unit, such as 7d or 36h")
    seconds = int(match[1]) * _UNITS[match[2][0]] if match else 0
    if seconds > most:
        raise FieldError(f"{text} is too long: at most {show_duration(most)}")
    return seconds


def show_duration(seconds: int) -> str:
    """In the largest unit that is exact."""
    if not seconds:
        return "0"
    return next(f"{seconds // size}{unit}" for unit, size in _UNITS.items() if seconds % size == 0)


def parse_percent(text: str) -> int:
    """``12.5%`` or ``12.5`` in basis points."""
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise FieldError(
            f"{text[:40]!r} is not a rate: give per cent with at most two decimals, such as 12.5%"
        )
    bps = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if bps > 10_000:
        raise FieldError(f"{text} is more than 100%")
    return bps


def show_percent(bps: int) -> str:
    whole, rest = divmod(bps, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + "%"


def parse_moment(text: str) -> int:
    """``2027-01-31`` (its first second, UTC), ``2027-01-31T12:00:00Z``, or Unix seconds; in Unix seconds."""
    if _SECONDS.fullmatch(text) and int(text) <= _MAX_MOMENT:
        return int(text)
    for form in ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            if not text.isascii():
                break
            found = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        if found.year >= 1970 and show_moment(int(found.timestamp())) in (text, text[:10]):
            return int(found.timestamp())
    raise FieldError(
        f"{text[:40]!r} is not a date: give 2027-01-31 (its first second in UTC) or 2027-01-31T12:00:00Z"
    )


def show_moment(seconds: int) -> str:
    if seconds > _LAST_DATE:
        return str(seconds)
    found = datetime.fromtimestamp(seconds, UTC)
    text = found.strftime("%Y-%m-%d" if seconds % 86_400 == 0 else "%Y-%m-%dT%H:%M:%SZ")
    return text.zfill(len(text) + 4 - text.index("-"))


def parse_fiat(text: str, currency: Currency) -> int:
    """``19.90`` of a currency in its minor units."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise FieldError(f"{text[:40]!r} is not a price: give digits and at most one point, such as 19.90")
    decimals = (match[2] or "").rstrip("0")
    if len(decimals) > currency.decimals:
        raise FieldError(f"{text} has too many decimals: {currency.code} has {currency.decimals}")
    amount = int(match[1] + decimals.ljust(currency.decimals, "0"))
    if amount > MAX_FIAT:
        raise FieldError(f"{text} {currency.code} is too much: at most {show_fiat(MAX_FIAT, currency)}")
    return amount


def show_fiat(minor: int, currency: Currency) -> str:
    """With all decimals of the currency."""
    if not currency.decimals:
        return str(minor)
    whole, rest = divmod(minor, 10**currency.decimals)
    return f"{whole}.{rest:0{currency.decimals}}"
