"""Community rewards: roots on their way, rounds about them, bonds, and the days of phase two."""

from collections.abc import Iterable, Iterator, Sequence

from eth_utils import to_checksum_address

from ecomchain.keeper.jobs.job import Job
from ecomchain.keeper.view import View
from ecomchain.keeper.work import GONE, WAITS, Act, Call, Verdict

VOTING, DECIDED, ANNULLED = 3, 4, 5
"""Values of ``IRootGame.Stage``."""

DAYS_AT_ONCE = 50
"""Days of phase two that one transaction emits."""

ROOT, ROUND = "root", "round"


class Roots(Job):
    """Activates the posted root after its 24 hours; closes the stages of a round."""

    name, does = "roots", "activate posted roots, close the stages of rounds"

    def standing(self, view: View) -> Iterable[str]:
        return ROOT, ROUND

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        for key in keys:
            yield self._root(view) if key == ROOT else self._round(view)

    def _root(self, view: View) -> Verdict:
        pending = view.one("root_game", "pending")
        if not pending.day:
            return WAITS
        text = f"activate the root of day {pending.day}"
        return Verdict(pending.readyAt, Act(Call("root_game", "activate", ()), text))

    def _round(self, view: View) -> Verdict:
        number = view.one("root_game", "running")
        if not number:
            return WAITS
        found = view.one("root_game", "round", number)
        due = view.one("polls", "poll", found.poll).end if found.stage == VOTING else found.expiry
        return Verdict(due, Act(Call("root_game", "close", (number,)), f"close the stage of round {number}"))


class Bonds(Job):
    """Returns the bonds of a round that is over to those who are to have them back."""

    name, does = "bonds", "return the bonds of rounds that are over"

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        places = [(int(r), int(a), to_checksum_address(b)) for r, a, b in (key.split(":") for key in keys)]
        stakes = view.many("root_game", "stakeOf", places)
        rounds = view.each("root_game", "round", (place[0] for place in places))
        for place, stake in zip(places, stakes, strict=True):
            number, answer, backer = place
            found = rounds[number]
            lost = found.stage == DECIDED and found.leader != answer
            if not stake or lost:
                yield GONE
            elif found.stage in (DECIDED, ANNULLED):
                text = f"return the bond of {backer} in round {number}"
                yield Verdict(view.now, Act(Call("root_game", "returnBond", place), text))
            else:
                yield WAITS


class Emission(Job):
    """Emits the days of phase two that are over, in order."""

    name, does = "emission", "emit the days of phase two"

    def standing(self, view: View) -> Iterable[str]:
        return ("days",)

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        for _ in keys:
            last_of_phase_one = view.constant("reward_pool", "LAST_DAY")
            emitted = max(view.one("reward_pool", "phaseTwo").emittedDay, last_of_phase_one)
            finished = view.one("reward_pool", "today") - 1
            through = max(min(finished, emitted + DAYS_AT_ONCE), emitted + 1)
            text = (
                f"emit day {through}" if through == emitted + 1 else f"emit days {emitted + 1} to {through}"
            )
            due = view.one("reward_pool", "endOf", emitted + 1)
            yield Verdict(due, Act(Call("reward_pool", "emitDays", (through,)), text))
