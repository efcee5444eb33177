"""Is a published day what the chain and its inputs give? Everything is computed anew (RWD-3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecomchain.rewards import dataset, days
from ecomchain.rewards import ledger as ledgers
from ecomchain.rewards.chain.store import Store
from ecomchain.rewards.compute import Amounts
from ecomchain.rewards.dataset import Dataset
from ecomchain.rewards.engine import Day, Engine, Past
from ecomchain.rewards.errors import MismatchError
from ecomchain.rewards.inputs import FromChain, FromPublished

_STATED = (
    "chain_id", "contracts", "utc_day", "epoch", "first_block", "last_block", "scoring", "factors",
    "kappa_bps", "skipped", "emitted", "declared_before", "total_before", "budget", "allocated", "total",
    "count", "root",
)  # fmt: skip
"""What of a manifest anyone can compute."""


@dataclass(frozen=True)
class Posted:
    """What the chain says about a day."""

    root: str
    total: int
    state: str
    """``active``, or ``pending``, or ``answer`` of a round."""


@dataclass(frozen=True)
class Verified:
    """A day that is right."""

    dataset: Dataset
    posted: tuple[Posted, ...]
    """Everything that was posted for it, all of it right; nothing where nothing was."""


def verify(engine: Engine, day: int, directory: Path) -> Verified:
    """Compute the day's epoch anew up to it and compare; ``directory`` has the days' directories.

    Only what was published beside the chain is taken from there: signed actions, whose signatures are
    checked, and exclusions. Raises DatasetError where a file is missing or not what its manifest says,
    MismatchError with the first account that differs, and both values, where the day or a root is wrong.
    """
    published = dataset.load(directory / str(day))
    published.check()
    computed = recompute(engine, day, directory)
    for line in _differences(published, computed):
        raise MismatchError(f"day {day} is wrong: {line}")
    posted = tuple(on_chain(engine.store, day))
    for each in posted:
        if (each.root, each.total) != (computed.head["root"], int(computed.head["total"])):
            raise MismatchError(
                f"day {day} is wrong on the chain ({each.state}): root {each.root} with total {each.total}, "
                f"by recomputation {computed.head['root']} with {computed.head['total']}"
            )
    return Verified(published, posted)


def recompute(engine: Engine, day: int, directory: Path) -> Day:
    """The day, computed from the chain and what was published beside it, from its epoch's first day on."""
    inputs = FromChain(engine.store, FromPublished(directory))
    past, computed = Past(), None
    for each in days.of_epoch_until(day):
        computed = engine.result(each, inputs, past)
        past = engine.follow(computed, past)
    assert computed is not None
    return computed


def on_chain(store: Store, day: int) -> Iterator[Posted]:
    """The roots for days up to ``day`` that count or may still count."""
    segment = ledgers.ledger(store).segment(day)
    if segment is not None and segment.last == day and segment.root:
        yield Posted(segment.root, segment.total, "active")
        return
    pending: Posted | None = None
    answers: list[Posted] = []
    open_day = 0
    for notice in store.notices("RootPosted", "RootActivated", "RootDropped", "RoundOpened", "LeadTaken"):
        v = notice.values
        if notice.name == "RootPosted":
            pending = Posted(v["root"], v["total"], "pending") if v["day"] == day else None
        elif notice.name in ("RootActivated", "RootDropped"):
            pending = None
        elif notice.name == "RoundOpened":
            open_day = v["day"]
            answers.clear()
        elif open_day == day:
            answers.append(Posted(v["root"], v["total"], f"answer {v['answer']}"))
    if pending is not None:
        yield pending
    if segment is None and answers:
        yield answers[-1]  # it leads


def _differences(published: Dataset, computed: Day) -> Iterator[str]:
    """What is wrong, accounts first: they say most."""
    given = computed.allocation.given
    yield from _first(published.cumulative(), computed.cumulative, "in the epoch so far")
    yield from _first(published.given(), given, "on the day")
    for name in _STATED:
        found, wanted = published.manifest.get(name), computed.head[name]
        if found != wanted:
            yield f"its manifest says {name} {found!r}, by recomputation it is {wanted!r}"


def _first(published: Amounts, computed: Amounts, what: str) -> Iterator[str]:
    """The first account in ascending order whose amount differs."""
    both = np.concatenate([published.accounts, computed.accounts])
    accounts = np.unique(both.view("S20").reshape(-1)).view(np.uint8).reshape(-1, 20)
    pairs = zip(published.of(accounts), computed.of(accounts), strict=True)
    for i, (found, wanted) in enumerate(pairs):
        if found != wanted:
            account = "0x" + accounts[i].tobytes().hex()
            yield f"{account} has {found} {what} where it is published, by recomputation {wanted}"
            return


def days_in(directory: Path) -> Path:
    """The directory of all days: the one named, or the one around it where it is the day's own."""
    return directory.resolve().parent if (directory / dataset.MANIFEST).exists() else directory
