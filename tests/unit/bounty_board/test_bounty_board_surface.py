"""What the board is made of: constants, references, calls; and several calls in one."""

from ape import accounts, project
from clock import DAY
from events import assert_logs
from scene import CID, NO_CID

from .bounties import State, assigned_logs, paid_logs, slots
from helpers import assert_reverts, custom


def calls(*pairs):
    return [bytes(method.encode_input(*arguments)) for method, *arguments in pairs]


def test_constants__always__are_the_documented_bounds(bounty_board):
    assert bounty_board.MAX_SLOTS() == 1_000
    assert (bounty_board.MIN_SUBMIT_WITHIN(), bounty_board.MAX_SUBMIT_WITHIN()) == (3_600, 60 * DAY)
    assert (bounty_board.MIN_REVIEW_WITHIN(), bounty_board.MAX_REVIEW_WITHIN()) == (DAY, 30 * DAY)


def test_system__always__is_wired_together(bounty_board, token, registry):
    assert bounty_board.token() == token.address
    assert bounty_board.registry() == registry.address


def test_construct__fresh__owes_nothing(token, registry):
    fresh = accounts.test_accounts[4].deploy(project.BountyBoard, token, registry)
    assert (fresh.token(), fresh.registry()) == (token.address, registry.address)
    assert fresh.totals() == (0, 0)


def test_abi__always__has_no_role_and_no_pause(bounty_board):
    assert {method.name for method in bounty_board.contract_type.mutable_methods} == {
        "post",
        "postWithPermit",
        "assign",
        "approve",
        "reject",
        "close",
        "requestSlot",
        "submit",
        "claim",
        "expire",
        "multicall",
    }


def test_bounty__unknown__is_all_zero(bounty_board, bounty, stranger):
    for unknown in (0, bounty + 1):
        assert bounty_board.bounty(unknown) == (0, 0, 0, 0, 0, 0, False)
        assert bounty_board.assignment(unknown, stranger) == (0, State.NONE)


def test_multicall__reject_and_assign_anew__is_one_transaction(bounty_board, submitted, alice, bob, carol):
    batch = calls((bounty_board.reject, submitted, bob, NO_CID), (bounty_board.assign, submitted, [carol]))
    receipt = bounty_board.multicall(batch, sender=alice)
    rejected = bounty_board.WorkRejected(bounty=submitted, worker=bob)
    assert rejected in receipt.events
    assert slots(bounty_board, submitted) == (2, 1)
    assert bounty_board.assignment(submitted, carol).state == State.ASSIGNED


def test_multicall__several_approved__all_are_paid(bounty_board, token, submitted, alice, bob, carol):
    bounty_board.assign(submitted, [carol], sender=alice)
    bounty_board.submit(submitted, CID, sender=carol)
    batch = calls((bounty_board.approve, submitted, bob), (bounty_board.approve, submitted, carol))
    receipt = bounty_board.multicall(batch, sender=alice)
    paid = [paid_logs(bounty_board, token, submitted, worker, approved=True) for worker in (bob, carol)]
    assert_logs(receipt, *paid[0], *paid[1])


def test_multicall__one_call_of_anothers__reverts_as_a_whole(bounty_board, shop, assigned, alice, bob):
    batch = calls((bounty_board.submit, assigned, CID), (bounty_board.approve, assigned, bob))
    expected = custom(bounty_board.NotShopOwner, shop=shop, caller=bob, owner=alice)
    assert_reverts(expected, bounty_board.multicall, batch, sender=bob)


def test_multicall__assignments_beyond_the_slots__reverts(bounty_board, bounty, alice, bob, carol, dave):
    others = [f"0x{index:040x}" for index in range(1, 3)]
    batch = calls((bounty_board.assign, bounty, [bob, carol]), (bounty_board.assign, bounty, others))
    expected = custom(bounty_board.NotEnoughSlots, bounty=bounty, workers=2, free=1)
    assert_reverts(expected, bounty_board.multicall, batch, sender=alice)


def test_multicall__asked_and_assigned_by_the_owner__logs_each(bounty_board, bounty, alice, bob, carol):
    batch = calls((bounty_board.assign, bounty, [bob]), (bounty_board.assign, bounty, [carol]))
    receipt = bounty_board.multicall(batch, sender=alice)
    assert_logs(receipt, *assigned_logs(bounty_board, bounty, bob, carol))
