"""From the store and a day's inputs to the published day."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from eth_utils import to_checksum_address

from ecomchain import merkle
from ecomchain.amounts import MICRO
from ecomchain.merkle.entries import from_ints
from ecomchain.merkle.tree import Tree
from ecomchain.rewards import actions, compute, content, dataset, days, scoring, social, standing
from ecomchain.rewards import ledger as ledgers
from ecomchain.rewards import scores as scoring_v1
from ecomchain.rewards.actions.batch import Batch, Bytes
from ecomchain.rewards.chain.store import Block, Store
from ecomchain.rewards.compute import NOTHING, Allocation, Amounts
from ecomchain.rewards.dataset import Dataset, Write, data, hexes, lines
from ecomchain.rewards.emission import PHASE_ONE_DAYS, epoch_of
from ecomchain.rewards.errors import DatasetError, NotReadyError
from ecomchain.rewards.exclusions import Exclusions
from ecomchain.rewards.inputs import Inputs
from ecomchain.rewards.scores import Scores
from ecomchain.rewards.social import NO_HISTORY, History, Social
from ecomchain.rewards.standing import Activity, Standing

NO_ROOT = "0x" + "00" * 32

Stage = Callable[[str, int], AbstractContextManager[Callable[[int], None] | None]]
"""Is told that a stage begins, with its size if that is known, and gives what takes its progress."""


def quiet(name: str, size: int = 0) -> AbstractContextManager[None]:
    """A `Stage` that tells nobody."""
    return nullcontext()


@dataclass(frozen=True)
class Setting:
    """The deployment that a store is about."""

    chain_id: int
    start_day: int
    contracts: dict[str, str]
    """Addresses by role, checksummed."""

    @property
    def pool(self) -> str:
        """Which pays the claims."""
        return self.contracts["reward_pool"]

    @property
    def domain(self) -> bytes:
        """What signed actions are bound to."""
        return actions.domain_separator(self.chain_id, self.contracts["root_game"])


@dataclass(frozen=True)
class Past:
    """What the epoch's earlier days leave to a day."""

    cumulative: Amounts = NOTHING
    history: History = NO_HISTORY
    cid: str | None = None
    """Of the manifest of the day before; None on an epoch's first."""


@dataclass(frozen=True)
class Day:
    """A computed day, before it is written."""

    head: dict[str, Any]
    """The manifest without its files."""
    batch: Batch
    social: Social
    standing: Standing
    activity: Activity
    scores: Scores
    allocation: Allocation
    cumulative: Amounts
    tree: Tree | None
    exclusions: Exclusions
    rejected: Counter[str]


