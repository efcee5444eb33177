"""Who may make a call that is restricted, and after how long: as the access manager decides it."""

from dataclasses import dataclass

from eth_abi import decode

from ecomchain.deployment import ADMIN_ROLE
from ecomchain.names import Names
from ecomchain.system import System

_OF_THE_ADMINISTRATOR = frozenset(
    {"labelRole", "setRoleAdmin", "setRoleGuardian", "setGrantDelay", "setTargetAdminDelay"}
)
_OF_A_TARGET = frozenset({"updateAuthority", "setTargetClosed", "setTargetFunctionRole"})
_OF_A_ROLE = frozenset({"grantRole", "revokeRole"})


@dataclass(frozen=True)
class Requirement:
    """What a call takes of whoever makes it."""

    role: int
    wait: int
    """Seconds that it waits at least, however short the holder's own delay is."""


def requirement(system: System, target: str, data: bytes) -> Requirement:
    """What a call takes.

    The access manager's own functions have rules of their own (OpenZeppelin's): some wait as long as changes
    of the contract that they are about have to, and holders are appointed by the role's administrator.
    """
    manager = system.access_manager
    if target == manager.address:
        method = Names(system).method(target, data[:4])
        name = method.name if method else ""
        if name in _OF_THE_ADMINISTRATOR:
            return Requirement(ADMIN_ROLE, 0)
        if name in _OF_A_TARGET:
            (about,) = decode(["address"], data[4:36])
            return Requirement(ADMIN_ROLE, manager.getTargetAdminDelay(about))
        if name in _OF_A_ROLE:
            (role,) = decode(["uint64"], data[4:36])
            return Requirement(manager.getRoleAdmin(role), 0)
    return Requirement(manager.getTargetFunctionRole(target, data[:4]), 0)
