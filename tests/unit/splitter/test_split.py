"""Splitting one's own tokens by the formula (COM-1 to COM-4)."""

import pytest
from events import assert_logs, log

from ecomchain.model import commission

from helpers import assert_reverts, custom

ZERO = "0x0000000000000000000000000000000000000000"
AMOUNT = 1_000 * 10**18 + 7
L, M = 2_345, 6_789
MAX = 2**256 - 1


def split_logs(splitter, token, payer, amount, rates, seller, distributors):
    """All that a split logs: itself, the seller's transfer, one for each distributor who gets something."""
    n = len(distributors)
    upper, closing = commission.full(amount, *rates, n)
    each = [upper] * (n - 1) + [closing] if n else []
    rest = amount - sum(each)
    paid = [(seller, rest), *zip(distributors, each, strict=True)]
    return (
        log(
            splitter.AmountSplit,
            payer=payer,
            seller=seller,
            amount=amount,
            upper=upper,
            closing=closing,
            distributors=n,
        ),
        *(log(token.Transfer, **{"from": payer}, to=to, amount=part) for to, part in paid if part),
    )


@pytest.mark.parametrize("n", range(17))
def test_split__n_distributors__pays_the_formula_and_the_seller_the_rest(
    splitter, token, payer, seller, team, n
):
    mine = token.balanceOf(payer)
    receipt = splitter.split(AMOUNT, L, M, seller, team[:n], sender=payer)
    assert_logs(receipt, *split_logs(splitter, token, payer, AMOUNT, (L, M), seller, team[:n]))
    assert token.balanceOf(payer) == mine - AMOUNT
    assert token.balanceOf(splitter) == 0


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, [1_000]),
        (1, [900, 100]),
        (2, [800, 100, 100]),
        (3, [800, 50, 50, 100]),
        (4, [801, 33, 33, 33, 100]),
    ],
    ids=str,
)
def test_split__a_fifth_halved__pays_what_a_person_reckons(splitter, token, payer, seller, team, n, expected):
    """1,000 at L = 20 % and M = 50 %, by hand: 100 to the one who closes, 100 among those above."""
    splitter.split(1_000, 2_000, 5_000, seller, team[:n], sender=payer)
    assert [token.balanceOf(to) for to in (seller, *team[:n])] == expected


@pytest.mark.parametrize(
    "rates", [(0, M), (L, 0), (L, 10_000), (10_000, M), (10_000, 10_000), (0, 0)], ids=str
)
@pytest.mark.parametrize("n", [1, 3])
def test_split__rates_at_their_ends__moves_nothing_where_nothing_is_due(
    splitter, token, payer, seller, team, n, rates
):
    receipt = splitter.split(AMOUNT, *rates, seller, team[:n], sender=payer)
    assert_logs(receipt, *split_logs(splitter, token, payer, AMOUNT, rates, seller, team[:n]))


@pytest.mark.parametrize("amount", [1, 2, 9_999])
def test_split__amounts_too_small_to_divide__go_to_the_seller(splitter, token, payer, seller, team, amount):
    receipt = splitter.split(amount, 1, 1, seller, team[:2], sender=payer)
    assert_logs(receipt, *split_logs(splitter, token, payer, amount, (1, 1), seller, team[:2]))
    assert token.balanceOf(seller) == amount


def test_split__the_same_distributor_twice__is_paid_for_each_place(splitter, token, payer, seller, team):
    path = [team[0], team[1], team[0]]
    receipt = splitter.split(AMOUNT, L, M, seller, path, sender=payer)
    assert_logs(receipt, *split_logs(splitter, token, payer, AMOUNT, (L, M), seller, path))
    upper, closing = commission.full(AMOUNT, L, M, 3)
    assert (token.balanceOf(team[0]), token.balanceOf(team[1])) == (upper + closing, upper)


def test_split__payer_as_seller_and_distributor__costs_only_the_rest(splitter, token, payer, team):
    mine = token.balanceOf(payer)
    receipt = splitter.split(AMOUNT, L, M, payer, [team[0], payer], sender=payer)
    path = [team[0], payer.address]
    assert_logs(receipt, *split_logs(splitter, token, payer, AMOUNT, (L, M), payer, path))
    assert token.balanceOf(payer) == mine - commission.full(AMOUNT, L, M, 2)[0]


