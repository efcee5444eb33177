"""Scheduled operations as JSON for other programs."""

from typing import Any

from eth_utils import to_hex

from ecomchain.governance.calls import decode_arguments, describe
from ecomchain.governance.operations import Operation
from ecomchain.names import Names


def operation(names: Names, each: Operation, time: int) -> dict[str, Any]:
    """One operation, as of Unix time ``time``; arguments are in a person's units, ``data`` is exact."""
    method = names.method(each.target, each.data[:4])
    return {
        "id": each.id,
        "nonce": each.nonce,
        "state": each.state(time),
        "caller": each.caller,
        "target": each.target,
        "contract": names.contract(each.target),
        "function": method.name if method else None,
        "arguments": decode_arguments(names, each.target, each.data),
        "text": describe(names, each.target, each.data),
        "data": to_hex(each.data),
        "scheduledInBlock": each.block,
        "executableFrom": each.ready,
        "expires": each.expires,
    }
