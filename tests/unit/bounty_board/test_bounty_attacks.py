"""Attempts to be paid twice, for nothing, or not to pay (BOUNTY-1, BOUNTY-2)."""

import pytest
from ape import accounts, chain
from clock import mine_at, next_block_at
from events import assert_logs, log
from scene import CID, NO_CID, OTHER_CID

from .bounties import REWARD, SLOTS, State, deadline_of, paid_logs, returned_logs, slots, terms
from helpers import assert_reverts, custom

REVERTS = "0x5f5ffd"
"""Code that reverts whenever it is called."""


def wrong_state(bounty_board, bounty, worker, state):
    return custom(bounty_board.WrongState, bounty=bounty, worker=worker, state=state)


def test_spam__requests_and_submissions_of_strangers__change_nothing(
    bounty_board, token, assigned, alice, stranger, dave
):
    """Requests are events; who was not assigned cannot submit, be approved, or claim."""
    before, totals, held = bounty_board.bounty(assigned), bounty_board.totals(), token.balanceOf(bounty_board)
    for spammer in (stranger, dave):
        for message in (CID, OTHER_CID, NO_CID):
            bounty_board.requestSlot(assigned, message, sender=spammer)
        expected = wrong_state(bounty_board, assigned, spammer, State.NONE)
        assert_reverts(expected, bounty_board.submit, assigned, CID, sender=spammer)
        assert_reverts(expected, bounty_board.claim, assigned, spammer, sender=spammer)
        assert_reverts(expected, bounty_board.expire, assigned, spammer, sender=spammer)
        assert_reverts(expected, bounty_board.approve, assigned, spammer, sender=alice)
    assert bounty_board.bounty(assigned) == before
    assert bounty_board.totals() == totals
    assert token.balanceOf(bounty_board) == held


def test_spam__bounties_of_others__leave_this_one_covered(
    bounty_board, registry, token, submitted, alice, bob, carol
):
    """A rival's shop posts, assigns to itself, is paid and closes: only its own tokens move."""
    token.approve(registry, 2**256 - 1, sender=carol)
    token.approve(bounty_board, 2**256 - 1, sender=carol)
    registry.open(carol, NO_CID, 2**256 - 1, sender=carol)
    shop, owed, theirs = registry.totals().shops, bounty_board.totals().owed, token.balanceOf(carol)
    for _ in range(3):
        bounty_board.post(terms(shop, reward=10 * REWARD), sender=carol)
        bounty = bounty_board.totals().bounties
        bounty_board.assign(bounty, [carol], sender=carol)
        bounty_board.submit(bounty, CID, sender=carol)
        bounty_board.approve(bounty, carol, sender=carol)
        bounty_board.close(bounty, sender=carol)
    assert bounty_board.totals().owed == token.balanceOf(bounty_board) == owed
    assert token.balanceOf(carol) == theirs
    receipt = bounty_board.approve(submitted, bob, sender=alice)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=True))


@pytest.mark.parametrize("how", ["approve", "claim"])
def test_double_payment__once_paid__nothing_pays_again(
    bounty_board, token, submitted, alice, bob, stranger, how
):
    """Approve then claim, claim twice, and every other call that could move the reward a second time."""
    next_block_at(deadline_of(bounty_board, submitted, bob))
    getattr(bounty_board, how)(submitted, bob, sender=alice)
    paid, owed = token.balanceOf(bob), bounty_board.totals().owed
    expected = wrong_state(bounty_board, submitted, bob, State.PAID)
    for _ in range(2):
        assert_reverts(expected, bounty_board.claim, submitted, bob, sender=stranger)
        assert_reverts(expected, bounty_board.approve, submitted, bob, sender=alice)
        assert_reverts(expected, bounty_board.reject, submitted, bob, NO_CID, sender=alice)
        assert_reverts(expected, bounty_board.expire, submitted, bob, sender=stranger)
        assert_reverts(expected, bounty_board.submit, submitted, CID, sender=bob)
        assert_reverts(expected, bounty_board.assign, submitted, [bob], sender=alice)
        mine_at(chain.blocks.head.timestamp + 10**8)
    assert (token.balanceOf(bob), bounty_board.totals().owed) == (paid, owed)


def test_double_payment__in_one_multicall__reverts(bounty_board, submitted, alice, bob):
    batch = [bytes(bounty_board.approve.encode_input(submitted, bob))] * 2
    expected = wrong_state(bounty_board, submitted, bob, State.PAID)
    assert_reverts(expected, bounty_board.multicall, batch, sender=alice)


def test_reject_then_claim__rejected__is_paid_at_no_time(bounty_board, submitted, alice, bob):
    deadline = deadline_of(bounty_board, submitted, bob)
    bounty_board.reject(submitted, bob, NO_CID, sender=alice)
    expected = wrong_state(bounty_board, submitted, bob, State.NONE)
    assert_reverts(expected, bounty_board.claim, submitted, bob, sender=bob)
    mine_at(deadline)
    assert_reverts(expected, bounty_board.claim, submitted, bob, sender=bob)
    assert_reverts(expected, bounty_board.reject, submitted, bob, NO_CID, sender=alice)
    assert slots(bounty_board, submitted) == (3, 0)


