"""Encoding calls and reading logs of a deployed system, without Ape's transaction path."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ape.contracts import ContractInstance
from eth_abi import decode, encode
from eth_utils import keccak

from ecomchain.system import System

WORD = 64
"""Hexadecimal digits of a word."""


@dataclass(frozen=True)
class _Method:
    selector: bytes
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class _Event:
    name: str
    indexed: tuple[str, ...]
    plain: tuple[tuple[str, int], ...]
    """Name and first word of each value in the data."""


@dataclass(frozen=True)
class Log:
    """A decoded log: every value by its first word as an integer, in whatever type it stands for."""

    contract: str
    name: str
    values: Mapping[str, int]


class Codec:
    """The calls and logs of a system, by contract role (``market``) and name."""

    def __init__(self, system: System) -> None:
        self.contracts = [contract for _, contract in system.contracts()]
        self.addresses = {role: str(contract.address).lower() for role, contract in system.contracts()}
        self._roles = {address: role for role, address in self.addresses.items()}
        self._methods: dict[tuple[str, str], _Method] = {}
        self._events: dict[tuple[str, str], _Event] = {}
        for role, contract in system.contracts():
            self._read(role, contract)

    def call(self, role: str, method: str, args: Sequence[Any]) -> str:
        """The call's data, in hexadecimal."""
        known = self._methods[role, method]
        return "0x" + (known.selector + encode(known.inputs, args)).hex()

    def result(self, role: str, method: str, data: str) -> tuple[Any, ...]:
        """What a view answered."""
        return decode(self._methods[role, method].outputs, bytes.fromhex(data.removeprefix("0x")))

    def log(self, raw: Mapping[str, Any]) -> Log | None:
        """The log, or None for one that this system does not declare."""
        role = self._roles.get(raw["address"].lower())
        if role is None or not raw["topics"]:
            return None
        event = self._events.get((role, raw["topics"][0]))
        if event is None:
            return None
        data = raw["data"][2:]
        values = {name: int(topic, 16) for name, topic in zip(event.indexed, raw["topics"][1:], strict=True)}
        for name, i in event.plain:
            values[name] = int(data[i * WORD : (i + 1) * WORD], 16)
        return Log(role, event.name, values)

    def _read(self, role: str, contract: ContractInstance) -> None:
        kind = contract.contract_type
        for method in [*kind.mutable_methods, *kind.view_methods]:
            self._methods[role, str(method.name)] = _Method(
                keccak(text=method.selector)[:4],
                tuple(item.canonical_type for item in method.inputs),
                tuple(item.canonical_type for item in method.outputs),
            )
        for event in kind.events:
            topic = "0x" + keccak(text=event.selector).hex()
            plain, words = [], 0
            for item in event.inputs:
                if not item.indexed:
                    plain.append((str(item.name), words))
                    words += _words(item.canonical_type)
            indexed = tuple(str(item.name) for item in event.inputs if item.indexed)
            self._events[role, topic] = _Event(event.name, indexed, tuple(plain))


def _words(kind: str) -> int:
    """Words that a value takes in the head of the data: structs of fixed size are there themselves."""
    fixed = kind.startswith("(") and not re.search(r"\[|string|bytes(?!\d)", kind)
    return kind.count(",") + 1 if fixed else 1
