"""The plan: the same on every machine, every line an order, every payment type its price option."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError
from replay_files import Files, line, market, order, trees, trouble

from ecomchain.replay import money
from ecomchain.replay.errors import InputError
from ecomchain.replay.plan import CENT, Plan, make_plan, split
from ecomchain.replay.sale import Kind
from ecomchain.replay.settings import Settings
from ecomchain.replay.source import load


def plan_of(files: Files, directory: Path, **settings: object) -> Plan:
    return make_plan(load(*files.write(directory)), Settings.model_validate(settings))


def test_plan__same_files_and_seed__same_plan(tmp_path: Path) -> None:
    plans = [plan_of(market(), tmp_path, seed=seed) for seed in (3, 3, 4)]
    assert plans[0].digest == plans[1].digest != plans[2].digest
    assert plans[0] == plans[1]


def test_plan__another_process_with_another_hash_seed__same_plan(tmp_path: Path) -> None:
    paths = trouble().write(tmp_path)
    code = (
        "import sys; from pathlib import Path; from ecomchain.replay.plan import make_plan; "
        "from ecomchain.replay.settings import Settings; from ecomchain.replay.source import load; "
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
    assert sum(sale.base for sale in plan.sales) == CENT * sum(
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
        ({"token_bps": 0}, "token_bps"),
        ({"token_bps": 10_000}, "token_bps"),
    ],
)
def test_settings__out_of_bounds__are_refused(settings: dict[str, object], name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings.model_validate(settings)


# Prices


@pytest.mark.parametrize(
    ("payment", "kind", "tokens", "fiat"),
    [
        ("voucher", Kind.TOKEN, 1_999, 0),
        ("credit_card", Kind.MIXED, 599, 1_400),
        ("debit_card", Kind.MIXED, 599, 1_400),
        ("boleto", Kind.FIAT, 0, 1_999),
    ],
)
def test_plan__payment_type__is_a_price_option(
    tmp_path: Path, payment: str, kind: Kind, tokens: int, fiat: int
) -> None:
    files = Files(
        [order("o1", payment_type=payment)], [line("o1", quantity=3)], [{"seller_id": "s0"}], trees()
    )
    (sale,) = plan_of(files, tmp_path, token_bps=3_000).sales
    assert (sale.kind, sale.unit_tokens, sale.unit_fiat) == (kind, tokens * CENT, fiat * CENT)
    assert (sale.escrow, sale.fiat, sale.base) == (3 * tokens * CENT, 3 * fiat * CENT, 3 * 1_999 * CENT)


@pytest.mark.parametrize("price", [1, 2, 3, 99, 10**12])
@pytest.mark.parametrize("token_bps", [1, 3_333, 5_000, 9_999])
def test_split__any_price__adds_up_with_a_fiat_part(price: int, token_bps: int) -> None:
    tokens, fiat = split(price, Kind.MIXED, token_bps)
    assert tokens + fiat == price
    assert fiat > 0, "without one it would need no voucher"
    assert tokens == price * token_bps // 10_000


def test_money__held_reserve__is_what_the_plan_ends(tmp_path: Path) -> None:
    plan = plan_of(trouble(), tmp_path, seed=5)
    for sale in plan.sales:
        held = money.held(sale, plan.settings)
        assert (sale.hold is not None) == (held > 0)
        if held:
            assert sale.fiat > 0
            assert sale.chain
            assert sale.settled_bps < 10_000
        paid = sum(money.from_reserve(sale, plan.settings))
        assert sum(money.at_close(sale, plan.settings)) <= paid <= money.reserve(sale, plan.settings)


def test_money__no_incentive__holds_nothing(tmp_path: Path) -> None:
    plan = plan_of(trouble(), tmp_path, seed=5, incentive_bps=0)
    assert {sale.hold for sale in plan.sales} == {None}


# Rounds


def test_time__price_changes_in_a_window__take_a_round_each(tmp_path: Path) -> None:
    prices = [5, 5, 6, 6, 5, 9]
    files = Files(sellers=[{"seller_id": "s0"}], trees=trees())
    files.orders = [order(f"o{i}", day=i / 100) for i in range(6)]
    files.lines = [line(f"o{i}", price=price) for i, price in enumerate(prices)]
    plan = plan_of(files, tmp_path)
    assert plan.listings == [[5 * CENT]]
    assert [(sale.base // CENT, sale.revision, sale.placed) for sale in plan.sales] == [
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
