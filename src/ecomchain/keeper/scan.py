"""Reading on to the last final block, in windows that adapt to the node; resumable, reorganisation or not."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from eth_utils import keccak

from ecomchain.keeper.effects import EFFECTS, Effect
from ecomchain.keeper.store import Change, Store
from ecomchain.rewards.chain.node import Node, RefusedError
from ecomchain.rewards.chain.store import Block
from ecomchain.rewards.chain.sync import Progress, Window, final_block
from ecomchain.rewards.errors import ReadError
from ecomchain.system import System


class _Watched(NamedTuple):
    """An event's indexed values by their place among the topics, and what it does."""

    indexed: Mapping[str, tuple[int, bool]]
    """Place, and whether it is an address."""
    effects: tuple[Effect, ...]


class Scan:
    """Brings a store up to the last final block of a chain."""

    def __init__(
        self, store: Store, system: System, node: Node, window: Window, confirmations: int | None = None
    ) -> None:
        self.store, self.node, self.window = store, node, window
        self.chain_id, self.confirmations = system.manifest.chain_id, confirmations
        self.first_block = system.manifest.first_block
        self._watched: dict[tuple[str, str], _Watched] = {}
        for name, effects in EFFECTS.items():
            role, _, event = name.partition(".")
            contract = getattr(system, role, None)
            if contract is None:
                continue
            abi = next(abi for abi in contract.contract_type.events if abi.name == event)
            indexed = [item for item in abi.inputs if item.indexed]
            places = {str(item.name): (i, item.type == "address") for i, item in enumerate(indexed, 1)}
            topic = "0x" + keccak(text=abi.selector).hex()
            self._watched[str(contract.address).lower(), topic] = _Watched(places, effects)

    def run(self, progress: Progress | None = None) -> Block:
        """Read on; returns the final block that was read up to. Raises ReadError where that is impossible."""
        self._resume()
        final = final_block(self.node, self.chain_id, self.confirmations)
        while True:
            last = self.store.last_window()
            start = self.first_block if last is None else last[0] + 1
            if progress:
                progress(max(start - self.first_block, 0), max(final.number - self.first_block + 1, 0))
            if start > final.number:
                return final
            self._read(start, final.number)

    def _resume(self) -> None:
        """Take back what the chain does not have any more."""
        known = self.store.windows_back()
        for block, hash_ in known:
            found = self.node.block(block)
            if found is not None and found.hash == hash_:
                if block != known[0][0]:
                    self.store.rewind(block)
                return
        if known:
            self.store.rewind(-1)

    def _read(self, start: int, end: int) -> None:
        addresses = sorted({address for address, _ in self._watched})
        topics = sorted({topic for _, topic in self._watched})
        while True:
            last = min(start + self.window.blocks - 1, end)
            try:
                logs = self.node.logs(start, last, addresses, topics)
                break
            except RefusedError:
                if not self.window.halve():
                    raise
        self.window.grow()
        block = self.node.block(last)
        if block is None:
            raise ReadError(f"the node has no block {last} (any more): run the same command again")
        ordered = sorted(logs, key=lambda log: (int(log["blockNumber"], 16), int(log["logIndex"], 16)))
        self.store.add_window(block.number, block.hash, [c for log in ordered for c in self._changes(log)])

    def _changes(self, log: Mapping[str, Any]) -> Iterator[Change]:
        topics = log["topics"]
        found = self._watched.get((log["address"].lower(), topics[0]))
        if found is None:  # another contract's event of the same form
            return
        for effect in found.effects:
            places = [found.indexed[name] for name in effect.names]
            ids = [_text(topics[place], address) for place, address in places]
            yield Change(effect, ":".join(ids), int(log["blockNumber"], 16))


def _text(topic: str, is_address: bool) -> str:
    return "0x" + topic[-40:].lower() if is_address else str(int(topic, 16))
