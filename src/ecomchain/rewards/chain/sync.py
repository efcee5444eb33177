"""Reading on to the last final block: in windows that adapt to the node, resumable, reorganisation or not.

Only final blocks are read: those that the node calls ``finalized`` on public chains, or so many blocks below
the head; on development chains every block is final. The hash of the last block of each window is kept; where
the chain has another one now, all that came after the last common window is taken back and read anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ecomchain.deployment import THROW_AWAY_CHAINS
from ecomchain.rewards.chain import ingest
from ecomchain.rewards.chain.events import Decoder, Event
from ecomchain.rewards.chain.node import Node, RefusedError
from ecomchain.rewards.chain.store import Block, Store
from ecomchain.rewards.errors import ReadError

DAY = 86_400
WIDEST = 10_000
"""Most blocks of a window, unless the caller says otherwise."""

CONFIRMATIONS = 64
"""Blocks below the head that are final on public chains whose node has no tag ``finalized``."""

Progress = Callable[[int, int], None]
"""Blocks read, and blocks in all."""


@dataclass
class Window:
    """Blocks that are asked for at once: half as many when the node refuses, twice as many when not."""

    widest: int = WIDEST
    blocks: int = WIDEST

    def __post_init__(self) -> None:
        self.blocks = min(self.blocks, self.widest)

    def grow(self) -> None:
        """After an answer."""
        self.blocks = min(2 * self.blocks, self.widest)

    def halve(self) -> bool:
        """After a refusal; false where there is nothing left to halve."""
        if self.blocks == 1:
            return False
        self.blocks //= 2
        return True


@dataclass
class Sync:
    """Brings a store up to the last final block of a chain."""

    store: Store
    node: Node
    decoder: Decoder
    chain_id: int
    first_block: int
    """Where the deployment begins."""
    catalog: bytes
    window: Window
    confirmations: int | None = None
    """Overrides the rule above."""

    def run(self, progress: Progress | None = None) -> Block:
        """Read on; returns the final block that was read up to.

        Raises ReadError where the node does not let it.
        """
        self._resume()
        self._know_markets()
        final = final_block(self.node, self.chain_id, self.confirmations)
        while True:
            last = self.store.last_window()
            start = self.first_block if last is None else last[0] + 1
            if progress:
                progress(start - self.first_block, max(final.number - self.first_block + 1, 0))
            if start > final.number:
                return final
            day = self._block(start).time // DAY
            self._mark_days(start, day)
            end = final.number
            if final.time >= (day + 1) * DAY:
                end = self._last_before((day + 1) * DAY, start, final.number)
            self._read(start, end, day)

    def _resume(self) -> None:
        """Take back what the chain does not have any more."""
        for block, hash_ in self.store.windows_back():
            found = self.node.block(block)
            if found is not None and found.hash == hash_:
                last = self.store.last_window()
                if last is not None and last[0] != block:
                    self.store.rewind(block)
                return
        if self.store.last_window() is not None:
            self.store.rewind(-1)

    def _know_markets(self) -> None:
        rows = self.store.db.execute(
            "SELECT address FROM market JOIN account ON account.id = market.account"
        ).fetchall()
        for (address,) in rows:
            self.decoder.add_market(address)

    def _mark_days(self, start: int, day: int) -> None:
        """Days before ``day`` without a mark yet ended with the block before ``start``, its first."""
        known = self.store.days()
        if start == self.first_block:
            return
        end = self._block(start - 1)
        since = end.time // DAY if known is None else known[1] + 1
        rows, first = [], self.first_block
        if known is not None:
            before = self.store.day_end(known[1])
            first = before.number + 1 if before else first
        for over in range(since, day):
            rows.append((over, first, end.number, end.hash, end.time))
            first = end.number + 1
        with self.store.transaction():
            self.store.insert("day", rows)

    def _read(self, start: int, end: int, day: int) -> None:
        """One window of a day, from ``start``, at most to ``end``."""
        while True:
            last = min(start + self.window.blocks - 1, end)
            try:
                events = self._events(start, last)
                break
            except RefusedError:
                if not self.window.halve():
                    raise
        self.window.grow()
        block = self._block(last)
        with self.store.transaction():
            ingest.add(self.store, events, day)
            self.store.insert("window", [(block.number, block.hash)])

    def _events(self, first: int, last: int) -> list[Event]:
        found = self._logs(first, last)
        fresh = {
            int(event.values["market"]).to_bytes(20, "big")
            for event in found
            if event.name == "MarketSet" and event.values["enabled"]
        } - set(self.decoder.roles)
        if not fresh:
            return found
        for market in sorted(fresh):
            self._add_market(market, first)
        return self._logs(first, last)

    def _add_market(self, market: bytes, before: int) -> None:
        """Read a market that was enabled just now from then on, and what was placed in it before."""
        text = "0x" + market.hex()
        if self.node.address(text, "catalog") != self.catalog:
            raise ReadError(
                f"the market {text} sells from another catalog than 0x{self.catalog.hex()}: links of two "
                "catalogs are beyond `scoring v1`; take a version of this program that knows both"
            )
        self.decoder.add_market(market)
        start = self.first_block
        while start < before:
            last = min(start + self.window.blocks - 1, before - 1)
            try:
                logs = self.node.logs(start, last, [text], self.decoder.topics)
            except RefusedError:
                if not self.window.halve():
                    raise
                continue
            placed = [event for event in self.decoder.decode(logs) if event.name == "OrderPlaced"]
            with self.store.transaction():
                ingest.add(self.store, placed, 0)
            start = last + 1
        with self.store.transaction():
            self.store.insert("market", [(self.store.account(market), before)])

    def _logs(self, first: int, last: int) -> list[Event]:
        return self.decoder.decode(self.node.logs(first, last, self.decoder.addresses, self.decoder.topics))

    def _last_before(self, time: int, low: int, high: int) -> int:
        """The last block before a time, by bisection: ``low`` is before it, ``high`` is not."""
        while high - low > 1:
            middle = (low + high) // 2
            if self._block(middle).time < time:
                low = middle
            else:
                high = middle
        return low

    def _block(self, number: int) -> Block:
        return _block(self.node, number)


def final_block(node: Node, chain_id: int, confirmations: int | None = None) -> Block:
    """The last block that is final; ``confirmations`` overrides the rule of this module's description.

    Raises ReadError where the node has no such block.
    """
    if confirmations is None and chain_id not in THROW_AWAY_CHAINS:
        try:
            found = node.block("finalized")
        except RefusedError:
            found = None
        if found is not None:
            return found
    depth = confirmations
    if depth is None:
        depth = 0 if chain_id in THROW_AWAY_CHAINS else CONFIRMATIONS
    head = node.block("latest")
    if head is None:
        raise ReadError("the node has no latest block: wait until it has synced")
    return _block(node, max(head.number - depth, 0)) if depth else head


def _block(node: Node, number: int) -> Block:
    found = node.block(number)
    if found is None:
        raise ReadError(f"the node has no block {number} (any more): run the same command again")
    return found
