"""Events by what they are about: bounded windows of blocks, filtered by indexed topics.

One request for each window asks all contracts for the events that have one of some values (an account, some
shops, some orders) at one position of their topics, so that the number of requests depends on the length of
the chain, not on how many kinds of events there are. Nothing is kept between two reports.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

from ecomchain.rewards.chain.events import Decoder, Event
from ecomchain.rewards.chain.node import Node, RefusedError
from ecomchain.rewards.chain.sync import Window
from ecomchain.system import System

KEYS = 400
"""Most values of a topic in one request."""

Found = dict[str, list[Event]]
"""Events by ``contract.Event``, in the chain's order."""

Stage = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]


class Logs:
    """The events of a system between two blocks."""

    def __init__(
        self, system: System, node: Node, first: int, last: int, window: Window, stage: Stage
    ) -> None:
        self._system, self._node, self._window, self._stage = system, node, window, stage
        self.first, self.last = first, last

    def find(self, position: int, keys: Iterable[str | int], *wanted: str, since: int | None = None) -> Found:
        """The ``wanted`` events (``market.OrderPlaced``) with one of ``keys`` as topic ``position`` (1 to 3).

        ``since``: the first block to look in, by default the deployment's.
        """
        found: Found = defaultdict(list)
        values = sorted({topic(key) for key in keys})
        for start in range(0, len(values), KEYS):
            gap: list[Sequence[str] | None] = [None] * (position - 1)
            for event in self._read(wanted, [*gap, values[start : start + KEYS]], since):
                found[f"{event.role}.{event.name}"].append(event)
        for events in found.values():
            events.sort(key=lambda event: event[:2])
        return found

    def all(self, *wanted: str) -> Found:
        """All of the ``wanted`` events."""
        found: Found = defaultdict(list)
        for event in self.each(*wanted):
            found[f"{event.role}.{event.name}"].append(event)
        return found

    def each(self, *wanted: str) -> Iterable[Event]:
        """All of the ``wanted`` events, one after another, without keeping them."""
        return self._read(wanted, [], None)

    def _read(
        self, wanted: Sequence[str], rest: Sequence[Sequence[str] | None], since: int | None
    ) -> Iterable[Event]:
        decoder = self._decoder(wanted)
        block = self.first if since is None else max(since, self.first)
        with self._stage("reading events", self.last - block + 1) as done:
            while block <= self.last:
                last = min(block + self._window.blocks - 1, self.last)
                try:
                    logs = self._node.logs(block, last, decoder.addresses, decoder.topics, *rest)
                except RefusedError:
                    if not self._window.halve():
                        raise
                    continue
                self._window.grow()
                yield from decoder.decode(logs)
                done(last - block + 1)
                block = last + 1

    def _decoder(self, wanted: Sequence[str]) -> Decoder:
        names: dict[str, tuple[str, ...]] = {}
        for each in wanted:
            role, name = each.split(".")
            names[role] = (*names.get(role, ()), name)
        contracts = {role: getattr(self._system, role) for role in names}
        abis = {
            role: {event.name: event for event in contract.contract_type.events}
            for role, contract in contracts.items()
        }
        addresses = {role: bytes.fromhex(contract.address[2:]) for role, contract in contracts.items()}
        return Decoder(abis, addresses, names)


def topic(key: str | int) -> str:
    """An address or a number as a topic."""
    number = int(key, 16) if isinstance(key, str) else key
    return f"0x{number:064x}"


def named(found: Found, *wanted: str) -> list[Event]:
    """The events of several kinds, in the chain's order."""
    events = [event for name in wanted for event in found.get(name, [])]
    return sorted(events, key=lambda event: event[:2])


def merge(*parts: Found) -> Found:
    """What several searches found; an event that more than one did is there once."""
    found: Found = {}
    for part in parts:
        for name, events in part.items():
            known = {event[:2]: event for event in [*found.get(name, []), *events]}
            found[name] = [known[place] for place in sorted(known)]
    return found
