"""Whole days against the oracle of `plain`, and what a day takes from its inputs."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_utils import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomchain.rewards import compute, content, dataset, signatures, standing, verifying
from ecomchain.rewards.emission import cumulative
from ecomchain.rewards.engine import Day, Past
from ecomchain.rewards.errors import DatasetError, MismatchError, NotReadyError
from ecomchain.rewards.exclusions import Exclusions
from ecomchain.rewards.inputs import FromFiles
from ecomchain.rewards.scoring import load

from .plain import Plain
from .world import SELLER, START, World

OWNERS = [0x51, 0x52, 0x53, 0x54]
BUYERS = [0x52, 0xB1, 0xB2]
PATHS = [(), (2,), (2, 3), (2, 3, 4)]
CONTENTS = [bytes([i]) * 32 for i in (1, 2, 3)]


@pytest.fixture(autouse=True)
def _unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures are another matter: here every one holds."""
    monkeypatch.setattr(signatures, "verdicts", lambda rows, *_: bytes(len(rows) // signatures.ROW))


def market(home: Path) -> World:
    """A seller with three distributors in a chain."""
    world = World(home)
    for shop, owner in enumerate(OWNERS, 1):
        world.open_shop(world.first, shop, owner, shop * 41 * 10**18 + 1)
    for parent, shop in ((0, 2), (2, 3), (3, 4)):
        world.link(world.first, shop, parent)
    return world


def account(number: int) -> bytes:
    return number.to_bytes(20, "big")


def given_by(day: object) -> dict[int, int]:
    amounts: compute.Amounts = day.allocation.given  # type: ignore[attr-defined]
    rows = zip(amounts.accounts, amounts.amounts, strict=True)
    return {int.from_bytes(row.tobytes(), "big"): amount for row, amount in rows if amount}


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, str, tuple[int, ...]]]:
    """Things that happen, by offset from reward day 1: some long before it, most within the epoch."""
    when = st.sampled_from([-39, -14, -13, -7, -6, -1, 0, 0, 1, 1, 2, 6, 7])
    number = st.integers(0, 2**20)
    kinds = st.sampled_from(
        ["sell", "sell", "sell", "rate", "rate", "move", "lock", "act", "act", "act", "post", "kappa"]
    )
    things = draw(
        st.lists(st.tuples(when, kinds, st.tuples(number, number, number, number)), min_size=12, max_size=40)
    )
    return sorted(things, key=lambda thing: thing[0])


def happen(world: World, offset: int, what: str, n: tuple[int, ...]) -> None:
    day = START + offset
    if what == "sell":
        path = PATHS[n[0] % len(PATHS)]
        paid = n[1] % 2 ** len(path) if path else 0
        world.sell(
            day, SELLER, BUYERS[n[2] % 3], n[3] * 997, path, upper=n[1] * 3, closing=n[2] * 5 + 1, paid=paid
        )
    elif what == "rate" and world.sales:
        order = n[0] % len(world.sales) + 1
        direction = n[1] % (4 if world.sales[order].path else 3)
        done = {(o, d) for _, o, d, _ in world.ratings}
        if (order, direction) not in done and (world.sales[order].path or direction in (0, 2)):
            world.rate(day, order, direction, n[2] % 5 + 1)
    elif what == "move":
        world.transfer(day, n[0] % 4 + 1, OWNERS[n[1] % 4])
    elif what == "lock":
        world.lock(day, n[0] % 4 + 1, n[1] * 10**13 + n[2])
    elif what == "act" and offset >= 0:
        world.act(offset + 1, [*OWNERS, *BUYERS][n[0] % 7], n[1] % 6 + 1, CONTENTS[n[2] % 3])
    elif what == "post":
        world.post(day, CONTENTS[n[0] % 3], n[1] % 4 + 1)
    elif what == "kappa":
        world.kappa(day, n[0] % 2_000 + 1)


