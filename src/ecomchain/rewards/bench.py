"""`make bench-rewards`: how long a day takes, stage by stage, without a chain.

A synthetic day at scale F is put into a store and a file of actions: F times 3 million people, 5 million
events and 10 million signed actions. Then it goes through the stages of a real day. One line of JSON tells
the seconds of each stage, and what F = 1 would take if each grew in proportion (the sorts among them grow a
little faster).
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import numpy as np
from coincurve import PrivateKey
from sha3 import keccak_256  # type: ignore[import-untyped]

from ecomchain.rewards import actions, compute, points, scoring, social, standing
from ecomchain.rewards import scores as scoring_v1
from ecomchain.rewards.actions.action import KINDS, compact
from ecomchain.rewards.actions.batch import Batch
from ecomchain.rewards.chain.store import Store
from ecomchain.rewards.compute import NOTHING
from ecomchain.rewards.engine import Day, Engine, Past, setting_of
from ecomchain.rewards.inputs import FromFiles
from ecomchain.rewards.points import Points
from ecomchain.rewards.signatures import TYPE_HASH

PEOPLE, EVENTS, ACTIONS = 3_000_000, 5_000_000, 10_000_000
"""Of a day at scale 1."""

SHOPS = 0.3
"""Shops for each person."""

_EVENTS_OF_SALE = 4.5
"""A sale logs that it was placed, counted and closed.

Half of them are rated, the rest are shop events and links.
"""

_DAY = 40_000
_SIGNERS = 2_000
"""Keys that sign; their signatures are made once for each action and take no part in what is measured."""


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        """Of this process and of workers that have ended."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what is done inside."""
        start, cpu = time.perf_counter(), _cpu()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 2)
        self.cpu[name] = round(_cpu() - cpu, 2)
        print(f"{name}: {self.seconds[name]:,.2f} s", file=sys.stderr)


def _cpu() -> float:
    return sum(os.times()[:4])


def run(scale: float, directory: Path, seed: int = 1) -> dict[str, Any]:
    """The figures of one synthetic day at ``scale``, whose files go into ``directory``."""
    rng, clock = np.random.default_rng(seed), Clock()
    setting = setting_of(31337, _DAY, {"reward_pool": _text(1), "root_game": _text(2)})
    store = Store(directory / "chain.sqlite", durable=False)
    engine = Engine(store, setting, directory)
    people = int(PEOPLE * scale)
    with clock.stage("make_day"):
        _fill(store, rng, people, int(EVENTS * scale))
    with clock.stage("make_actions"):
        addresses = store.addresses()[1:]
        data = _signed(rng, addresses, int(ACTIONS * scale), setting.domain).pack()
        (directory / "actions.bin").write_bytes(data)
        del data

    # Compiling, which numba keeps for the next time, is not measured.
    engine.tree(1, compute.Amounts(addresses[:9], [1] * 9))
    with clock.stage("read_actions"):
        inputs = FromFiles.read([directory / "actions.bin"])
    with clock.stage("verify_actions"):
        accepted = actions.accept(inputs.actions(1)[0], setting.domain)
    rules = scoring.load()
    with clock.stage("make_history"):
        standing.at_end_of(_DAY - 1, store, rules, directory / "standing")
    with clock.stage("score"):
        state = standing.at_end_of(_DAY, store, rules, directory / "standing")
        addresses = store.addresses()
        acted = social.points(accepted.batch, Past().history, _nobody, rules.caps)
        ratings = standing.ratings(store, _DAY)
        earned = points.of_day(ratings, acted, state.owners, addresses, rules.rating_points)
        # The days before are like this one; each is read from a file of its own.
        (directory / "points.bin").write_bytes(earned.pack())
        before = [
            Points.unpack((directory / "points.bin").read_bytes()) for _ in range(rules.activity_days - 1)
        ]
        kappa = standing.kappa(store, _DAY)
        scores = scoring_v1.score(state, [*before, earned], addresses, kappa, rules)
    budget = 10**26
    with clock.stage("allocate"):
        factors = {"s": 50, "d": 50, "b": 50}
        allocation = compute.allocate(scores, factors, budget, np.zeros((0, 20), np.uint8), skipped=False)
        cumulative = NOTHING.plus(allocation.given)
    with clock.stage("tree"):
        tree = engine.tree(1, cumulative)
    with clock.stage("write"):
        head = {"day": 1, "utc_day": _DAY, "root": "0x" + (tree.root.hex() if tree else "")}
        excluded = inputs.exclusions(1)
        day = Day(
            head,
            accepted.batch,
            acted,
            earned,
            state,
            scores,
            allocation,
            cumulative,
            tree,
            excluded,
            Counter(),
        )
        engine.write(day)
    measured = ("read_actions", "verify_actions", "score", "allocate", "tree", "write")
    return {
        "scale": scale,
        "cores": os.cpu_count(),
        "people": people,
        "scored": len(scores),
        "leaves": len(cumulative.amounts),
        "actions": len(accepted.batch),
        "sales": store.db.execute("SELECT count(*) FROM sale WHERE day = ?", (_DAY,)).fetchone()[0],
        "seconds": clock.seconds,
        "cpu_seconds": clock.cpu,
        "total": round(sum(clock.seconds[name] for name in measured), 2),
        "at_scale_1": {name: round(clock.seconds[name] / scale, 1) for name in measured},
        "total_at_scale_1": round(sum(clock.seconds[name] for name in measured) / scale, 1),
        "cpu_at_scale_1": round(sum(clock.cpu[name] for name in measured) / scale, 1),
        "load": os.getloadavg()[0],
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "root": head["root"],
    }


