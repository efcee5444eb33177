"""Comparisons of what is on the chain with what should be, as a person wants to read them."""

from dataclasses import dataclass
from typing import Any

from ape.exceptions import ApeException
from web3.exceptions import Web3Exception

from ecomchain.amounts import format_ecom


@dataclass(frozen=True)
class Check:
    """One comparison; texts as a person wants to read them."""

    topic: str
    """``code``, ``wiring``, ``parameters``, ``supply``, ``roles``, ``history`` or ``notes``."""
    subject: str
    expected: str
    found: str
    ok: bool


def compare(topic: str, subject: str, expected: Any, found: Any) -> Check:
    """Equal or not; either side may be a function, and what it raises is what was found."""
    want, have = _value(expected), _value(found)
    return Check(topic, subject, want, have, want == have)


def differences(checks: list[Check]) -> list[Check]:
    """The checks that failed."""
    return [check for check in checks if not check.ok]


def ecom_text(amount: int) -> str:
    """An amount with its unit."""
    return f"{format_ecom(amount)} Ecom"


def _value(value: Any) -> str:
    if not callable(value):
        return str(value)
    try:
        return str(value())
    except (ApeException, Web3Exception, ValueError, ArithmeticError) as error:
        return f"cannot be read: {' '.join(str(error).split())[:200]}"
