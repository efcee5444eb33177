"""Reading every permission of a system: by views, and by events for what views cannot list (GOV-1)."""

from typing import Any

from ape.contracts import ContractInstance
from ape.types import ContractLog
from eth_utils import to_checksum_address

from ecomchain.checks import text_of
from ecomchain.deployment import FUNCTIONS, LABELS, MODULES, ROLES, selectors
from ecomchain.governance.operations import pending
from ecomchain.ids import capability_name
from ecomchain.logs import read as read_logs
from ecomchain.permissions.state import Appointment, Grant, Permissions, Role, Target, Wait
from ecomchain.system import System

NOBODY = "0x" + "00" * 20


def read(system: System) -> Permissions:
    """Every permission as of the latest block. Raises what Ape raises where the access manager fails."""
    logs = read_logs(system.access_manager, first=system.manifest.first_block)
    return Permissions(
        roles=_roles(system, logs),
        functions=_functions(system, logs),
        targets=_targets(system, logs),
        appointments=_appointments(system),
        operations=pending(system, logs),
        logs=logs,
    )


def restricted(system: System) -> dict[tuple[str, bytes], int]:
    """By contract and selector, the role of each restricted function, as a deployment maps them."""
    return {
        (getattr(system, name).address, selector): role
        for role, targets in FUNCTIONS.items()
        for name, functions in targets.items()
        for selector in selectors(getattr(system, name), functions)
    }


def managed(system: System) -> dict[str, ContractInstance]:
    """The contracts whose restricted functions an authority decides about, by their part in the system."""
    return {
        name: contract
        for name, contract in system.contracts()
        if any(abi.name == "authority" for abi in contract.contract_type.view_methods)
    }


def _roles(system: System, logs: list[ContractLog]) -> dict[int, Role]:
    manager = system.access_manager
    labels = _last(logs, "RoleLabel", "roleId")
    waits = _last(logs, "RoleGrantDelayChanged", "roleId")
    holders: dict[int, set[str]] = {role: set() for role in ROLES.values()}
    for log in logs:
        found = log.event_arguments
        if log.event_name == "RoleGranted":
            holders.setdefault(found["roleId"], set()).add(to_checksum_address(found["account"]))
        elif log.event_name == "RoleRevoked":
            holders.setdefault(found["roleId"], set()).discard(to_checksum_address(found["account"]))
    known = set(holders) | set(LABELS) | {role for (role,) in labels | waits}
    for event in ("RoleAdminChanged", "RoleGuardianChanged"):
        known |= {role for (role,) in _last(logs, event, "roleId")}
    return {
        role: Role(
            id=role,
            label=labels[role,].event_arguments["label"] if (role,) in labels else "",
            admin=manager.getRoleAdmin(role),
            guardian=manager.getRoleGuardian(role),
            wait=_wait(manager.getRoleGrantDelay(role), waits.get((role,))),
            holders=tuple(grant(system, role, account) for account in sorted(holders.get(role, ()))),
        )
        for role in sorted(known)
    }


def grant(system: System, role: int, account: str) -> Grant:
    """An account's hold on a role."""
    return Grant(account, *system.access_manager.getAccess(role, account))


def _functions(system: System, logs: list[ContractLog]) -> dict[tuple[str, bytes], int]:
    manager = system.access_manager
    changed = _last(logs, "TargetFunctionRoleUpdated", "target", "selector")
    seen = {(to_checksum_address(target), bytes(selector)) for target, selector in changed}
    return {
        (target, selector): manager.getTargetFunctionRole(target, selector)
        for target, selector in sorted(restricted(system).keys() | seen)
    }


def _targets(system: System, logs: list[ContractLog]) -> dict[str, Target]:
    manager = system.access_manager
    authorities = {contract.address: contract.authority for contract in managed(system).values()}
    closed = _last(logs, "TargetClosed", "target")
    waits = _last(logs, "TargetAdminDelayUpdated", "target")
    seen = {to_checksum_address(target) for (target,) in closed | waits}
    return {
        target: Target(
            address=target,
            closed=manager.isTargetClosed(target),
            wait=_wait(manager.getTargetAdminDelay(target), waits.get((target,))),
            authority=text_of(authorities[target]) if target in authorities else None,
        )
        for target in sorted(seen | set(authorities))
    }


def _appointments(system: System) -> list[Appointment]:
    reputation, market = system.reputation, system.market
    found = [
        Appointment("registry", "level reader", "", text_of(system.registry.levelReader)),
        Appointment("disputes", "arbitrator", "", text_of(system.disputes.arbitrator)),
    ]
    for name, contract in system.contracts():
        if any(abi.name == "pendingOwner" for abi in contract.contract_type.view_methods):
            found.append(Appointment(name, "owner", "", text_of(contract.owner)))
            found.append(Appointment(name, "pending owner", "", text_of(contract.pendingOwner)))

    def is_market(target: str) -> str:
        return "enabled" if reputation.isMarket(target) else "disabled"

    def module(target: str) -> str:
        capability = market.moduleCapability(target)
        return capability_name(capability) if capability else "none"

    for name, event, key, expected, view in (
        ("reputation", "MarketSet", "market", {market.address}, is_market),
        ("market", "ModuleSet", "module", {getattr(system, part).address for part in MODULES}, module),
    ):
        logs = read_logs(getattr(system, name), event, first=system.manifest.first_block)
        seen = {to_checksum_address(log.event_arguments[key]) for log in logs}
        for target in sorted(expected | seen):
            value = text_of(lambda target=target, view=view: view(target))
            found.append(Appointment(name, key, target, value))
    return found


def _wait(now: int, last: ContractLog | None) -> Wait:
    if last is None:
        return Wait(now)
    return Wait(now, int(last.event_arguments["delay"]), last.block_number)


def _last(logs: list[ContractLog], event: str, *keys: str) -> dict[tuple[Any, ...], ContractLog]:
    """The last event of a kind about each key."""
    return {tuple(log.event_arguments[key] for key in keys): log for log in logs if log.event_name == event}
