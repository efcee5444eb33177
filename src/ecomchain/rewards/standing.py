"""What all shops and accounts have at the end of a UTC day, brought forward day by day.

Credit is a sum over the last 90 days, activity one over 7, the sales that bound points one over 14; here they
are running sums: a day adds its sales, takes off those that are too old now, and revalues those that were
rated. So a day costs what happened on it and on the days that drop out, whatever the history.
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
_SCORES = " ".join(
    f"LEFT JOIN rating r{direction} ON r{direction}.market = s.market AND r{direction}.id = s.id "
    f"AND r{direction}.direction = {direction} AND r{direction}.day <= ?2"
    for direction in (PRODUCT, SERVICE, PAYMENT)
)
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
    seller_activity: Ints = field(default_factory=_none)
    """Counted parts of the last `activity_days`, without points."""
    distributor_activity: Ints = field(default_factory=_none)
    sales: Ints = field(default_factory=_none)
    """Counted sales of the last `sales_days`."""
    buyer_credit: Ints = field(default_factory=_none)
    buyer_activity: Ints = field(default_factory=_none)

    def grow(self, shops: int, accounts: int) -> None:
        """Make room for numbers up to these."""
        for name, size in (*((n, shops) for n in _BY_SHOP), *((n, accounts) for n in _BY_ACCOUNT)):
            array = getattr(self, name)
            if len(array) <= size:
                setattr(self, name, np.concatenate([array, np.zeros(size + 1 - len(array), np.int64)]))

    def live_locks(self) -> tuple[Ints, Ints]:
        """By shop, micro-Ecom and the rest below one."""
        return self.locks + self.rests // MICRO, self.rests % MICRO


_BY_SHOP = (
    "seller_credit", "distributor_credit", "owners", "locks", "rests", "seller_activity",
    "distributor_activity", "sales",
)  # fmt: skip
_BY_ACCOUNT = ("buyer_credit", "buyer_activity")


@dataclass(frozen=True)
class Ratings:
    """How many ratings were given on a day."""

    seller: Ints
    """By the owner of the shop, as a seller; by shop."""
    distributor: Ints
    """By shop."""
    buyer: Ints
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


def advance(before: Standing, store: Store, scoring: Scoring) -> Standing:
    """The standing a day later, which was read. ``before`` is used up."""
    standing, day = before, before.day + 1
    standing.day = day
    standing.grow(*_sizes(store))
    _move_shops(standing, store, day)
    fresh = _sales(store, day, day)
    _value(standing, fresh, scoring, 1)
    _value(standing, _sales(store, day - scoring.credit_days, day - 1), scoring, -1)
    _revalue(standing, store, day, scoring)
    _count(standing, fresh, 1)
    _count(standing, _sales(store, day - scoring.activity_days), -1)
    np.add.at(standing.sales, fresh.shop, fresh.counted)
    shop, counted = store.columns("SELECT shop, counted FROM sale WHERE day = ?", day - scoring.sales_days)
    np.subtract.at(standing.sales, shop, counted)
    return standing


def at_end_of(day: int, store: Store, scoring: Scoring, cache: Path | None) -> Standing:
    """The standing at the end of a UTC day that was read, from the cache as far as it goes.

    The cache is by the hashes of the days' last blocks, so that nothing stale is taken from it.
    """
    known = store.days()
    assert known is not None, "the caller has read the day"
    standing = _cached(day - 1, known[0], store, cache) or Standing(known[0] - 1)
    while True:
        standing = advance(standing, store, scoring)
        if standing.day == day:
            if cache is not None:
                _keep(standing, store, cache)
            return standing


def owners(store: Store, day: int) -> Ints:
    """Who owns each shop at the end of a UTC day: what `at_end_of` has, without the rest of it."""
    found = np.zeros(_sizes(store)[0] + 1, np.int64)
    shop, owner = store.columns("SELECT shop, owner FROM transfer WHERE day <= ? ORDER BY block, log", day)
    found[shop] = owner  # of several, the last
    return found


def ratings(store: Store, day: int) -> Ratings:
    """The ratings of a UTC day that was read."""
    shops, accounts = _sizes(store)
    direction, buyer, shop, link = store.columns(
        "SELECT r.direction, p.buyer, p.shop, p.link FROM rating r "
        "JOIN placed p ON p.market = r.market AND p.id = r.id WHERE r.day = ?",
        day,
    )
    return Ratings(
        np.bincount(shop[direction == PAYMENT], minlength=shops + 1).astype(np.int64),
        np.bincount(link[direction == PARTNER], minlength=shops + 1).astype(np.int64),
        np.bincount(buyer[direction <= SERVICE], minlength=accounts + 1).astype(np.int64),
    )


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


def _sales(store: Store, day: int, rated_by: int | None = None) -> _Sales:
    """The counted sales of a day, with the scores that they had at the end of ``rated_by``, if any."""
    joins, values = "", "0, 0, 0"
    if rated_by is not None:
        joins, values = _SCORES, "coalesce(r0.score, 0), coalesce(r1.score, 0), coalesce(r2.score, 0)"
    shop, buyer, counted, closer, part, *scores = store.columns(
        f"SELECT s.shop, s.buyer, s.counted, s.closer, s.part, {values} FROM sale s {joins} WHERE s.day = ?1",
        *((day,) if rated_by is None else (day, rated_by)),
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


def _count(standing: Standing, sales: _Sales, sign: int) -> None:
    """Add the parts of sales to the activity of who has them, or take them off."""
    np.add.at(standing.seller_activity, sales.shop, sign * sales.counted)
    np.add.at(standing.distributor_activity, sales.closer, sign * sales.part)
    np.add.at(standing.distributor_activity, sales.upper_shop, sign * sales.upper_part)
    np.add.at(standing.buyer_activity, sales.buyer, sign * sales.counted)


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
    # By age: whoever goes back to an earlier day goes on from there.
    for _, path in sorted(_files(cache), key=lambda file: (file[1].stat().st_mtime_ns, file[0]))[:-_KEPT]:
        path.unlink()


def _files(cache: Path | None) -> Iterable[tuple[int, Path]]:
    if cache is None:
        return []
    return [(int(path.stem), path) for path in cache.glob("*.npz") if path.stem.isdigit()]
