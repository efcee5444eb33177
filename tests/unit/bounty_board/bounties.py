"""What the board's actions take, log and answer; everything is about alice's shop unless said."""

from enum import IntEnum
from typing import Any

from clock import DAY, now
from events import Log, log
from orders import transfer_log
from scene import CID

from ecomchain.amounts import ECOM

REWARD = 100 * ECOM + 7
SLOTS = 3
SUBMIT_WITHIN, REVIEW_WITHIN = 5 * DAY, 3 * DAY


class State(IntEnum):
    NONE, ASSIGNED, SUBMITTED, PAID = range(4)


def terms(
    shop: int,
    *,
    reward: int = REWARD,
    slots: int = SLOTS,
    submit_within: int = SUBMIT_WITHIN,
    review_within: int = REVIEW_WITHIN,
) -> tuple[Any, ...]:
    """The struct ``PostTerms``."""
    return shop, reward, slots, submit_within, review_within, CID


def posted_logs(board: Any, token: Any, bounty: int, owner: Any, wanted: tuple[Any, ...]) -> list[Log]:
    """``BountyPosted``, and the owner's payment."""
    shop, reward, slots, submit_within, review_within, task = wanted
    posted = log(
        board.BountyPosted,
        bounty=bounty,
        shop=shop,
        owner=owner,
        reward=reward,
        slots=slots,
        submitWithin=submit_within,
        reviewWithin=review_within,
        task=task,
    )
    return [posted, transfer_log(token, owner, board, reward * slots)]


def paid_logs(board: Any, token: Any, bounty: int, worker: Any, *, approved: bool) -> list[Log]:
    """``WorkPaid``, and the payment."""
    paid = log(board.WorkPaid, bounty=bounty, worker=worker, reward=REWARD, approved=approved)
    return [paid, transfer_log(token, board, worker, REWARD)]


def returned_logs(board: Any, token: Any, bounty: int, owner: Any, slots: int = 1) -> list[Log]:
    """``RewardsReturned`` of so many slots, and the payment."""
    amount = slots * REWARD
    returned = log(board.RewardsReturned, bounty=bounty, owner=owner, amount=amount)
    return [returned, transfer_log(token, board, owner, amount)]


def assigned_logs(board: Any, bounty: int, *workers: Any) -> list[Log]:
    """``SlotAssigned`` in the latest block, one for each."""
    deadline = now() + SUBMIT_WITHIN
    return [log(board.SlotAssigned, bounty=bounty, worker=worker, deadline=deadline) for worker in workers]


def slots(board: Any, bounty: int) -> tuple[int, int]:
    """How many are free, and how many taken."""
    found = board.bounty(bounty)
    return found.free, found.taken


def deadline_of(board: Any, bounty: int, worker: Any) -> int:
    return int(board.assignment(bounty, worker).deadline)
