"""`expire`: anyone frees the slot of who has not submitted in time."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs, log

from .bounties import REWARD, State, deadline_of, returned_logs, slots
from helpers import assert_reverts, custom


@pytest.mark.parametrize("seconds", [0, 1, 10**8])
@pytest.mark.parametrize("who", ["bob", "stranger", "alice"])
def test_expire__from_the_deadline_on__frees_the_slot(
    bounty_board, token, assigned, bob, request, who, seconds
):
    totals, theirs = bounty_board.totals(), token.balanceOf(bob)
    next_block_at(deadline_of(bounty_board, assigned, bob) + seconds)
    receipt = bounty_board.expire(assigned, bob, sender=request.getfixturevalue(who))
    assert_logs(receipt, log(bounty_board.AssignmentExpired, bounty=assigned, worker=bob))
    assert bounty_board.assignment(assigned, bob) == (0, State.NONE)
    assert slots(bounty_board, assigned) == (3, 0)
    assert bounty_board.totals() == totals
    assert token.balanceOf(bob) == theirs


def test_expire__closed_bounty__returns_the_reward(bounty_board, token, assigned, alice, bob, stranger):
    bounty_board.close(assigned, sender=alice)
    mine = token.balanceOf(alice)
    next_block_at(deadline_of(bounty_board, assigned, bob))
    receipt = bounty_board.expire(assigned, bob, sender=stranger)
    assert_logs(
        receipt,
        log(bounty_board.AssignmentExpired, bounty=assigned, worker=bob),
        *returned_logs(bounty_board, token, assigned, alice),
    )
    assert token.balanceOf(alice) == mine + REWARD
    assert slots(bounty_board, assigned) == (0, 0)
    assert (bounty_board.totals().owed, token.balanceOf(bounty_board)) == (0, 0)


@pytest.mark.parametrize("who", ["bob", "stranger", "alice"])
def test_expire__before_the_deadline__reverts(bounty_board, assigned, bob, request, who):
    deadline = deadline_of(bounty_board, assigned, bob)
    time = mine_at(deadline - 1)
    expected = custom(bounty_board.TooEarly, bounty=assigned, worker=bob, **{"from": deadline}, now_=time)
    assert_reverts(expected, bounty_board.expire, assigned, bob, sender=request.getfixturevalue(who))


@pytest.mark.parametrize("state", [State.NONE, State.SUBMITTED, State.PAID])
def test_expire__in_another_state__reverts_at_any_time(bounty_board, bounty, stages, stranger, state):
    worker, deadline = stages[state], deadline_of(bounty_board, bounty, stages[State.ASSIGNED])
    expected = custom(bounty_board.WrongState, bounty=bounty, worker=worker, state=state)
    assert_reverts(expected, bounty_board.expire, bounty, worker, sender=stranger)
    mine_at(deadline + 10**8)
    assert_reverts(expected, bounty_board.expire, bounty, worker, sender=stranger)


def test_expire__unknown_bounty__reverts(bounty_board, assigned, bob):
    mine_at(deadline_of(bounty_board, assigned, bob))
    for other in (0, assigned + 1):
        expected = custom(bounty_board.WrongState, bounty=other, worker=bob, state=State.NONE)
        assert_reverts(expected, bounty_board.expire, other, bob, sender=bob)