@dataclass
class Engine:
    """Computes days of one deployment; ``home`` is its directory, ``stage`` is told what is going on."""

    store: Store
    setting: Setting
    home: Path
    stage: Stage = quiet

    @property
    def days(self) -> Path:
        """Where the published days are."""
        return self.home / "days"

    def path(self, day: int) -> Path:
        """Where a day is, or goes."""
        return self.days / str(day)

    def published(self, day: int) -> Dataset | None:
        """A day that was computed here, if it was."""
        return dataset.load(self.path(day)) if (self.path(day) / dataset.MANIFEST).exists() else None

    def compute(self, day: int, inputs: Inputs, *, again: bool = False) -> Dataset:
        """Compute and write the day, and those before it in its epoch that are not there.

        Returns what is there.

        Raises NotReadyError where the day is not over or what it needs is missing, DatasetError where an
        earlier day that is there does not fit this chain.
        """
        self.require_over(day)
        past = Past()
        found = None
        for each in days.of_epoch_until(day):
            found = self.published(each)
            if found is not None and not (again and each == day):
                self._require_fit(found, past)
            else:
                found = self.write(self.result(each, inputs, past))
            past = self._after(found, past) if each < day else past
        assert found is not None
        return found

    def result(self, day: int, inputs: Inputs, past: Past) -> Day:
        """Compute a day that follows from ``past``."""
        utc_day, last = self.require_over(day)
        ledger = ledgers.ledger(self.store)
        rules = scoring.require(ledgers.scoring_hash(self.store, utc_day), day)
        batch, rejected = inputs.actions(day)
        with self.stage(f"day {day}: signatures", len(batch)) as advance:
            accepted = actions.accept(batch, self.setting.domain, advance)
        with self.stage(f"day {day}: scores", 0):
            state, activity = standing.at_end_of(utc_day, self.store, rules, self.home / "standing")
            addresses = self.store.addresses()
            points = social.points(
                accepted.batch, past.history, self._poster(state, addresses, utc_day), rules.caps
            )
            kappa = standing.kappa(self.store, utc_day)
            found = scoring_v1.score(state, activity, points, addresses, kappa, rules)
        excluded = inputs.exclusions(day)
        factors = ledgers.factors(self.store, utc_day)
        emitted, before = ledger.emitted(day), self.declared_before(epoch_of(day), ledger)
        budget = emitted - before - past.cumulative.total
        skipped = ledger.skipped(day)
        with self.stage(f"day {day}: allocation", 0):
            allocation = compute.allocate(found, factors, budget, excluded.accounts, skipped=skipped)
            cumulative = past.cumulative.plus(allocation.given)
        with self.stage(f"day {day}: tree", 0):
            tree = self.tree(day, cumulative)
        head = {
            "chain_id": self.setting.chain_id,
            "contracts": self.setting.contracts,
            "day": day,
            "utc_day": utc_day,
            "epoch": epoch_of(day),
            "first_block": self.store.first_block(utc_day),
            "last_block": {"number": last.number, "hash": "0x" + last.hash.hex(), "time": last.time},
            "scoring": scoring.HASH,
            "factors": factors,
            "kappa_bps": kappa,
            "skipped": skipped,
            "emitted": str(emitted),
            "declared_before": str(before),
            "total_before": str(past.cumulative.total),
            "budget": str(budget),
            "allocated": str(allocation.given.total),
            "total": str(cumulative.total),
            "count": len(cumulative.amounts),
            "root": NO_ROOT if tree is None else "0x" + tree.root.hex(),
            "previous": past.cid,
        }
        return Day(
            head,
            accepted.batch,
            points,
            state,
            activity,
            found,
            allocation,
            cumulative,
            tree,
            excluded,
            rejected + accepted.rejected,
        )

    def write(self, day: Day) -> Dataset:
        """Write a computed day in place of the one there, if any."""
        with self.stage(f"day {day.head['day']}: files", 0):
            return dataset.write(self.path(day.head["day"]), day.head, self._files(day), day.tree)

    def tree(self, day: int, cumulative: Amounts) -> Tree | None:
        """The Merkle tree of a day's cumulative amounts; None where nobody has any."""
        if not cumulative.amounts:
            return None
        entries = merkle.Entries(cumulative.accounts, from_ints(cumulative.amounts))
        setting = self.setting
        return merkle.build(entries, chain_id=setting.chain_id, epoch=epoch_of(day), contract=setting.pool)

    def follow(self, day: Day, past: Past) -> Past:
        """What a computed day leaves to the next."""
        return Past(day.cumulative, past.history.plus(day.social))

    def require_over(self, day: int) -> tuple[int, Block]:
        """The UTC day of a reward day that was read to its end, and its last block.

        Raises NotReadyError otherwise.
        """
        if day < 1:
            raise NotReadyError(f"there is no reward day {day}: the first is 1")
        utc_day = days.utc_day(self.setting.start_day, day)
        # In phase two actions can be logged for another day.
        if day > PHASE_ONE_DAYS and self.store.day_end(utc_day + 1) is None:
            raise NotReadyError(
                f"actions of day {day} can be logged until 24 hours after its end: wait for a final block"
            )
        last = self.store.day_end(utc_day)
        if last is None:
            raise NotReadyError(
                f"day {day} ends with UTC day {utc_day}, and no final block after it was read: wait for one"
            )
        return utc_day, last

    def declared_before(self, epoch: int, ledger: ledgers.Ledger) -> int:
        """What earlier epochs have declared: by the chain, or while one waits there, by its last day here."""
        declared = ledger.declared_before(epoch)
        if declared is not None:
            return declared
        before = self.published(days.last_day(epoch - 1))
        if before is None:
            day = days.last_day(epoch - 1)
            raise NotReadyError(
                f"epoch {epoch - 1} is not complete on the chain: compute its last day, {day}, first"
            )
        return before.amount("declared_before") + before.amount("total")

    def _require_fit(self, found: Dataset, past: Past) -> None:
        last = self.require_over(found.day)[1]
        if found.manifest["last_block"]["hash"] != "0x" + last.hash.hex():
            raise DatasetError(
                f"{found.path} was computed of another chain: remove it, and compute day {found.day} again"
            )
        if found.manifest["previous"] != past.cid:
            raise DatasetError(
                f"{found.path} does not follow from the day before it: compute day {found.day} with --again"
            )

    def _after(self, found: Dataset, past: Past) -> Past:
        empty = replace(actions_of_nobody(), publications=found.publications(), reads=found.reads())
        return Past(found.cumulative(), past.history.plus(empty), found.cid)

    def _poster(self, state: Standing, addresses: Bytes, utc_day: int) -> social.Poster:
        def owners(contents: Sequence[bytes]) -> list[bytes | None]:
            found: list[bytes | None] = []
            for digest in contents:
                row = self.store.db.execute(
                    "SELECT shop FROM post WHERE digest = ? AND day <= ?", (digest, utc_day)
                ).fetchone()
                found.append(None if row is None else addresses[state.owners[row[0]]].tobytes())
            return found

        return owners

    def _files(self, day: Day) -> dict[str, Write]:
        utc_day = day.head["utc_day"]
        return {
            "sales.csv": lines("market,order,shop,buyer,counted,distributors", _sales(self.store, utc_day)),
            "ratings.csv": lines("market,order,direction,score", _ratings(self.store, utc_day)),
            "shops.csv": lines("shop,owner,lock", _shops(day, self.store.addresses())),
            "actions.bin": data(day.batch.pack()),
            "reads.bin": data(day.social.reads.tobytes()),
            "publications.bin": data(day.social.publications.tobytes()),
            "exclusions.json": data(content.canonical(day.exclusions.dump())),
            "rejected.json": data(
                content.canonical({"rejected": dict(+day.rejected), "ignored": dict(+day.social.ignored)})
            ),
            "scores.csv": lines(_SCORES, _scores(day)),
            "allocations.csv": lines("account,amount,cumulative", _allocations(day)),
        }


