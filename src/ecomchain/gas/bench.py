"""Sends the transactions that are measured, on the connected local node.

Nothing here depends on the machine, the day or the user's accounts: senders are fixed addresses that the node
impersonates, time is set for every block, and no address or digest contains a zero byte (calldata is cheaper
where it is zero).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ape.contracts.base import ContractTransactionHandler
from eth_account import Account
from eth_utils import keccak, to_bytes, to_checksum_address

from ecomchain.gas import GasError
from ecomchain.gas.names import Names
from ecomchain.gas.trace import Account as GasAccount
from ecomchain.gas.trace import account

GAS_LIMIT = 5_000_000
START = 4_102_444_800
"""2100-01-01 00:00:00 UTC: later than any run, so that the node takes it as the next block's time."""

BLOCK_TIME = 12


def actor(name: str) -> str:
    """A fixed address for ``name``, without a zero byte."""
    for attempt in range(1_000):
        raw = keccak(text=f"ecom gas {name} {attempt}")[12:]
        if 0 not in raw:
            return str(to_checksum_address(raw))
    raise AssertionError(name)


def key_of(name: str) -> bytes:
    """A fixed private key for ``name``, whose address has no zero byte."""
    for attempt in range(1_000):
        key = keccak(text=f"ecom gas key {name} {attempt}")
        if 0 not in to_bytes(hexstr=Account.from_key(key).address):
            return bytes(key)
    raise AssertionError(name)


@dataclass
class Bench:
    """``rpc`` calls the node; ``names`` makes accounts readable; keys in ``explain`` get an account."""

    rpc: Callable[[str, list[Any]], Any]
    names: Names | None = None
    explain: frozenset[str] = frozenset()
    gas: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, GasAccount] = field(default_factory=dict)
    time: int = START

    def send(
        self, method: ContractTransactionHandler, *args: Any, sender: str, key: str | None = None
    ) -> int:
        """Send a transaction in a block of its own; its gas goes under ``key``. Returns the gas used."""
        call = {
            "from": sender,
            "to": method.contract.address,
            "data": "0x" + bytes(method.encode_input(*args)).hex(),
            "gas": hex(GAS_LIMIT),
        }
        explained = key is not None and key in self.explain and self._explain(key, call)
        self.time += BLOCK_TIME
        self.rpc("evm_setNextBlockTimestamp", [self.time])
        receipt = self.rpc("eth_sendTransactionSync", [call])
        if int(receipt["status"], 16) != 1:
            raise GasError(f"{key or method.abis[0].name} reverts: the scene no longer fits the contracts")
        used = int(receipt["gasUsed"], 16)
        if key is not None:
            self.gas[key] = used
            if explained:
                self.accounts[key].check(used)
        return used

    def wait(self, seconds: int) -> None:
        """Let time pass; the new latest block is at that time."""
        self.time += seconds
        self.rpc("evm_setNextBlockTimestamp", [self.time])
        self.rpc("evm_mine", [])

    def follow(self) -> None:
        """Take up the time of a block that something else has made."""
        self.time = int(self.rpc("eth_getBlockByNumber", ["latest", False])["timestamp"], 16)

    def _explain(self, key: str, call: dict[str, str]) -> bool:
        """Trace ``call`` on the latest block: the transaction that follows does the same."""
        if self.names is None:
            raise GasError("an account needs names")
        steps = self.rpc("debug_traceCall", [call, "latest", {"disableStorage": True}])
        tree = self.rpc("debug_traceCall", [call, "latest", {"tracer": "callTracer"}])
        self.accounts[key] = account(steps["structLogs"], tree, self.names)
        return True
