"""Posting due reward days as the publisher: computes what is over and final, and posts it when it can be."""

from ape.api import AccountAPI

from ecomchain.errors import EcomError
from ecomchain.keeper.log import Log
from ecomchain.keeper.view import View
from ecomchain.rewards import deciding
from ecomchain.rewards.desk import Desk
from ecomchain.rewards.emission import PHASE_ONE_DAYS


class Publishing:
    """Posts at most one root in a pass, which covers all days that wait, as far as their epoch goes.

    Actions are expected where `ape run rewards compute` expects them. What does not work is told once, and
    tried again in the next pass.
    """

    def __init__(self, desk: Desk, account: AccountAPI | None, log: Log) -> None:
        self.desk, self._account, self._log = desk, account, log
        self._told = ""

    def step(self, view: View) -> str:
        """What was done, in a sentence; empty where nothing was due."""
        day = self.due(view)
        if not day:
            return ""
        try:
            final = self.desk.read()
            if final.time < view.one("reward_pool", "endOf", day):
                return ""
            if self._account is None:
                return f"would compute and post day {day}"
            self.desk.engine.compute(day, self.desk.inputs([], None))
            said = deciding.publish(self.desk, self._account, day)
        except EcomError as error:
            if error.message != self._told:
                self._log("refused", text=f"post day {day}", reason=error.message)
            self._told = error.message
            return ""
        self._told = ""
        return said

    def due(self, view: View) -> int:
        """The day whose root can be posted now, 0 for none."""
        pending, covered = view.one("root_game", "pending"), view.one("reward_pool", "state").coveredDay
        if view.one("root_game", "running") or (pending.day and view.now < pending.readyAt):
            return 0
        covered = max(covered, pending.day)
        finished = min(view.one("reward_pool", "today") - 1, PHASE_ONE_DAYS)
        if finished <= covered:
            return 0
        epoch = view.one("reward_pool", "epochOf", covered + 1)
        return int(min(finished, view.one("reward_pool", "lastDayOf", epoch)))
