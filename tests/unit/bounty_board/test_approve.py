"""`approve`: the owner pays a worker who has submitted."""

import pytest
from clock import next_block_at
from events import assert_logs

from ecomchain.ids import SHOP

from .bounties import REWARD, State, deadline_of, paid_logs, slots
from helpers import assert_reverts, custom


def test_approve__submitted__pays_the_worker(bounty_board, token, submitted, alice, bob):
    before, totals = token.balanceOf(bob), bounty_board.totals()
    receipt = bounty_board.approve(submitted, bob, sender=alice)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=True))
    assert token.balanceOf(bob) == before + REWARD
    assert bounty_board.assignment(submitted, bob) == (0, State.PAID)
    assert slots(bounty_board, submitted) == (2, 0)
    assert bounty_board.totals() == (totals.bounties, totals.owed - REWARD)


@pytest.mark.parametrize("seconds", [-1, 0, 1, 10**8])
def test_approve__around_the_deadline_and_after__pays(bounty_board, token, submitted, alice, bob, seconds):
    next_block_at(deadline_of(bounty_board, submitted, bob) + seconds)
    receipt = bounty_board.approve(submitted, bob, sender=alice)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=True))


def test_approve__closed_bounty_of_a_closed_shop__pays(
    bounty_board, registry, token, shop, submitted, alice, bob
):
    bounty_board.close(submitted, sender=alice)
    registry.release(shop, SHOP, 1, sender=alice)
    receipt = bounty_board.approve(submitted, bob, sender=alice)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=True))
    assert (bounty_board.totals().owed, token.balanceOf(bounty_board)) == (0, 0)


@pytest.mark.parametrize("state", [State.NONE, State.ASSIGNED, State.PAID])
def test_approve__in_another_state__reverts(bounty_board, bounty, stages, alice, state):
    expected = custom(bounty_board.WrongState, bounty=bounty, worker=stages[state], state=state)
    assert_reverts(expected, bounty_board.approve, bounty, stages[state], sender=alice)


@pytest.mark.parametrize("who", ["bob", "stranger", "operator", "foundation"])
def test_approve__not_the_owner__reverts(bounty_board, shop, submitted, alice, bob, request, who):
    caller = request.getfixturevalue(who)
    expected = custom(bounty_board.NotShopOwner, shop=shop, caller=caller, owner=alice)
    assert_reverts(expected, bounty_board.approve, submitted, bob, sender=caller)


def test_approve__unknown_bounty__reverts(bounty_board, submitted, alice, bob):
    for other in (0, submitted + 1):
        expected = custom(bounty_board.WrongState, bounty=other, worker=bob, state=State.NONE)
        assert_reverts(expected, bounty_board.approve, other, bob, sender=alice)
