"""One state of the contracts of rewards and votes, as their views tell it."""

from dataclasses import dataclass

from ecomchain.model.structs_rewards import (
    AnswerView,
    FundView,
    Pending,
    PhaseTwo,
    PoolState,
    RootInfo,
    RoundView,
)
from ecomchain.model.structs_votes import Flags, PollView, ProposalView


@dataclass(frozen=True)
class ClaimsSeen:
    """Roots by (epoch, index), and what was paid by (epoch, account)."""

    funds: dict[int, FundView]
    roots: dict[tuple[int, int], bytes]
    paid: dict[tuple[int, str], int]


@dataclass(frozen=True)
class PoolSeen:
    """``emitted`` is what is emitted up to ``top``, the last day that was ever covered."""

    state: PoolState
    phase_two: PhaseTwo
    claims: ClaimsSeen
    infos: dict[tuple[int, int], RootInfo]
    top: int
    emitted: int


@dataclass(frozen=True)
class GameSeen:
    """Answers by (round, number), stakes by (round, number, backer)."""

    pending: Pending
    running: int
    rounds: dict[int, RoundView]
    answers: dict[tuple[int, int], AnswerView]
    stakes: dict[tuple[int, int, str], int]
    bonds: int
    decided_day: int


@dataclass(frozen=True)
class PollSeen:
    """A poll; ``ballots`` are those of the shops that have voted."""

    view: PollView
    over: bool
    turnout: int
    quorum: bool
    tally: tuple[int, ...]
    plurality: int
    median: int
    ballots: dict[int, int]


@dataclass(frozen=True)
class VotesSeen:
    """Flags by (round, factor), with the shops that have set them; ``factors`` by UTC day."""

    polls: dict[int, PollSeen]
    flags: dict[tuple[int, int], Flags]
    flagged: dict[tuple[int, int], set[int]]
    running: dict[int, int]
    factors: dict[int, tuple[int, int, int]]
    proposals: dict[int, ProposalView]
