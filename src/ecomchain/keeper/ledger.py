"""The transactions that a keeper has sent, what became of them, and what they cost."""

from dataclasses import dataclass

from ecomchain.keeper.fees import Fee
from ecomchain.keeper.store import Store


@dataclass(frozen=True)
class Sent:
    """A transaction that was signed."""

    hash: str
    nonce: int
    time: int
    """Unix seconds of this machine."""
    text: str
    actions: int
    fee: Fee


@dataclass(frozen=True)
class Spent:
    """Sums over transactions. ``cost`` in wei."""

    transactions: int
    actions: int
    """That were done."""
    lost: int
    """Transactions that came too late."""
    gas: int
    cost: int


class Ledger:
    """Kept in a store. An entry is there before its transaction is sent, so that a kill loses none."""

    def __init__(self, store: Store) -> None:
        self._db = store.db

    def add(self, sent: Sent) -> None:
        """A transaction is about to be sent."""
        self._db.execute(
            "INSERT OR REPLACE INTO sent (hash, nonce, time, text, actions, fee, tip)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                sent.hash,
                sent.nonce,
                sent.time,
                sent.text,
                sent.actions,
                str(sent.fee.most),
                str(sent.fee.tip),
            ),
        )

    def finish(self, hash_: str, outcome: str, gas: int, cost: int) -> None:
        """What became of it: ``done``, ``lost`` or ``replaced``."""
        self._db.execute(
            "UPDATE sent SET outcome = ?, gas = ?, cost = ? WHERE hash = ?", (outcome, gas, str(cost), hash_)
        )

    def unknown(self) -> list[Sent]:
        """Transactions of which nothing is known yet, the oldest first."""
        rows = self._db.execute(
            "SELECT hash, nonce, time, text, actions, fee, tip FROM sent WHERE outcome IS NULL"
            " ORDER BY nonce, time"
        )
        return [Sent(h, n, t, text, a, Fee(int(fee), int(tip))) for h, n, t, text, a, fee, tip in rows]

    def total(self) -> Spent:
        """Everything so far."""
        rows = self._db.execute(
            "SELECT outcome, actions, gas, cost FROM sent WHERE gas IS NOT NULL"
        ).fetchall()
        mined = [row for row in rows if row[0] in ("done", "lost")]
        return Spent(
            transactions=len(mined),
            actions=sum(actions for outcome, actions, _, _ in mined if outcome == "done"),
            lost=sum(outcome == "lost" for outcome, *_ in mined),
            gas=sum(gas for _, _, gas, _ in mined),
            cost=sum(int(cost) for *_, cost in mined),
        )
