"""Strict checks of what a transaction logged.

Every log of the transaction must be the expected one: contract, event and each field, byte for
byte, in order, and none besides::

    from events import assert_logs, log

    assert_logs(receipt, log(token.Transfer, **{"from": alice}, to=bob, amount=1))

A contract instance gives the address; for an event of another ABI at that address use
``log(event, at=address, ...)``.
"""

from dataclasses import dataclass
from typing import Any

from ape.api import ReceiptAPI
from eth_abi import decode, encode
from eth_utils import keccak
from ethpm_types.abi import EventABI, EventABIType
from hexbytes import HexBytes

from helpers import _plain


@dataclass(frozen=True)
class Log:
    """One expected log, and its ABI to explain a mismatch."""

    abi: EventABI
    address: str
    topics: tuple[bytes, ...]
    data: bytes

    def __str__(self) -> str:
        return f"{self.abi.name} of {self.address}: {_fields(self.abi, self.topics, self.data)}"


def log(event: Any, /, *, at: Any = None, **values: Any) -> Log:
    """The log of ``event`` (``contract.Name``) with each of its fields named."""
    abi: EventABI = event.abi
    names = [item.name for item in abi.inputs]
    if set(names) != set(values):
        raise TypeError(f"{abi.name} takes {names}, not {sorted(values)}")
    indexed, plain = _split(abi)
    topics = [keccak(text=_signature(abi))]
    topics += [encode([item.canonical_type], [_plain(values[str(item.name)])]) for item in indexed]
    data = encode([item.canonical_type for item in plain], [_plain(values[str(item.name)]) for item in plain])
    return Log(abi, str(_plain(event.contract if at is None else at)), tuple(topics), data)


def assert_logs(receipt: ReceiptAPI, /, *expected: Log) -> None:
    """Assert that the transaction logged exactly ``expected``, in this order."""
    found = [
        (
            entry["address"],
            tuple(bytes(HexBytes(topic)) for topic in entry["topics"]),
            HexBytes(entry["data"]),
        )
        for entry in receipt.logs
    ]
    known = {item.topics[0]: item.abi for item in expected}
    for want, (address, topics, data) in zip(expected, found, strict=False):
        if (want.address.lower(), want.topics, want.data) == (address.lower(), topics, bytes(data)):
            continue
        abi = known.get(topics[0])
        text = (
            f"{abi.name} of {address}: {_fields(abi, topics, data)}" if abi else f"topic 0x{topics[0].hex()}"
        )
        raise AssertionError(f"expected {want}\nfound    {text}")
    assert len(found) == len(expected), f"expected {len(expected)} logs, found {len(found)}"


def _signature(abi: EventABI) -> str:
    return f"{abi.name}({','.join(item.canonical_type for item in abi.inputs)})"


def _split(abi: EventABI) -> tuple[list[EventABIType], list[EventABIType]]:
    return [item for item in abi.inputs if item.indexed], [item for item in abi.inputs if not item.indexed]


def _fields(abi: EventABI, topics: tuple[bytes, ...], data: bytes) -> dict[str, Any]:
    indexed, plain = _split(abi)
    values = {
        str(item.name): decode([item.canonical_type], topic)[0]
        for item, topic in zip(indexed, topics[1:], strict=True)
    }
    unindexed = decode([item.canonical_type for item in plain], data)
    return values | {str(item.name): value for item, value in zip(plain, unindexed, strict=True)}
