"""Cells: what is taken, what is refused, and that nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.amounts import ECOM, MAX_SUPPLY
from ecomchain.ids import UNLIMITED
from ecomchain.operators import currencies, fields
from ecomchain.operators.errors import FieldError

USD, JPY, KWD = (currencies.BY_CODE[code] for code in ("USD", "JPY", "KWD"))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("7d", 604_800), ("36h", 129_600), ("90 m", 5_400), ("1s", 1), ("2 Days", 172_800), ("0d", 0)],
)
def test_duration__with_its_unit__is_seconds(text: str, seconds: int) -> None:
    assert fields.parse_duration(text, 10**7) == seconds


@pytest.mark.parametrize(
    "text", ["7", "d", "-1d", "1.5d", "1w", "\u0667d", "1e3s", " 7d", "7dd", "99999999999s"]
)
def test_duration__anything_else__is_refused(text: str) -> None:
    with pytest.raises(FieldError, match="give a number with its unit"):
        fields.parse_duration(text, 10**7)


def test_duration__too_long__names_the_most() -> None:
    with pytest.raises(FieldError, match="61d is too long: at most 60d"):
        fields.parse_duration("61d", 60 * 86_400)


@given(st.integers(0, 90 * 86_400))
def test_duration__shown__reads_back(seconds: int) -> None:
    assert fields.parse_duration(fields.show_duration(seconds), 90 * 86_400) == seconds


@pytest.mark.parametrize(
    ("text", "bps"), [("10%", 1_000), ("12.5", 1_250), ("0.01 %", 1), ("100", 10_000), ("0", 0)]
)
def test_percent__up_to_two_decimals__is_basis_points(text: str, bps: int) -> None:
    assert fields.parse_percent(text) == bps


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12.345%", "at most two decimals"),
        ("-1%", "is not a rate"),
        ("100.01%", "more than 100%"),
        ("\uff11\uff10%", "is not a rate"),
        ("1,5%", "is not a rate"),
        ("%", "is not a rate"),
    ],
)
def test_percent__anything_else__is_refused(text: str, why: str) -> None:
    with pytest.raises(FieldError, match=why):
        fields.parse_percent(text)


@given(st.integers(0, 10_000))
def test_percent__shown__reads_back(bps: int) -> None:
    assert fields.parse_percent(fields.show_percent(bps)) == bps


def test_amount__ecom__is_exact_and_at_most_the_supply() -> None:
    assert fields.parse_amount("12.5") == 25 * ECOM // 2
    assert fields.parse_amount("10000000000") == MAX_SUPPLY
    with pytest.raises(FieldError, match="more than there is"):
        fields.parse_amount("10000000001")
    for text in ("1e3", "-1", "\u0663", "1,5", "0x10", "1.0000000000000000001"):
        with pytest.raises(FieldError, match=r"Ecom"):
            fields.parse_amount(text)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("19.90", USD, 1_990), ("19.9", USD, 1_990), ("0.01", USD, 1), ("1200", JPY, 1_200),
     ("1200.00", JPY, 1_200), ("1.234", KWD, 1_234), ("2814749767106.55", USD, 2**48 - 1)],
)  # fmt: skip
def test_fiat__major_units__are_minor_ones(text: str, currency: currencies.Currency, minor: int) -> None:
    assert fields.parse_fiat(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "why"),
    [
        ("19.999", USD, "too many decimals: USD has 2"),
        ("0.5", JPY, "too many decimals: JPY has 0"),
        ("-1", USD, "is not a price"),
        ("1.", USD, "is not a price"),
        ("\u0968", USD, "is not a price"),
        ("2814749767106.56", USD, "too much: at most 2814749767106.55"),
    ],
)
def test_fiat__wrong__says_why(text: str, currency: currencies.Currency, why: str) -> None:
    with pytest.raises(FieldError, match=why):
        fields.parse_fiat(text, currency)


@given(st.integers(0, fields.MAX_FIAT), st.sampled_from(sorted(currencies.BY_CODE)))
def test_fiat__shown__reads_back(minor: int, code: str) -> None:
    currency = currencies.BY_CODE[code]
    assert fields.parse_fiat(fields.show_fiat(minor, currency), currency) == minor


def test_stock__number_or_unlimited__is_taken() -> None:
    assert [fields.parse_stock(text) for text in ("0", "250", "Unlimited")] == [0, 250, UNLIMITED]
    assert [fields.show_stock(stock) for stock in (0, UNLIMITED - 1, UNLIMITED)] == [
        "0",
        "4294967294",
        "unlimited",
    ]
    for text in ("-1", "1.0", "4294967295", "many", "\uff11"):
        with pytest.raises(FieldError, match="or the word unlimited"):
            fields.parse_stock(text)


def test_moment__date_or_time__is_utc() -> None:
    assert fields.parse_moment("2027-01-31") == 1_801_353_600
    assert fields.parse_moment("2027-01-31T12:00:00Z") == 1_801_396_800
    for text in (
        "2027-02-30",
        "31.01.2027",
        "2027-1-31",
        "2027-01-31T12:00:00",
        "1969-12-31",
        "\uff12027-01-31",
        "soon",
    ):
        with pytest.raises(FieldError, match="is not a date"):
            fields.parse_moment(text)


@given(st.integers(10**9, 2**40 - 1))
def test_moment__shown__reads_back(seconds: int) -> None:
    assert fields.parse_moment(fields.show_moment(seconds)) == seconds


def test_code__two_ways_to_write_it__is_one() -> None:
    assert fields.parse_code("cafe\u0301") == fields.parse_code("caf\u00e9") == "caf\u00e9"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("a" * 101, "101 characters"),
        ("a\u200bb", "U\\+200B"),
        ("a\u202eb", "U\\+202E"),
        ("a\x00", "U\\+0000"),
    ],
)
def test_code__that_hides_something__is_refused(text: str, why: str) -> None:
    with pytest.raises(FieldError, match=why):
        fields.parse_code(text)


def test_currency__letters_or_number__is_the_number() -> None:
    assert currencies.parse("usd") == currencies.parse("840") == (840, USD)
    assert currencies.parse("008") == (8, currencies.BY_CODE["ALL"])
    assert currencies.parse("777") == (777, None)
    for text in ("DOLLAR", "84", "000", "\u0668\u0664\u0660", "70000", "XAU"):
        with pytest.raises(FieldError, match="is not a currency"):
            currencies.parse(text)


def test_currencies__all__are_distinct_and_read_back() -> None:
    assert len(currencies.BY_CODE) == len(currencies.BY_NUMBER) > 150
    assert all(currencies.parse(currencies.show(number))[0] == number for number in currencies.BY_NUMBER)