def _fill(store: Store, rng: np.random.Generator, people: int, events: int) -> None:
    """People, their shops, and days of trade: the one computed, and those that fall out of sums on it."""
    shops = int(people * SHOPS)
    sales = int(events / _EVENTS_OF_SALE)
    # The keys' own addresses come first, so that those who sign have shops.
    signers = [_address(PrivateKey(_secret(i))) for i in range(min(_SIGNERS, people))]
    others = rng.bytes(20 * (people - len(signers)))
    with store.transaction():
        store.add_accounts([*signers, *(others[i : i + 20] for i in range(0, len(others), 20))])
        rules = scoring.load()
        first = _DAY - rules.credit_days
        store.insert("transfer", [(1, i, first, i, i) for i in range(1, shops + 1)])
        store.insert("lock", [(1, i, first, i, 10**10, 7) for i in range(1, shops + 1)])
        for day in (first, _DAY - rules.sales_days, _DAY - rules.activity_days, _DAY):
            _trade(store, rng, day, rng.integers(1, people + 1, sales), shops)
        # Everybody has bought something since, so that everybody has a leaf.
        _trade(store, rng, _DAY - 30, np.arange(1, people + 1), shops)
        store.insert("day", [(day, day, day, day.to_bytes(32, "big"), 0) for day in range(first, _DAY + 1)])


def _trade(store: Store, rng: np.random.Generator, day: int, buyers: Any, shops: int) -> None:
    """A sale to each of ``buyers``, with ratings of that day."""
    sales, buyer = len(buyers), buyers.tolist()
    shop = rng.integers(1, shops + 1, sales).tolist()
    counted = rng.integers(10**6, 10**9, sales).tolist()
    closer = (rng.integers(1, shops + 1, sales) * (rng.random(sales) < 0.6)).tolist()
    upper = rng.integers(1, shops + 1, sales).tolist()
    has_upper = (rng.random(sales) < 0.4).tolist()
    start = day << 32
    placed: list[tuple[Any, ...]] = []
    rows: list[tuple[Any, ...]] = []
    for i in range(sales):
        part, uppers = (counted[i] if closer[i] else 0), b""
        if closer[i] and has_upper[i]:
            part = part * 6 // 10
            uppers = upper[i].to_bytes(4, "big") + (counted[i] * 4 // 10).to_bytes(8, "big")
        placed.append((1, start + i, day, buyer[i], shop[i], 0, closer[i]))
        rows.append((1, start + i, day, day, shop[i], buyer[i], counted[i], closer[i], part, uppers))
    store.insert("placed", placed)
    store.insert("sale", rows)
    rated = rng.choice(sales, sales // 2, replace=False).tolist()
    directions = rng.choice([standing.PRODUCT, standing.PAYMENT], len(rated)).tolist()
    scores = rng.integers(1, 6, len(rated)).tolist()
    store.insert(
        "rating",
        [(1, start + i, d, day, day, score) for i, d, score in zip(rated, directions, scores, strict=True)],
    )


def _signed(rng: np.random.Generator, addresses: Any, count: int, domain: bytes) -> Batch:
    """As many signed actions, by a few keys: a signature takes as long to check, whoever gave it."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    kinds = rng.choice([1, 2, 3, 4, 5, 6], count, p=[0.1, 0.1, 0.1, 0.3, 0.05, 0.35]).astype(np.uint8)
    who = rng.integers(0, min(_SIGNERS, len(addresses)), count)
    contents = rng.integers(0, 256, (count, 32), np.uint8)
    contents[:, :28] = 0
    contents[kinds == KINDS["check_in"]] = 0
    jobs = []
    size = -(-count // (4 * (os.cpu_count() or 1)))
    for start in range(0, count, size):
        part = slice(start, start + size)
        jobs.append((who[part].tolist(), kinds[part].tobytes(), contents[part].tobytes(), domain))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        signatures = b"".join(pool.map(_sign, jobs))
    return Batch(1, addresses[who], kinds, contents, np.frombuffer(signatures, np.uint8).reshape(-1, 64))


def _sign(job: tuple[list[int], bytes, bytes, bytes]) -> bytes:
    who, kinds, contents, domain = job
    keys = {i: PrivateKey(_secret(i)) for i in set(who)}
    accounts = {i: _address(key) for i, key in keys.items()}
    found = []
    for row, i in enumerate(who):
        content = contents[32 * row : 32 * row + 32]
        day, kind = (1).to_bytes(32, "big"), kinds[row : row + 1].rjust(32, b"\0")
        inner = keccak_256(TYPE_HASH + accounts[i].rjust(32, b"\0") + day + kind + content).digest()
        signature = keys[i].sign_recoverable(keccak_256(b"\x19\x01" + domain + inner).digest(), hasher=None)
        found.append(compact(signature))
    return b"".join(found)


def _address(key: PrivateKey) -> bytes:
    public = key.public_key.format(compressed=False)[1:]
    return bytes(keccak_256(public).digest()[12:])


def _secret(number: int) -> bytes:
    return (number + 1).to_bytes(32, "big")


def _text(number: int) -> str:
    return f"0x{number:040x}"


def _nobody(contents: Sequence[bytes]) -> list[bytes | None]:
    return [None] * len(contents)


@click.command()
@click.option("--scale", type=click.FloatRange(min=0, max=1, min_open=True), default=0.1, show_default=True,
              help="Of 3 M people, 5 M events and 10 M actions.")  # fmt: skip
@click.option("--keep", metavar="DIR", type=click.Path(path_type=Path), help="Keep the files there.")
def main(scale: float, keep: Path | None) -> None:
    """Measure the stages of a day; progress on standard error, one line of JSON on standard output."""
    with tempfile.TemporaryDirectory() as directory:
        click.echo(json.dumps(run(scale, keep or Path(directory))))


if __name__ == "__main__":
    main()
