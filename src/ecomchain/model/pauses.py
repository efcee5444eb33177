"""The guardian's brake on new orders (ORD-6)."""

from dataclasses import dataclass

from ecomchain.model.access import Access
from ecomchain.model.context import DAY, Context
from ecomchain.model.errors import require

MAX_PAUSE = 7 * DAY
PAUSE_INTERVAL = 30 * DAY


@dataclass
class Pauses:
    """New orders wait until ``until``; no new pause before ``pausable_from``."""

    context: Context
    access: Access
    until: int = 0
    pausable_from: int = 0

    def check(self) -> None:
        """Refuse a new order during a pause."""
        now = self.context.now
        require(now >= self.until, "PausedUntil", until=self.until, now_=now)

    def pause(self, caller: str, duration: int) -> None:
        """Pause new orders for ``duration`` seconds."""
        self.access.check(caller, "market", "pause")
        require(0 < duration <= MAX_PAUSE, "PauseOutOfRange", duration=duration, max=MAX_PAUSE)
        now, first = self.context.now, self.pausable_from
        require(now >= first, "NotPausableYet", pausableFrom=first, now_=now)
        self.until = now + duration
        self.pausable_from = self.until + PAUSE_INTERVAL
        self.context.emit("market", "Paused", until=self.until, pausableFrom=self.pausable_from)

    def unpause(self, caller: str) -> None:
        """End a pause early; the interval runs from its original end."""
        self.access.check(caller, "market", "unpause")
        require(self.context.now < self.until, "NotPaused")
        self.until = self.context.now
        self.context.emit("market", "Unpaused")
