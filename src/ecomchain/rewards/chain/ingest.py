"""From events to rows of the store."""

from collections.abc import Callable, Sequence

from ecomchain.amounts import MICRO
from ecomchain.rewards.chain.events import Event
from ecomchain.rewards.chain.store import Store, notice_text
from ecomchain.rewards.errors import ReadError

_SHOP_BITS = 32
_NOTICES = frozenset({
    "VoteClosed", "RootAdded", "DaysSkipped", "RootRevoked", "EpochClosed", "DayEmitted", "RootPosted",
    "RootActivated", "RootDropped", "RoundOpened", "LeadTaken", "ScoringSet", "MarketSet",
})  # fmt: skip
_WORDS = frozenset({"root", "hash", "content.digest"})
"""Values that are 32 bytes."""


def add(store: Store, events: Sequence[Event], day: int) -> None:
    """Add the events of blocks of one UTC day, in the chain's order. To be called within a transaction.

    Raises ReadError where an event lacks what must have come before it: the store has a gap.
    """
    _Ingest(store, day).add(events)


class _Ingest:
    def __init__(self, store: Store, day: int) -> None:
        self._store, self._day = store, day
        self._counted: tuple[int, int, int] | None = None
        """Market, order and amount of a sale that counts, until its closing, of the same call."""
        self._handlers: dict[str, Callable[[Event], None]] = {
            "OrderPlaced": self._placed,
            "OrderClosed": self._closed,
            "SaleCounted": self._sale_counted,
            "Rated": self._rated,
            "LinkTaken": self._link_taken,
            "Transfer": self._transfer,
            "CapabilityAcquired": self._acquired,
            "CapabilityReleased": self._released,
            "Posted": self._posted,
            "KappaSet": self._kappa_set,
            "ActionsLogged": self._logged,
        }

    def add(self, events: Sequence[Event]) -> None:
        for event in events:
            if event.name in _NOTICES:
                self._notice(event)
            else:
                self._handlers[event.name](event)

    def _notice(self, e: Event) -> None:
        values = {
            key: v.to_bytes(32, "big") if key in _WORDS and isinstance(v, int) else v
            for key, v in e.values.items()
        }
        self._insert("notice", e.block, e.index, self._day, e.name, notice_text(values))

    def _placed(self, e: Event) -> None:
        v = e.values
        task, link = divmod(int(v["link"]), 1 << _SHOP_BITS)
        key = self._account(e.address), v["order"]
        self._insert("placed", *key, e.block, self._address(v["buyer"]), v["shop"], task, link)

    def _sale_counted(self, e: Event) -> None:
        self._counted = self._address(e.values["market"]), int(e.values["order"]), int(e.values["counted"])

    def _closed(self, e: Event) -> None:
        counted, self._counted = self._counted, None
        key = self._account(e.address), int(e.values["order"])
        if counted is None or counted[:2] != key:
            return
        row = self._store.db.execute(
            "SELECT buyer, shop, task, link FROM placed WHERE market = ? AND id = ?", key
        ).fetchone()
        if row is None:
            raise ReadError(
                f"order {key[1]} closed in block {e.block} was never placed: remove the store, to read anew"
            )
        buyer, shop, task, link = row
        path = self._path(task, link)
        parts = split(
            counted[2], path, int(e.values["upper"]), int(e.values["closing"]), int(e.values["paidLevels"])
        )
        closer, part = 0, 0
        if parts and parts[-1][0] == len(path):
            _, closer, part = parts.pop()
        uppers = b"".join(s.to_bytes(4, "big") + p.to_bytes(8, "big") for _, s, p in parts)
        micro = counted[2] // MICRO
        self._insert("sale", *key, e.block, self._day, shop, buyer, micro, closer, part, uppers)

    def _path(self, task: int, link: int) -> list[int]:
        if not link:
            return []
        row = self._store.db.execute(
            "SELECT path FROM link WHERE task = ? AND shop = ?", (task, link)
        ).fetchone()
        if row is None:
            raise ReadError(
                f"link {task << _SHOP_BITS | link} was never taken: remove the store, to read anew"
            )
        return [int.from_bytes(row[0][i : i + 4], "big") for i in range(0, len(row[0]), 4)]

    def _rated(self, e: Event) -> None:
        v = e.values
        key = self._address(v["market"]), v["order"], v["direction"]
        self._insert("rating", *key, e.block, self._day, v["score"])

    def _link_taken(self, e: Event) -> None:
        v = e.values
        task, shop, parent = int(v["task"]), int(v["shop"]), int(v["parent"])
        path = [*self._path(task, parent % (1 << _SHOP_BITS)), shop]
        self._insert("link", task, shop, e.block, b"".join(place.to_bytes(4, "big") for place in path))

    def _transfer(self, e: Event) -> None:
        v = e.values
        self._insert("transfer", e.block, e.index, self._day, v["id"], self._address(v["to"]))

    def _acquired(self, e: Event) -> None:
        self._lock(e, int(e.values["locked"]), 1)

    def _released(self, e: Event) -> None:
        self._lock(e, int(e.values["amount"]), -1)

    def _lock(self, e: Event, amount: int, sign: int) -> None:
        micro, rest = divmod(amount, MICRO)
        self._insert("lock", e.block, e.index, self._day, e.values["shop"], sign * micro, sign * rest)

    def _posted(self, e: Event) -> None:
        digest = int(e.values["cid.digest"]).to_bytes(32, "big")
        self._insert("post", digest, e.block, self._day, e.values["shop"])

    def _kappa_set(self, e: Event) -> None:
        self._insert("kappa", e.block, e.index, self._day, e.values["newBps"])

    def _logged(self, e: Event) -> None:
        self._insert("logged", e.block, e.index, e.values["day"], e.values["batch"])

    def _insert(self, table: str, *row: object) -> None:
        self._store.insert(table, [row])

    def _account(self, address: bytes) -> int:
        return self._store.account(address)

    def _address(self, value: int | bytes) -> int:
        return self._store.account(int(value).to_bytes(20, "big"))


def split(
    counted: int, path: Sequence[int], upper: int, closing: int, paid: int
) -> list[tuple[int, int, int]]:
    """Level, shop and part of each paid distributor: ``floor(counted * D_i / sum D / 1e12)`` (REP-4).

    ``counted`` in 1e-18; ``path`` from the seller's side; ``upper``, ``closing`` and ``paid`` as
    ``OrderClosed`` has them. A part may be 0; a distributor that earned nothing has none.
    """
    earned = [
        (level, shop, closing if level == len(path) else upper)
        for level, shop in enumerate(path, 1)
        if paid >> (level - 1) & 1
    ]
    total = sum(amount for _, _, amount in earned)
    return [(level, shop, counted * amount // (total * MICRO)) for level, shop, amount in earned if amount]
