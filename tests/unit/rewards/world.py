"""A small made-up market: its events go into a store, and what happened stays at hand for `plain`."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ecomchain.amounts import MICRO
from ecomchain.rewards import scoring
from ecomchain.rewards.actions.batch import Batch
from ecomchain.rewards.chain import ingest
from ecomchain.rewards.chain.events import Event
from ecomchain.rewards.chain.store import Store
from ecomchain.rewards.engine import Engine, setting_of
from ecomchain.rewards.inputs import FromFiles

START = 20_000
"""UTC day of reward day 1."""

CHAIN, POOL, GAME = 31337, "0x" + "70" * 20, "0x" + "71" * 20
MARKET, SELLER = 0x3A, 1
_ROLES = {
    "OrderPlaced": "market", "OrderClosed": "market", "SaleCounted": "reputation", "Rated": "reputation",
    "KappaSet": "reputation", "LinkTaken": "catalog", "Transfer": "registry",
    "CapabilityAcquired": "registry", "CapabilityReleased": "registry",
    "Posted": "registry", "VoteClosed": "factor_vote",
}  # fmt: skip


@dataclass(frozen=True)
class Sale:
    day: int
    shop: int
    buyer: int
    counted: int
    """In 1e-18."""
    path: tuple[int, ...]
    earned: tuple[int, ...]
    """What each on the path was paid; 0 for one that was not."""


@dataclass
class World:
    """Days are UTC days; call in their order."""

    home: Path
    sales: dict[int, Sale] = field(default_factory=dict)
    ratings: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Day, order, direction, score."""
    owners: list[tuple[int, int, int]] = field(default_factory=list)
    """Day, shop, owner."""
    locks: list[tuple[int, int, int]] = field(default_factory=list)
    posts: list[tuple[int, bytes, int]] = field(default_factory=list)
    kappas: list[tuple[int, int]] = field(default_factory=list)
    factors: list[tuple[int, str, int]] = field(default_factory=list)
    acts: dict[int, list[tuple[int, int, bytes]]] = field(default_factory=dict)
    """By reward day: account, kind, content."""

    def __post_init__(self) -> None:
        self.store = Store(":memory:")
        setting = setting_of(CHAIN, START, {"reward_pool": POOL, "root_game": GAME})
        self.engine = Engine(self.store, setting, self.home)
        self._block = 0
        self._orders = 0
        self.first = START - 40
        values = {"hash": int(scoring.HASH, 16), "fromDay": 0}
        self._log(self.first, "ScoringSet", role="root_game", **values)

    def open_shop(self, day: int, shop: int, owner: int, lock: int) -> None:
        self.transfer(day, shop, owner)
        self.lock(day, shop, lock)

    def transfer(self, day: int, shop: int, owner: int) -> None:
        self.owners.append((day, shop, owner))
        self._log(day, "Transfer", **{"from": 0, "to": owner, "id": shop})

    def lock(self, day: int, shop: int, amount: int) -> None:
        self.locks.append((day, shop, amount))
        if amount >= 0:
            self._log(day, "CapabilityAcquired", shop=shop, locked=amount)
        else:
            self._log(day, "CapabilityReleased", shop=shop, amount=-amount)

    def link(self, day: int, shop: int, parent: int, task: int = SELLER << 32 | 1) -> None:
        up = task << 32 | parent if parent else 0
        self._log(day, "LinkTaken", task=task, shop=shop, parent=up, link=task << 32 | shop)

    def sell(
        self,
        day: int,
        shop: int,
        buyer: int,
        counted: int,
        path: tuple[int, ...] = (),
        *,
        upper: int = 0,
        closing: int = 0,
        paid: int = 0,
        task: int = SELLER << 32 | 1,
    ) -> int:
        """A sale of which ``counted`` micro-Ecom count; 0 for one that does not."""
        self._orders += 1
        order = self._orders
        link = task << 32 | path[-1] if path else 0
        self._log(day, "OrderPlaced", order=order, buyer=buyer, shop=shop, link=link)
        if counted:
            self._log(day, "SaleCounted", market=MARKET, order=order, counted=counted * MICRO)
        self._log(day, "OrderClosed", order=order, upper=upper, closing=closing, paidLevels=paid)
        earned = tuple(
            (closing if i + 1 == len(path) else upper) if paid >> i & 1 else 0 for i in range(len(path))
        )
        self.sales[order] = Sale(day, shop, buyer, counted * MICRO, path, earned)
        return order

    def rate(self, day: int, order: int, direction: int, score: int) -> None:
        self.ratings.append((day, order, direction, score))
        self._log(day, "Rated", market=MARKET, order=order, direction=direction, score=score)

    def post(self, day: int, digest: bytes, shop: int) -> None:
        self.posts.append((day, digest, shop))
        self._log(day, "Posted", shop=shop, **{"cid.digest": int.from_bytes(digest, "big")})

    def kappa(self, day: int, bps: int) -> None:
        self.kappas.append((day, bps))
        self._log(day, "KappaSet", newBps=bps)

    def vote(self, day: int, factor: int, percent: int) -> None:
        self.factors.append((day + 2, "sdb"[factor], percent))
        self._log(day, "VoteClosed", factor=factor, percent=percent, fromDay=day + 2)

    def pool(self, at: int, name: str, **values: int) -> None:
        """An event of the pool on a UTC day."""
        self._log(at, name, role="reward_pool", **values)

    def act(self, day: int, account: int, kind: int, content: bytes = bytes(32)) -> None:
        """An action on a reward day, without a signature."""
        self.acts.setdefault(day, []).append((account, kind, content))

    def end(self, day: int) -> None:
        """All days up to this UTC day are over."""
        rows = [(d, d, d, d.to_bytes(32, "big"), 86_400 * d + 1) for d in range(self.first, day + 1)]
        with self.store.transaction():
            self.store.insert("day", rows)

    def inputs(self) -> FromFiles:
        return FromFiles({day: unsigned(day, acts) for day, acts in self.acts.items()}, Counter())

    def _log(self, at: int, name: str, role: str = "", **values: int) -> None:
        self._block += 1
        address = (MARKET if name.startswith("Order") else 1).to_bytes(20, "big")
        event = Event(self._block, 0, address, role or _ROLES[name], name, values)
        if name == "SaleCounted":
            self._counted = event  # goes with the closing, as on the chain
            return
        events = [event]
        if name == "OrderClosed" and self.__dict__.get("_counted") is not None:
            events, self._counted = [self._counted, event], None
        with self.store.transaction():
            ingest.add(self.store, events, at)


def unsigned(day: int, acts: list[tuple[int, int, bytes]]) -> Batch:
    return Batch(
        day,
        np.frombuffer(b"".join(account.to_bytes(20, "big") for account, _, _ in acts), np.uint8).reshape(
            -1, 20
        ),
        np.array([kind for _, kind, _ in acts], np.uint8),
        np.frombuffer(b"".join(content for _, _, content in acts), np.uint8).reshape(-1, 32),
        np.zeros((len(acts), 64), np.uint8),
    )
