"""ecomchain.durations: durations and times, from text and back, to the second."""

from typing import Any

import pytest

from ecomchain.durations import format_duration, format_time, parse_duration, parse_time
from ecomchain.errors import ArgumentError

DAY = 86_400


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7 days", 7 * DAY), ("1 day", DAY), ("2hours", 7_200), ("90 minutes", 5_400), ("1 second", 1),
     (" 60 ", 60), ("0", 0), (604_800, 7 * DAY)],
)  # fmt: skip
def test_parse_duration__text_or_seconds__is_seconds(text: Any, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "soon", "-1 day", "1.5 days", "7 days 1 hour", "1 week", "\u0661 day", True]
)
def test_parse_duration__anything_else__is_refused(text: Any) -> None:
    with pytest.raises(ArgumentError) as caught:
        parse_duration(text)
    assert caught.value.message == (f'{text!r} is not a duration: write seconds, or a text such as "7 days"')


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "none"), (1, "1 second"), (7_200, "2 hours"), (7 * DAY, "7 days"),
     (DAY + 3_661, "1 day 1 hour 1 minute 1 second"), (4_000 * DAY, "4,000 days")],
)  # fmt: skip
def test_format_duration__any__is_exact(seconds: int, text: str) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1970-01-02", DAY), ("1970-01-01 00:01", 60), ("1970-01-01T00:00:01", 1),
     ("1970-01-01 00:00:05 UTC", 5), ("1970-01-01 08:00+08:00", 0), ("86400", DAY)],
)  # fmt: skip
def test_parse_time__date_or_seconds__is_unix_time(text: str, seconds: int) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize("text", ["", "tomorrow", "2027-13-01", "-5", "99999999999999"])
def test_parse_time__anything_else__is_refused(text: str) -> None:
    with pytest.raises(ArgumentError, match="is not a time: write a UTC date or time such as"):
        parse_time(text)


@pytest.mark.parametrize("seconds", [0, 1_800_000_000, 2**32])
def test_format_time__parsed_again__is_the_same(seconds: int) -> None:
    assert parse_time(format_time(seconds)) == seconds
