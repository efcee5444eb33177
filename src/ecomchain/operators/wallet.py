"""Signing without sending: a transaction is on record before the chain can see it."""

import time
from dataclasses import dataclass
from typing import Any

from ape.api import AccountAPI

from ecomchain.operators.errors import CatalogError
from ecomchain.operators.rpc import Rpc
from ecomchain.sending import require_account

_FEE_SECONDS = 10
"""How long a fee that the node told is used."""


@dataclass(frozen=True)
class Signed:
    nonce: int
    hash: str
    raw: bytes


class Wallet:
    """An account that signs here, one nonce after another."""

    def __init__(self, account: AccountAPI, rpc: Rpc) -> None:
        require_account(account)
        self.account, self.rpc = account, rpc
        self.address = str(account.address)
        self._provider = account.provider
        self._nonce: int | None = None
        self._fees: tuple[float, dict[str, int]] = (0.0, {})

    def used_nonces(self) -> int:
        """How many nonces mined transactions have used."""
        return int(self.rpc.request("eth_getTransactionCount", self.address, "latest"), 16)

    def restart(self) -> None:
        """Count nonces anew from the node."""
        self._nonce = None

    def sign(self, to: str, data: bytes, gas: int) -> Signed:
        """A transaction with the next nonce. Raises CatalogError for an account that does not sign here."""
        if self._nonce is None:
            self._nonce = int(self.rpc.request("eth_getTransactionCount", self.address, "pending"), 16)
        fields: dict[str, Any] = {
            "receiver": to, "data": data, "gas": gas, "nonce": self._nonce, "value": 0,
            "chainId": self._provider.chain_id, **self.fees(),
        }  # fmt: skip
        transaction = self._provider.network.ecosystem.create_transaction(**fields)
        signed = self.account.sign_transaction(transaction)
        if signed is None or signed.signature is None:
            raise CatalogError(
                f"{self.address} does not sign here: bulk work takes an account whose key is in a keyfile "
                "(`ape accounts import`), not one that another program or several people sign for"
            )
        raw = bytes(signed.serialize_transaction())
        self._nonce += 1
        return Signed(self._nonce - 1, _hex(signed.txn_hash), raw)

    def fees(self) -> dict[str, int]:
        """What a unit of gas is paid: twice the base fee at most, and the tip that the node proposes."""
        since, fees = self._fees
        if not fees or time.monotonic() - since > _FEE_SECONDS:
            base = self.rpc.request("eth_getBlockByNumber", "latest", False).get("baseFeePerGas")
            if base is None:
                fees = {"type": 0, "gasPrice": int(self.rpc.request("eth_gasPrice"), 16)}
            else:
                tip = int(self.rpc.request("eth_maxPriorityFeePerGas"), 16)
                fees = {"type": 2, "maxFeePerGas": 2 * int(base, 16) + tip, "maxPriorityFeePerGas": tip}
            self._fees = time.monotonic(), fees
        return fees

    def gas_price(self) -> int:
        """The most that a unit of gas costs now, in wei."""
        fees = self.fees()
        return fees.get("maxFeePerGas") or fees["gasPrice"]


def _hex(value: Any) -> str:
    text = value if isinstance(value, str) else bytes(value).hex()
    return "0x" + text.removeprefix("0x")
