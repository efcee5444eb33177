"""Where the gas of one transaction goes: an exact account from an EVM step trace.

Pure functions over two answers of ``debug_traceCall``, the steps and the call tree; no node, no Ape. Every
unit of gas is booked once: on a storage access, a log, a call, or the remaining computation of the frame it
belongs to. `Account.check` proves that the bookings add up to the gas of the receipt.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ecomchain.gas import GasError
from ecomchain.gas.names import Names

# Gas schedule of the EVM from Berlin to Cancun (EIP-2028, EIP-2929, EIP-3529).
INTRINSIC, ZERO_BYTE, NONZERO_BYTE = 21_000, 4, 16
COLD_SLOAD = 2_100
SSTORE_SET, SSTORE_RESET = 20_000, 2_900
REFUND_QUOTIENT = 5

KINDS = {
    "load_cold": "SLOAD cold",
    "load_warm": "SLOAD warm",
    "set": "SSTORE 0→x",
    "update": "SSTORE x→y",
    "clear": "SSTORE x→0",
    "again": "SSTORE again",
}
"""Kinds of storage access with their labels; "again": written before in the transaction, or unchanged."""

_ENTERING = frozenset({"CALL", "STATICCALL", "DELEGATECALL", "CALLCODE", "CREATE", "CREATE2"})


@dataclass(frozen=True)
class Access:
    """One SLOAD or SSTORE: ``kind`` is a key of `KINDS`, ``what`` the variable."""

    kind: str
    gas: int
    what: str


@dataclass
class Frame:
    """One call frame: ``name`` is contract.function, ``depth`` is 0 for the transaction's own call."""

    name: str
    depth: int
    accesses: list[Access] = field(default_factory=list)
    logs: list[int] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    computation: int = 0

    @property
    def own(self) -> int:
        """Gas of this frame without the frames that it calls."""
        return (
            sum(access.gas for access in self.accesses) + sum(self.logs) + sum(self.calls) + self.computation
        )


@dataclass(frozen=True)
class Account:
    """The account of a transaction: frames in call order; intrinsic gas (with calldata) and refund apart."""

    frames: tuple[Frame, ...]
    intrinsic: int
    refund: int

    @property
    def total(self) -> int:
        return self.intrinsic + sum(frame.own for frame in self.frames) - self.refund

    def check(self, gas_used: int) -> None:
        """Raise `GasError` unless the account adds up to the receipt's ``gas_used``."""
        if self.total != gas_used:
            raise GasError(f"the account adds up to {self.total:,} gas, the receipt says {gas_used:,}")


def intrinsic_gas(data: bytes) -> int:
    """What a transaction with this calldata costs before its first step."""
    zeros = data.count(0)
    return INTRINSIC + ZERO_BYTE * zeros + NONZERO_BYTE * (len(data) - zeros)


def account(steps: Sequence[Mapping[str, Any]], tree: Mapping[str, Any], names: Names) -> Account:
    """Book every step.

    ``steps`` are the struct logs of a ``debug_traceCall``, with stack; ``tree`` is the answer of its
    ``callTracer``; ``names`` knows the contracts.
    """
    if not steps:
        raise GasError("the node gave no steps: it does not trace")
    calls = _preorder(tree)
    open_frames: list[_Open] = []
    frames: list[Frame] = []
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        depth = step["depth"]
        if depth > len(open_frames):
            open_frames.append(_Open.enter(calls, depth, names, open_frames[-1] if open_frames else None))
            frames.append(open_frames[-1].frame)
        del open_frames[depth:]
        open_frames[-1].book(step, after, names)

    intrinsic = intrinsic_gas(bytes.fromhex(tree["input"][2:]))
    spent = intrinsic + sum(frame.own for frame in frames)
    return Account(tuple(frames), intrinsic, min(_refund(frames, steps), spent // REFUND_QUOTIENT))


def _preorder(call: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield call
    for inner in call.get("calls", ()):
        yield from _preorder(inner)


def _refund(frames: Sequence[Frame], steps: Sequence[Mapping[str, Any]]) -> int:
    return int(steps[-1].get("refund") or 0)


@dataclass
class _Open:
    """A frame that is being booked."""

    frame: Frame
    address: int
    used: int  # by the whole call, inner calls included
    memory: bytearray = field(default_factory=lambda: bytearray(256))  # as far as hashed slots need it
    calling: tuple[int, int] | None = None  # the call it waits for: gas before it, target
    inner: int = 0  # gas that the call used inside

    @classmethod
    def enter(
        cls, calls: Iterator[Mapping[str, Any]], depth: int, names: Names, caller: "_Open | None"
    ) -> "_Open":
        # The tree may list calls without steps (precompiles, accounts without code): skip them.
        target = caller.calling[1] if caller is not None and caller.calling is not None else None
        call = next(call for call in calls if target is None or int(call["to"], 16) == target)
        address = int(call["to"], 16)
        if caller is not None:
            caller.inner = int(call["gasUsed"], 16)
            if call["type"] in ("DELEGATECALL", "CALLCODE"):
                address = caller.address
        return cls(Frame(names.call(call), depth - 1), address, int(call["gasUsed"], 16))

    def book(self, step: Mapping[str, Any], after: Mapping[str, Any] | None, names: Names) -> None:
        op, gas, stack = step["op"], step["gas"], [int(word, 16) for word in step["stack"][-7:]]
        if self.calling is not None:
            self.frame.calls.append(self.calling[0] - gas - self.inner)
            self.calling, self.inner = None, 0
        cost = step["gasCost"]
        if op in _ENTERING:
            self.calling = (gas, stack[-2] & (1 << 160) - 1)
        elif op == "SLOAD":
            kind = "load_cold" if cost == COLD_SLOAD else "load_warm"
            self.frame.accesses.append(Access(kind, cost, names.slot(self.address, stack[-1])))
        elif op == "SSTORE":
            what = names.slot(self.address, stack[-1])
            self.frame.accesses.append(Access(_store_kind(cost, stack[-2]), cost, what))
        elif op.startswith("LOG"):
            self.frame.logs.append(cost)
        else:
            self.frame.computation += cost
        if op == "MSTORE" and stack[-1] <= len(self.memory) - 32:
            self.memory[stack[-1] : stack[-1] + 32] = stack[-2].to_bytes(32)
        elif op in ("KECCAK256", "SHA3") and after is not None and stack[-1] + stack[-2] <= len(self.memory):
            names.learn(int(after["stack"][-1], 16), bytes(self.memory[stack[-1] : stack[-1] + stack[-2]]))


def _store_kind(cost: int, value: int) -> str:
    if cost >= SSTORE_SET:
        return "set"
    if cost >= SSTORE_RESET:
        return "update" if value else "clear"
    return "again"