@settings(max_examples=40, deadline=None)
@given(histories())
def test_result__any_history__is_the_oracles(things: list[tuple[int, str, tuple[int, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setattr(signatures, "verdicts", lambda rows, *_: bytes(len(rows) // signatures.ROW))
        world = market(Path(home))
        for thing in things:
            happen(world, *thing)
        world.end(START + 8)
        oracle, past = Plain(world), Past()
        for day in range(1, 10):
            found = world.engine.result(day, world.inputs(), past)
            assert given_by(found) == {a: v for a, v in oracle.day(day).items() if v}
            past = world.engine.follow(found, past)


def test_result__sales_older_than_90_days__are_no_credit_any_more(tmp_path: Path) -> None:
    world = market(tmp_path)
    order = world.sell(START, SELLER, 0xB1, 10**9, (2,), closing=5, paid=1)
    late = world.sell(START + 1, SELLER, 0xB2, 10**9)
    world.rate(START + 20, order, 0, 1)
    world.rate(START + 20, late, 2, 3)
    world.pool(START + 85, "DaysSkipped", day=84, coveredBefore=0)
    world.end(START + 95)
    oracle, past, seen = Plain(world), Past(), []
    for day in range(85, 93):
        found = world.engine.result(day, world.inputs(), past)
        assert given_by(found) == {a: v for a, v in oracle.day(day).items() if v}
        seen.append(found.standing.seller_credit[SELLER])
        past = world.engine.follow(found, past)
    # Day 91 is the 91st after the first sale, which was worth a tenth.
    assert seen == [1_100_000_000] * 6 + [1_000_000_000, 0]


def results(world: World, last: int) -> Iterator[Day]:
    """Reward days up to ``last``, of the first epoch."""
    past = Past()
    for day in range(1, last + 1):
        found = world.engine.result(day, world.inputs(), past)
        yield found
        past = world.engine.follow(found, past)


def points_of(found: Day, who: int) -> tuple[int, int, list[int]]:
    """Earned, bound, and what is left by role; nothing for an account that has no line."""
    scores = found.scores
    rows = [int.from_bytes(account.tobytes(), "big") for account in scores.accounts]
    if who not in rows:
        return 0, 0, [0, 0, 0]
    row = rows.index(who)
    return int(scores.earned[row]), int(scores.bound[row]), scores.points[:, row].tolist()


def test_result__no_shop__there_are_no_points_until_it_has_one(tmp_path: Path) -> None:
    world = market(tmp_path)
    world.sell(START, SELLER, 0xB1, 30 * 10**6)
    world.rate(START, 1, 0, 5)
    world.act(1, 0xB1, 2, CONTENTS[0])
    world.act(1, 0xB3, 2, CONTENTS[0])  # who has never been seen on the chain
    world.open_shop(START + 2, 5, 0xB1, 10**20)
    world.open_shop(START + 6, 6, 0xB3, 10**20)
    world.end(START + 7)
    bound = 7 * 500 * 100 * 10**6 // 10_000
    both = [(points_of(day, 0xB1), points_of(day, 0xB3)) for day in results(world, 8)]
    assert [one for one, _ in both] == [
        *[(0, 0, [0, 0, 0])] * 2,
        *[(2 * 10**6, bound, [0, 0, 2 * 10**6])] * 5,
        (0, bound, [0, 0, 0]),
    ]
    assert [other for _, other in both] == [
        *[(0, 0, [0, 0, 0])] * 6,
        (10**6, bound, [0, 0, 10**6]),
        (0, 0, [0, 0, 0]),  # nothing at all: no line
    ]


@pytest.mark.parametrize(
    ("offset", "sold", "taken"), [(-14, 10**9, 0), (-13, 10**9, 10**9), (0, 5 * 10**6, 5 * 10**6)]
)
def test_result__a_shop__points_are_bounded_by_what_14_days_of_sales_leave(
    tmp_path: Path, offset: int, sold: int, taken: int
) -> None:
    world = market(tmp_path)
    world.open_shop(world.first, 5, 0x51, 10**20)  # both count
    world.sell(START + offset, SELLER, 0xB1, sold)
    world.act(1, 0x51, 2, CONTENTS[0])
    world.end(START)
    allowance = 7 * 500 * (141 * 10**18 + 1) // (10_000 * 10**12)
    bound = max(allowance - taken, 0)
    assert [points_of(day, 0x51) for day in results(world, 1)] == [(10**6, bound, [0, 0, min(10**6, bound)])]


def test_result__a_shop_moves__its_parts_and_sales_go_with_it_and_ratings_given_stay(tmp_path: Path) -> None:
    world = market(tmp_path)
    order = world.sell(START, SELLER, 0xB1, 10**6)
    world.rate(START, order, 2, 5)
    world.transfer(START + 1, SELLER, 0x52)
    world.end(START + 1)
    first, second = list(results(world, 2))
    lock = 41 * 10**18 + 1
    allowance = 7 * 500 * lock // (10_000 * 10**12)
    assert points_of(first, 0x51) == (10**6, allowance - 10**6, [10**6, 0, 0])
    # Who gave the rating has no shop any more, and the one who has it did not give it.
    assert points_of(second, 0x51) == (0, 0, [0, 0, 0])
    both = 7 * 500 * (lock + 82 * 10**18 + 1) // (10_000 * 10**12)
    assert points_of(second, 0x52)[:2] == (0, both - 10**6)
    assert second.scores.activity[0].tolist() == [10**6, 0]
    assert [account.tobytes()[-1] for account in second.scores.accounts] == [0x52, 0xB1]


def test_result__seven_days__are_activity_in_every_role(tmp_path: Path) -> None:
    world = market(tmp_path)
    world.sell(START, SELLER, 0xB1, 1_000, (2, 3), upper=10, closing=30, paid=3)
    world.end(START + 7)
    seen = []
    for day in results(world, 8):
        s = day.standing
        seen.append((s.seller_activity[1], *s.distributor_activity[2:4].tolist(), s.buyer_activity.sum()))
    assert seen == [(1_000, 250, 750, 1_000)] * 7 + [(0, 0, 0, 0)]


def eventful(home: Path) -> World:
    """Five weeks in which something happens every day."""
    world = market(home)
    for offset in range(-14, 36):
        path, counted = PATHS[offset % 4], 10**6 * (offset % 9)
        world.sell(START + offset, SELLER, BUYERS[offset % 3], counted, path, upper=1, closing=2, paid=7)
        if offset >= 0:
            world.rate(START + offset, len(world.sales), (0, 2)[offset % 2], offset % 5 + 1)
            for n, who in enumerate((*OWNERS, 0xB1)):
                world.act(offset + 1, who, (offset + n) % 4 + 2, CONTENTS[n % 3])
                world.act(offset + 1, who, 6, CONTENTS[(offset + n) % 3])
        if offset % 10 == 9:
            world.transfer(START + offset, offset % 4 + 1, OWNERS[offset // 10])
    world.end(START + 36)
    return world


def test_compute__across_an_epochs_end__is_the_oracles(tmp_path: Path) -> None:
    world = eventful(tmp_path)
    oracle, counted, before = Plain(world), [], None
    for last in (28, 35):
        world.engine.compute(last, world.inputs())
    for day in range(1, 36):
        found = world.engine.published(day)
        assert found is not None
        given = found.given()
        names = [int.from_bytes(row.tobytes(), "big") for row in given.accounts]
        amounts = {a: v for a, v in zip(names, given.amounts, strict=True) if v}
        assert amounts == {a: v for a, v in oracle.day(day).items() if v}
        assert found.manifest["previous"] == before
        before = found.cid
        counted.append(len(found.reads()))
    # In an epoch each content is read once by each, in the next one again.
    assert sum(counted[:28]) == sum(counted[28:]) > 0
    assert counted[22:28] == [0] * 6
    for day in (29, 34, 35):
        assert verifying.verify(world.engine, day, world.engine.days).posted == ()


def test_compute__the_epoch_before_is_not_here__says_what_to_do(tmp_path: Path) -> None:
    world = eventful(tmp_path)
    world.engine.compute(28, world.inputs())
    shutil.rmtree(world.engine.path(23))
    with pytest.raises(NotReadyError, match="29 counts points of day 23, which is not here: compute day 28 "):
        world.engine.compute(29, world.inputs())
    world.engine.compute(28, world.inputs())
    assert world.engine.compute(29, world.inputs()).day == 29


def test_verify__points_of_the_epoch_before_falsified__takes_them_from_the_actions(
    tmp_path: Path,
) -> None:
    world = eventful(tmp_path)
    for last in (28, 29):
        world.engine.compute(last, world.inputs())
    path = world.engine.path(27)
    for name in ("points.bin", "reads.bin", "publications.bin"):
        kept = {file: file.read_bytes() for file in path.iterdir() if file.is_file()}
        restate(path, name, b"\x01" * 52 * 8)
        verifying.verify(world.engine, 29, world.engine.days)
        with pytest.raises(
            MismatchError, match=f"27 is wrong: its {name}, which later days are computed from, is not what"
        ):
            verifying.verify(world.engine, 27, world.engine.days)
        for file, data in kept.items():
            file.write_bytes(data)
    # What was read weeks before decides what counts on the epoch's last days.
    shutil.rmtree(world.engine.path(1))
    with pytest.raises(DatasetError, match="holds no published day"):
        verifying.verify(world.engine, 29, world.engine.days)


def restate(path: Path, name: str, data: bytes) -> None:
    """Another file, and a manifest that fits it."""
    (path / name).write_bytes(data)
    manifest = json.loads((path / dataset.MANIFEST).read_bytes())
    manifest["files"][name] |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (path / dataset.MANIFEST).write_bytes(content.canonical(manifest))


@pytest.mark.parametrize(("later", "worth"), [(0, 70), (1, 70), (2, 100)])
def test_result__a_rating__values_the_sale_from_its_day(tmp_path: Path, later: int, worth: int) -> None:
    world = market(tmp_path)
    order = world.sell(START, SELLER, 0xB1, 100)
    world.rate(START + later, order, 0, 3)
    world.end(START + 2)
    past = Past()
    for day in (1, 2):
        found = world.engine.result(day, world.inputs(), past)
        past = world.engine.follow(found, past)
    assert found.standing.seller_credit[SELLER] == worth
    assert found.standing.buyer_credit.sum() == 100


@pytest.mark.parametrize(
    ("paid", "parts"),
    [(0b111, [250, 250, 500]), (0b110, [0, 333, 666]), (0b001, [1_000, 0, 0]), (0, [0, 0, 0])],
)
def test_result__levels_not_paid__get_no_part(tmp_path: Path, paid: int, parts: list[int]) -> None:
    world = market(tmp_path)
    world.sell(START, SELLER, 0xB1, 1_000, (2, 3, 4), upper=10, closing=20, paid=paid)
    world.end(START)
    found = world.engine.result(1, world.inputs(), Past())
    assert found.standing.distributor_activity[2:].tolist() == parts
    assert world.store.columns("SELECT counted, part FROM sale")[1].tolist() == [parts[-1]]


def test_result__votes_and_scoring__hold_from_their_day(tmp_path: Path) -> None:
    world = market(tmp_path)
    world.sell(START, SELLER, 0xB1, 10**9)
    world.vote(START - 2, 0, 100)
    world.vote(START - 1, 2, 0)
    world.end(START + 1)
    first = world.engine.result(1, world.inputs(), Past())
    assert first.head["factors"] == {"s": 100, "d": 50, "b": 50}
    second = world.engine.result(2, world.inputs(), world.engine.follow(first, Past()))
    assert second.head["factors"] == {"s": 100, "d": 50, "b": 0}


def test_result__another_scoring_on_the_chain__refuses(tmp_path: Path) -> None:
    world = market(tmp_path)
    world._log(START - 2, "ScoringSet", role="root_game", hash=7, fromDay=START + 1)
    world.end(START + 1)
    world.engine.result(1, world.inputs(), Past())
    with pytest.raises(
        NotReadyError, match=r"day 2 is scored by the parameters 0x0{63}7, this program knows"
    ):
        world.engine.result(2, world.inputs(), Past())


def test_result__an_excluded_account__gets_nothing_and_others_more(tmp_path: Path) -> None:
    world = market(tmp_path)
    world.sell(START, SELLER, 0xB1, 10**9, (2,), closing=5, paid=1)
    world.end(START)
    inputs = FromFiles({}, world.inputs().rejected, Exclusions({account(0xB1): "own account"}))
    found = given_by(world.engine.result(1, inputs, Past()))
    assert found == dict(Plain(world).day(1, excluded=frozenset({0xB1})))
    assert set(found) == {0x51, 0x52}


def test_result__nobody_did_anything__carries_on(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.end(START + 1)
    first = world.engine.result(1, world.inputs(), Past())
    assert (first.head["root"], first.head["total"], first.tree) == ("0x" + keccak(b"").hex(), "0", None)
    second = world.engine.result(2, world.inputs(), world.engine.follow(first, Past()))
    assert second.head["budget"] == str(cumulative(2))


def test_result__a_skipped_day__gives_nothing_and_its_emission_carries_on(tmp_path: Path) -> None:
    world = market(tmp_path)
    world.sell(START, SELLER, 0xB1, 10**9)
    world.pool(START + 1, "DaysSkipped", day=1, coveredBefore=0)
    world.end(START + 1)
    first = world.engine.result(1, world.inputs(), Past())
    assert (first.head["skipped"], first.head["total"]) == (True, "0")
    second = world.engine.result(2, world.inputs(), world.engine.follow(first, Past()))
    assert (second.head["skipped"], second.head["budget"]) == (False, str(cumulative(2)))


def test_result__day_not_over_or_before_the_first__refuses(tmp_path: Path) -> None:
    world = market(tmp_path)
    world.end(START)
    with pytest.raises(NotReadyError, match="day 2 ends with UTC day 20001, and no final block"):
        world.engine.result(2, world.inputs(), Past())
    with pytest.raises(NotReadyError, match="there is no reward day 0"):
        world.engine.result(0, world.inputs(), Past())


def test_at_end_of__from_the_cache__is_what_it_is_without(tmp_path: Path) -> None:
    world = market(tmp_path)
    for offset in range(5):
        order = world.sell(START + offset, SELLER, 0xB1, 10**9 + offset, (2,), closing=5, paid=1)
        world.rate(START + offset, order, 0, offset + 1)
    world.end(START + 5)
    rules = load()
    for day in range(5):
        kept = standing.at_end_of(START + day, world.store, rules, tmp_path / "cache")
        fresh = standing.at_end_of(START + day, world.store, rules, None)
        for name in (*standing._BY_SHOP, *standing._BY_ACCOUNT):
            assert getattr(kept, name).tolist() == getattr(fresh, name).tolist()
    assert len(list((tmp_path / "cache").iterdir())) == 3
    (tmp_path / "cache" / f"{START + 4}.npz").write_bytes(b"not one")
    again = standing.at_end_of(START + 5, world.store, rules, tmp_path / "cache")
    assert again.seller_credit[SELLER] == fresh.seller_credit[SELLER]
    assert standing.owners(world.store, START + 5).tolist() == again.owners.tolist()


def test_at_end_of__going_back__goes_on_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = market(tmp_path)
    world.end(START + 9)
    for day in (7, 8, 9, 0):
        standing.at_end_of(START + day, world.store, load(), tmp_path / "cache")
    advanced = []
    honest = standing.advance

    def advance(before: standing.Standing, *rest: Any) -> standing.Standing:
        advanced.append(before.day + 1)
        return honest(before, *rest)

    monkeypatch.setattr(standing, "advance", advance)
    standing.at_end_of(START + 1, world.store, load(), tmp_path / "cache")
    assert advanced == [START + 1]
