"""Moments as people write them: UTC, to the second."""

from datetime import UTC, datetime

from ecomchain.sale.errors import SaleError

FORM = "2027-02-01 12:00"


def parse(value: object) -> int:
    """Unix seconds of a UTC time such as ``2027-02-01 12:00`` (also with T, seconds and Z), or of digits.

    Raises ValueError for anything else.
    """
    text = str(value).strip() if value is not None else ""
    if not text:
        raise ValueError(f"the time is missing: write one such as {FORM}")
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time: write one such as {FORM}, in UTC") from None
    if moment.utcoffset():
        raise ValueError(f"{text!r} is not in UTC: write one such as {FORM}")
    return int(moment.replace(tzinfo=UTC).timestamp())


def text(seconds: int) -> str:
    """``2027-02-01 12:00 UTC``, with seconds where there are any."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise SaleError(f"{seconds} is no time in seconds since 1970") from None
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment.second else f"{moment:%Y-%m-%d %H:%M} UTC"
