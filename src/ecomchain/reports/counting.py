"""Which sales the statistics on the chain know of, by the events of those who set that."""

from dataclasses import dataclass
from functools import cached_property

from ecomchain.reports.logs import Found, named
from ecomchain.reports.source import Source
from ecomchain.rewards.chain.events import Event

SETTINGS = ("reputation.MinRatedSet", "reputation.MarketSet")


@dataclass(frozen=True)
class Counting:
    """The reputation's settings over time; ``settings`` are all events of `SETTINGS`."""

    source: Source
    settings: Found

    @property
    def alone(self) -> bool:
        """Whether this market is the only one that ever told the reputation of sales."""
        market = int(self.source.header.market, 16)
        return not {event.values["market"] for event in self._markets} - {market}

    def counts(self, at: tuple[int, int], proceeds: int) -> bool:
        """Whether a sale that closed at this place (block, log) is in the statistics."""
        before = [event for event in self._markets if event[:2] < at]
        return bool(before) and bool(before[-1].values["enabled"]) and proceeds >= self._minimum(at)

    @cached_property
    def _markets(self) -> list[Event]:
        return named(self.settings, "reputation.MarketSet")

    def _minimum(self, at: tuple[int, int]) -> int:
        events = named(self.settings, "reputation.MinRatedSet")
        before = [int(event.values["newAmount"]) for event in events if event[:2] < at]
        if before:
            return before[-1]
        return int(events[0].values["oldAmount"]) if events else self._now

    @cached_property
    def _now(self) -> int:
        return int(self.source.reader.view(self.source.system.reputation, "minRated"))
