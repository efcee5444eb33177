"""Durations and times: exact conversions between text and whole seconds."""

import re
from datetime import UTC, datetime

from ecomchain import text as texts
from ecomchain.errors import ArgumentError

_UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
_DURATION = re.compile(r"([0-9]{1,12})(?: *(second|minute|hour|day)s?)?", re.ASCII)
_END = 2**40 - 1
"""The last second that the contracts can hold."""


def parse_duration(value: object) -> int:
    """``"7 days"`` as 604_800 (seconds); a plain number is seconds. Raises ArgumentError."""
    match = _DURATION.fullmatch(str(value).strip())
    if match is None or isinstance(value, bool):
        raise ArgumentError(f'{value!r} is not a duration: write seconds, or a text such as "7 days"')
    return int(match[1]) * _UNITS[match[2] or "second"]


def format_duration(seconds: int) -> str:
    """604_800 (seconds) as ``"7 days"``, 90_061 as ``"1 day 1 hour 1 minute 1 second"``, 0 as ``"none"``."""
    parts = []
    for unit, length in _UNITS.items():
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count:,} {unit}{'s' if count != 1 else ''}")
    return " ".join(parts) or "none"


def parse_time(text: str) -> int:
    """A UTC date or time (``"2027-01-31"``, ``"2027-01-31 18:00"``), or Unix seconds, as Unix seconds.

    Raises ArgumentError for anything else; a time zone may be given, such as ``+08:00``.
    """
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,13}", text) and int(text) <= _END:
        return int(text)
    try:
        time = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        raise ArgumentError(
            f'{text!r} is not a time: write a UTC date or time such as "2027-01-31 18:00", or Unix seconds'
        ) from None
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())


def format_time(seconds: int) -> str:
    """Unix seconds as ``"2027-01-31 18:00:05 UTC"``; after the year 9999 as ``"time 253402300800"``."""
    return texts.moment(seconds)
