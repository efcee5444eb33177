"""The structs of rewards, root game and grants, in the order of their interfaces.

Amounts are in the token's smallest unit, times in seconds, days are reward days. What each field
means is said in the interfaces.
"""

from enum import IntEnum
from typing import NamedTuple

from ecomchain.model.context import ZERO_ADDRESS


class Claim(NamedTuple):
    """``IMerkleClaims.Claim``."""

    epoch: int
    root_index: int
    account: str
    amount: int
    proof: tuple[bytes, ...]


class FundView(NamedTuple):
    """``IMerkleClaims.Fund``."""

    total: int = 0
    claimed: int = 0
    roots: int = 0


class PoolState(NamedTuple):
    """``IRewardPool.State``."""

    covered_day: int
    epoch: int
    allocated: int
    pool: int


class PhaseTwo(NamedTuple):
    """``IRewardPool.PhaseTwo``."""

    emitted_day: int
    mean_counted: int


class RootInfo(NamedTuple):
    """``IRewardPool.RootInfo``."""

    total: int = 0
    day: int = 0
    covered_before: int = 0
    total_before: int = 0


class Pending(NamedTuple):
    """``IRootGame.Pending``."""

    root: bytes = bytes(32)
    total: int = 0
    day: int = 0
    ready_at: int = 0


class RoundStage(IntEnum):
    """``IRootGame.Stage``."""

    NONE = 0
    BONDING = 1
    NOMINATING = 2
    VOTING = 3
    DECIDED = 4
    ANNULLED = 5


class RoundView(NamedTuple):
    """``IRootGame.Round``."""

    day: int = 0
    expiry: int = 0
    bond: int = 0
    cap: int = 0
    leader: int = 0
    answers: int = 0
    poll: int = 0
    stage: RoundStage = RoundStage.NONE
    staked: int = 0
    prize: int = 0


class AnswerView(NamedTuple):
    """``IRootGame.Answer``."""

    root: bytes = bytes(32)
    total: int = 0
    last_backer: str = ZERO_ADDRESS
    staked: int = 0
