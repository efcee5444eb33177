"""Encoding and decoding by ABI: calls, custom errors, events."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from eth_abi import decode, encode
from eth_utils import keccak

decode_cached = lru_cache(maxsize=50_000)(decode)


def canonical(item: Mapping[str, Any]) -> str:
    """The type of an ABI input or output, structs as tuples."""
    kind: str = item["type"]
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(canonical(part) for part in item['components'])}){kind[5:]}"


@dataclass(frozen=True)
class Entry:
    """A function, error or event of an ABI."""

    name: str
    names: tuple[str, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    indexed: tuple[bool, ...]
    mutates: bool

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> "Entry":
        """From one element of an ABI."""
        inputs = item.get("inputs", [])
        return cls(
            name=item.get("name", ""),
            names=tuple(part["name"] for part in inputs),
            inputs=tuple(canonical(part) for part in inputs),
            outputs=tuple(canonical(part) for part in item.get("outputs", [])),
            indexed=tuple(part.get("indexed", False) for part in inputs),
            mutates=item.get("stateMutability") in ("nonpayable", "payable"),
        )

    @cached_property
    def digest(self) -> bytes:
        """keccak-256 of the signature: an event's topic; its first four bytes select functions and errors."""
        return keccak(text=f"{self.name}({','.join(self.inputs)})")

    def calldata(self, args: tuple[Any, ...]) -> bytes:
        """The call of this function."""
        return self.digest[:4] + encode(self.inputs, args)

    def values(self, data: bytes) -> dict[str, Any]:
        """The inputs by name, from their encoding."""
        return dict(zip(self.names, decode_cached(self.inputs, data), strict=True))

    def log_values(self, topics: list[bytes], data: bytes) -> dict[str, Any]:
        """The inputs of this event by name, from a log's topics (the first one left out) and data."""
        plain = [kind for kind, indexed in zip(self.inputs, self.indexed, strict=True) if not indexed]
        rest = iter(decode_cached(tuple(plain), data))
        marked = iter(topics)
        values = [
            decode_cached((kind,), next(marked))[0] if indexed else next(rest)
            for kind, indexed in zip(self.inputs, self.indexed, strict=True)
        ]
        return dict(zip(self.names, values, strict=True))


class Abi:
    """One contract's functions by name (and number of inputs), errors by selector, events by topic."""

    def __init__(self, items: list[Mapping[str, Any]]) -> None:
        entries = [(item["type"], Entry.of(item)) for item in items]
        self.functions = {(e.name, len(e.inputs)): e for kind, e in entries if kind == "function"}
        self.errors = {e.digest[:4]: e for kind, e in entries if kind == "error"}
        self.events = {e.digest: e for kind, e in entries if kind == "event"}
        constructors = [e for kind, e in entries if kind == "constructor"]
        self.constructor = constructors[0] if constructors else Entry.of({})
