"""Sending actions: tried first, bundled where the contract can, on record before they go."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ape.api import AccountAPI

from ecomchain.keeper.errors import KeeperError
from ecomchain.keeper.fees import DEFAULT_TIP, Fee, ether, quote
from ecomchain.keeper.ledger import Ledger, Sent
from ecomchain.keeper.rpc import Rpc, number
from ecomchain.keeper.trying import Trier
from ecomchain.keeper.work import Act, Item

Task = tuple[Item, Act]

MOST_RAISED = 10
"""How many times the present fee a transaction offers at most that is to take another's place."""


@dataclass(frozen=True)
class Limits:
    """What a keeper may spend and send."""

    max_fee: int | None = None
    """Wei for a unit of gas; None: whatever it costs."""
    max_gas: int = 10_000_000
    """Gas of a transaction."""
    batch: int = 20
    """Actions in a transaction."""
    patience: int = 120
    """Seconds until a transaction that is not mined is replaced by one with a higher fee."""


@dataclass(frozen=True)
class Result:
    """What became of an action."""

    item: Item
    act: Act
    kind: Literal["done", "lost", "refused", "would"]
    """``lost``: somebody else was faster; ``would``: it works, and was not to be sent."""
    error: str = ""
    """The name of the error that it was refused with."""
    reason: str = ""
    hash: str = ""
    """Of the transaction that did it."""
    gas: int = 0
    """Its part of the gas: what was used, or of what was not sent what would be offered."""


@dataclass(frozen=True)
class _Mined:
    """A transaction in a block, and the gas that it used."""

    hash: str
    worked: bool
    gas: int


class HaltError(Exception):
    """Nothing can be sent for now, for a reason that may pass."""


