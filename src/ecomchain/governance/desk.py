"""Scheduling, executing and cancelling calls on the access manager, in the name of one account."""

from dataclasses import dataclass

from ape.api import AccountAPI
from eth_utils import to_checksum_address, to_hex

from ecomchain import reverts
from ecomchain.deployment import ADMIN_ROLE
from ecomchain.durations import format_duration, format_time
from ecomchain.errors import EcomError
from ecomchain.governance import operations, simulation
from ecomchain.governance.calls import Call, describe
from ecomchain.governance.errors import GovernanceError
from ecomchain.governance.operations import Operation
from ecomchain.governance.outbox import Network, Outbox
from ecomchain.governance.safe import SafeQueue, is_safe
from ecomchain.names import Names
from ecomchain.permissions.requirement import requirement
from ecomchain.permissions.roles import role_name
from ecomchain.system import System


@dataclass(frozen=True)
class Right:
    """Whether an account may make a call, and after how many seconds."""

    role: int
    held: bool
    delay: int


class Desk:
    """Governs a system in the name of ``outbox.address``. Each method returns what it did, in a line."""

    def __init__(self, system: System, outbox: Outbox) -> None:
        self.system = system
        self.outbox = outbox
        self.names = Names(system)

    @property
    def address(self) -> str:
        """In whose name."""
        return self.outbox.address

    def right(self, call: Call) -> Right:
        """What the account may."""
        needed = requirement(self.system, call.target.address, call.data)
        member, delay = self.system.access_manager.hasRole(needed.role, self.address)
        return Right(needed.role, bool(member), max(delay, needed.wait))

    def operation_id(self, call: Call) -> bytes:
        """What the access manager knows the account's call by."""
        return bytes(self.system.access_manager.hashOperation(self.address, call.target.address, call.data))

    def scheduled(self, call: Call) -> int:
        """From when on the account's call can be executed, 0 where it is not scheduled or has expired."""
        return int(self.system.access_manager.getSchedule(self.operation_id(call)))

    def schedule(self, call: Call, at: int | None = None) -> str:
        """Schedule a call, not executable before Unix time ``at``; an account without delay calls at once.

        What is scheduled already stays as it is. Raises GovernanceError where the account may not make the
        call, or where it would be refused once its delay is over.
        """
        text = describe(self.names, call.target.address, call.data)
        right = self.right(call)
        if not right.held:
            raise GovernanceError(
                f"{self.address} has not the role {role_name(right.role)}, which {text} takes: "
                "`ape run permissions` shows who has"
            )
        if since := self.scheduled(call):
            return f"scheduled already: {text}, executable from {format_time(since)}"
        earliest = operations.now() + right.delay
        if at is not None and at < earliest:
            raise GovernanceError(
                f"{text} cannot be executed before {format_time(earliest)}: leave out --at, or name a time "
                "after that"
            )
        self.require_possible(call, max(earliest, at or 0), text)
        if right.delay == 0:
            if at is not None:
                raise GovernanceError(
                    f"{self.address} acts at once as {role_name(right.role)}: call it then, without --at"
                )
            self.outbox.post(text, call.method, *call.values)
            return f"{'done' if self.outbox.sends_at_once else 'to be done at once'}: {text}"
        manager = self.system.access_manager
        self.outbox.post(f"schedule {text}", manager.schedule, call.target.address, call.data, at or 0)
        identity = to_hex(self.operation_id(call))
        if self.outbox.sends_at_once:
            since = self.scheduled(call)
            return f"scheduled: {text}, executable from {format_time(since)}, operation {identity}"
        when = f"from {format_time(at)}" if at else f"{format_duration(right.delay)} after that"
        return f"to be scheduled: {text}, executable {when}, operation {identity}"

    def require_possible(self, call: Call, at: int, text: str) -> None:
        """Raises GovernanceError where the call would be refused at Unix time ``at``."""
        reason = simulation.refusal(self.system, call.target.address, call.data, at)
        if reason is not None:
            raise GovernanceError(f"{text} would be refused: {self._reason(reason)}")

    def execute(self, operation: Operation) -> str:
        """Execute a call of the account's that is due. Raises GovernanceError or ActionError otherwise."""
        text = describe(self.names, operation.target, operation.data)
        if operation.caller != self.address:
            raise GovernanceError(
                f"only {operation.caller}, who has scheduled {text}, can execute it, not {self.address}"
            )
        operations.require_due(operation, text)
        manager = self.system.access_manager
        self.outbox.post(f"execute {text}", manager.execute, operation.target, operation.data)
        return f"{'executed' if self.outbox.sends_at_once else 'to be executed'}: {text}"

    def execute_due(self, waiting: list[Operation]) -> tuple[list[str], list[str]]:
        """Execute every call of the account's that is due; what was done, and what was refused and why."""
        done, refused = [], []
        for operation in waiting:
            if operation.caller == self.address and operation.state(operations.now()) == operations.DUE:
                try:
                    done.append(self.execute(operation))
                except EcomError as error:
                    refused.append(error.message)
        return done, refused

    def cancel(self, operation: Operation) -> str:
        """Cancel a scheduled call. Raises GovernanceError where the account may not."""
        text = describe(self.names, operation.target, operation.data)
        manager = self.system.access_manager
        roles = self._cancelling(operation)
        if self.address != operation.caller and not any(manager.hasRole(r, self.address)[0] for r in roles):
            names = " and ".join(dict.fromkeys(map(role_name, sorted(roles))))
            raise GovernanceError(
                f"{self.address} cannot cancel {text}: its caller {operation.caller} and who is {names} can"
            )
        self.outbox.post(f"cancel {text}", manager.cancel, operation.caller, operation.target, operation.data)
        return f"{'cancelled' if self.outbox.sends_at_once else 'to be cancelled'}: {text}"

    def _cancelling(self, operation: Operation) -> set[int]:
        """The roles whose holders can cancel the operation, besides its caller."""
        manager, selector = self.system.access_manager, operation.data[:4]
        function_role = manager.getTargetFunctionRole(operation.target, selector)
        roles = {ADMIN_ROLE, int(manager.getRoleGuardian(function_role))}
        if operation.target == manager.address:
            roles.add(requirement(self.system, operation.target, operation.data).role)
        return roles

    def _reason(self, reason: reverts.Revert) -> str:
        manager = to_checksum_address(self.system.access_manager.address)
        if reason.name == "AccessManagedUnauthorized" and reason.values.get("caller") == manager:
            return (
                "the contract does not let the access manager in: its restricted functions are closed, or "
                "its authority is another"
            )
        return f"{reason}{f': {reason.notice}' if reason.notice else ''}"


def outbox_of(system: System, account: AccountAPI, submitter: AccountAPI | None = None) -> Outbox:
    """Where the transactions of an account go: a Safe's to its owners, all others to the network."""
    if is_safe(account):
        return SafeQueue(system, account, submitter)
    return Network(system, account)
