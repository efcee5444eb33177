"""The votes on the weights' factors (VOTE-1 to VOTE-3)."""

from collections import defaultdict
from dataclasses import dataclass, field

from ecomchain.model.context import Context
from ecomchain.model.errors import require
from ecomchain.model.polls import ShopPolls
from ecomchain.model.structs_votes import Factor, Flags

ROUND_DAYS = 90
FLAG_PERCENT = 51
OPTIONS = 101
FIRST_PERCENT = 50
DELAY_DAYS = 2
NEVER = 2**256 - 1
"""More flags than there are shops."""


@dataclass
class Ballot:
    """A factor in a round: which shops have flagged it, and the poll that they opened."""

    shops: set[int] = field(default_factory=set)
    poll: int = 0


class FactorVote:
    """``open_polls`` are those that nobody has closed yet; ``results`` are the percents from a UTC day on."""

    def __init__(
        self, context: Context, polls: ShopPolls, address: str, start_day: int, min_shops: int
    ) -> None:
        self.context = context
        self.polls = polls
        self.address = address
        self.start = start_day
        self.least = min_shops
        self.flagged: defaultdict[tuple[int, int], Ballot] = defaultdict(Ballot)
        self.open_polls: dict[int, int] = {}
        self.results: dict[int, list[tuple[int, int]]] = {factor: [] for factor in Factor}

    def flag(self, caller: str, shop: int, factor: int) -> None:
        """Say that the shop is dissatisfied; enough of them open a poll."""
        number, began_on = self.round()
        self.polls.voters.require_voice(caller, shop, began_on)
        found = self.flagged[number, factor]
        values = {"factor": factor, "round": number, "shop": shop}
        require(shop not in found.shops, "FlaggedAlready", **values)
        found.shops.add(shop)
        self.context.emit("factor_vote", "Flagged", **values, flags=len(found.shops))
        if self._is_due(number, factor):
            self._open(number, factor)

    def open(self, _caller: str, factor: int) -> None:
        """Open a poll that is due, but could not open while one of an earlier round was not closed."""
        number, _ = self.round()
        found, running = self.flagged[number, factor], self.running(factor)
        values = {"flags": len(found.shops), "needed": self.needed(), "running": found.poll or running}
        require(self._is_due(number, factor), "VoteNotDue", factor=factor, **values)
        self._open(number, factor)

    def close(self, _caller: str, factor: int) -> None:
        """Take over the result of a poll that is over, if the quorum has voted."""
        poll = self.running(factor)
        require(poll > 0, "NoVote", factor=factor)
        require(self.polls.is_over(poll), "VoteRunning", factor=factor, poll=poll)
        del self.open_polls[factor]
        percent = from_day = 0
        if self.polls.has_quorum(poll):
            percent, from_day = self.polls.lower_median(poll), self.context.today + DELAY_DAYS
            self.results[factor].append((from_day, percent))
        values = {"factor": factor, "poll": poll, "percent": percent, "fromDay": from_day}
        self.context.emit("factor_vote", "VoteClosed", **values)

    # Views

    def factors_on(self, utc_day: int) -> tuple[int, ...]:
        """The three factors on a UTC day."""
        return tuple(self._percent(factor, utc_day) for factor in Factor)

    def round(self) -> tuple[int, int]:
        """The running round, and the UTC day on which it began."""
        today = self.context.today
        require(today >= self.start, "NotStarted", startDay=self.start, today=today)
        number = (today - self.start) // ROUND_DAYS
        return number, self.start + number * ROUND_DAYS

    def flags_of(self, number: int, factor: int) -> Flags:
        """As ``IFactorVote.flagsOf`` answers."""
        found = self.flagged.get((number, factor), Ballot())
        return Flags(len(found.shops), found.poll)

    def needed(self) -> int:
        """The fewest flags that are 51 % of the shops, or more than there are where these are too few."""
        _, began_on = self.round()
        shops = self.polls.voters.size(began_on)
        if shops < max(self.least, 1):
            return NEVER
        return next(flags for flags in range(shops + 1) if flags * 100 >= FLAG_PERCENT * shops)

    def has_flagged(self, number: int, shop: int, factor: int) -> bool:
        """Whether the shop has flagged the factor in the round."""
        return (number, factor) in self.flagged and shop in self.flagged[number, factor].shops

    def running(self, factor: int) -> int:
        """The poll that is not closed yet, or 0."""
        return self.open_polls.get(factor, 0)

    # Internals

    def _is_due(self, number: int, factor: int) -> bool:
        found = self.flagged[number, factor]
        free = not found.poll and not self.running(factor)
        return free and len(found.shops) >= self.needed()

    def _open(self, number: int, factor: int) -> None:
        poll = self.polls.open(self.address, OPTIONS)
        self.flagged[number, factor].poll = self.open_polls[factor] = poll
        self.context.emit("factor_vote", "VoteOpened", factor=factor, round=number, poll=poll)

    def _percent(self, factor: int, utc_day: int) -> int:
        fitting = [percent for from_day, percent in self.results[factor] if from_day <= utc_day]
        return fitting[-1] if fitting else FIRST_PERCENT
