"""What rewards and votes of a deployment look like at one block; see ``state`` for the conventions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecomchain.invariants.state import Event, Record


@dataclass(frozen=True)
class Claims:
    """Funds by epoch, roots by epoch and index, what was paid by epoch and account; all events."""

    address: str
    funds: Mapping[int, Record]
    roots: Mapping[tuple[int, int], bytes]
    paid: Mapping[tuple[int, str], int]
    events: Sequence[Event]


@dataclass(frozen=True)
class RewardPool:
    """``emitted`` is what is emitted by the end of the last day that was ever covered."""

    claims: Claims
    state: Record
    phase_two: Record
    emitted: int
    cap_bps: int


@dataclass(frozen=True)
class RootGame:
    """Rounds by id, answers by round and number, stakes by round, number and backer; all events."""

    address: str
    bonds: int
    running: int
    decided_day: int
    rounds: Mapping[int, Record]
    answers: Mapping[tuple[int, int], Record]
    stakes: Mapping[tuple[int, int, str], int]
    events: Sequence[Event]


@dataclass(frozen=True)
class Votes:
    """Polls with what they have counted, flags by round and factor, proposals; all events."""

    polls: Mapping[int, Record]
    turnouts: Mapping[int, int]
    tallies: Mapping[int, Sequence[int]]
    quorum_bps: int
    min_turnout: int
    quorums: Mapping[int, bool]
    ballots: Mapping[tuple[int, int], Sequence[int]]  # by poll and shop: whether it voted, for what
    flags: Mapping[tuple[int, int], Record]
    proposals: Mapping[int, Record]
    governed_from: int
    poll_events: Sequence[Event]
    factor_events: Sequence[Event]
    referendum_events: Sequence[Event]
    settings: Sequence[Event]  # of what the shops govern from governed_from on
    times: Mapping[int, int]


@dataclass(frozen=True)
class Rewards:
    """All of it."""

    pool: RewardPool
    grants: Claims
    game: RootGame
    votes: Votes