def test_reject_then_assign__old_submission__does_not_count_for_the_new_slot(
    bounty_board, submitted, alice, bob
):
    old = deadline_of(bounty_board, submitted, bob)
    bounty_board.reject(submitted, bob, NO_CID, sender=alice)
    bounty_board.assign(submitted, [bob], sender=alice)
    mine_at(old)
    expected = wrong_state(bounty_board, submitted, bob, State.ASSIGNED)
    assert_reverts(expected, bounty_board.claim, submitted, bob, sender=bob)
    assert_reverts(expected, bounty_board.approve, submitted, bob, sender=alice)


def test_late_seller__silent_past_the_review__can_only_pay(
    bounty_board, token, submitted, alice, bob, stranger
):
    """Neither rejecting nor closing keeps the reward from who was left waiting."""
    deadline = deadline_of(bounty_board, submitted, bob)
    time = mine_at(deadline)
    late = custom(bounty_board.TooLate, bounty=submitted, worker=bob, deadline=deadline, now_=time)
    assert_reverts(late, bounty_board.reject, submitted, bob, NO_CID, sender=alice)
    receipt = bounty_board.close(submitted, sender=alice)
    returned = returned_logs(bounty_board, token, submitted, alice, SLOTS - 1)
    assert_logs(receipt, log(bounty_board.BountyClosed, bounty=submitted), *returned)
    late = custom(
        bounty_board.TooLate,
        bounty=submitted,
        worker=bob,
        deadline=deadline,
        now_=chain.blocks.head.timestamp,
    )
    assert_reverts(late, bounty_board.reject, submitted, bob, NO_CID, sender=alice)
    receipt = bounty_board.claim(submitted, bob, sender=stranger)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=False))


def test_late_worker__expired_by_a_stranger__cannot_hold_the_slot(
    bounty_board, token, submitted, alice, bob, carol, dave
):
    """Three idle workers block a bounty for `submitWithin` at most."""
    bounty_board.assign(submitted, [carol, dave], sender=alice)
    next_block_at(deadline_of(bounty_board, submitted, dave))
    bounty_board.expire(submitted, carol, sender=bob)
    bounty_board.expire(submitted, dave, sender=bob)
    assert slots(bounty_board, submitted) == (2, 1)
    expected = wrong_state(bounty_board, submitted, carol, State.NONE)
    assert_reverts(expected, bounty_board.submit, submitted, CID, sender=carol)


def test_refusing_contract__as_worker__is_paid_without_being_called(bounty_board, token, bounty, alice, dave):
    address = "0x" + "ab" * 20
    chain.provider.set_code(address, REVERTS)
    worker = accounts[address]
    worker.balance += 10**18
    bounty_board.assign(bounty, [worker], sender=alice)
    bounty_board.submit(bounty, CID, sender=worker)
    receipt = bounty_board.approve(bounty, worker, sender=alice)
    assert_logs(receipt, *paid_logs(bounty_board, token, bounty, worker, approved=True))


def test_refusing_contract__as_owner__cannot_block_an_expiry(
    bounty_board, registry, token, shop, assigned, alice, bob, stranger
):
    address = "0x" + "ab" * 20
    chain.provider.set_code(address, REVERTS)
    bounty_board.close(assigned, sender=alice)
    registry.transferFrom(alice, address, shop, sender=alice)
    next_block_at(deadline_of(bounty_board, assigned, bob))
    receipt = bounty_board.expire(assigned, bob, sender=stranger)
    expired = log(bounty_board.AssignmentExpired, bounty=assigned, worker=bob)
    assert_logs(receipt, expired, *returned_logs(bounty_board, token, assigned, address))


def test_board_as_owner_and_worker__keeps_it_as_surplus(
    bounty_board, registry, token, shop, submitted, alice, bob, stranger
):
    """Whoever gives a shop to the board gives its rewards away; what others are owed stays covered."""
    registry.transferFrom(alice, bounty_board, shop, sender=alice)
    next_block_at(deadline_of(bounty_board, submitted, bob))
    receipt = bounty_board.claim(submitted, bob, sender=stranger)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=False))
    assert bounty_board.totals().owed == token.balanceOf(bounty_board) == 2 * REWARD


def test_plain_transfer__to_the_board__is_owed_to_nobody(bounty_board, token, bounty, alice):
    token.transfer(bounty_board, 1_000, sender=alice)
    assert bounty_board.totals().owed == SLOTS * REWARD
    bounty_board.close(bounty, sender=alice)
    assert (bounty_board.totals().owed, token.balanceOf(bounty_board)) == (0, 1_000)
