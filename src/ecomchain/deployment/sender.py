"""Sends the deployer's transactions so that none is lost or sent twice, wherever the process ends.

Each is signed, noted in the journal, and only then sent. A later run finds it by its hash: in a block, it
counts; waiting, it is waited for; gone, the very same is sent again. Where another transaction of the
deployer's has its nonce, it can never count any more; whether it is another is told by its input, for a
wallet may have sent the same once more with a higher fee.
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

from ape.api import AccountAPI
from ape.contracts import ContractContainer, ContractInstance
from eth_utils import keccak, to_hex
from hexbytes import HexBytes

from ecomchain import reverts
from ecomchain.amounts import format_ecom
from ecomchain.deployment import wire
from ecomchain.deployment.journal import Journal, Sent
from ecomchain.deployment.settings import Settings
from ecomchain.deployment.wire import Mined, Refusal
from ecomchain.errors import DeploymentError

HEADROOM = 1.2
"""Of the gas limit over the estimate: states and, on some chains, prices move until the block."""

DEARER = 1.25
"""What a transaction that is sent once more pays at least; nodes want a tenth more."""

NOTICED_WITHIN = 10
"""Seconds until a node that knows of a used nonce should know the transaction that used it as well."""

_GWEI = 10**9

Contracts = Iterable[ContractInstance | ContractContainer]
State = Mined | Literal["waiting", "free", "taken"]


class StuckError(DeploymentError):
    """A transaction is in no block after the time that it may take."""


class Sender:
    """The deployer's transactions, by step."""

    def __init__(self, deployer: AccountAPI, journal: Journal, path: Path | None, settings: Settings) -> None:
        self.deployer = deployer
        self.journal = journal
        self.settings = settings
        self.contracts: Callable[[], Contracts] = tuple
        """Whose errors explain why a transaction would fail."""
        self._path = path

    def send(
        self, step: str, title: str, data: bytes, to: str | None = None, nonce: int | None = None
    ) -> Mined:
        """Bring one transaction into a block, unless it is there; with this nonce, or with the next one.

        Raises DeploymentError where it cannot be, or where its nonce is another's.
        """
        sent = self.journal.transactions.get(step)
        if sent is None:
            return self._send_new(step, title, data, to, nonce)
        if (sent.data_hash, sent.to) != (to_hex(keccak(data)), to):
            raise DeploymentError(
                f"{self._path} is of an unfinished deployment with another source of {title}: finish that "
                "one with its sources, or remove the file to start anew"
            )
        state = self.state(sent)
        if isinstance(state, Mined):
            return state
        if state == "taken":
            if nonce is not None:
                raise self._disturbed(title)
            self.forget([step])
            return self._send_new(step, title, data, to, None)
        if state == "free" or self.settings.speed_up:
            self._send_again(step, title, sent, data, dearer=state == "waiting")
        return self.wait(title, sent)

    def state(self, sent: Sent) -> State:
        """What has become of a transaction: in a block, waiting, free to be sent, or its nonce taken."""
        deadline = time.monotonic() + NOTICED_WITHIN
        while True:
            for hash_ in sent.hashes:
                if found := wire.receipt(hash_):
                    return _mined(hash_, found) if found["status"] == 1 else "taken"
            if any(map(wire.is_known, sent.hashes)):
                return "waiting"
            if wire.used_nonces(self.deployer.address) <= sent.nonce:
                return "free"
            other = wire.find(self.deployer.address, sent.nonce, self.journal.first_block)
            if other is not None:
                break
            if time.monotonic() > deadline:
                raise DeploymentError(
                    f"nonce {sent.nonce} of {self.deployer.address} is used, but the node does not show by "
                    "which transaction: connect to a node that keeps older states, and run the same again"
                )
            self.settings.sleep(1)
        same = (other.get("to"), to_hex(keccak(bytes(other["input"])))) == (sent.to, sent.data_hash)
        if not same:
            return "taken"
        sent.hashes.append(to_hex(other["hash"]))
        self.journal.save(self._path)
        return self.state(sent)

    def forget(self, steps: Iterable[str]) -> None:
        """Take transactions off the record that can never count."""
        for step in steps:
            self.journal.transactions.pop(step, None)
        self.journal.save(self._path)

    def next_nonce(self) -> int:
        """The nonce of the deployer's next transaction."""
        return wire.next_nonce(self.deployer.address)

    def confirm(self) -> bool:
        """Wait until the last transaction is deep enough; whether all are still in blocks then."""
        last = list(self.journal.transactions.values())[-1]
        while isinstance(state := self.state(last), Mined):
            missing = state.block + self.settings.confirmations - 1 - wire.height()
            if missing <= 0:
                break
            self.settings.progress(f"waiting for {missing} more blocks", None)
            self.settings.sleep(self.settings.patience)
        return all(isinstance(self.state(sent), Mined) for sent in self.journal.transactions.values())

    def refused(self, title: str, refusal: Refusal) -> DeploymentError:
        """The error of a transaction that would fail, with the contract's reason."""
        reason = reverts.decode(refusal.data, self.contracts()) if refusal.data else None
        return DeploymentError(f"{title} failed: {reason if reason and reason.name else refusal.message}")

    def _send_new(self, step: str, title: str, data: bytes, to: str | None, nonce: int | None) -> Mined:
        following = self.next_nonce()
        if nonce is not None and nonce != following:
            raise self._disturbed(title)
        for earlier in self.journal.transactions.values():
            earlier.raw = None
        sent = Sent(
            nonce=following,
            to=to,
            data_hash=to_hex(keccak(data)),
            hashes=[],
            max_fee=0,
            priority_fee=0,
            raw=None,
        )
        self._sign(title, sent, data, dearer=False)
        self.journal.transactions[step] = sent
        self.journal.save(self._path)
        self._broadcast(title, sent)
        return self.wait(title, sent)

    def _send_again(self, step: str, title: str, sent: Sent, data: bytes, *, dearer: bool) -> None:
        """The same transaction: as it was signed where that can do, else signed once more."""
        from ape import chain

        if dearer or sent.raw is None or sent.max_fee < chain.provider.base_fee:
            self._sign(title, sent, data, dearer=dearer)
            self.journal.save(self._path)
        else:
            self._estimate(title, sent.to, data)
        self.settings.report(f"{title}: sending the transaction {sent.hashes[-1]} again")
        self._broadcast(title, sent)

    def _sign(self, title: str, sent: Sent, data: bytes, *, dearer: bool) -> None:
        from ape import chain

        gas = self._estimate(title, sent.to, data)
        priority = int(chain.provider.priority_fee)
        fee = fee_cap(int(chain.provider.base_fee), priority)
        if dearer:
            priority = max(priority, int(sent.priority_fee * DEARER) + 1)
            fee = max(fee, int(sent.max_fee * DEARER) + 1)
        if fee > self.settings.max_fee:
            raise DeploymentError(
                f"{title}: by the node's prices a unit of gas takes up to {fee / _GWEI:,.3f} gwei, and "
                f"{self.settings.max_fee / _GWEI:,.3f} are the most: ask another node, or allow more with "
                "--max-fee-gwei"
            )
        balance = self.deployer.balance
        if balance < gas * fee:
            raise DeploymentError(
                f"{title} takes up to {format_ecom(gas * fee)} of the native token (gas {gas:,}, "
                f"{fee / _GWEI:.3f} gwei), {self.deployer.address} has {format_ecom(balance)}: fund it"
            )
        transaction = chain.provider.network.ecosystem.create_transaction(
            sender=self.deployer.address,
            nonce=sent.nonce,
            data=HexBytes(data),
            gas=gas,
            max_fee=fee,
            max_priority_fee=priority,
            chain_id=chain.chain_id,
            **({} if sent.to is None else {"receiver": sent.to}),
        )
        signed = self.deployer.sign_transaction(transaction)
        if signed is None:
            raise DeploymentError(f"{title}: the transaction was not signed")
        raw = bytes(signed.serialize_transaction())
        sent.raw, sent.max_fee, sent.priority_fee = to_hex(raw), fee, priority
        hash_ = to_hex(keccak(raw))
        if hash_ not in sent.hashes:
            sent.hashes.append(hash_)

    def _estimate(self, title: str, to: str | None, data: bytes) -> int:
        """The gas limit. Raises DeploymentError, with the contract's reason, where it would fail."""
        gas = wire.estimate(self.deployer.address, to, data)
        if isinstance(gas, Refusal):
            raise self.refused(title, gas)
        return int(gas * HEADROOM)

    def _broadcast(self, title: str, sent: Sent) -> None:
        assert sent.raw is not None
        refused = wire.broadcast(sent.raw)
        if refused is not None and not any(map(wire.is_known, sent.hashes)):
            raise DeploymentError(f"{title} failed: the node does not take the transaction: {refused}")

    def wait(self, title: str, sent: Sent) -> Mined:
        """Until it is in a block."""
        start, pause = time.monotonic(), self.settings.patience / 64
        while True:
            for hash_ in sent.hashes:
                if found := wire.receipt(hash_):
                    if found["status"] == 1:
                        return _mined(hash_, found)
                    raise DeploymentError(
                        f"{title} failed: its transaction {hash_} was reverted on the chain"
                    )
            waited = time.monotonic() - start
            if waited > self.settings.timeout:
                raise self._stuck(title, sent, waited)
            self.settings.sleep(pause)
            pause = min(2 * pause, self.settings.patience)

    def _stuck(self, title: str, sent: Sent, waited: float) -> StuckError:
        from ape import chain

        base_fee = chain.provider.base_fee / _GWEI
        return StuckError(
            f"{title} failed: its transaction {sent.hashes[-1]} is in no block after {waited:,.0f} s; it "
            f"pays up to {sent.max_fee / _GWEI:.3f} gwei, the base fee is {base_fee:.3f}: wait for it, or "
            "send it again for more with --speed-up"
        )

    def _disturbed(self, title: str) -> DeploymentError:
        return DeploymentError(
            f"{self.deployer.address} has sent another transaction meanwhile, so that {title} "
            "would not get its planned address: leave that account alone, and run the same command again"
        )


def fee_cap(base_fee: int, priority_fee: int) -> int:
    """The most that a transaction offers for a unit of gas; a base fee takes six blocks to double."""
    return 2 * base_fee + priority_fee


def _mined(hash_: str, receipt: Any) -> Mined:
    return Mined(hash_, int(receipt["blockNumber"]), int(receipt["gasUsed"]), receipt["contractAddress"])
