"""One look at everything that is open, and what can be done about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ecomchain.invariants.chain import Reader
from ecomchain.keeper.errors import NodeError
from ecomchain.keeper.fees import FeesTooHighError
from ecomchain.keeper.health import notify
from ecomchain.keeper.jobs import Job
from ecomchain.keeper.ledger import Ledger
from ecomchain.keeper.scan import Scan
from ecomchain.keeper.sender import HaltError, Result, Sender
from ecomchain.keeper.store import Store
from ecomchain.keeper.view import View
from ecomchain.keeper.work import NEVER, Item, Verdict
from ecomchain.rewards.chain.store import Block
from ecomchain.rewards.chain.sync import Progress
from ecomchain.system import System

AT_ONCE = 5_000
"""Items that one pass looks at."""

RECHECK = 3_600
"""Seconds until an item is looked at again of which a view says that it is over, and no event yet."""

FIRST_PAUSE, LONGEST_PAUSE = 60, 86_400
"""Seconds until what was refused is tried again: four times as long each time, from one to the other."""

FINAL_ERRORS = frozenset({"NotAccepted"})
"""Errors after which nothing can ever be done about an item."""


@dataclass
class Pass:
    """What one pass found and did."""

    block: int
    """The last block, at whose time (``now``, Unix seconds) it looked."""
    now: int
    final: int
    """The block up to which events were read."""
    looked: int = 0
    results: list[Result] = field(default_factory=list)
    halted: str = ""
    """Why nothing more was sent, if something was left."""
    more: bool = False
    """There is more to look at right now."""

    def of(self, *kinds: str) -> list[Result]:
        """The results of these kinds."""
        return [result for result in self.results if result.kind in kinds]


class Keeper:
    """Everything about one deployment: what it knows, what it can do, who sends."""

    def __init__(
        self, system: System, store: Store, scan: Scan, jobs: Sequence[Job], sender: Sender,
        tell: Callable[[Result], None] = lambda result: None,
    ) -> None:  # fmt: skip
        self.system, self.store, self.scan, self.jobs = system, store, scan, jobs
        self.ledger, self._sender, self._tell = Ledger(store), sender, tell
        self._told: set[tuple[int, str]] = set()
        """Refusals that were told already, by item and reason."""

    @property
    def names(self) -> list[str]:
        """The jobs' names."""
        return [job.name for job in self.jobs]

    def head(self) -> Block:
        """The last block. Raises NodeError where the node has none."""
        found = self.scan.node.block("latest")
        if found is None:
            raise NodeError("the node has no latest block: wait until it has synced")
        return found

    def view(self) -> View:
        """The system as of the last block. Raises NodeError or ChainReadError where the node is silent."""
        head = self.head()
        return View(self.system, Reader(self.system.token.provider.web3, head.number), head.time)

    def pass_once(self, progress: Progress | None = None) -> Pass:
        """Read on, look at what is due, do what can be done.

        Raises NodeError, ReadError or ChainReadError where the node does not answer: what was done is done,
        and the next pass goes on from there.
        """
        final = self.scan.run(progress)
        view = self.view()
        found = Pass(view.reader.block, view.now, final.number)
        for job in self.jobs:
            self.store.ensure(job.name, job.standing(view))
        items = self.store.to_look_at(self.names, view.now, AT_ONCE)
        found.looked, found.more = len(items), len(items) == AT_ONCE
        ready = self._look(view, items)
        try:
            self._sender.catch_up()
            for results in self._sender.deliver([(item, v.act) for item, v in ready.values() if v.act]):
                with self.store.transaction():
                    self._take(results, ready, found)
                notify("WATCHDOG=1")  # a pass with many transactions takes long
        except (HaltError, FeesTooHighError) as error:
            found.halted = str(error)
        return found

    def _look(self, view: View, items: Sequence[Item]) -> dict[int, tuple[Item, Verdict]]:
        """What can be done now, by the item's number; everything else is put down for later."""
        ready = {}
        for job in self.jobs:
            mine = [item for item in items if item.job == job.name]
            verdicts = list(job.look(view, [item.key for item in mine])) if mine else []
            with self.store.transaction():
                for item, verdict in zip(mine, verdicts, strict=True):
                    if self._is_due(item, verdict, view.now):
                        ready[item.number] = item, verdict
        return ready

    def _is_due(self, item: Item, verdict: Verdict, now: int) -> bool:
        if verdict.gone:
            self.store.put(item, now + RECHECK, text="")
        elif verdict.due is None or verdict.act is None:
            self.store.put(item, NEVER, text="", tag=verdict.tag)
        elif verdict.due > now:
            self.store.put(item, verdict.due, text=verdict.act.text, tag=verdict.tag)
        else:
            self.store.name(item, verdict.act.text, verdict.tag)
            return True
        return False

    def _take(self, results: Sequence[Result], ready: dict[int, tuple[Item, Verdict]], found: Pass) -> None:
        """Write down what became of actions."""
        overtaken = self._overtaken([result.item for result in results if result.kind == "refused"])
        for result in results:
            kept = result
            if result.kind in ("done", "lost"):
                self.store.put(result.item, None)
            elif result.kind == "refused" and result.item.number in overtaken:
                kept = Result(result.item, result.act, "lost")
                self.store.put(result.item, None)
            elif result.kind == "refused":
                verdict = ready[result.item.number][1]
                self.store.put_off(result.item, self._again(result, verdict, found.now), result.reason)
            found.results.append(kept)
            self._say(kept)

    def _overtaken(self, items: Sequence[Item]) -> set[int]:
        """Those of the items about which nothing is left to do, for somebody else has just done it."""
        if not items:
            return set()
        view, over = self.view(), set()
        for job in self.jobs:
            mine = [item for item in items if item.job == job.name]
            for item, verdict in zip(
                mine, job.look(view, [i.key for i in mine]) if mine else (), strict=True
            ):
                if verdict.gone or verdict.due is None or verdict.due > view.now:
                    over.add(item.number)
        return over

    def _again(self, result: Result, verdict: Verdict, now: int) -> int:
        if result.error in FINAL_ERRORS:
            return NEVER
        pause: int = min(FIRST_PAUSE * 4 ** min(result.item.tries, 10), LONGEST_PAUSE)
        return now + pause if verdict.until is None else min(now + pause, max(verdict.until, now + 1))

    def _say(self, result: Result) -> None:
        if result.kind == "refused":
            key = result.item.number, result.reason
            if key in self._told:
                return
            self._told.add(key)
        self._tell(result)
