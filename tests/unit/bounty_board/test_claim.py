"""`claim`: who was not answered in the review time is paid by anyone's call."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs

from .bounties import REWARD, State, deadline_of, paid_logs, slots
from helpers import assert_reverts, custom


@pytest.mark.parametrize("seconds", [0, 1, 10**8])
@pytest.mark.parametrize("who", ["bob", "stranger", "alice"])
def test_claim__from_the_deadline_on__pays_the_worker(
    bounty_board, token, submitted, bob, request, who, seconds
):
    before, totals = token.balanceOf(bob), bounty_board.totals()
    next_block_at(deadline_of(bounty_board, submitted, bob) + seconds)
    receipt = bounty_board.claim(submitted, bob, sender=request.getfixturevalue(who))
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=False))
    assert token.balanceOf(bob) == before + REWARD
    assert bounty_board.assignment(submitted, bob) == (0, State.PAID)
    assert slots(bounty_board, submitted) == (2, 0)
    assert bounty_board.totals() == (totals.bounties, totals.owed - REWARD)


def test_claim__closed_bounty__pays(bounty_board, token, submitted, alice, bob, stranger):
    bounty_board.close(submitted, sender=alice)
    next_block_at(deadline_of(bounty_board, submitted, bob))
    receipt = bounty_board.claim(submitted, bob, sender=stranger)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=False))
    assert (bounty_board.totals().owed, token.balanceOf(bounty_board)) == (0, 0)


def test_claim__before_the_deadline__reverts(bounty_board, submitted, bob):
    deadline = deadline_of(bounty_board, submitted, bob)
    time = mine_at(deadline - 1)
    expected = custom(bounty_board.TooEarly, bounty=submitted, worker=bob, **{"from": deadline}, now_=time)
    assert_reverts(expected, bounty_board.claim, submitted, bob, sender=bob)


@pytest.mark.parametrize("state", [State.NONE, State.ASSIGNED, State.PAID])
def test_claim__in_another_state__reverts_at_any_time(bounty_board, bounty, stages, state):
    worker, deadline = stages[state], deadline_of(bounty_board, bounty, stages[State.SUBMITTED])
    expected = custom(bounty_board.WrongState, bounty=bounty, worker=worker, state=state)
    assert_reverts(expected, bounty_board.claim, bounty, worker, sender=worker)
    mine_at(deadline + 10**8)
    assert_reverts(expected, bounty_board.claim, bounty, worker, sender=worker)


def test_claim__unknown_bounty__reverts(bounty_board, submitted, bob):
    mine_at(deadline_of(bounty_board, submitted, bob))
    for other in (0, submitted + 1):
        expected = custom(bounty_board.WrongState, bounty=other, worker=bob, state=State.NONE)
        assert_reverts(expected, bounty_board.claim, other, bob, sender=bob)
