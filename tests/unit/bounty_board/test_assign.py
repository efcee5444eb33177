"""`assign`: the owner gives free slots to addresses."""

import pytest
from clock import mine_at, now
from events import assert_logs
from scene import CID, NO_CID

from ecomchain.ids import SHOP

from .bounties import REWARD, SLOTS, SUBMIT_WITHIN, State, assigned_logs, deadline_of, slots, terms
from helpers import assert_reverts, custom

ZERO = "0x" + "00" * 20


@pytest.mark.parametrize("count", range(SLOTS + 1))
def test_assign__free_slots__takes_them(bounty_board, token, bounty, alice, bob, carol, dave, count):
    workers, totals = [bob, carol, dave][:count], bounty_board.totals()
    receipt = bounty_board.assign(bounty, workers, sender=alice)
    assert_logs(receipt, *assigned_logs(bounty_board, bounty, *workers))
    assert slots(bounty_board, bounty) == (SLOTS - count, count)
    for worker in workers:
        assert bounty_board.assignment(bounty, worker) == (now() + SUBMIT_WITHIN, State.ASSIGNED)
    assert bounty_board.totals() == totals
    assert token.balanceOf(bounty_board) == totals.owed


def test_assign__one_after_another__each_has_its_own_deadline(bounty_board, assigned, alice, bob, carol):
    first = deadline_of(bounty_board, assigned, bob)
    mine_at(now() + 1_000)
    bounty_board.assign(assigned, [carol], sender=alice)
    assert deadline_of(bounty_board, assigned, carol) == now() + SUBMIT_WITHIN > first
    assert deadline_of(bounty_board, assigned, bob) == first
    assert slots(bounty_board, assigned) == (1, 2)


def test_assign__all_slots_of_the_largest__takes_them(bounty_board, shop, alice):
    bounty_board.post(terms(shop, reward=1, slots=1_000), sender=alice)
    bounty = bounty_board.totals().bounties
    for start in range(1, 1_001, 250):
        workers = [f"0x{index:040x}" for index in range(start, start + 250)]
        bounty_board.assign(bounty, workers, sender=alice)
    assert slots(bounty_board, bounty) == (0, 1_000)
    expected = custom(bounty_board.NotEnoughSlots, bounty=bounty, workers=1, free=0)
    assert_reverts(expected, bounty_board.assign, bounty, [alice], sender=alice)


def test_assign__to_the_owner_or_the_board__is_allowed(bounty_board, token, bounty, alice):
    """What one pays oneself costs nothing; what the board is paid nobody is owed."""
    bounty_board.assign(bounty, [alice, bounty_board], sender=alice)
    mine = token.balanceOf(alice)
    bounty_board.submit(bounty, CID, sender=alice)
    bounty_board.approve(bounty, alice, sender=alice)
    assert token.balanceOf(alice) == mine + REWARD


def test_assign__more_than_are_free__reverts_as_a_whole(bounty_board, assigned, alice, carol, dave, stranger):
    expected = custom(bounty_board.NotEnoughSlots, bounty=assigned, workers=3, free=2)
    assert_reverts(expected, bounty_board.assign, assigned, [carol, dave, stranger], sender=alice)
    assert slots(bounty_board, assigned) == (2, 1)


def test_assign__no_slot_left__reverts(bounty_board, bounty, stages, alice, stranger):
    """Two are taken, one is used up by payment."""
    expected = custom(bounty_board.NotEnoughSlots, bounty=bounty, workers=1, free=0)
    assert_reverts(expected, bounty_board.assign, bounty, [stranger], sender=alice)


def test_assign__the_same_worker_twice_at_once__reverts(bounty_board, bounty, alice, bob, carol):
    expected = custom(bounty_board.WrongState, bounty=bounty, worker=bob, state=State.ASSIGNED)
    assert_reverts(expected, bounty_board.assign, bounty, [bob, carol, bob], sender=alice)