class Sender:
    """Sends for ``account``; without one, only says what it would do."""

    def __init__(
        self, trier: Trier, rpc: Rpc, ledger: Ledger, account: AccountAPI | None, limits: Limits,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._trier, self._rpc, self._ledger = trier, rpc, ledger
        self._account, self._limits, self._sleep = account, limits, sleep

    def deliver(self, tasks: Sequence[Task]) -> Iterator[list[Result]]:
        """Do these actions; what became of them, one transaction's at a time.

        Raises HaltError where nothing can be sent for now, NodeError where the node does not answer.
        """
        bundles: dict[str, list[Task]] = {}
        for task in tasks:
            bundles.setdefault(task[1].call.role, []).append(task)
        for role, part in bundles.items():
            size = self._limits.batch if self._trier.can_bundle(role) else 1
            for start in range(0, len(part), size):
                yield from self._do(part[start : start + size])

    def catch_up(self) -> None:
        """Find out what became of earlier transactions. Raises HaltError while one is on its way."""
        if self._account is None:
            return
        waiting = [sent for sent in self._ledger.unknown() if not self._find(sent)]
        if not waiting:
            return
        mined = self._nonce()
        for sent in waiting:
            if sent.nonce < mined:
                self._ledger.finish(sent.hash, "replaced", 0, 0)
        ages = [int(time.time()) - sent.time for sent in waiting if sent.nonce >= mined]
        if ages and min(ages) < self._limits.patience:
            raise HaltError(f"a transaction of {min(ages)} seconds ago is not mined yet: waiting for it")

    def _do(self, tasks: Sequence[Task]) -> Iterator[list[Result]]:
        """Try each action again, then send those that work in as few transactions as possible."""
        refusals = self._trier.refusals([act for _, act in tasks])
        refused = [
            Result(item, act, "refused", found.name, str(found))
            for (item, act), found in zip(tasks, refusals, strict=True)
            if found is not None
        ]
        if refused:
            yield refused
        good = [task for task, found in zip(tasks, refusals, strict=True) if found is None]
        if not good:
            return
        gas = self._trier.gas([act for _, act in good], self._limits.max_gas)
        if gas is None or gas > self._limits.max_gas:
            yield from self._halves(good, gas)
        elif self._account is None:
            yield [Result(item, act, "would", gas=gas // len(good)) for item, act in good]
        else:
            sent = self._send(good, gas, self._account)
            if not sent.worked and len(good) > 1:
                # One that was lost takes the others with it: each on its own, then.
                for task in good:
                    yield from self._do([task])
            else:
                kind: Literal["done", "lost"] = "done" if sent.worked else "lost"
                part = sent.gas // len(good)
                yield [Result(item, act, kind, hash=sent.hash, gas=part) for item, act in good]

    def _halves(self, tasks: Sequence[Task], gas: int | None) -> Iterator[list[Result]]:
        if len(tasks) > 1:
            middle = len(tasks) // 2
            yield from self._do(tasks[:middle])
            yield from self._do(tasks[middle:])
            return
        item, act = tasks[0]
        text = f"it takes more gas than --max-gas allows ({self._limits.max_gas:,})"
        if gas is None:  # it worked a moment ago
            text = "it works as a call, and the node finds no gas with which it works"
        yield [Result(item, act, "refused", "OutOfGas", text)]

    def _send(self, tasks: Sequence[Task], gas: int, account: AccountAPI) -> "_Mined":
        fee, nonce = quote(self._rpc, self._limits.max_fee), self._nonce()
        fee = self._replacing(fee, nonce)
        self._require_funds(gas * fee.most)
        message = self._trier.transaction([act for _, act in tasks])
        signed = self._sign(account, message, gas, fee, nonce)
        text = tasks[0][1].text if len(tasks) == 1 else f"{tasks[0][1].text} and {len(tasks) - 1} more"
        hash_ = "0x" + bytes(signed.txn_hash).hex()
        sent = Sent(hash_, nonce, int(time.time()), text, len(tasks), fee)
        self._ledger.add(sent)
        self._rpc.request("eth_sendRawTransaction", "0x" + bytes(signed.serialize_transaction()).hex())
        return self._wait(sent)

    def _wait(self, sent: Sent) -> "_Mined":
        """Wait until the transaction is mined. Raises HaltError if that takes too long."""
        end = time.monotonic() + self._limits.patience
        pause = 0.05
        while (found := self._find(sent)) is None:
            if time.monotonic() > end:
                raise HaltError(f"transaction {sent.hash} is not mined after {self._limits.patience} seconds")
            self._sleep(pause)
            pause = min(2 * pause, 3.0)
        return found

    def _find(self, sent: Sent) -> "_Mined | None":
        """What became of the transaction; None where it is not mined."""
        receipt = self._rpc.request("eth_getTransactionReceipt", sent.hash)
        if receipt is None:
            return None
        gas, worked = number(receipt["gasUsed"]), number(receipt["status"]) == 1
        cost = gas * number(receipt.get("effectiveGasPrice") or 0)
        self._ledger.finish(sent.hash, "done" if worked else "lost", gas, cost)
        return _Mined(sent.hash, worked, gas)

    def _replacing(self, fee: Fee, nonce: int) -> Fee:
        """The fee, or what it takes to go before an own transaction that is still on its way."""
        stuck = [sent.fee.raised() for sent in self._ledger.unknown() if sent.nonce == nonce]
        if not stuck:
            return fee
        # Raised again and again while a node mines nothing, it would come to all that the account has.
        most = min(max(fee.most, *(f.most for f in stuck)), MOST_RAISED * fee.most)
        tip = min(max(fee.tip, *(f.tip for f in stuck)), MOST_RAISED * max(fee.tip, DEFAULT_TIP))
        if self._limits.max_fee is not None and most > self._limits.max_fee:
            raise HaltError(
                "a transaction is not mined, and replacing it would take more than --max-fee-gwei"
            )
        return Fee(most, min(tip, most), fee.legacy)

    def _require_funds(self, cost: int) -> None:
        held = number(self._rpc.request("eth_getBalance", self._trier.sender, "latest"))
        if held < cost:
            raise HaltError(
                f"{self._trier.sender} has {ether(held)} of the {ether(cost)} that a transaction may cost: "
                "send it some"
            )

    def _nonce(self) -> int:
        return number(self._rpc.request("eth_getTransactionCount", self._trier.sender, "latest"))

    def _sign(self, account: AccountAPI, message: dict[str, str], gas: int, fee: Fee, nonce: int) -> Any:
        provider = account.provider
        fields: dict[str, Any] = {
            "chainId": provider.chain_id, "to": message["to"], "data": bytes.fromhex(message["data"][2:]),
            "gas": gas, "nonce": nonce, "value": 0,
        }  # fmt: skip
        if fee.legacy:
            fields |= {"type": 0, "gasPrice": fee.most}
        else:
            fields |= {"type": 2, "maxFeePerGas": fee.most, "maxPriorityFeePerGas": fee.tip}
        signed = account.sign_transaction(provider.network.ecosystem.create_transaction(**fields))
        if signed is None:
            raise KeeperError(f"{account.address} does not sign: unlock it, or name another with --account")
        return signed
