"""Chain time in windows of ``days_per_step`` days: when moments of the data are, how long periods last.

Within a window the first day alone is used, and what follows from something else comes later in it
(docs/replay.md, "Time"); so a period of some days has passed, or not, whatever the hours are.
"""

from dataclasses import dataclass
from datetime import datetime

GRACE_DAYS = 7
"""Market.CANCEL_GRACE: from so long after the deadline anyone may cancel."""

CONTEST_DAYS = 5
"""Disputes.CONTEST_WINDOW: how long the seller has to contest, or to match an objection's bond."""

RULING_DAYS = 14
"""Disputes.RULING_WINDOW: how long the arbitrator has."""

OBJECTION_DAYS = 3
"""Budgets.OBJECTION_WINDOW: how long what was not paid of a reserve is held."""

RATING_DAYS = 30
"""Reputation.RATING_DAYS: how long after the close ratings are possible."""


@dataclass(frozen=True)
class Calendar:
    """Windows counted from 0 at ``start``, each so many days long."""

    days_per_step: int
    start: datetime

    def window(self, moment: datetime) -> int:
        """The window of a moment."""
        return (moment - self.start).days // self.days_per_step

    def after(self, days: int) -> int:
        """Windows after which a period of so many days has surely ended."""
        return -(-days // self.days_per_step)

    def within(self, days: int) -> int:
        """Windows within which a period of so many days has surely not ended."""
        return (days - 1) // self.days_per_step

    def between(self, first: int, last: int) -> int | None:
        """Windows after which one period has ended and a longer one has not; None where there are none."""
        found = self.after(first)
        return found if found <= self.within(last) else None