def test_split__uses_exactly_its_amount_of_the_allowance(splitter, token, bob, seller, team):
    token.approve(splitter, AMOUNT, sender=bob)
    splitter.split(AMOUNT, L, M, seller, team[:3], sender=bob)
    assert token.allowance(bob, splitter) == 0


@pytest.mark.parametrize("amount", [0, 10**28 + 1, MAX])
def test_split__amount_out_of_range__reverts(splitter, payer, seller, team, amount):
    expected = custom(splitter.AmountOutOfRange, amount=amount, max=10**28)
    assert_reverts(expected, splitter.split, amount, L, M, seller, team[:2], sender=payer)


@pytest.mark.parametrize(
    ("rates", "wrong"), [((10_001, M), 10_001), ((L, 10_001), 10_001), ((65_535, 0), 65_535)]
)
def test_split__rate_above_all__reverts(splitter, payer, seller, team, rates, wrong):
    expected = custom(splitter.RateTooHigh, bps=wrong, max=10_000)
    assert_reverts(expected, splitter.split, AMOUNT, *rates, seller, team[:2], sender=payer)


def test_split__seventeen_distributors__reverts(splitter, payer, seller, team):
    expected = custom(splitter.TooManyDistributors, count=17, max=16)
    assert_reverts(expected, splitter.split, AMOUNT, L, M, seller, team, sender=payer)


@pytest.mark.parametrize("n", [0, 1, 3, 16])
def test_split__no_seller__names_the_place_after_the_distributors(splitter, payer, team, n):
    expected = custom(splitter.ZeroPayee, index=n)
    assert_reverts(expected, splitter.split, AMOUNT, L, M, ZERO, team[:n], sender=payer)


@pytest.mark.parametrize("rates", [(L, M), (0, 0)], ids=["something due", "nothing due"])
@pytest.mark.parametrize("index", [0, 1, 2])
def test_split__no_distributor_in_a_place__names_the_place(splitter, payer, seller, team, index, rates):
    path = team[:3]
    path[index] = ZERO
    expected = custom(splitter.ZeroPayee, index=index)
    assert_reverts(expected, splitter.split, AMOUNT, *rates, seller, path, sender=payer)


def test_split__no_seller_where_nothing_is_left_for_one__reverts(splitter, payer, team):
    expected = custom(splitter.ZeroPayee, index=1)
    assert_reverts(expected, splitter.split, AMOUNT, 10_000, 10_000, ZERO, team[:1], sender=payer)


def test_split__without_allowance__names_the_first_payment(splitter, token, carol, seller, team):
    upper, closing = commission.full(AMOUNT, L, M, 2)
    expected = custom(
        splitter.PaymentFailed,
        payer=carol,
        amount=AMOUNT - upper - closing,
        balance=token.balanceOf(carol),
        allowance=0,
    )
    assert_reverts(expected, splitter.split, AMOUNT, L, M, seller, team[:2], sender=carol)


def test_split__one_too_little_allowed__pays_nobody(splitter, token, carol, seller, team):
    """The last payment lacks one; the error tells what was left for it, and all is undone."""
    mine = token.balanceOf(carol)
    token.approve(splitter, AMOUNT - 1, sender=carol)
    _, closing = commission.full(AMOUNT, L, M, 2)
    expected = custom(
        splitter.PaymentFailed,
        payer=carol,
        amount=closing,
        balance=mine - (AMOUNT - closing),
        allowance=closing - 1,
    )
    assert_reverts(expected, splitter.split, AMOUNT, L, M, seller, team[:2], sender=carol)
    receipt = splitter.split(
        AMOUNT, L, M, seller, team[:2], sender=carol, gas_limit=1_000_000, raise_on_revert=False
    )
    assert receipt.failed
    assert token.balanceOf(carol) == mine
    assert token.balanceOf(seller) == 0


def test_split__without_tokens__names_what_is_missing(splitter, token, stranger, seller):
    token.approve(splitter, MAX, sender=stranger)
    expected = custom(splitter.PaymentFailed, payer=stranger, amount=1, balance=0, allowance=MAX)
    assert_reverts(expected, splitter.split, 1, L, M, seller, [], sender=stranger)


def test_split__whoever_allowed_the_splitter__pays_nothing_for_others(
    splitter, token, payer, stranger, seller
):
    assert token.allowance(payer, splitter) > 0
    expected = custom(splitter.PaymentFailed, payer=stranger, amount=1, balance=0, allowance=0)
    assert_reverts(expected, splitter.split, 1, L, M, seller, [], sender=stranger)
