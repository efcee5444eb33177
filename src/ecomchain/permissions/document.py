"""Permissions as JSON for other programs. The schema is version 1; entries may be added, none change."""

from typing import Any

from eth_utils import to_hex

from ecomchain.checks import differences
from ecomchain.deployment import ADMIN_ROLE
from ecomchain.governance.document import operation
from ecomchain.governance.operations import now
from ecomchain.permissions.changes import Change
from ecomchain.permissions.comparing import Comparison
from ecomchain.permissions.reading import restricted
from ecomchain.permissions.roles import role_name
from ecomchain.permissions.state import Grant, Permissions, Wait
from ecomchain.system import title

VERSION = 1


def dump(comparison: Comparison, changed: list[Change]) -> dict[str, Any]:
    """Everything that was read, what was expected, and the differences. Delays are seconds, times Unix's."""
    system, found, names = comparison.system, comparison.found, comparison.names
    checks = comparison.checks()
    failed = differences(checks)
    wanted, time = restricted(system), now()
    return {
        "version": VERSION,
        "network": system.manifest.network,
        "chainId": system.manifest.chain_id,
        "time": time,
        "accessManager": system.access_manager.address,
        "ok": not failed,
        "functions": [
            {
                "contract": names.contract(target),
                "target": target,
                "function": names.function(target, selector).rpartition(".")[2],
                "selector": to_hex(selector),
                "role": _role(role),
                "expectedRole": _role(wanted.get((target, selector), ADMIN_ROLE)),
                "holders": _holders(found, role),
            }
            for (target, selector), role in found.functions.items()
        ],
        "roles": [
            {
                **_role(role),
                "label": state.label,
                "admin": _role(state.admin),
                "guardian": _role(state.guardian),
                "grantDelay": _wait(state.wait),
                "holders": [_grant(each) for each in state.holders],
                "expectedHolders": [
                    {"account": account, "delay": delay} for account, delay in [comparison.granted[role]]
                ]
                if role in comparison.granted
                else [],
            }
            for role, state in found.roles.items()
        ],
        "targets": [
            {
                "contract": names.contract(target),
                "target": target,
                "closed": state.closed,
                "adminDelay": _wait(state.wait),
                "authority": state.authority,
            }
            for target, state in found.targets.items()
        ],
        "appointments": [
            {
                "contract": title(each.contract),
                "what": each.what,
                "about": each.about or None,
                "value": each.value,
                "expected": comparison.expected(each),
            }
            for each in found.appointments
        ],
        "scheduled": [operation(names, each, time) for each in found.operations],
        "changes": [
            {"block": each.block, "transaction": each.transaction, "text": each.text} for each in changed
        ],
        "differences": [
            {"subject": each.subject, "expected": each.expected, "found": each.found} for each in failed
        ],
    }


def _role(role: int) -> dict[str, Any]:
    return {"id": str(role), "name": role_name(role)}


def _holders(found: Permissions, role: int) -> list[dict[str, Any]]:
    return [_grant(each) for each in found.roles[role].holders] if role in found.roles else []


def _grant(grant: Grant) -> dict[str, Any]:
    pending = {"delay": grant.pending, "from": grant.effect} if grant.effect else None
    return {"account": grant.account, "delay": grant.delay, "since": grant.since, "pending": pending}


def _wait(wait: Wait) -> dict[str, Any]:
    return {"now": wait.now, "setTo": wait.now if wait.set_to is None else wait.set_to}
