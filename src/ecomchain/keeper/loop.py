"""A keeper that goes on: pass after pass, whatever the node does, until it is told to stop."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from web3.exceptions import Web3Exception

from ecomchain.invariants.chain import ChainReadError
from ecomchain.keeper.errors import NodeError
from ecomchain.keeper.health import Health, notify
from ecomchain.keeper.keeper import Keeper, Pass
from ecomchain.keeper.log import Log
from ecomchain.keeper.publishing import Publishing
from ecomchain.rewards.chain.sync import Progress
from ecomchain.rewards.errors import ReadError

NODE_TROUBLE = (NodeError, ReadError, ChainReadError, Web3Exception, OSError)
"""What passes when the node is back."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds until a node that does not answer is asked again: twice as long each time."""

ONCE_TRIES = 5
"""How often `--once` asks a node that does not answer."""

ROUNDS = 100
"""How often `--once` looks again after it has done something: one closing makes another possible."""


_Answer = TypeVar("_Answer")


class Loop:
    """Runs a keeper. ``stop`` ends it after the transaction in hand."""

    def __init__(
        self, keeper: Keeper, log: Log, health: Health, *, stop: threading.Event | None = None,
        publishing: Publishing | None = None, sleep: Callable[[float], object] | None = None,
    ) -> None:  # fmt: skip
        self.keeper, self._log, self._health = keeper, log, health
        self._publishing = publishing
        self.stop = stop or threading.Event()
        self._sleep = sleep or self.stop.wait

    def once(self, progress: Progress | None = None) -> list[Pass]:
        """Pass after pass until nothing more can be done now. Raises NodeError where the node is silent."""
        passes: list[Pass] = []
        while len(passes) < ROUNDS and not self.stop.is_set():
            passes.append(self._retrying(partial(self._pass, progress if not passes else None), ONCE_TRIES))
            if passes[-1].halted or not (passes[-1].of("done", "lost") or passes[-1].more):
                break
        return passes

    def forever(self, interval: float) -> None:
        """Pass after pass, one for each new block but at most one in ``interval`` seconds, until `stop`."""
        seen = -1
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                seen = self._retrying(partial(self._turn, seen))
            except NodeError:  # told to stop while the node did not answer
                break
            if seen >= 0:
                self._sleep(max(interval - (time.monotonic() - began), 0.0))
        notify("STOPPING=1")
        self._log("stopped")

    def _turn(self, seen: int) -> int:
        """A pass if there is a block after ``seen``. Returns the block looked at; -1: look again at once."""
        if self.keeper.head().number == seen:
            notify("WATCHDOG=1")
            return seen
        found = self._pass()
        return -1 if found.of("done", "lost") or found.more else found.block

    def _pass(self, progress: Progress | None = None) -> Pass:
        found = self.keeper.pass_once(progress)
        if self._publishing is not None and not found.halted:
            said = self._publishing.step(self.keeper.view())
            if said:
                self._log("posted", text=said)
        if found.halted:
            self._log("halted", text=found.halted)
        upcoming = [
            each for each in self.keeper.store.upcoming(self.keeper.names, 50) if each.due > found.now
        ]
        self._health.beat(
            block=found.block,
            chain_time=found.now,
            final_block=found.final,
            done=len(found.of("done")),
            lost=len(found.of("lost")),
            refused=len(found.of("refused")),
            halted=found.halted,
            next_due=upcoming[0].due if upcoming else None,
            open=self.keeper.store.open_items(self.keeper.names),
            spent_wei=self.keeper.ledger.total().cost,
        )
        return found

    def _retrying(self, act: Callable[[], _Answer], most: int | None = None) -> _Answer:
        """What ``act`` answers once the node does. NodeError after ``most`` tries, and when stopped."""
        pause, tries = FIRST_PAUSE, 0
        while True:
            try:
                return act()
            except NODE_TROUBLE as error:
                tries += 1
                message = getattr(error, "message", None) or str(error) or type(error).__name__
                if tries == most or self.stop.is_set():
                    raise NodeError(message) from None
                self._log("retrying", text=message, seconds=pause)
            notify("WATCHDOG=1")
            self._sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
