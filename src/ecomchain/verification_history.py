"""What the events up to the hand-over may say: nothing that its parameters do not.

A deployer who administers the access manager could set other prices for a moment, open shops and acquire
capabilities at them, stop the market, or lend a contract to another authority, and then put all of it back:
views would not tell afterwards. So every such event is a difference, whatever the state is now (GOV-2).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ape.types import ContractLog
from eth_utils import to_hex

from ecomchain.amounts import format_ecom
from ecomchain.deployment import (
    ADMIN_ROLE,
    FUNCTIONS,
    GUARDIAN_ROLE,
    LABELS,
    MODULES,
    OPERATOR_ROLE,
    capability_terms,
    grants,
    thresholds,
)
from ecomchain.ids import capability_name
from ecomchain.parameters import Parameters

AS_EXPECTED = "nothing else"
SHOWN = 5
"""Events of a kind that are told in full."""

Rule = Callable[[dict[str, Any]], bool]
"""Whether an event with these arguments may have happened."""


def rules(
    wanted: Iterable[Parameters], addresses: Mapping[str, str], deployer: str
) -> dict[str, dict[str, Rule]]:
    """By role of a contract in the system, by event: which may happen up to the hand-over.

    What any of the ``wanted`` parameters say may be set: those of the deployment, and what the operator has
    made of them since; of permissions, what the hand-over by the ``deployer`` takes. ``addresses`` are those
    of the system's contracts.
    """
    each = list(wanted)
    terms = {item for parameters in each for item in capability_terms(parameters).items()}
    limits = [parameters.limits for parameters in each]
    cooldowns = {limit.cooldown for limit in limits}
    slots = {limit.opening_slots for limit in limits}
    scores = [parameters.reputation for parameters in each]
    levels = [thresholds(parameters) for parameters in each]
    bonds = {(parameters.disputes.bond_bps, parameters.disputes.min_bond) for parameters in each}
    arbitrators = {parameters.disputes.arbitrator for parameters in each}
    owners_of = {
        name: {parameters.allocation.vestings[name].beneficiary for parameters in each}
        for name in each[0].allocation.vestings
    }
    modules = {(addresses[name], capability) for name, capability in MODULES.items()}
    incentives = {limit.max_incentive_bps for limit in limits}

    def is_authority(arguments: dict[str, Any]) -> bool:
        return bool(arguments["authority"] == addresses["access_manager"])

    return {
        "access_manager": _permission_rules(each, addresses, deployer),
        "registry": {
            "ShopOpened": _never,
            "CapabilityAcquired": _never,
            "LevelReaderSet": lambda found: found["to"] == addresses["reputation"],
            "CapabilitySet": lambda found: (found["capability"], _tuple(found["terms"])) in terms,
            "CooldownSet": lambda found: found["to"] in cooldowns,
            "OpeningSlotsSet": lambda found: found["to"] in slots,
            "AuthorityUpdated": is_authority,
        },
        "catalog": {
            "MaxIncentiveSet": lambda found: found["to"] in incentives,
            "AuthorityUpdated": is_authority,
        },
        "reputation": {
            "MarketSet": lambda found: found["market"] == addresses["market"] and found["enabled"],
            "KappaSet": lambda found: found["newBps"] in {s.kappa_bps for s in scores},
            "MinRatedSet": lambda found: found["newAmount"] in {s.min_rated for s in scores},
            "MinAverageSet": lambda found: found["newCentiscore"] in {s.min_average_centi for s in scores},
            "ThresholdsSet": lambda found: [_tuple(t) for t in found["thresholds"]] in levels,
            "AuthorityUpdated": is_authority,
        },
        "market": {
            "OrderPlaced": _never,
            "Paused": _never,
            "ModuleSet": lambda found: (found["module"], found["capability"]) in modules,
            "AuthorityUpdated": is_authority,
        },
        "disputes": {
            "ArbitratorSet": lambda found: found["to"] in arbitrators,
            "BondSet": lambda found: (found["bps"], found["minBond"]) in bonds,
            "AuthorityUpdated": is_authority,
        },
        "root_game": {
            "RootPosted": _never,
            "ScoringSet": lambda found: found["fromDay"] == 0,
            "AuthorityUpdated": is_authority,
        },
        "sale": {"RoundCreated": _never, "AuthorityUpdated": is_authority},
        **{
            f"{name}_vesting": {"OwnershipTransferred": _to_one_of(owners)}
            for name, owners in owners_of.items()
        },
    }


def _permission_rules(
    each: Iterable[Parameters], addresses: Mapping[str, str], deployer: str
) -> dict[str, Rule]:
    """Of the access manager: what the hand-over does, and nothing that was done and undone before it."""
    granted = {(role, *holder) for parameters in each for role, holder in grants(parameters).items()}
    granted.add((ADMIN_ROLE, deployer, 0))
    functions = {(addresses[name], role) for role, targets in FUNCTIONS.items() for name in targets}

    def is_granted(found: dict[str, Any]) -> bool:
        return (found["roleId"], found["account"], found["delay"]) in granted

    return {
        "RoleGranted": is_granted,
        "RoleRevoked": lambda found: (found["roleId"], found["account"]) == (ADMIN_ROLE, deployer),
        "RoleLabel": lambda found: LABELS.get(found["roleId"]) == found["label"],
        "RoleAdminChanged": _never,
        "RoleGuardianChanged": lambda found: (
            (found["roleId"], found["guardian"]) == (OPERATOR_ROLE, GUARDIAN_ROLE)
        ),
        "RoleGrantDelayChanged": _never,
        "TargetFunctionRoleUpdated": lambda found: (found["target"], found["roleId"]) in functions,
        "TargetAdminDelayUpdated": _never,
        "TargetClosed": _never,
        "OperationScheduled": _never,
        "OperationExecuted": _never,
        "OperationCanceled": _never,
    }


def findings(logs: list[ContractLog], allowed: dict[str, Rule]) -> Iterator[tuple[str, str]]:
    """For each kind of event, what of it happened in ``logs`` and is not allowed."""
    for event, rule in allowed.items():
        odd = [log for log in logs if log.event_name == event and not rule(log.event_arguments)]
        told = [f"{_values(log.event_arguments)} in block {log.block_number:,}" for log in odd[:SHOWN]]
        more = [f"{len(odd) - SHOWN:,} more"] if len(odd) > SHOWN else []
        yield event, "; ".join(told + more) or AS_EXPECTED


def holders(logs: Iterable[ContractLog]) -> dict[int, set[str]]:
    """By role, who has it after these events of the access manager."""
    found: dict[int, set[str]] = {}
    for log in logs:
        if log.event_name in ("RoleGranted", "RoleRevoked"):
            role, account = log.event_arguments["roleId"], log.event_arguments["account"]
            change = set.add if log.event_name == "RoleGranted" else set.discard
            change(found.setdefault(role, set()), account)
    return found


def terms_text(terms: tuple[Any, ...]) -> str:
    """A capability's terms, for a person."""
    lock, seal, units, enabled = terms
    state = "enabled" if enabled else "disabled"
    return f"lock {format_ecom(lock)}, seal {format_ecom(seal)}, units {units:,}, {state}"


def _never(_: dict[str, Any]) -> bool:
    return False


def _to_one_of(owners: set[str]) -> Rule:
    return lambda found: found["newOwner"] in owners


def _values(arguments: dict[str, Any]) -> str:
    return ", ".join(f"{name} {_value(name, value)}" for name, value in arguments.items())


def _value(name: str, value: Any) -> str:
    if name == "capability":
        return capability_name(value)
    if name == "terms":
        return f"({terms_text(_tuple(value))})"
    if name in ("closed", "enabled", "newMember"):
        return str(bool(value))
    if name == "thresholds":
        return str([_tuple(threshold) for threshold in value])
    if name in ("metadata", "content"):
        return to_hex(bytes(_tuple(value)[0]))
    if isinstance(value, bytes):
        return to_hex(value)
    return str(value)


def _tuple(struct: Any) -> tuple[Any, ...]:
    """A struct's values; events give it as a dictionary."""
    return tuple(struct.values() if isinstance(struct, dict) else struct)
