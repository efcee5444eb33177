"""The structs of the bounty board and of group buying, in the order of their interfaces.

Amounts are in the token's smallest unit, times in seconds. What each field means is said in the interfaces.
"""

from enum import IntEnum
from typing import NamedTuple

from ecomchain.model.structs import Cid

# Bounties


class Work(IntEnum):
    """``IBountyBoard.State``."""

    NONE = 0
    ASSIGNED = 1
    SUBMITTED = 2
    PAID = 3


class PostTerms(NamedTuple):
    """``IBountyBoard.PostTerms``."""

    shop: int
    reward: int
    slots: int
    submit_within: int
    review_within: int
    task: Cid


class BountyView(NamedTuple):
    """``IBountyBoard.Bounty``."""

    shop: int = 0
    reward: int = 0
    free: int = 0
    taken: int = 0
    submit_within: int = 0
    review_within: int = 0
    closed: bool = False


class AssignmentView(NamedTuple):
    """``IBountyBoard.Assignment``."""

    deadline: int = 0
    state: int = Work.NONE


class BountyTotals(NamedTuple):
    """``IBountyBoard.Totals``."""

    bounties: int
    owed: int


# Group buying


class DealView(NamedTuple):
    """``IGroupBuy.Deal``."""

    listing: int
    revision: int
    unit_price: int
    window: int
    size: int
    option: int
    withdrawn: bool = False


class GroupView(NamedTuple):
    """``IGroupBuy.Group``."""

    deal: int
    deadline: int
    succeeded_at: int
    buyers: int


class MemberView(NamedTuple):
    """``IGroupBuy.Member``."""

    quantity: int = 0
    link: int = 0


class GroupTotals(NamedTuple):
    """``IGroupBuy.Totals``."""

    deals: int
    groups: int
    deposits: int
