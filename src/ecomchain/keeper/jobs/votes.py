"""Votes of the shops: on the weights' factors, and on proposals."""

from collections.abc import Iterable, Iterator, Sequence

from ecomchain.keeper.jobs.job import Job
from ecomchain.keeper.view import View
from ecomchain.keeper.work import GONE, WAITS, Act, Call, Verdict

FACTORS = ("seller", "distributor", "buyer")
"""In the order of ``IFactorVote.Factor``."""

DELAY, WINDOW = 2 * 86_400, 14 * 86_400
"""Of a proposal: from the poll's end until it can be executed, and for how long, in seconds."""


class Votes(Job):
    """Closes a poll on a factor that is over, and opens one that was due while another ran."""

    name, does = "votes", "close polls on factors, open those that are due"

    def standing(self, view: View) -> Iterable[str]:
        return [str(factor) for factor in range(len(FACTORS))]

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        running = view.many("factor_vote", "running", ((int(key),) for key in keys))
        polls = view.each("polls", "poll", (poll for poll in running if poll))
        for key, poll in zip(keys, running, strict=True):
            factor = int(key)
            if poll:
                text = f"close the poll on the {FACTORS[factor]}s' factor"
                yield Verdict(polls[poll].end, Act(Call("factor_vote", "close", (factor,)), text))
            elif self._wanted(view, factor):
                text = f"open a poll on the {FACTORS[factor]}s' factor"
                yield Verdict(view.now, Act(Call("factor_vote", "open", (factor,)), text))
            else:
                yield WAITS

    def _wanted(self, view: View, factor: int) -> bool:
        current = view.one("factor_vote", "round")  # reverts before the first
        if current is None:
            return False
        flags = view.one("factor_vote", "flagsOf", current[0], factor)
        return bool(flags.flags and not flags.poll and flags.flags >= view.one("factor_vote", "needed"))


class Proposals(Job):
    """Executes what the shops have accepted."""

    name, does = "proposals", "execute what the shops have accepted"

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        found = view.many("referendum", "proposal", ((int(key),) for key in keys))
        ends = view.each("polls", "poll", (proposal.poll for proposal in found if proposal.poll))
        for key, proposal in zip(keys, found, strict=True):
            if not proposal.poll or proposal.executed:
                yield GONE
                continue
            due = ends[proposal.poll].end + DELAY
            if view.now >= due + WINDOW:
                yield GONE
            else:
                act = Act(Call("referendum", "execute", (int(key),)), f"execute proposal {key}")
                yield Verdict(due, act, until=due + WINDOW)
