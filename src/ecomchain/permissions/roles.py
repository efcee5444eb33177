"""The roles of the access manager, by number and by name."""

import re

from ecomchain.deployment import ADMIN_ROLE, LABELS, ROLES
from ecomchain.errors import ArgumentError

PUBLIC_ROLE = 2**64 - 1
"""OpenZeppelin's role that everybody has."""

_NAMES = {ADMIN_ROLE: "ADMIN", **LABELS, PUBLIC_ROLE: "PUBLIC"}


def role_name(role: int) -> str:
    """``OPERATOR``; ``role 77`` where it has no name here."""
    return _NAMES.get(role, f"role {role}")


def role_id(text: str) -> int:
    """The role of that name: ``OPERATOR``, ``operator``, ``foundation`` (which is ADMIN), or a number.

    Raises ArgumentError for anything else.
    """
    plain = text.strip()
    known = {name.lower(): role for role, name in _NAMES.items()} | ROLES
    if plain.lower() in known:
        return known[plain.lower()]
    if (match := re.fullmatch(r"(?:role )?([0-9]{1,20})", plain)) is not None and int(
        match[1]
    ) <= PUBLIC_ROLE:
        return int(match[1])
    raise ArgumentError(f"{text!r} is no role: write one of {', '.join(known)}, or a number")
