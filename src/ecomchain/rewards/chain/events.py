"""The events that rewards are computed from, and how they are decoded."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from eth_utils import keccak
from ethpm_types.abi import EventABI

EVENTS: dict[str, tuple[str, ...]] = {
    "market": ("OrderPlaced", "OrderClosed"),
    "reputation": ("SaleCounted", "Rated", "KappaSet", "MarketSet"),
    "catalog": ("LinkTaken",),
    "registry": ("Transfer", "CapabilityAcquired", "CapabilityReleased", "Posted"),
    "factor_vote": ("VoteClosed",),
    "reward_pool": ("RootAdded", "DaysSkipped", "RootRevoked", "EpochClosed", "DayEmitted"),
    "root_game": (
        "RootPosted",
        "RootActivated",
        "RootDropped",
        "RoundOpened",
        "LeadTaken",
        "ActionsLogged",
        "ScoringSet",
    ),
}
"""By contract of the system. A market that `MarketSet` enables is read like ``market``."""

_WORD = 32

Value = int | bytes


class Event(NamedTuple):
    """A decoded log.

    Values by name, as integers; ``bytes`` as bytes; a member of a struct as ``struct.member``.
    """

    block: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    """Of the log in its block."""
    address: bytes
    role: str
    name: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class _Form:
    name: str
    indexed: tuple[str, ...]
    plain: tuple[tuple[str, bool], ...]
    """Name of each word in the data's head, and whether it leads to bytes."""


class Decoder:
    """Decodes the logs of a system's contracts; ``abis`` by role and then name, ``addresses`` by role.

    ``events`` are the names to decode by role; all others are left out.
    """

    def __init__(
        self,
        abis: Mapping[str, Mapping[str, EventABI]],
        addresses: Mapping[str, bytes],
        events: Mapping[str, Sequence[str]] = EVENTS,
    ) -> None:
        self.roles = {address: role for role, address in addresses.items()}
        self._forms: dict[tuple[str, bytes], _Form] = {}
        for role, names in events.items():
            for name in names:
                abi = abis[role][name]
                self._forms[role, keccak(text=abi.selector)] = _form(abi)

    @property
    def topics(self) -> list[str]:
        """The first topics of all events, for a filter."""
        return sorted({"0x" + topic.hex() for _, topic in self._forms})

    @property
    def addresses(self) -> list[str]:
        """The contracts, for a filter."""
        return sorted("0x" + address.hex() for address in self.roles)

    def add_market(self, address: bytes) -> None:
        """Read this contract like the market."""
        self.roles[address] = "market"

    def decode(self, logs: Sequence[Mapping[str, Any]]) -> list[Event]:
        """The events in logs as a node answers them, in the chain's order; what is not ours is left out."""
        found = [event for event in map(self._one, logs) if event is not None]
        return sorted(found, key=lambda event: event[:2])

    def _one(self, log: Mapping[str, Any]) -> Event | None:
        address = bytes.fromhex(log["address"][2:])
        role, topics = self.roles.get(address), log["topics"]
        if role is None or not topics:
            return None
        form = self._forms.get((role, bytes.fromhex(topics[0][2:])))
        if form is None:
            return None
        values: dict[str, Value] = {
            name: int(topic, 16) for name, topic in zip(form.indexed, topics[1:], strict=True)
        }
        data = bytes.fromhex(log["data"][2:])
        for i, (name, is_bytes) in enumerate(form.plain):
            word = _word(data, i * _WORD)
            values[name] = data[word + _WORD :][: _word(data, word)] if is_bytes else word
        return Event(int(log["blockNumber"], 16), int(log["logIndex"], 16), address, role, form.name, values)


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + _WORD], "big")


def _form(abi: EventABI) -> _Form:
    indexed = tuple(str(item.name) for item in abi.inputs if item.indexed)
    plain = [leaf for item in abi.inputs if not item.indexed for leaf in _leaves(str(item.name), item)]
    return _Form(abi.name, indexed, tuple(plain))


def _leaves(name: str, item: Any) -> Iterator[tuple[str, bool]]:
    """The words of a value in the head of the data."""
    if item.type == "tuple":
        for part in item.components:
            yield from _leaves(f"{name}.{part.name}", part)
        return
    if re.search(r"\[|string", item.canonical_type):
        raise TypeError(f"{name} is {item.canonical_type}: not decoded here")
    yield name, item.type == "bytes"
