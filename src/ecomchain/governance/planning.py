"""How a deployment differs from its parameters file, and the calls that would bring it there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eth_utils import to_checksum_address
from pydantic import BaseModel

from ecomchain import deployment
from ecomchain.checks import text_of
from ecomchain.deployment import ADMIN_ROLE, MODULES, ROLES
from ecomchain.durations import format_duration
from ecomchain.errors import ParameterError
from ecomchain.governance.calls import Call, call, decode_arguments
from ecomchain.ids import capability_name
from ecomchain.logs import read as read_logs
from ecomchain.names import Names
from ecomchain.parameters import Parameters
from ecomchain.permissions.reading import grant, read
from ecomchain.permissions.state import Permissions
from ecomchain.system import System


@dataclass(frozen=True)
class Change:
    """A parameter that differs, and the call that sets it."""

    call: Call
    before: str
    """What is set now, in a person's words."""


@dataclass(frozen=True)
class Plan:
    """What there is to do."""

    changes: list[Change]
    remarks: list[str]
    """What differs, but is nothing that a call of this kind mends; and what to do about it."""


def plan(system: System, wanted: Parameters) -> Plan:
    """The calls that bring the chain to the parameters (accounts resolved).

    Raises ParameterError where they differ in what nobody can change.
    """
    _require_same_constants(system.manifest.parameters, wanted)
    found = read(system)
    changes = [*_settings(system, wanted), *_appointments(system, wanted, found)]
    holders, remarks = _holders(system, wanted, found)
    return Plan([*changes, *holders], [*_unwanted_capabilities(system, wanted), *remarks])


def _require_same_constants(deployed: Parameters, wanted: Parameters) -> None:
    lines = []
    for field, name in (
        ("limits", "links_per_unit"),
        *(("rewards", name) for name in type(wanted.rewards).model_fields),
        *(("votes", name) for name in type(wanted.votes).model_fields),
        *(("allocation", name) for name in type(wanted.allocation).model_fields),
    ):
        have, want = (getattr(getattr(each, field), name) for each in (deployed, wanted))
        if have != want:
            lines.append(
                f"{field}.{name}: {_said(want)} in the file, {_said(have)} since the deployment: "
                "nobody can change it, correct the file"
            )
    if lines:
        raise ParameterError("\n".join(lines))


def _said(value: Any) -> str:
    if isinstance(value, BaseModel):
        return ", ".join(f"{key} {each}" for key, each in value.model_dump(mode="json").items())
    return str(value)


def _settings(system: System, wanted: Parameters) -> Iterator[Change]:
    """Prices and limits."""
    registry, catalog = system.registry, system.catalog
    reputation, disputes = system.reputation, system.disputes
    for key, terms in deployment.capability_terms(wanted).items():
        now = tuple(registry.capability(key))
        if now != terms:
            yield Change(call(registry, "setCapability", key, terms), _shown(system, key, now))
    limits, scores, bonds = wanted.limits, wanted.reputation, wanted.disputes
    totals = disputes.totals()
    levels = deployment.thresholds(wanted)
    for target, function, new, old in (
        (registry, "setCooldown", (limits.cooldown,), (registry.cooldown(),)),
        (registry, "setOpeningSlots", (limits.opening_slots,), (registry.openingSlots(),)),
        (catalog, "setMaxIncentive", (limits.max_incentive_bps,), (catalog.maxIncentive(),)),
        (reputation, "setKappa", (scores.kappa_bps,), (reputation.kappaBps(),)),
        (reputation, "setMinRated", (scores.min_rated,), (reputation.minRated(),)),
        (reputation, "setMinAverage", (scores.min_average_centi,), (reputation.minAverage(),)),
        (reputation, "setThresholds", (levels,), ([tuple(each) for each in reputation.thresholds()],)),
        (disputes, "setBond", (bonds.bond_bps, bonds.min_bond), (totals.bondBps, totals.minBond)),
    ):
        if new != old:
            made = call(target, function, *new)
            yield Change(made, _arguments(system, call(target, function, *old)))


def _shown(system: System, key: int, terms: tuple[Any, ...]) -> str:
    """A capability's terms; of one that was never set, that it is not."""
    if not terms[2]:
        return "not set"
    return _arguments(system, call(system.registry, "setCapability", key, terms))


def _appointments(system: System, wanted: Parameters, found: Permissions) -> Iterator[Change]:
    """The level reader, the arbitrator, markets and modules."""
    registry, disputes = system.registry, system.disputes
    for target, function, new, view in (
        (registry, "setLevelReader", system.reputation.address, registry.levelReader),
        (disputes, "setArbitrator", wanted.disputes.arbitrator, disputes.arbitrator),
    ):
        if (old := text_of(view)) != new:
            yield Change(call(target, function, new), Names(system).account(old))
    modules = {getattr(system, part).address: capability for part, capability in MODULES.items()}
    for each in found.appointments:
        if each.what == "market":
            enabled = each.about == system.market.address
            if each.value != ("enabled" if enabled else "disabled"):
                yield Change(call(system.reputation, "setMarket", each.about, enabled), each.value)
        elif each.what == "module":
            capability = modules.get(each.about, 0)
            if each.value != (capability_name(capability) if capability else "none"):
                yield Change(call(system.market, "setModule", each.about, capability), each.value)


def _holders(system: System, wanted: Parameters, found: Permissions) -> tuple[list[Change], list[str]]:
    """Appointing whom the parameters name, then dismissing who else has the role.

    The administrator's own role is only given, never taken: a mistake there could not be mended.
    """
    manager, changes, remarks = system.access_manager, [], []
    for role, (account, delay) in deployment.grants(wanted).items():
        held = grant(system, role, account)
        due = held.pending if held.effect else held.delay
        if held.since == 0 or due != delay:
            before = "not a holder" if held.since == 0 else f"delay {format_duration(held.delay)}"
            changes.append(Change(call(manager, "grantRole", role, account, delay), before))
        for other in found.roles[role].holders:
            if other.account == account:
                continue
            if role == ADMIN_ROLE:
                remarks.append(
                    f"{other.account} is ADMIN, and not in the file; when {account} acts as ADMIN: "
                    f"`ape run governance schedule access_manager revokeRole ADMIN {other.account}`"
                )
            else:
                changes.append(Change(call(manager, "revokeRole", role, other.account), "a holder"))
    for role, state in found.roles.items():
        if role not in ROLES.values():
            changes += [
                Change(call(manager, "revokeRole", role, other.account), "a holder")
                for other in state.holders
            ]
    return changes, remarks


def _unwanted_capabilities(system: System, wanted: Parameters) -> Iterator[str]:
    logs = read_logs(system.registry, "CapabilitySet", first=system.manifest.first_block)
    known = {int(log.event_arguments["capability"]) for log in logs}
    for key in sorted(known - wanted.capabilities.keys()):
        if system.registry.capability(key)[3]:
            yield (
                f"{capability_name(key)} is on the chain, and not in the file: a capability stays; write its "
                "terms with `enabled: false` to stop new acquisitions"
            )


def _arguments(system: System, made: Call) -> str:
    decoded = decode_arguments(Names(system), to_checksum_address(made.target.address), made.data) or {}
    return ", ".join(f"{name} {text}" for name, text in decoded.items())
