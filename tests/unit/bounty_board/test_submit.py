"""`submit`: the worker hands in once, before the assignment's deadline."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs, log
from scene import CID, NO_CID, OTHER_CID

from .bounties import REVIEW_WITHIN, State, deadline_of, slots
from helpers import assert_reverts, custom


@pytest.mark.parametrize("work", [OTHER_CID, NO_CID])
@pytest.mark.parametrize("before", [1, 100_000])
def test_submit__before_the_deadline__starts_the_review(bounty_board, assigned, bob, work, before):
    totals = bounty_board.totals()
    time = next_block_at(deadline_of(bounty_board, assigned, bob) - before)
    receipt = bounty_board.submit(assigned, work, sender=bob)
    review_by = time + REVIEW_WITHIN
    submitted = log(bounty_board.WorkSubmitted, bounty=assigned, worker=bob, work=work, deadline=review_by)
    assert_logs(receipt, submitted)
    assert bounty_board.assignment(assigned, bob) == (review_by, State.SUBMITTED)
    assert slots(bounty_board, assigned) == (2, 1)
    assert bounty_board.totals() == totals


@pytest.mark.parametrize("seconds", [0, 1])
def test_submit__from_the_deadline_on__reverts(bounty_board, assigned, bob, seconds):
    deadline = deadline_of(bounty_board, assigned, bob)
    time = mine_at(deadline + seconds)
    expected = custom(bounty_board.TooLate, bounty=assigned, worker=bob, deadline=deadline, now_=time)
    assert_reverts(expected, bounty_board.submit, assigned, CID, sender=bob)


def test_submit__closed_bounty__goes_on(bounty_board, assigned, alice, bob):
    bounty_board.close(assigned, sender=alice)
    receipt = bounty_board.submit(assigned, CID, sender=bob)
    deadline = now() + REVIEW_WITHIN
    submitted = log(bounty_board.WorkSubmitted, bounty=assigned, worker=bob, work=CID, deadline=deadline)
    assert_logs(receipt, submitted)


@pytest.mark.parametrize("state", [State.NONE, State.SUBMITTED, State.PAID])
def test_submit__in_another_state__reverts(bounty_board, bounty, stages, state):
    expected = custom(bounty_board.WrongState, bounty=bounty, worker=stages[state], state=state)
    assert_reverts(expected, bounty_board.submit, bounty, OTHER_CID, sender=stages[state])


def test_submit__after_expiry__reverts(bounty_board, assigned, bob, stranger):
    mine_at(deadline_of(bounty_board, assigned, bob))
    bounty_board.expire(assigned, bob, sender=stranger)
    expected = custom(bounty_board.WrongState, bounty=assigned, worker=bob, state=State.NONE)
    assert_reverts(expected, bounty_board.submit, assigned, CID, sender=bob)


def test_submit__in_a_bounty_of_others__reverts(bounty_board, assigned, bob):
    for other in (0, assigned + 1):
        expected = custom(bounty_board.WrongState, bounty=other, worker=bob, state=State.NONE)
        assert_reverts(expected, bounty_board.submit, other, CID, sender=bob)
