"""Whole days against the oracle of `plain`, and what a day takes from its inputs."""

import tempfile
from pathlib import Path

import pytest
from eth_utils import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomchain.rewards import compute, signatures, standing
from ecomchain.rewards.emission import cumulative
from ecomchain.rewards.engine import Past
from ecomchain.rewards.errors import NotReadyError
from ecomchain.rewards.exclusions import Exclusions
from ecomchain.rewards.inputs import FromFiles

from .plain import Epoch
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
    when = st.sampled_from([-39, -30, -29, -28, -1, 0, 0, 1, 1, 2])
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


@settings(max_examples=50, deadline=None)
@given(histories())
def test_result__any_history__is_the_oracles(things: list[tuple[int, str, tuple[int, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setattr(signatures, "verdicts", lambda rows, *_: bytes(len(rows) // signatures.ROW))
        world = market(Path(home))
        for thing in things:
            happen(world, *thing)
        world.end(START + 3)
        oracle, past = Epoch(world), Past()
        for day in (1, 2, 3):
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
    oracle, past, seen = Epoch(world), Past(), []
    for day in range(85, 93):
        found = world.engine.result(day, world.inputs(), past)
        assert given_by(found) == {a: v for a, v in oracle.day(day).items() if v}
        seen.append(found.standing.seller_credit[SELLER])
        past = world.engine.follow(found, past)
    # Day 91 is the 91st after the first sale, which was worth a tenth.
    assert seen == [1_100_000_000] * 6 + [1_000_000_000, 0]


@pytest.mark.parametrize(("offset", "bound"), [(0, 10**6), (-29, 10**6), (-30, 0)])
def test_result__no_shop__points_are_bounded_by_30_days_of_purchases(
    tmp_path: Path, offset: int, bound: int
) -> None:
    world = market(tmp_path)
    world.sell(START + offset, SELLER, 0xB1, 30 * 10**6)
    world.act(1, 0xB1, 2, CONTENTS[0])
    world.act(1, 0xB1, 2, CONTENTS[1])
    world.end(START)
    found = world.engine.result(1, world.inputs(), Past()).scores
    row = [account.tobytes()[-1] for account in found.accounts].index(0xB1)
    assert (found.earned[row], found.bound[row], found.points[2][row]) == (2 * 10**6, bound, bound)


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
    assert found.activity.distributor[2:].tolist() == parts
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
    assert found == dict(Epoch(world).day(1, excluded=frozenset({0xB1})))
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
    rules = standing.Scoring.model_validate_json(standing_parameters())
    for day in range(5):
        kept, _ = standing.at_end_of(START + day, world.store, rules, tmp_path / "cache")
        fresh, _ = standing.at_end_of(START + day, world.store, rules, None)
        for name in (*standing._BY_SHOP, *standing._BY_ACCOUNT):
            assert getattr(kept, name).tolist() == getattr(fresh, name).tolist()
    assert len(list((tmp_path / "cache").iterdir())) == 3
    (tmp_path / "cache" / f"{START + 4}.npz").write_bytes(b"not one")
    again, _ = standing.at_end_of(START + 5, world.store, rules, tmp_path / "cache")
    assert again.seller_credit[SELLER] == fresh.seller_credit[SELLER]


def standing_parameters() -> bytes:
    from ecomchain.rewards import scoring

    return scoring.TEXT
