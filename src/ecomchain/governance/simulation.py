"""Would a call go through once its delay is over? Tried before it is scheduled, not found out after it."""

from collections.abc import Iterable

from ape.contracts import ContractInstance
from eth_abi import encode
from eth_utils import keccak, to_hex

from ecomchain import reverts
from ecomchain.governance.errors import GovernanceError
from ecomchain.system import System

EXECUTION_ID_SLOT = 3
"""Where OpenZeppelin's ``AccessManager`` keeps which call it is executing."""


def refusal(system: System, target: str, data: bytes, at: int) -> reverts.Revert | None:
    """Why the access manager's ``execute`` of this call would revert at Unix time ``at``; None where not.

    It is the very call that ``execute`` makes, by the manager, on the present state but for the note of what
    is being executed; so the permission of whoever executes is left out, and all else counts: bounds in code,
    a closed target, an authority that is another. Raises GovernanceError where the node cannot try it.
    """
    manager = system.access_manager.address
    executing = keccak(encode(["address", "bytes4"], [target, data[:4]]))
    call = {"from": manager, "to": target, "data": to_hex(data)}
    state = {manager: {"stateDiff": {to_hex(EXECUTION_ID_SLOT.to_bytes(32, "big")): to_hex(executing)}}}
    try:
        return reverts.try_call(call, _contracts(system, target), state, {"time": hex(at)})
    except RuntimeError as error:
        raise GovernanceError(
            f"the node cannot try the call out ({error}): use one whose eth_call takes overrides of state "
            "and block"
        ) from None


def _contracts(system: System, target: str) -> Iterable[ContractInstance]:
    """The contracts whose errors may come back, the target first."""
    every = [contract for _, contract in system.contracts()]
    return sorted(every, key=lambda contract: contract.address != target)
