"""Running the steps on a chain, and going on where an earlier run stopped."""

import itertools
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from ecomchain.replay.actors import SHARED
from ecomchain.replay.calls import Call, Step
from ecomchain.replay.chain import BLOCK_SIZE, DevChain, Json
from ecomchain.replay.errors import ChainError
from ecomchain.replay.journal import Entry, Journal
from ecomchain.replay.steps import Steps
from ecomchain.replay.tally import Tally
from ecomchain.reverts import decode

_PATIENCE = 3_600
"""Seconds that the clock may be ahead of a step, say by the blocks before it, without moving the rest."""

Key = tuple[str, int | str]
"""Sender and nonce: what tells a transaction from any other, for ever. Of a shared sender: what it says."""

Progress = Callable[[str, int, int], None]
"""Told after every step: its name, how many are done, of how many."""


class Stopped(Exception):  # noqa: N818 - not an error
    """The user asked for a stop; everything sent so far is mined."""


@dataclass
class Execution:
    """One run of the steps, new or resumed."""

    chain: DevChain
    steps: Steps
    journal: Journal
    tally: Tally
    progress: Progress
    nonces: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    resumed: int = 0
    """Steps that were confirmed before this run."""
    _stop: bool = False
    _recovering: bool = True
    """There may be steps on the chain that are not on record."""
    _shift: int = 0
    """Seconds by which the chain's clock is ahead of the plan's."""

    def run(self) -> None:
        """Do what is not done yet. Raises Stopped after Ctrl-C, ChainError where a step fails."""
        todo = self.steps.all
        self.resumed = len(self.journal.entries)
        self.chain.give_ether(map(self.steps.accounts.address, self.steps.needs.actors))
        self.chain.seize()
        try:
            with self._interruptible():
                for i, step in enumerate(todo):
                    self._do(i, step)
                    self.progress(step.name, i + 1, len(todo))
                    if self._stop and i + 1 < len(todo):
                        raise Stopped
        finally:
            self.chain.release(self.journal.head.chain_settings)

    def _do(self, number: int, step: Step) -> None:
        """One step: look up what is on the chain, send the rest, count all of it, put it on record."""
        began = time.monotonic()
        entries = self.journal.entries
        if number < len(entries):
            self._shift = entries[number].shift
        else:
            self._catch_up(step)
        self.tally.known.time = self._due(step)
        calls = step.calls(self.tally.known)
        keys = self._keys(calls)
        if number < len(entries):
            found, _ = self._find(entries[number].blocks, keys)
            self._require_all(step, keys, found)
        else:
            found, blocks = self._recover(step, keys) if self._recovering else ({}, [])
            self._recovering = bool(found)
            blocks += self._send(step, calls, keys, found)
            self._require_all(step, keys, found)
            for call, key in zip(calls, keys, strict=True):
                self._require_success(call, found[key])
            seconds = time.monotonic() - began
            last = str(self.chain.block_hash(blocks[-1]))
            self.journal.add(Entry(step=number, blocks=blocks, hash=last, shift=self._shift, seconds=seconds))
        self.tally.add((call, found[key]) for call, key in zip(calls, keys, strict=True))

    def _keys(self, calls: Sequence[Call]) -> list[Key]:
        keys: list[Key] = []
        for call in calls:
            sender = self.steps.accounts.address(call.actor)
            if call.actor in SHARED:
                keys.append((sender, self._data(call)))
            else:
                keys.append((sender, self.nonces[call.actor]))
                self.nonces[call.actor] += 1
        return keys

    def _recover(self, step: Step, keys: Sequence[Key]) -> tuple[dict[Key, Json], list[int]]:
        """What an earlier run had sent of a step that is not on record."""
        entries = self.journal.entries
        after = entries[-1].blocks[-1] if entries else self.journal.head.start_block
        if self.chain.has_pending():
            self.chain.mine(self._time(step))
        return self._find(range(after + 1, self.chain.head()["number"] + 1), keys)

    def _catch_up(self, step: Step) -> None:
        """Where the clock ran ahead of a step, it and all later ones move along."""
        head = self.chain.head()["timestamp"]
        if self._due(step) <= head - _PATIENCE:
            self._shift += head + 1 - self._due(step)

    def _time(self, step: Step) -> int:
        """When the step's next block is mined."""
        return int(max(self._due(step), self.chain.head()["timestamp"] + 1))

    def _due(self, step: Step) -> int:
        return self.journal.head.start_time + step.time + self._shift

    def _find(self, blocks: Sequence[int], keys: Sequence[Key]) -> tuple[dict[Key, Json], list[int]]:
        """The receipts of transactions in these blocks, by key; and the blocks that have some."""
        wanted = set(keys)
        found: dict[Key, Json] = {}
        used = []
        for block in blocks:
            hashes = {}
            for transaction in self.chain.transactions(block):
                sender = transaction["from"].lower()
                for key in ((sender, int(transaction["nonce"], 16)), (sender, transaction["input"])):
                    if key in wanted:
                        hashes[transaction["hash"]] = key
            if hashes:
                used.append(block)
                for receipt in self.chain.receipts(block):
                    if receipt["transactionHash"] in hashes:
                        found[hashes[receipt["transactionHash"]]] = receipt
        return found, used

    def _send(
        self,
        step: Step,
        calls: Sequence[Call],
        keys: Sequence[Key],
        found: dict[Key, Json],
    ) -> list[int]:
        """Send what was not found, a block at a time; adds the receipts to ``found``."""
        missing = [(call, key) for call, key in zip(calls, keys, strict=True) if key not in found]
        blocks: list[int] = []
        timestamp = self._time(step) if missing else 0
        nonces = self._shared_nonces(call.actor for call, _ in missing)
        for start in range(0, len(missing), BLOCK_SIZE):
            part = missing[start : start + BLOCK_SIZE]
            hashes = self.chain.send([self._transaction(call, key, nonces) for call, key in part])
            block = self.chain.mine(timestamp + len(blocks))
            by_hash = {receipt["transactionHash"]: receipt for receipt in self.chain.receipts(block)}
            for (_, key), sent in zip(part, hashes, strict=True):
                if sent in by_hash:
                    found[key] = by_hash[sent]
            blocks.append(block)
            if self._stop and start + BLOCK_SIZE < len(missing):
                raise Stopped
        return blocks

    def _transaction(self, call: Call, key: Key, nonces: dict[str, Iterator[int]]) -> Json:
        nonce = next(nonces[call.actor]) if call.actor in nonces else int(key[1])
        return {
            "from": key[0],
            "to": self.tally.codec.addresses[call.contract],
            "data": self._data(call),
            "gas": hex(call.gas),
            "nonce": hex(nonce),
        }

    def _data(self, call: Call) -> str:
        return self.tally.codec.call(call.contract, call.method, call.args)

    def _shared_nonces(self, actors: Iterable[str]) -> dict[str, Iterator[int]]:
        """The next nonces of those who may send other transactions, too."""
        return {
            actor: itertools.count(self.chain.nonce(self.steps.accounts.address(actor)))
            for actor in {*actors} & {*SHARED}
        }

    def _require_all(self, step: Step, keys: Sequence[Key], found: dict[Key, Json]) -> None:
        lost = sum(key not in found for key in keys)
        if lost:
            raise ChainError(f"{lost} transactions of the step '{step.name}' were not mined: {self._anew}")

    def _require_success(self, call: Call, receipt: Json) -> None:
        if receipt["status"] == "0x1":
            return
        data = bytes.fromhex(self.chain.revert_data(receipt["transactionHash"])[2:])
        reason = decode(data, self.tally.codec.contracts)
        about = ""
        if call.sale is not None:
            sale = self.steps.plan.sales[call.sale]
            about = f" for the order line on line {sale.line} ({sale.status})"
        raise ChainError(
            f"{call.method} by {call.actor}{about} failed in block {int(receipt['blockNumber'], 16)}: "
            f"{reason}; the chain does not follow the plan: {self._anew}"
        )

    @property
    def _anew(self) -> str:
        path = self.journal.path
        return f"remove {path} to start anew" if path else "was something else at work on it?"

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Ctrl-C and a request to end wait for the block that is being mined; a second one does not."""
        before: dict[int, Any] = {}
        if threading.current_thread() is not threading.main_thread():
            yield  # signals are the main thread's
            return

        def stop(number: int, _: FrameType | None) -> None:
            self._stop = True
            signal.signal(number, before[number])

        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.getsignal(number)
            signal.signal(number, stop)
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)
