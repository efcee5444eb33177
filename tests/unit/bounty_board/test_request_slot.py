"""`requestSlot` 领取: anybody asks for a slot; only an event."""

import pytest
from events import assert_logs, log
from scene import CID, NO_CID, OTHER_CID

from .bounties import State, slots
from helpers import assert_reverts, custom


@pytest.mark.parametrize("message", [CID, NO_CID])
@pytest.mark.parametrize("who", ["bob", "stranger", "alice"])
def test_request_slot__open_bounty__is_an_event_alone(bounty_board, bounty, request, who, message):
    account = request.getfixturevalue(who)
    before, totals = bounty_board.bounty(bounty), bounty_board.totals()
    receipt = bounty_board.requestSlot(bounty, message, sender=account)
    assert_logs(receipt, log(bounty_board.SlotRequested, bounty=bounty, account=account, message=message))
    assert bounty_board.bounty(bounty) == before
    assert bounty_board.totals() == totals
    assert bounty_board.assignment(bounty, account) == (0, State.NONE)


def test_request_slot__no_slot_free__may_still_ask(bounty_board, submitted, alice, carol, dave, stranger):
    """One may become free."""
    bounty_board.assign(submitted, [carol, dave], sender=alice)
    assert slots(bounty_board, submitted) == (0, 3)
    receipt = bounty_board.requestSlot(submitted, CID, sender=stranger)
    assert_logs(receipt, log(bounty_board.SlotRequested, bounty=submitted, account=stranger, message=CID))


def test_request_slot__closed_bounty__reverts(bounty_board, bounty, alice, stranger):
    bounty_board.close(bounty, sender=alice)
    expected = custom(bounty_board.AlreadyClosed, bounty=bounty)
    assert_reverts(expected, bounty_board.requestSlot, bounty, OTHER_CID, sender=stranger)


@pytest.mark.parametrize("unknown", [0, 1, 2**40 - 1])
def test_request_slot__unknown_bounty__reverts(bounty_board, bounty, stranger, unknown):
    unknown = bounty + 1 if unknown == 1 else unknown
    expected = custom(bounty_board.UnknownBounty, bounty=unknown)
    assert_reverts(expected, bounty_board.requestSlot, unknown, CID, sender=stranger)
