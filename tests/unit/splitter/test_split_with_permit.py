"""Splitting with a signature instead of an approval, also where it was front-run (COM-4)."""

import pytest
from clock import mine_at, now
from permits import Permit, sign_permit

from ecomchain.model import commission

from helpers import assert_reverts, custom

AMOUNT = 1_000 * 10**18 + 7
L, M = 2_345, 6_789
MAX = 2**256 - 1
NONSENSE = Permit(AMOUNT, MAX, 27, b"\x01" * 32, b"\x01" * 32)


@pytest.fixture
def split(splitter, seller, team):
    """Arguments of a split between two distributors."""
    return AMOUNT, L, M, seller, team[:2]


def expect(splitter, token, payer, paid, left):
    """The failure of the payment ``paid`` (0 seller, then distributors) with ``left`` allowed."""
    upper, closing = commission.full(AMOUNT, L, M, 2)
    parts = (AMOUNT - upper - closing, upper, closing)
    return custom(
        splitter.PaymentFailed,
        payer=payer,
        amount=parts[paid],
        balance=token.balanceOf(payer) - sum(parts[:paid]),
        allowance=left,
    )


def test_split_with_permit__signed__needs_no_approval(splitter, token, carol, seller, team, split):
    mine = token.balanceOf(carol)
    splitter.splitWithPermit(*split, sign_permit(token, carol, splitter, AMOUNT), sender=carol)
    upper, closing = commission.full(AMOUNT, L, M, 2)
    assert [token.balanceOf(to) for to in (seller, *team[:2])] == [AMOUNT - upper - closing, upper, closing]
    assert token.balanceOf(carol) == mine - AMOUNT
    assert (token.allowance(carol, splitter), token.nonces(carol)) == (0, 1)


def test_split_with_permit__front_run__goes_through(splitter, token, carol, stranger, team, split):
    permit = sign_permit(token, carol, splitter, AMOUNT)
    token.permit(carol, splitter, *permit, sender=stranger)
    splitter.splitWithPermit(*split, permit, sender=carol)
    assert token.balanceOf(team[1]) == commission.full(AMOUNT, L, M, 2)[1]


def test_split_with_permit__invalid_but_allowed_before__goes_through(splitter, token, carol, team, split):
    token.approve(splitter, AMOUNT, sender=carol)
    splitter.splitWithPermit(*split, NONSENSE, sender=carol)
    assert token.balanceOf(team[1]) == commission.full(AMOUNT, L, M, 2)[1]


def test_split_with_permit__invalid_and_not_allowed__names_what_is_missing(splitter, token, carol, split):
    expected = expect(splitter, token, carol, 0, 0)
    assert_reverts(expected, splitter.splitWithPermit, *split, NONSENSE, sender=carol)


def test_split_with_permit__expired__names_what_is_missing(splitter, token, carol, split):
    permit = sign_permit(token, carol, splitter, AMOUNT, deadline=now() + 10)
    mine_at(permit.deadline + 1)
    expected = expect(splitter, token, carol, 0, 0)
    assert_reverts(expected, splitter.splitWithPermit, *split, permit, sender=carol)


def test_split_with_permit__of_one_too_little__names_what_is_missing(splitter, token, carol, split):
    permit = sign_permit(token, carol, splitter, AMOUNT - 1)
    expected = expect(splitter, token, carol, 2, commission.full(AMOUNT, L, M, 2)[1] - 1)
    assert_reverts(expected, splitter.splitWithPermit, *split, permit, sender=carol)


def test_split_with_permit__signed_by_another__takes_nothing_from_it(
    splitter, token, carol, stranger, seller
):
    permit = sign_permit(token, carol, splitter, 1)
    expected = custom(splitter.PaymentFailed, payer=stranger, amount=1, balance=0, allowance=0)
    assert_reverts(expected, splitter.splitWithPermit, 1, L, M, seller, [], permit, sender=stranger)


def test_split_with_permit__out_of_range__reverts(splitter, token, carol, seller, team):
    permit = sign_permit(token, carol, splitter, AMOUNT)
    for arguments, expected in (
        ((0, L, M, seller, []), custom(splitter.AmountOutOfRange, amount=0, max=10**28)),
        ((1, 10_001, M, seller, []), custom(splitter.RateTooHigh, bps=10_001, max=10_000)),
        ((1, L, M, seller, team), custom(splitter.TooManyDistributors, count=17, max=16)),
        ((1, L, M, "0x" + "00" * 20, []), custom(splitter.ZeroPayee, index=0)),
    ):
        assert_reverts(expected, splitter.splitWithPermit, *arguments, permit, sender=carol)
