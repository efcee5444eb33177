"""`reject`: the owner turns down a submission before the review time is over."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs, log
from scene import NO_CID, OTHER_CID

from .bounties import REWARD, State, deadline_of, returned_logs, slots
from helpers import assert_reverts, custom


@pytest.mark.parametrize("reason", [OTHER_CID, NO_CID])
@pytest.mark.parametrize("before", [1, 100_000])
def test_reject__before_the_deadline__frees_the_slot(
    bounty_board, token, submitted, alice, bob, reason, before
):
    totals, theirs = bounty_board.totals(), token.balanceOf(bob)
    next_block_at(deadline_of(bounty_board, submitted, bob) - before)
    receipt = bounty_board.reject(submitted, bob, reason, sender=alice)
    assert_logs(receipt, log(bounty_board.WorkRejected, bounty=submitted, worker=bob, reason=reason))
    assert bounty_board.assignment(submitted, bob) == (0, State.NONE)
    assert slots(bounty_board, submitted) == (3, 0)
    assert bounty_board.totals() == totals
    assert token.balanceOf(bob) == theirs


def test_reject__closed_bounty__returns_the_reward(bounty_board, token, submitted, alice, bob):
    bounty_board.close(submitted, sender=alice)
    mine = token.balanceOf(alice)
    receipt = bounty_board.reject(submitted, bob, OTHER_CID, sender=alice)
    assert_logs(
        receipt,
        log(bounty_board.WorkRejected, bounty=submitted, worker=bob, reason=OTHER_CID),
        *returned_logs(bounty_board, token, submitted, alice),
    )
    assert token.balanceOf(alice) == mine + REWARD
    assert slots(bounty_board, submitted) == (0, 0)
    assert (bounty_board.totals().owed, token.balanceOf(bounty_board)) == (0, 0)


@pytest.mark.parametrize("seconds", [0, 1, 10**8])
def test_reject__from_the_deadline_on__reverts(bounty_board, submitted, alice, bob, seconds):
    deadline = deadline_of(bounty_board, submitted, bob)
    time = mine_at(deadline + seconds)
    expected = custom(bounty_board.TooLate, bounty=submitted, worker=bob, deadline=deadline, now_=time)
    assert_reverts(expected, bounty_board.reject, submitted, bob, OTHER_CID, sender=alice)


@pytest.mark.parametrize("state", [State.NONE, State.ASSIGNED, State.PAID])
def test_reject__in_another_state__reverts(bounty_board, bounty, stages, alice, state):
    expected = custom(bounty_board.WrongState, bounty=bounty, worker=stages[state], state=state)
    assert_reverts(expected, bounty_board.reject, bounty, stages[state], OTHER_CID, sender=alice)


@pytest.mark.parametrize("who", ["bob", "stranger", "operator", "foundation"])
def test_reject__not_the_owner__reverts(bounty_board, shop, submitted, alice, bob, request, who):
    caller = request.getfixturevalue(who)
    expected = custom(bounty_board.NotShopOwner, shop=shop, caller=caller, owner=alice)
    assert_reverts(expected, bounty_board.reject, submitted, bob, OTHER_CID, sender=caller)


def test_reject__unknown_bounty__reverts(bounty_board, submitted, alice, bob):
    for other in (0, submitted + 1):
        expected = custom(bounty_board.WrongState, bounty=other, worker=bob, state=State.NONE)
        assert_reverts(expected, bounty_board.reject, other, bob, OTHER_CID, sender=alice)