_SCORES = (
    "account,credit_s,credit_d,credit_b,activity_s,activity_d,activity_b,points_s,points_d,points_b,"
    "points_earned,points_bound,weight"
)


def actions_of_nobody() -> Social:
    """A day without actions."""
    none = np.zeros((0, 52), np.uint8)
    return Social(np.zeros((0, 20), np.uint8), np.zeros(0, np.int64), none, none, Counter())


def setting_of(chain_id: int, start_day: int, contracts: dict[str, str]) -> Setting:
    """The setting of a deployment, its contracts by role."""
    addresses = {role: str(to_checksum_address(address)) for role, address in contracts.items()}
    return Setting(chain_id, start_day, addresses)


def _sales(store: Store, utc_day: int) -> Iterator[str]:
    rows = store.db.execute(
        "SELECT m.address, s.id, s.shop, b.address, s.counted, s.closer, s.part, s.uppers FROM sale s "
        "JOIN account m ON m.id = s.market JOIN account b ON b.id = s.buyer WHERE s.day = ? "
        "ORDER BY m.address, s.id",
        (utc_day,),
    )
    for market, order, shop, buyer, counted, closer, part, uppers in rows:
        paid = [
            f"{int.from_bytes(uppers[i : i + 4], 'big')}:{int.from_bytes(uppers[i + 4 : i + 12], 'big')}"
            for i in range(0, len(uppers), 12)
        ]
        last = f"{closer}:{part}" if closer else ""
        yield f"0x{market.hex()},{order},{shop},0x{buyer.hex()},{counted},{';'.join(paid)}|{last}"


def _ratings(store: Store, utc_day: int) -> Iterator[str]:
    rows = store.db.execute(
        "SELECT m.address, r.id, r.direction, r.score FROM rating r JOIN account m ON m.id = r.market "
        "WHERE r.day = ? ORDER BY m.address, r.id, r.direction",
        (utc_day,),
    )
    for market, order, direction, score in rows:
        yield f"0x{market.hex()},{order},{direction},{score}"


def _shops(day: Day, addresses: Bytes) -> Iterator[str]:
    """Owner and live lock of every shop."""
    owners = day.standing.owners
    names = hexes(addresses)
    micro, rest = day.standing.live_locks()
    chosen = np.flatnonzero(owners)
    columns = (chosen, owners[chosen], micro[chosen], rest[chosen])
    for shop, owner, whole, below in zip(*(column.tolist() for column in columns), strict=True):
        yield f"{shop},0x{names[owner]},{whole * MICRO + below}"


def _scores(day: Day) -> Iterator[str]:
    s = day.scores
    columns = [*s.credit, *s.activity, *s.points, s.earned, s.bound]
    rows = zip(
        hexes(s.accounts), *(column.tolist() for column in columns), day.allocation.weights, strict=True
    )
    for account, *values in rows:
        yield f"0x{account},{','.join(map(str, values))}"


def _allocations(day: Day) -> Iterator[str]:
    c = day.cumulative
    given = day.allocation.given.of(c.accounts)
    for account, amount, total in zip(hexes(c.accounts), given, c.amounts, strict=True):
        yield f"0x{account},{amount},{total}"
