"""What a split would pay, without paying it (COM-1 to COM-4)."""

import pytest

from ecomchain.model import commission

from helpers import assert_reverts, custom

MAX = 2**256 - 1


@pytest.mark.parametrize("amount", [1, 9_999, 10**18 + 3, 10**28])
@pytest.mark.parametrize(
    "rates", [(0, 0), (1, 9_999), (2_345, 6_789), (10_000, 0), (10_000, 10_000)], ids=str
)
def test_preview__in_range__is_the_formula(splitter, amount, rates):
    for n in (0, 1, 2, 3, 7, 16):
        upper, closing = commission.full(amount, *rates, n)
        rest = amount - (closing + upper * (n - 1) if n else 0)
        assert splitter.preview(amount, *rates, n) == (upper, closing, rest)


@pytest.mark.parametrize("amount", [0, 10**28 + 1, MAX])
def test_preview__amount_out_of_range__reverts(splitter, amount):
    assert_reverts(
        custom(splitter.AmountOutOfRange, amount=amount, max=10**28), splitter.preview, amount, 1, 1, 1
    )


@pytest.mark.parametrize("rates", [(10_001, 0), (0, 10_001)])
def test_preview__rate_above_all__reverts(splitter, rates):
    assert_reverts(custom(splitter.RateTooHigh, bps=10_001, max=10_000), splitter.preview, 1, *rates, 1)


@pytest.mark.parametrize("n", [17, MAX])
def test_preview__too_many_distributors__reverts(splitter, n):
    assert_reverts(custom(splitter.TooManyDistributors, count=n, max=16), splitter.preview, 1, 1, 1, n)


def test_preview__several_faults__names_the_first(splitter):
    assert_reverts(
        custom(splitter.AmountOutOfRange, amount=0, max=10**28), splitter.preview, 0, 10_001, 10_002, 17
    )
    assert_reverts(
        custom(splitter.RateTooHigh, bps=10_002, max=10_000), splitter.preview, 1, 10_002, 10_001, 17
    )
    assert_reverts(custom(splitter.RateTooHigh, bps=10_001, max=10_000), splitter.preview, 1, 1, 10_001, 17)


def test_splitter__always__is_for_the_one_token(splitter, token):
    assert splitter.token() == token.address
    assert {method.name for method in splitter.contract_type.mutable_methods} == {"split", "splitWithPermit"}
