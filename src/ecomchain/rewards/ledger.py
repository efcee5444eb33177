"""What the rewards contracts have decided, out of their events alone: coverage, totals, factors, scoring."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ecomchain.rewards import days
from ecomchain.rewards.chain.store import Notice, Store
from ecomchain.rewards.emission import PHASE_ONE_DAYS, TOTAL, cumulative
from ecomchain.rewards.errors import NotReadyError

FIRST_PERCENT = 50
"""A factor before the first vote."""

FACTORS = ("s", "d", "b")
"""In the order of ``IFactorVote.Factor``."""

_POOL = ("RootAdded", "DaysSkipped", "RootRevoked", "EpochClosed", "DayEmitted")


@dataclass(frozen=True)
class Segment:
    """Days that one root covers, or that allocate nothing: then ``root`` is empty."""

    first: int
    last: int
    epoch: int
    index: int
    root: str
    total: int


@dataclass
class Ledger:
    """The pool's state after all events that were read."""

    segments: list[Segment] = field(default_factory=list)
    """In the order of days, without what was revoked."""
    totals: dict[int, int] = field(default_factory=dict)
    """What epochs have declared."""
    emitted_days: dict[int, int] = field(default_factory=dict)
    """What days of phase two emitted."""

    @property
    def covered(self) -> int:
        """The last day that is covered, or skipped."""
        return self.segments[-1].last if self.segments else 0

    def segment(self, day: int) -> Segment | None:
        """What covers a day, if anything."""
        return next((s for s in self.segments if s.first <= day <= s.last), None)

    def skipped(self, day: int) -> bool:
        """Whether a day allocates nothing."""
        found = self.segment(day)
        return found is not None and not found.root

    def emitted(self, day: int) -> int:
        """What is emitted in all when the day is over.

        Raises NotReadyError for a day that is not emitted yet.
        """
        if day <= PHASE_ONE_DAYS:
            return cumulative(day)
        total = TOTAL
        for each in range(PHASE_ONE_DAYS + 1, day + 1):
            if each not in self.emitted_days:
                raise NotReadyError(
                    f"day {each} of phase two is not emitted yet: run `ape run rewards emit {day}`"
                )
            total += self.emitted_days[each]
        return total

    def declared_before(self, epoch: int) -> int | None:
        """What all epochs before this one have declared; None while the last of them has days that wait."""
        if self.covered < days.last_day(epoch - 1):
            return None
        return sum(total for number, total in self.totals.items() if number < epoch)


def ledger(store: Store) -> Ledger:
    """Of all that was read."""
    return replay(store.notices(*_POOL))


def replay(notices: Sequence[Notice]) -> Ledger:
    """Of events of the pool, in the chain's order."""
    state = Ledger()
    for notice in notices:
        v, first = notice.values, state.covered + 1
        if notice.name == "RootAdded":
            state.segments.append(Segment(first, v["day"], v["epoch"], v["index"], v["root"], v["total"]))
            state.totals[v["epoch"]] = v["total"]
        elif notice.name == "DaysSkipped":
            state.segments.append(Segment(first, v["day"], 0, 0, "", 0))
        elif notice.name == "RootRevoked":
            state.segments.pop()
            state.totals[v["epoch"]] = v["total"]
        elif notice.name == "EpochClosed":
            state.totals[v["epoch"]] = v["total"]
        else:
            state.emitted_days[v["day"]] = v["amount"]
    return state


def factors(store: Store, utc_day: int) -> dict[str, int]:
    """s, d and b of a UTC day, in percent."""
    found = dict.fromkeys(FACTORS, FIRST_PERCENT)
    for notice in store.notices("VoteClosed"):
        v = notice.values
        if 0 < v["fromDay"] <= utc_day:
            found[FACTORS[v["factor"]]] = v["percent"]
    return found


def scoring_hash(store: Store, utc_day: int) -> str:
    """The hash of the parameters of a UTC day. Raises NotReadyError where none was read."""
    hashes = [n.values["hash"] for n in store.notices("ScoringSet") if n.values["fromDay"] <= utc_day]
    if not hashes:
        raise NotReadyError(
            f"the root game has set no scoring for UTC day {utc_day}: is the manifest this chain's?"
        )
    return str(hashes[-1])
