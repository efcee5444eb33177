"""Numbers of the protocol as a person reads them, everywhere the same."""

import re
from datetime import UTC, datetime

_ADDRESS = re.compile(r"0x([0-9a-fA-F]{4})[0-9a-fA-F]{32,60}([0-9a-fA-F]{4})\b")
_LATEST = 253_402_300_799
"""The last second of the year 9999."""


def moment(timestamp: int, now: int | None = None) -> str:
    """Unix seconds as ``2026-11-26 02:30:00 UTC``; with ``now`` also how far away: ``(in 3 hours)``."""
    if not 0 <= timestamp <= _LATEST:
        return f"time {timestamp}"
    text = f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d %H:%M:%S} UTC"
    return text if now is None else f"{text} ({distance(timestamp, now)})"


def distance(timestamp: int, now: int) -> str:
    """``in 3 hours``, ``2.5 days ago``, or ``now``."""
    if timestamp == now:
        return "now"
    return f"in {period(timestamp - now)}" if timestamp > now else f"{period(now - timestamp)} ago"


def period(seconds: int) -> str:
    """A length of time in days, hours, minutes or seconds, to one decimal."""
    for length, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            count = round(seconds / length, 1)
            return f"{count:g} {unit}{'' if count == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def day(utc_day: int) -> str:
    """A UTC day (days since 1970) as ``2026-11-26``."""
    return moment(utc_day * 86_400).partition(" ")[0] if utc_day * 86_400 <= _LATEST else f"day {utc_day}"


def percent(bps: int) -> str:
    """Basis points as ``12.5%``: without a space, at which a line could end."""
    return f"{bps / 100:g}%"


def shorten(text: str) -> str:
    """A text whose addresses and hashes are cut to ``0x1234…abcd``."""
    return _ADDRESS.sub(r"0x\1…\2", text)
