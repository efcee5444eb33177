"""Sending many calls in few transactions: as many in one as its gas allows, several on their way at once.

Each transaction is estimated, signed, put on record and sent; what the chain refuses is narrowed down to the
calls that are at fault, and the rest goes. Raises CatalogError where the node gives out; a later run goes on.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from ecomchain.operators import calls as encoding
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.journal import Call, Journal, Sent
from ecomchain.operators.rpc import Json, RefusedError, Rpc
from ecomchain.operators.wallet import Wallet

BATCH_GAS = 14_000_000
"""With a tenth more as margin it stays below 2**24, the most that Ethereum lets a transaction have."""

MAX_BYTES = 120_000
"""Nodes take no transaction of more than 131,072 bytes."""

WINDOW = 8
"""Transactions on their way at once: nodes keep 16 of an account for sure."""

PATIENCE = 600.0
"""Seconds without any receipt after which it is better to look what is going on."""

LOST_AFTER = 30.0
"""Seconds that a receipt may come after its nonce was used; then another transaction has used it."""

_MARGIN_PERCENT = 110
_BLOCK_SHARE = (9, 10)
_TX_GAS = 2**24

Refused = Callable[[Call, bytes], None]
"""Told of a call that the chain refuses, and what it returned."""
Mined = Callable[[Sent, Json], None]
"""Told of every receipt of a success, within a transaction of the journal."""


@dataclass
class Pipeline:
    """Sends calls to the `multicall` of one contract."""

    journal: Journal
    wallet: Wallet
    target: str
    mined: Mined
    refused: Refused
    progress: Callable[[int], None] = lambda _: None
    """Told how many calls were mined."""
    batch_gas: int = BATCH_GAS
    window: int = WINDOW
    gas_used: int = 0
    transactions: int = 0
    failed: int = 0
    """Transactions that reverted, or whose nonce another one used: their calls are to be planned anew."""
    patience: ClassVar[float] = PATIENCE
    lost_after: ClassVar[float] = LOST_AFTER
    _ratio: float = 1.0
    """Estimated gas by modelled gas, of the last batch."""
    _flight: deque[tuple[Sent, int]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        limit = int(self.rpc.request("eth_getBlockByNumber", "latest", False)["gasLimit"], 16)
        most = min(limit * _BLOCK_SHARE[0] // _BLOCK_SHARE[1], _TX_GAS) * 100 // _MARGIN_PERCENT
        self.batch_gas = min(self.batch_gas, most)

    @property
    def rpc(self) -> Rpc:
        """The node."""
        return self.wallet.rpc

    def resume(self) -> int:
        """See to what earlier runs had signed: found, sent again, or lost to another; returns how many."""
        unsettled = self.journal.unsettled()
        for sent in unsettled:
            if self._receipt(sent) is None and self.wallet.used_nonces() <= sent.nonce:
                self._hand_over(sent)
            self._flight.append((sent, 0))
        self.drain()
        self.wallet.restart()
        return len(unsettled)

    def run(self, calls: Iterable[Call]) -> None:
        """Send the calls and wait for all of them."""
        batch: list[Call] = []
        gas, size = encoding.BASE, 0
        for call in calls:
            if batch and (
                (gas + call.gas) * self._ratio > self.batch_gas or size + encoding.size(call) > MAX_BYTES
            ):
                self._send(batch)
                batch, gas, size = [], encoding.BASE, 0
            batch.append(call)
            gas, size = gas + call.gas, size + encoding.size(call)
        if batch:
            self._send(batch)
        self.drain()

    def drain(self) -> None:
        """Wait until nothing is on its way."""
        while self._flight:
            self._wait()

    def _send(self, batch: list[Call]) -> None:
        """One batch, in halves where it is too much or the chain refuses it."""
        data = encoding.bundle(batch)
        try:
            gas = self._estimate(data)
        except RefusedError as error:
            if not error.reverted:
                raise
            if len(batch) == 1:
                self.refused(batch[0], error.data)
                return
            gas = self.batch_gas + 1
        else:
            self._ratio = gas / (encoding.BASE + sum(call.gas for call in batch))
        if gas > self.batch_gas and len(batch) > 1:
            half = len(batch) // 2
            self._send(batch[:half])
            self._send(batch[half:])
            return
        while len(self._flight) >= self.window:
            self._wait()
        self._sign_and_send(batch, data, gas * _MARGIN_PERCENT // 100)

    def _sign_and_send(self, batch: list[Call], data: bytes, gas: int) -> None:
        signed = self.wallet.sign(self.target, data, gas)
        sent = self.journal.record(self.wallet.address, signed.nonce, signed.hash, signed.raw, batch)
        self._hand_over(sent)
        self._flight.append((sent, len(batch)))

    def _hand_over(self, sent: Sent) -> None:
        """Send it. That the node has it already, or its nonce is used, shows in the receipts."""
        try:
            self.rpc.request("eth_sendRawTransaction", "0x" + sent.raw.hex())
        except RefusedError as error:
            text = error.message.lower()
            if "already" not in text and "nonce too low" not in text:
                raise CatalogError(
                    f"{error.message}; nothing is lost: mend that and run the same command again"
                ) from None

    def _wait(self) -> None:
        """Wait for the oldest transaction on its way."""
        sent, count = self._flight[0]
        began, pause = time.monotonic(), 0.01
        used_since: float | None = None
        while (receipt := self._receipt(sent)) is None:
            now = time.monotonic()
            if used_since is None and self.wallet.used_nonces() > sent.nonce:
                used_since = now
            if used_since is not None and now - used_since > self.lost_after:
                break
            if used_since is None and now - began > self.patience:
                raise CatalogError(
                    f"transaction {sent.hash} was not mined for {self.patience:.0f} seconds: see whether its "
                    "fee is enough and the account has ether; the same command goes on where it stands"
                )
            time.sleep(pause)
            pause = min(2 * pause, 2.0)
        self._flight.popleft()
        self._settle(sent, receipt)
        self.progress(count)

    def _settle(self, sent: Sent, receipt: Json | None) -> None:
        if receipt is None or receipt["status"] != "0x1":
            self.failed += 1
            with self.journal.transaction():
                self.journal.settle(sent, "lost" if receipt is None else "failed")
            self.wallet.restart()
            return
        gas, block = int(receipt["gasUsed"], 16), int(receipt["blockNumber"], 16)
        with self.journal.transaction():
            self.mined(sent, receipt)
            self.journal.settle(sent, "mined", block, gas)
        self.gas_used += gas
        self.transactions += 1

    def _receipt(self, sent: Sent) -> Json | None:
        found: Json | None = self.rpc.request("eth_getTransactionReceipt", sent.hash)
        return found if found and found.get("blockNumber") else None

    def _estimate(self, data: bytes) -> int:
        call = {"from": self.wallet.address, "to": self.target, "data": "0x" + data.hex()}
        return int(self.rpc.request("eth_estimateGas", call), 16)
