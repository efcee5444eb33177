"""Trying actions by calls, which change nothing: whether they work, why not, and how much gas they take."""

from collections.abc import Sequence
from typing import Any

from eth_abi import decode

from ecomchain import reverts
from ecomchain.keeper.rpc import Rpc, number, revert_data
from ecomchain.keeper.work import Act, Call
from ecomchain.system import System

SPARE_PERCENT = 25
"""Gas beyond what was measured: the state may be another one by the time of the block."""

FIRST_GAS = 300_000
"""What a call whose gas cannot be estimated is tried with first, for each action."""


class Trier:
    """Tries actions as ``sender`` on the latest block."""

    def __init__(self, system: System, rpc: Rpc, sender: str) -> None:
        self.system, self.sender, self._rpc = system, sender, rpc
        self._contracts = [contract for _, contract in system.contracts()]

    def can_bundle(self, role: str) -> bool:
        """Whether the contract takes several calls in one transaction."""
        return any(m.name == "multicall" for m in getattr(self.system, role).contract_type.mutable_methods)

    def data(self, call: Call) -> bytes:
        """The call as it is sent."""
        method = getattr(getattr(self.system, call.role), call.method)
        return bytes(method.encode_input(*call.args))

    def transaction(self, acts: Sequence[Act]) -> dict[str, str]:
        """One call that does all of them, which are of one contract."""
        return self._message(acts, [])

    def refusals(self, acts: Sequence[Act]) -> list[reverts.Revert | None]:
        """Why each of them does not work now, on its own; None for those that do."""
        answers = self._rpc.batch(
            [("eth_call", [self._message([act], _proofs([act])), "latest"]) for act in acts]
        )
        return [self._refusal(act, answer) for act, answer in zip(acts, answers, strict=True)]

    def gas(self, acts: Sequence[Act], most: int) -> int | None:
        """Gas that is enough for all of them in one transaction; None where they do not work together.

        More than ``most`` where that would not be enough.
        """
        proofs = _proofs(acts)
        if not proofs:
            (answer,) = self._rpc.batch([("eth_estimateGas", [self._message(acts, []), "latest"])])
            if revert_data(answer) is not None:
                return None
            return number(answer["result"]) * (100 + SPARE_PERCENT) // 100
        # An estimate finds the least gas with which the transaction does not revert. Here that is not enough:
        # with little gas the call inside fails, and is caught.
        gas = FIRST_GAS * len(acts)
        while gas <= most:
            message = self._message(acts, proofs) | {"gas": hex(gas)}
            (answer,) = self._rpc.batch([("eth_call", [message, "latest"])])
            if "error" not in answer and _zeros(answer["result"], len(proofs)):
                return min(gas * (100 + SPARE_PERCENT) // 100, most)
            gas *= 2
        return most + 1 if len(acts) == 1 else None

    def _message(self, acts: Sequence[Act], proofs: Sequence[Call]) -> dict[str, str]:
        role = acts[0].call.role
        contract = getattr(self.system, role)
        calls = [self.data(call) for call in (*(act.call for act in acts), *proofs)]
        data = calls[0] if len(calls) == 1 else bytes(contract.multicall.encode_input(calls))
        return {"from": self.sender, "to": str(contract.address), "data": "0x" + data.hex()}

    def _refusal(self, act: Act, answer: dict[str, Any]) -> reverts.Revert | None:
        data = revert_data(answer)
        if data is not None:
            return self._decoded(act.call.role, data)
        proofs = _proofs([act])
        if not proofs or _zeros(answer["result"], 1):
            return None
        return self._hidden(act)

    def _hidden(self, act: Act) -> reverts.Revert:
        """Why a call does nothing that does not revert either."""
        if act.reason is not None:
            by, call = act.reason
            target = getattr(self.system, call.role)
            message = {"from": by, "to": str(target.address), "data": "0x" + self.data(call).hex()}
            data = revert_data(self._rpc.batch([("eth_call", [message, "latest"])])[0])
            if data is not None:
                return self._decoded(call.role, data)
        return reverts.Revert("", {}, "It does nothing.", b"")

    def _decoded(self, role: str, data: bytes) -> reverts.Revert:
        return reverts.decode(data, [getattr(self.system, role), *self._contracts])


def _proofs(acts: Sequence[Act]) -> list[Call]:
    return [act.proof for act in acts if act.proof is not None]


def _zeros(result: str, count: int) -> bool:
    """Whether the last ``count`` answers of a multicall are nothing but zeros."""
    (answers,) = decode(["bytes[]"], bytes.fromhex(result.removeprefix("0x")))
    return not any(b"".join(answers[-count:]))
