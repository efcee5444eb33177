"""ecomchain.amounts: exact conversions, and nothing but amounts."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomchain.amounts import ECOM, MAX_SUPPLY, format_ecom, grouped_ecom, parse_ecom
from ecomchain.errors import AmountError


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("1", ECOM),
        (1, ECOM),
        ("12.5", 12_500_000_000_000_000_000),
        (Decimal("12.50"), 12_500_000_000_000_000_000),
        (Decimal("1E+2"), 100 * ECOM),
        ("0.000000000000000001", 1),
        ("1.0000000000000000000000", ECOM),
        (" 7 ", 7 * ECOM),
        ("007", 7 * ECOM),
        ("10000000000", MAX_SUPPLY),
    ],
)
def test_parse__an_amount__is_exact(text: str | int | Decimal, amount: int) -> None:
    assert parse_ecom(text) == amount


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is not an amount of Ecom"),
        ("abc", "'abc' is not an amount of Ecom"),
        ("1,5", "'1,5' is not an amount of Ecom"),
        ("1e3", "'1e3' is not an amount of Ecom"),
        ("-1", "'-1' is not an amount of Ecom"),
        (".5", "'.5' is not an amount of Ecom"),
        ("5.", "'5.' is not an amount of Ecom"),
        ("٣", "'٣' is not an amount of Ecom"),
        (1.5, "1.5 is not an amount of Ecom: give it as text"),
        (True, "True is not an amount of Ecom"),
        (None, "None is not an amount of Ecom"),
        (Decimal("NaN"), "is not an amount of Ecom"),
        ("0.0000000000000000001", "has 19 decimals: there are at most 18"),
        ("10000000000.000000000000000001", "more than there is: at most 10000000000"),
        ("9" * 5_000, "more than there is"),
    ],
)
def test_parse__anything_else__names_it(text: object, says: str) -> None:
    with pytest.raises(AmountError) as caught:
        parse_ecom(text)  # type: ignore[arg-type]
    assert says in caught.value.message


def test_format__differences__have_a_sign() -> None:
    assert format_ecom(-ECOM // 2) == "-0.5"
    assert format_ecom(0) == "0"
    assert format_ecom(100 * ECOM) == "100"


def test_grouped__any_sign__commas_in_the_whole_part_only() -> None:
    assert grouped_ecom(MAX_SUPPLY) == "10,000,000,000"
    assert grouped_ecom(12_345 * ECOM + 1) == "12,345.000000000000000001"
    assert grouped_ecom(-ECOM // 2) == "-0.5"
    assert grouped_ecom(-1_000 * ECOM) == "-1,000"


@settings(deadline=None)
@given(st.integers(0, MAX_SUPPLY))
def test_format__any_amount__parses_back(amount: int) -> None:
    assert parse_ecom(format_ecom(amount)) == amount
