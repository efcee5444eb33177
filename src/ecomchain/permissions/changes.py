"""What has been changed about permissions, from the events: also what was changed back (GOV-1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ape.types import ContractLog

from ecomchain.durations import format_duration
from ecomchain.ids import capability_name
from ecomchain.logs import read as read_logs
from ecomchain.names import Names
from ecomchain.permissions.reading import managed
from ecomchain.permissions.roles import role_name
from ecomchain.system import System, title

_ELSEWHERE = {
    "registry": ("LevelReaderSet",),
    "disputes": ("ArbitratorSet",),
    "reputation": ("MarketSet",),
    "market": ("ModuleSet",),
}
"""Events of other contracts than the access manager that change a permission."""
_OWNED = ("OwnershipTransferStarted", "OwnershipTransferred")


@dataclass(frozen=True)
class Change:
    """One event, in a person's words."""

    block: int
    index: int
    """The log's place in the block."""
    transaction: str
    text: str


def since(system: System, logs: Iterable[ContractLog], first: int) -> list[Change]:
    """Every change from block ``first`` on, in order; ``logs`` are the access manager's events."""
    names = Names(system)
    found = [
        _change(log, text)
        for log in logs
        if log.block_number >= first and (text := _manager_text(names, log)) is not None
    ]
    for name, contract in system.contracts():
        events = [*_ELSEWHERE.get(name, ())]
        if name in managed(system):
            events.append("AuthorityUpdated")
        if any(abi.name == "pendingOwner" for abi in contract.contract_type.view_methods):
            events += _OWNED
        for event in events:
            found += [
                _change(log, f"{title(name)}: {_text(names, event, log.event_arguments)}")
                for log in read_logs(contract, event, first=first)
            ]
    return sorted(found, key=lambda change: (change.block, change.index))


def _change(log: ContractLog, text: str) -> Change:
    return Change(log.block_number, log.log_index, log.transaction_hash, text)


def _manager_text(names: Names, log: ContractLog) -> str | None:
    """An event of the access manager; None of those that are about operations."""
    found = log.event_arguments
    role = role_name(found["roleId"]) if "roleId" in found else ""
    target = names.contract(found["target"]) if "target" in found else ""
    match log.event_name:
        case "RoleGranted":
            how = "at once" if found["delay"] == 0 else f"after {format_duration(found['delay'])}"
            return f"{role} given to {names.account(found['account'])}, {how}"
        case "RoleRevoked":
            return f"{role} taken from {names.account(found['account'])}"
        case "RoleLabel":
            return f"{role} labelled {found['label']!r}"
        case "RoleAdminChanged":
            return f"{role} administered by {role_name(found['admin'])}"
        case "RoleGuardianChanged":
            return f"{role}: calls cancelled by {role_name(found['guardian'])}"
        case "RoleGrantDelayChanged":
            return f"{role}: wait of new holders {format_duration(found['delay'])}"
        case "TargetFunctionRoleUpdated":
            function = names.function(found["target"], bytes(found["selector"]))
            return f"{function} may be called by {role}"
        case "TargetAdminDelayUpdated":
            return f"{target}: wait of changes to its roles {format_duration(found['delay'])}"
        case "TargetClosed":
            return f"{target}: restricted functions {'closed' if found['closed'] else 'opened'}"
    return None


def _text(names: Names, event: str, found: dict[str, Any]) -> str:
    """An event of another contract."""
    match event:
        case "AuthorityUpdated":
            return f"authority {names.account(found['authority'])}"
        case "LevelReaderSet":
            return f"level reader {names.account(found['to'])}"
        case "ArbitratorSet":
            return f"arbitrator {names.account(found['to'])}"
        case "MarketSet":
            state = "enabled" if found["enabled"] else "disabled"
            return f"market {names.account(found['market'])} {state}"
        case "ModuleSet":
            capability = found["capability"]
            what = capability_name(capability) if capability else "none"
            return f"module {names.account(found['module'])}: {what}"
        case "OwnershipTransferStarted":
            return f"offered to {names.account(found['newOwner'])}"
    return f"owner {names.account(found['newOwner'])}"
