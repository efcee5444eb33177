"""The plan: the same on every machine, every status its ending, everything in its time."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError
from replay_files import Files, line, market, moment, order, trees

from ecomchain.replay.errors import InputError
from ecomchain.replay.plan import CENT, Ending, Plan, Sale, Settings, make_plan
from ecomchain.replay.source import load

WEEK = 7


def plan_of(files: Files, directory: Path, **settings: object) -> Plan:
    return make_plan(load(*files.write(directory)), Settings.model_validate(settings))


def only(directory: Path, status: str, settings: dict[str, object] | None = None, **cells: object) -> Sale:
    """The sale of a file with a single line."""
    files = Files([order("o1", status, **cells)], [line("o1")], [{"seller_id": "s0"}], trees())
    (sale,) = plan_of(files, directory, **(settings or {})).sales
    return sale


def test_plan__same_files_and_seed__same_plan(tmp_path: Path) -> None:
    plans = [plan_of(market(), tmp_path, seed=seed) for seed in (3, 3, 4)]
    assert plans[0].digest == plans[1].digest != plans[2].digest
    assert plans[0] == plans[1]


def test_plan__another_process_with_another_hash_seed__same_plan(tmp_path: Path) -> None:
    paths = market().write(tmp_path)
    code = (
        "import sys; from pathlib import Path; from ecomchain.replay.plan import *; "
        "from ecomchain.replay.source import load; "
        "print(make_plan(load(*map(Path, sys.argv[1:])), Settings(seed=3)).digest)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, *map(str, paths)],
        env={"PYTHONHASHSEED": "77"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.strip() == make_plan(load(*paths), Settings(seed=3)).digest


def test_plan__every_line__is_an_order(tmp_path: Path) -> None:
    files = market()
    plan = plan_of(files, tmp_path)
    assert sorted(sale.line for sale in plan.sales) == list(range(2, len(files.lines) + 2))
    assert sum(sale.price for sale in plan.sales) == CENT * sum(
        int(str(row["price_cents"])) * int(str(row["quantity"])) for row in files.lines
    )
    assert (plan.sellers, plan.buyers) == (4, 32)
    assert plan.freight_cents == 150 * len(files.lines)


def test_plan__limit__takes_the_first_lines_by_time(tmp_path: Path) -> None:
    whole, part = (plan_of(market(), tmp_path, limit=limit) for limit in (None, 10))
    assert [sale.line for sale in part.sales] == [sale.line for sale in whole.sales[:10]]
    assert [sale.ending for sale in part.sales] == [sale.ending for sale in whole.sales[:10]]


def test_plan__trees_with_many_nodes__give_chains_of_every_length(tmp_path: Path) -> None:
    lengths = Counter(len(sale.chain) for sale in plan_of(market(200), tmp_path, max_levels=4).sales)
    assert set(lengths) == {0, 1, 2, 3, 4}


def test_plan__no_usable_line__is_refused(tmp_path: Path) -> None:
    files = market()
    files.sellers = [{"seller_id": "somebody else"}]
    files.lines[0] = line("nobody's")
    with pytest.raises(InputError, match="no usable order line is left") as caught:
        plan_of(files, tmp_path)
    others = len(files.lines) - 1
    assert caught.value.message.splitlines()[1:] == [
        "unknown order: 1 (lines.csv:2)",
        f"unknown seller: {others} (lines.csv:3, lines.csv:4, lines.csv:5 and {others - 3} more)",
    ]


def test_plan__no_sound_tree__all_straight_from_the_seller(tmp_path: Path) -> None:
    files = market()
    files.trees = [{"tree": "t", "node": 5, "parent": 4, "generation": 1}]
    assert {sale.chain for sale in plan_of(files, tmp_path).sales} == {()}


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"incentive_bps": 10_001}, "incentive_bps"),
        ({"max_levels": 17}, "max_levels"),
        ({"protection_days": 0}, "protection_days"),
        ({"fulfil_days": 61}, "fulfil_days"),
        ({"limit": 0}, "limit"),
    ],
)
def test_settings__out_of_bounds__are_refused(settings: dict[str, object], name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings.model_validate(settings)


# Endings


def test_ending__delivered_and_reviewed_in_time__confirmed_then(tmp_path: Path) -> None:
    sale = only(tmp_path, "delivered", review_answered_at=moment(13))
    assert (sale.ending, sale.settled_bps, sale.fulfilled, sale.closed) == (Ending.CONFIRMED, 10_000, 0, 1)


@pytest.mark.parametrize("reviewed", ["", moment(60)])
def test_ending__delivered_and_not_reviewed_in_time__settled_by_time(tmp_path: Path, reviewed: str) -> None:
    sale = only(tmp_path, "delivered", review_answered_at=reviewed)
    assert (sale.ending, sale.settled_bps, sale.fulfilled, sale.closed) == (Ending.SETTLED, 10_000, 0, 2)


@pytest.mark.parametrize("status", ["shipped", "invoiced", "processing"])
def test_ending__on_its_way__settled_after_protection(tmp_path: Path, status: str) -> None:
    sale = only(tmp_path, status, {"protection_days": 20})
    assert (sale.ending, sale.settled_bps, sale.fulfilled, sale.closed) == (Ending.SETTLED, 10_000, 0, 3)


@pytest.mark.parametrize("status", ["unavailable", "created", "approved"])
def test_ending__never_sent__cancelled_by_the_buyer_or_a_stranger(tmp_path: Path, status: str) -> None:
    files = Files(sellers=[{"seller_id": "s0"}], trees=trees())
    files.orders = [order(f"o{i}", status) for i in range(40)]
    files.lines = [line(f"o{i}") for i in range(40)]
    sales = plan_of(files, tmp_path, fulfil_days=30).sales
    closed = {(sale.ending, sale.settled_bps, sale.fulfilled, sale.closed) for sale in sales}
    assert closed == {
        (Ending.CANCELLED_BY_BUYER, 0, None, 5),  # 35 days > 30
        (Ending.CANCELLED_BY_STRANGER, 0, None, 6),  # 42 days > 30 + 7
    }
    strangers = sum(sale.ending is Ending.CANCELLED_BY_STRANGER for sale in sales)
    assert 2 <= strangers <= 20


def test_ending__canceled__refunded_or_agreed_in_part(tmp_path: Path) -> None:
    files = Files(sellers=[{"seller_id": "s0"}], trees=trees())
    files.orders = [
        order(f"o{i}", "canceled", **({"shipped_at": moment(9)} if i % 2 else {})) for i in range(60)
    ]
    files.lines = [line(f"o{i}") for i in range(60)]
    sales = plan_of(files, tmp_path).sales
    agreed = [sale for sale in sales if sale.ending is Ending.AGREED]
    assert {sale.ending for sale in sales} == {Ending.REFUNDED, Ending.AGREED}
    assert 10 <= len(agreed) <= 30
    assert all(0 < sale.settled_bps < 10_000 for sale in agreed)
    assert {sale.proposed_by_seller for sale in agreed} == {True, False}
    assert {sale.fulfilled for sale in sales} == {None, 1}
    assert all(sale.settled_bps == 0 for sale in sales if sale.ending is Ending.REFUNDED)


# Time


@pytest.mark.parametrize("days", [1, 2, 7, 30])
@pytest.mark.parametrize(("protection", "fulfil"), [(1, 1), (14, 30), (90, 60)])
def test_time__deadlines__are_kept_and_really_over(
    tmp_path: Path, days: int, protection: int, fulfil: int
) -> None:
    settings = {"days_per_step": days, "protection_days": protection, "fulfil_days": fulfil}
    files = market()
    files.orders[1] = {**files.orders[1], "shipped_at": moment(400)}
    files.orders[3] = {**files.orders[3], "shipped_at": moment(-400)}
    for sale in plan_of(files, tmp_path, **settings).sales:
        placed, _ = sale.placed
        if sale.fulfilled is not None:
            # Orders are placed in the first half of a window, fulfilled from its middle on.
            assert placed <= sale.fulfilled
            assert (sale.fulfilled - placed) * days < fulfil
        if sale.ending is Ending.SETTLED:
            assert sale.fulfilled is not None
            assert (sale.closed - sale.fulfilled) * days >= protection
        elif sale.ending is Ending.CANCELLED_BY_BUYER:
            assert (sale.closed - placed) * days >= fulfil
        elif sale.ending is Ending.CANCELLED_BY_STRANGER:
            assert (sale.closed - placed) * days >= fulfil + WEEK
        assert sale.closed >= (placed if sale.fulfilled is None else sale.fulfilled)


def test_time__price_changes_in_a_window__take_a_round_each(tmp_path: Path) -> None:
    prices = [5, 5, 6, 6, 5, 9]
    files = Files(sellers=[{"seller_id": "s0"}], trees=trees())
    files.orders = [order(f"o{i}", day=i / 100) for i in range(6)]
    files.lines = [line(f"o{i}", price=price) for i, price in enumerate(prices)]
    plan = plan_of(files, tmp_path)
    assert plan.listings == [[5 * CENT]]
    assert [(sale.unit_price // CENT, sale.revision, sale.placed) for sale in plan.sales] == [
        (5, 1, (0, 0)), (5, 1, (0, 0)), (6, 2, (0, 1)), (6, 2, (0, 1)), (5, 3, (0, 2)), (9, 4, (0, 3)),
    ]  # fmt: skip
    assert [(change.unit_price // CENT, change.window) for change in plan.changes] == [
        (6, (0, 1)), (5, (0, 2)), (9, (0, 3)),
    ]  # fmt: skip


def test_time__too_many_price_changes__go_on_in_the_next_window(tmp_path: Path) -> None:
    files = Files(sellers=[{"seller_id": "s0"}], trees=trees())
    files.orders = [order(f"o{i}", "shipped", day=i / 100) for i in range(70)]
    files.lines = [line(f"o{i}", price=1 + i % 2) for i in range(70)]
    placed = [sale.placed for sale in plan_of(files, tmp_path).sales]
    assert placed == [(i // 30, i % 30) for i in range(70)]
