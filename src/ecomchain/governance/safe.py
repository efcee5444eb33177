"""A Safe as the governing account: its transactions are proposed to its owners, not sent (ape-safe)."""

from typing import Any

from ape.api import AccountAPI
from ape.exceptions import ApeException
from eth_utils import to_hex

from ecomchain.governance import multisend
from ecomchain.governance.errors import GovernanceError
from ecomchain.governance.outbox import Collecting
from ecomchain.system import System

CALL, DELEGATECALL = 0, 1


class SafeQueue(Collecting):
    """Proposes the transactions as one of the Safe's, signed by one of its owners; the others confirm it."""

    def __init__(self, system: System, safe: Any, submitter: AccountAPI | None = None) -> None:
        super().__init__(system, safe.address)
        self._safe = safe
        self._submitter = submitter

    def finish(self) -> list[str]:
        """Propose them; what waits in the queue already is not proposed again."""
        if not self.posted:
            return ["nothing to propose"]
        target, data, operation = self._whole()
        try:
            waiting = self._waiting(target, data, operation)
            if waiting is not None:
                return [f"this is in the queue of the Safe {self.address} already: {waiting}"]
            submitter = self._owner()
            transaction = self._safe.create_safe_tx(to=target, data=data, operation=operation)
            found = self._safe.propose_safe_tx(transaction, submitter=submitter)
            needed = self._safe.confirmations_required
        except (ApeException, ValueError) as error:
            raise GovernanceError(
                f"the Safe's service did not take the proposal: {' '.join(str(error).split())}; or write a "
                "file with --safe-batch"
            ) from None
        return [
            f"proposed to the Safe {self.address} by {submitter.address}: {len(self.posted)} calls, "
            f"nonce {transaction.nonce}, {found}",
            f"1 of {needed} confirmations; the other owners confirm and execute it in the Safe web app, or "
            "with `ape safe pending approve` and `ape safe pending execute`",
        ]

    def _whole(self) -> tuple[str, bytes, int]:
        """The one call that makes all of them."""
        if len(self.posted) == 1:
            return self.posted[0].to, self.posted[0].data, CALL
        address = multisend.find(str(self._safe.version))
        return address, multisend.encode((each.to, each.data) for each in self.posted), DELEGATECALL

    def _waiting(self, target: str, data: bytes, operation: int) -> str | None:
        """The id of the same transaction where it has been proposed and not executed yet."""
        for each in self._safe.client.get_transactions(confirmed=False):
            if (each.to, bytes(each.data or b""), int(each.operation)) == (target, data, operation):
                return to_hex(hexstr=str(each.safe_tx_hash))
        return None

    def _owner(self) -> AccountAPI:
        """Who signs the proposal."""
        owners = self._safe.signers
        if self._submitter is not None:
            if self._submitter.address not in owners:
                raise GovernanceError(
                    f"{self._submitter.address} is not an owner of the Safe {self.address}: name one with "
                    f"--submitter: {', '.join(owners)}"
                )
            return self._submitter
        here = self._safe.local_signers
        if not here:
            raise GovernanceError(
                f"no owner of the Safe {self.address} is an account here: import one "
                "(`ape accounts import`), or write a file with --safe-batch"
            )
        found: AccountAPI = here[0]
        return found


def is_safe(account: Any) -> bool:
    """Whether an account is one that ape-safe keeps."""
    from ape_safe.accounts import SafeAccount  # type: ignore[import-untyped]

    return isinstance(account, SafeAccount)