@pytest.mark.parametrize("state", [State.ASSIGNED, State.SUBMITTED, State.PAID])
def test_assign__a_worker_who_has_or_had_a_slot__reverts(bounty_board, bounty, alice, bob, state):
    if state >= State.ASSIGNED:
        bounty_board.assign(bounty, [bob], sender=alice)
    if state >= State.SUBMITTED:
        bounty_board.submit(bounty, CID, sender=bob)
    if state == State.PAID:
        bounty_board.approve(bounty, bob, sender=alice)
    expected = custom(bounty_board.WrongState, bounty=bounty, worker=bob, state=state)
    assert_reverts(expected, bounty_board.assign, bounty, [bob], sender=alice)


def test_assign__a_worker_past_the_deadline__reverts_until_expired(bounty_board, assigned, alice, bob):
    mine_at(deadline_of(bounty_board, assigned, bob))
    expected = custom(bounty_board.WrongState, bounty=assigned, worker=bob, state=State.ASSIGNED)
    assert_reverts(expected, bounty_board.assign, assigned, [bob], sender=alice)
    bounty_board.expire(assigned, bob, sender=alice)
    receipt = bounty_board.assign(assigned, [bob], sender=alice)
    assert_logs(receipt, *assigned_logs(bounty_board, assigned, bob))


def test_assign__a_rejected_worker__may_try_again(bounty_board, submitted, alice, bob):
    bounty_board.reject(submitted, bob, NO_CID, sender=alice)
    receipt = bounty_board.assign(submitted, [bob], sender=alice)
    assert_logs(receipt, *assigned_logs(bounty_board, submitted, bob))
    bounty_board.submit(submitted, CID, sender=bob)
    assert bounty_board.assignment(submitted, bob).state == State.SUBMITTED


def test_assign__the_same_worker_in_another_bounty__is_apart(
    bounty_board, shop, stages, alice, bob, carol, dave
):
    bounty_board.post(terms(shop), sender=alice)
    other = bounty_board.totals().bounties
    receipt = bounty_board.assign(other, [bob, carol, dave], sender=alice)
    assert_logs(receipt, *assigned_logs(bounty_board, other, bob, carol, dave))


@pytest.mark.parametrize("index", [0, 1, 2])
def test_assign__nobody__names_the_place(bounty_board, bounty, alice, bob, carol, dave, index):
    workers = [bob.address, carol.address, dave.address]
    workers[index] = ZERO
    expected = custom(bounty_board.ZeroWorker, index=index)
    assert_reverts(expected, bounty_board.assign, bounty, workers, sender=alice)


def test_assign__shop_closed_meanwhile__goes_on(bounty_board, registry, shop, bounty, alice, bob):
    registry.release(shop, SHOP, 1, sender=alice)
    receipt = bounty_board.assign(bounty, [bob], sender=alice)
    assert_logs(receipt, *assigned_logs(bounty_board, bounty, bob))


@pytest.mark.parametrize("who", ["bob", "stranger", "operator", "foundation"])
def test_assign__not_the_owner__reverts(bounty_board, shop, bounty, alice, request, who):
    caller = request.getfixturevalue(who)
    expected = custom(bounty_board.NotShopOwner, shop=shop, caller=caller, owner=alice)
    assert_reverts(expected, bounty_board.assign, bounty, [caller], sender=caller)


def test_assign__closed_bounty__reverts(bounty_board, bounty, alice, bob):
    bounty_board.close(bounty, sender=alice)
    expected = custom(bounty_board.AlreadyClosed, bounty=bounty)
    assert_reverts(expected, bounty_board.assign, bounty, [bob], sender=alice)


@pytest.mark.parametrize("unknown", [0, 1])
def test_assign__unknown_bounty__reverts(bounty_board, bounty, alice, bob, unknown):
    unknown = bounty + 1 if unknown else 0
    expected = custom(bounty_board.UnknownBounty, bounty=unknown)
    assert_reverts(expected, bounty_board.assign, unknown, [bob], sender=alice)
