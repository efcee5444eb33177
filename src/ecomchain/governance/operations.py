"""What is scheduled on the access manager: read from its events, checked against its state."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ape.types import ContractLog
from eth_utils import to_checksum_address, to_hex

from ecomchain.durations import format_time
from ecomchain.governance.errors import GovernanceError
from ecomchain.logs import read as read_logs
from ecomchain.system import System

WAITING, DUE, EXPIRED = "waiting", "due", "expired"


@dataclass(frozen=True)
class Operation:
    """A scheduled call that was neither executed nor cancelled. Times are Unix seconds."""

    id: str
    nonce: int
    caller: str
    target: str
    data: bytes
    block: int
    """Where it was scheduled."""
    ready: int
    """From then on it can be executed, by its caller."""
    expires: int
    """From then on no more."""

    def state(self, now: int) -> str:
        """``waiting``, ``due`` or ``expired``."""
        if now < self.ready:
            return WAITING
        return DUE if now < self.expires else EXPIRED


def pending(system: System, logs: Iterable[ContractLog] | None = None) -> list[Operation]:
    """Every operation that was neither executed nor cancelled, expired ones too; what is ready first, first.

    ``logs`` are the access manager's events, where they have been read already.
    """
    manager = system.access_manager
    last = manager.expiration()
    if logs is None:
        logs = read_logs(manager, first=system.manifest.first_block)
    waiting: dict[str, Operation] = {}
    for log in logs:
        found = log.event_arguments
        if log.event_name == "OperationScheduled":
            operation = _operation(log, found, last)
            waiting[operation.id] = operation
        elif log.event_name in ("OperationExecuted", "OperationCanceled"):
            waiting.pop(to_hex(bytes(found["operationId"])), None)
    return sorted(waiting.values(), key=lambda each: (each.ready, each.block, each.id))


def find(operations: Iterable[Operation], text: str) -> Operation:
    """The operation whose id begins so (0x and at least four digits). Raises GovernanceError."""
    wanted = text.strip().lower()
    found = [each for each in operations if len(wanted) >= 6 and each.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        # An operator can look for calls whose ids begin like another's.
        every = " or ".join(each.id for each in found)
        raise GovernanceError(f"{text} begins {len(found)} operations: write {every}")
    raise GovernanceError(
        f"nothing that begins with {text!r} is scheduled: `ape run governance pending` lists what is"
    )


def now() -> int:
    """The time of the chain's latest block."""
    from ape import chain

    return int(chain.provider.get_block("latest").timestamp)


def require_due(operation: Operation, text: str) -> None:
    """Raises GovernanceError where it cannot be executed now; ``text`` says what it is."""
    state = operation.state(now())
    if state == WAITING:
        raise GovernanceError(f"{text} is executable from {format_time(operation.ready)} on, not yet")
    if state == EXPIRED:
        raise GovernanceError(f"{text} has expired on {format_time(operation.expires)}: schedule it again")


def _operation(log: ContractLog, found: dict[str, Any], lasts: int) -> Operation:
    return Operation(
        id=to_hex(bytes(found["operationId"])),
        nonce=found["nonce"],
        caller=to_checksum_address(found["caller"]),
        target=to_checksum_address(found["target"]),
        data=bytes(found["data"]),
        block=log.block_number,
        ready=found["schedule"],
        expires=found["schedule"] + lasts,
    )
