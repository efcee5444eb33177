"""What all shops and accounts have at the end of a UTC day, brought forward day by day.

Credit is a sum over the last 90 days; here it is a running sum: a day adds its sales, takes off those that
are 90 days old, and revalues those that were rated. So a day costs what happened on it, whatever the history.
Arrays are int64 by the number of the shop, or of the account in the store; amounts are micro-Ecom.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecomchain.amounts import BPS, MICRO
from ecomchain.rewards.chain.store import Store
from ecomchain.rewards.scoring import Scoring

Ints = npt.NDArray[np.int64]

PRODUCT, SERVICE, PAYMENT, PARTNER = range(4)
"""``IReputation.Direction``."""

INITIAL_KAPPA = 500
"""``kappaBps`` of ``Reputation`` before the first ``KappaSet``."""

_UPPER = np.dtype([("shop", ">u4"), ("part", ">u8")])
_KEPT = 3
"""Standings that are kept on disk."""


def _none() -> Ints:
    return np.zeros(1, np.int64)


@dataclass
class Standing:
    """The running sums at the end of ``day``; empty before the first."""

    day: int
    seller_credit: Ints = field(default_factory=_none)
    distributor_credit: Ints = field(default_factory=_none)
    owners: Ints = field(default_factory=_none)
    locks: Ints = field(default_factory=_none)
    """Live locks: micro-Ecom, and in `rests` what is to be added in 1e-18."""
    rests: Ints = field(default_factory=_none)
    buyer_credit: Ints = field(default_factory=_none)
    bought: Ints = field(default_factory=_none)
    """Counted purchases of the last `buyer_bound_days`."""

    def grow(self, shops: int, accounts: int) -> None:
        """Make room for numbers up to these."""
        for name, size in (*((n, shops) for n in _BY_SHOP), *((n, accounts) for n in _BY_ACCOUNT)):
            array = getattr(self, name)
            if len(array) <= size:
                setattr(self, name, np.concatenate([array, np.zeros(size + 1 - len(array), np.int64)]))

    def live_locks(self) -> tuple[Ints, Ints]:
        """By shop, micro-Ecom and the rest below one."""
        return self.locks + self.rests // MICRO, self.rests % MICRO


_BY_SHOP = ("seller_credit", "distributor_credit", "owners", "locks", "rests")
_BY_ACCOUNT = ("buyer_credit", "bought")


@dataclass(frozen=True)
class Activity:
    """What a day adds: parts of its counted sales, and points given by who rated."""

    seller: Ints
    """By shop."""
    distributor: Ints
    """By shop."""
    buyer: Ints
    """By account."""
    seller_ratings: Ints
    """How many ratings its owner gave as a seller; by shop."""
    distributor_ratings: Ints
    """By shop."""
    buyer_ratings: Ints
    """By account."""


@dataclass(frozen=True)
class _Sales:
    """Columns of sales, with the scores that they got in the three directions that value a part."""

    shop: Ints
    buyer: Ints
    counted: Ints
    closer: Ints
    part: Ints
    scores: tuple[Ints, Ints, Ints]
    upper_shop: Ints
    upper_part: Ints


def advance(before: Standing, store: Store, scoring: Scoring) -> tuple[Standing, Activity]:
    """The standing a day later, which was read, and what that day added. ``before`` is used up."""
    standing, day = before, before.day + 1
    standing.day = day
    shops, accounts = _sizes(store)
    standing.grow(shops, accounts)
    _move_shops(standing, store, day)
    fresh = _sales(store, day, day)
    _value(standing, fresh, scoring, 1)
    _value(standing, _sales(store, day - scoring.credit_days, day - 1), scoring, -1)
    _revalue(standing, store, day, scoring)
    np.add.at(standing.bought, fresh.buyer, fresh.counted)
    buyer, counted = store.columns(
        "SELECT buyer, counted FROM sale WHERE day = ?", day - scoring.buyer_bound_days
    )
    np.subtract.at(standing.bought, buyer, counted)
    return standing, _activity(store, fresh, day, shops, accounts)


def at_end_of(day: int, store: Store, scoring: Scoring, cache: Path | None) -> tuple[Standing, Activity]:
    """The standing at the end of a UTC day that was read, and what that day added.

    From the cache as far as it goes.

    The cache is by the hashes of the days' last blocks, so that nothing stale is taken from it.
    """
    known = store.days()
    assert known is not None, "the caller has read the day"
    standing = _cached(day - 1, known[0], store, cache) or Standing(known[0] - 1)
    while True:
        standing, activity = advance(standing, store, scoring)
        if standing.day == day:
            if cache is not None:
                _keep(standing, store, cache)
            return standing, activity


def kappa(store: Store, day: int) -> int:
    """``kappaBps`` at the end of a UTC day."""
    row = store.db.execute(
        "SELECT bps FROM kappa WHERE day <= ? ORDER BY block DESC, log DESC LIMIT 1", (day,)
    )
    found = row.fetchone()
    return INITIAL_KAPPA if found is None else int(found[0])


def worth(parts: Ints, scores: Ints, scoring: Scoring) -> Ints:
    """``floor(part * q / 10_000)``, where products may exceed 63 bits."""
    quality = np.array(scoring.quality, np.int64)[scores]
    value: Ints = parts // BPS * quality + parts % BPS * quality // BPS
    return value


def _sizes(store: Store) -> tuple[int, int]:
    shops = store.db.execute("SELECT max(shop) FROM transfer").fetchone()[0] or 0
    accounts = store.db.execute("SELECT max(id) FROM account").fetchone()[0] or 0
    return int(shops), int(accounts)


def _move_shops(standing: Standing, store: Store, day: int) -> None:
    shop, owner = store.columns("SELECT shop, owner FROM transfer WHERE day = ? ORDER BY block, log", day)
    standing.owners[shop] = owner  # of several, the last
    shop, micro, rest = store.columns("SELECT shop, micro, rest FROM lock WHERE day = ?", day)
    np.add.at(standing.locks, shop, micro)
    np.add.at(standing.rests, shop, rest)


def _sales(store: Store, day: int, rated_by: int) -> _Sales:
    """The counted sales of a day, with the scores that they had at the end of ``rated_by``."""
    joins = " ".join(
        f"LEFT JOIN rating r{direction} ON r{direction}.market = s.market AND r{direction}.id = s.id "
        f"AND r{direction}.direction = {direction} AND r{direction}.day <= ?1"
        for direction in (PRODUCT, SERVICE, PAYMENT)
    )
    shop, buyer, counted, closer, part, *scores = store.columns(
        "SELECT s.shop, s.buyer, s.counted, s.closer, s.part, coalesce(r0.score, 0), coalesce(r1.score, 0), "
        f"coalesce(r2.score, 0) FROM sale s {joins} WHERE s.day = ?2",
        rated_by,
        day,
    )
    rows = store.db.execute("SELECT uppers FROM sale WHERE day = ? AND length(uppers) > 0", (day,))
    uppers = np.frombuffer(b"".join(row[0] for row in rows), _UPPER)
    return _Sales(
        shop,
        buyer,
        counted,
        closer,
        part,
        (scores[0], scores[1], scores[2]),
        uppers["shop"].astype(np.int64),
        uppers["part"].astype(np.int64),
    )


def _value(standing: Standing, sales: _Sales, scoring: Scoring, sign: int) -> None:
    """Add what sales are worth as credit, or take it off."""
    product, service, payment = sales.scores
    np.add.at(standing.seller_credit, sales.shop, sign * worth(sales.counted, product, scoring))
    np.add.at(standing.distributor_credit, sales.closer, sign * worth(sales.part, service, scoring))
    np.add.at(standing.distributor_credit, sales.upper_shop, sign * sales.upper_part)
    np.add.at(standing.buyer_credit, sales.buyer, sign * worth(sales.counted, payment, scoring))


def _revalue(standing: Standing, store: Store, day: int, scoring: Scoring) -> None:
    """Earlier sales that were rated on ``day`` are worth another amount now."""
    direction, score, shop, buyer, counted, closer, part = store.columns(
        "SELECT r.direction, r.score, s.shop, s.buyer, s.counted, s.closer, s.part FROM rating r "
        "JOIN sale s ON s.market = r.market AND s.id = r.id WHERE r.day = ? AND s.day > ? AND s.day < ?",
        day,
        day - scoring.credit_days,
        day,
    )
    unrated = np.zeros_like(score)
    for role, holder, parts, credit in (
        (PRODUCT, shop, counted, standing.seller_credit),
        (SERVICE, closer, part, standing.distributor_credit),
        (PAYMENT, buyer, counted, standing.buyer_credit),
    ):
        chosen = direction == role
        change = worth(parts, score, scoring) - worth(parts, unrated, scoring)
        np.add.at(credit, holder[chosen], change[chosen])


def _activity(store: Store, sales: _Sales, day: int, shops: int, accounts: int) -> Activity:
    by_shop, by_account = shops + 1, accounts + 1
    distributor = _sum(sales.closer, sales.part, by_shop)
    np.add.at(distributor, sales.upper_shop, sales.upper_part)
    distributor[0] = 0
    direction, buyer, shop, link = store.columns(
        "SELECT r.direction, p.buyer, p.shop, p.link FROM rating r "
        "JOIN placed p ON p.market = r.market AND p.id = r.id WHERE r.day = ?",
        day,
    )
    return Activity(
        _sum(sales.shop, sales.counted, by_shop),
        distributor,
        _sum(sales.buyer, sales.counted, by_account),
        np.bincount(shop[direction == PAYMENT], minlength=by_shop).astype(np.int64),
        np.bincount(link[direction == PARTNER], minlength=by_shop).astype(np.int64),
        np.bincount(buyer[direction <= SERVICE], minlength=by_account).astype(np.int64),
    )


def _sum(holders: Ints, amounts: Ints, size: int) -> Ints:
    total = np.zeros(size, np.int64)
    np.add.at(total, holders, amounts)
    return total


def _cached(day: int, first: int, store: Store, cache: Path | None) -> Standing | None:
    """The newest standing in the cache that is not after ``day``."""
    found = sorted(_files(cache), reverse=True)
    for number, path in found:
        block = store.day_end(number)
        if not first <= number <= day or block is None:
            continue
        try:
            with np.load(path) as arrays:
                if bytes(arrays["hash"]) == block.hash:
                    return Standing(number, **{name: arrays[name] for name in (*_BY_SHOP, *_BY_ACCOUNT)})
        except (OSError, ValueError, KeyError):
            continue  # unreadable: as if it were not there
    return None


def _keep(standing: Standing, store: Store, cache: Path) -> None:
    block = store.day_end(standing.day)
    assert block is not None
    cache.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {f.name: getattr(standing, f.name) for f in fields(standing) if f.name != "day"}
    part = cache / f"{standing.day}.part.npz"
    np.savez(part, hash=np.frombuffer(block.hash, np.uint8), **arrays)
    part.replace(cache / f"{standing.day}.npz")
    for _, path in sorted(_files(cache))[:-_KEPT]:
        path.unlink()


def _files(cache: Path | None) -> Iterable[tuple[int, Path]]:
    if cache is None:
        return []
    return [(int(path.stem), path) for path in cache.glob("*.npz") if path.stem.isdigit()]
