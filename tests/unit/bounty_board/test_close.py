"""`close`: no more assignments; the rewards of free slots go back, those of taken ones stay payable."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs, log
from scene import CID

from ecomchain.ids import SHOP

from .bounties import REWARD, SLOTS, State, deadline_of, paid_logs, returned_logs, slots
from helpers import assert_reverts, custom


def closed_log(bounty_board, bounty):
    return log(bounty_board.BountyClosed, bounty=bounty)


def test_close__all_slots_free__returns_everything(bounty_board, token, shop, bounty, alice):
    mine, before = token.balanceOf(alice), bounty_board.bounty(bounty)
    receipt = bounty_board.close(bounty, sender=alice)
    expected = returned_logs(bounty_board, token, bounty, alice, SLOTS)
    assert_logs(receipt, closed_log(bounty_board, bounty), *expected)
    assert token.balanceOf(alice) == mine + SLOTS * REWARD
    assert bounty_board.bounty(bounty) == (shop, REWARD, 0, 0, before.submitWithin, before.reviewWithin, True)
    assert bounty_board.totals() == (bounty, 0)
    assert token.balanceOf(bounty_board) == 0


def test_close__submissions_pending__returns_only_free_slots(
    bounty_board, token, submitted, alice, bob, carol, stranger
):
    """One slot is free, one assigned, one submitted: the two stay payable, and only that way."""
    bounty_board.assign(submitted, [carol], sender=alice)
    receipt = bounty_board.close(submitted, sender=alice)
    expected = returned_logs(bounty_board, token, submitted, alice, 1)
    assert_logs(receipt, closed_log(bounty_board, submitted), *expected)
    assert slots(bounty_board, submitted) == (0, 2)
    assert bounty_board.totals().owed == token.balanceOf(bounty_board) == 2 * REWARD

    bounty_board.submit(submitted, CID, sender=carol)
    next_block_at(deadline_of(bounty_board, submitted, bob))
    receipt = bounty_board.claim(submitted, bob, sender=stranger)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=False))
    receipt = bounty_board.approve(submitted, carol, sender=alice)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, carol, approved=True))
    assert (bounty_board.totals().owed, token.balanceOf(bounty_board)) == (0, 0)


def test_close__no_slot_free__moves_nothing(bounty_board, token, bounty, stages, alice):
    receipt = bounty_board.close(bounty, sender=alice)
    assert_logs(receipt, closed_log(bounty_board, bounty))
    assert slots(bounty_board, bounty) == (0, 2)
    assert bounty_board.totals().owed == 2 * REWARD


def test_close__after_a_deadline__gives_back_what_is_expired(bounty_board, token, assigned, alice, bob):
    """An assignment that has run out holds its slot until somebody expires it: here, after the closing."""
    mine_at(deadline_of(bounty_board, assigned, bob))
    bounty_board.close(assigned, sender=alice)
    assert bounty_board.totals().owed == REWARD
    receipt = bounty_board.expire(assigned, bob, sender=alice)
    expected = returned_logs(bounty_board, token, assigned, alice)
    assert_logs(receipt, log(bounty_board.AssignmentExpired, bounty=assigned, worker=bob), *expected)


def test_close__closed_shop__is_possible(bounty_board, registry, token, shop, bounty, alice):
    registry.release(shop, SHOP, 1, sender=alice)
    receipt = bounty_board.close(bounty, sender=alice)
    expected = returned_logs(bounty_board, token, bounty, alice, SLOTS)
    assert_logs(receipt, closed_log(bounty_board, bounty), *expected)


def test_close__twice__reverts(bounty_board, bounty, alice):
    bounty_board.close(bounty, sender=alice)
    expected = custom(bounty_board.AlreadyClosed, bounty=bounty)
    assert_reverts(expected, bounty_board.close, bounty, sender=alice)


@pytest.mark.parametrize("who", ["bob", "stranger", "operator", "foundation"])
def test_close__not_the_owner__reverts(bounty_board, shop, submitted, alice, request, who):
    caller = request.getfixturevalue(who)
    expected = custom(bounty_board.NotShopOwner, shop=shop, caller=caller, owner=alice)
    assert_reverts(expected, bounty_board.close, submitted, sender=caller)


@pytest.mark.parametrize("unknown", [0, 1])
def test_close__unknown_bounty__reverts(bounty_board, bounty, alice, unknown):
    unknown = bounty + 1 if unknown else 0
    assert_reverts(
        custom(bounty_board.UnknownBounty, bounty=unknown), bounty_board.close, unknown, sender=alice
    )


def test_close__everybody_paid__keeps_who_was_paid(bounty_board, bounty, stages, alice):
    bounty_board.close(bounty, sender=alice)
    for state, worker in stages.items():
        assert bounty_board.assignment(bounty, worker).state == state
    assert bounty_board.assignment(bounty, stages[State.PAID]) == (0, State.PAID)
