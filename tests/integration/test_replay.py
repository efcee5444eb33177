"""Replaying a small made-up market: every sum agrees, an interrupted run goes on, bad input is refused.

Tested through the functions that `ape run replay` calls, and through the command itself.
"""

import copy
import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import click
import pytest
from ape import accounts, chain
from ape.api import TestAccountAPI
from click.testing import CliRunner, Result
from eth_account import Account
from replay_files import Files, line, market, order, trouble

from ecomchain import invariants
from ecomchain.amounts import ECOM, MICRO, format_ecom, parse_ecom
from ecomchain.model.commission import Payment
from ecomchain.replay import calendar, command, execute, money, run, source
from ecomchain.replay.actors import Accounts
from ecomchain.replay.audit import Audit
from ecomchain.replay.chain import DevChain, RejectedError
from ecomchain.replay.errors import ChainError, InputError, InterruptedRunError
from ecomchain.replay.plan import CENT, Plan, make_plan
from ecomchain.replay.report import Report
from ecomchain.replay.run import Replay
from ecomchain.replay.sale import Direction, Ending, Kind
from ecomchain.replay.settings import Settings
from ecomchain.replay.source import Dataset, PaymentType, load
from ecomchain.system import System

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "replay.py"


@pytest.fixture(scope="module", autouse=True)
def _terms(system: System) -> None:
    """Levels that a small market reaches, and an allowance that it does not fit into."""
    ecom = ECOM // MICRO
    levels = [(1, ecom), (2, 3 * ecom), *[(99, 999 * ecom)] * 3]
    system.reputation.setThresholds(levels, sender=holder(system, "operator"))
    system.reputation.setKappa(50, sender=holder(system, "operator"))


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path, Path]:
    files = trouble()
    files.orders.append(order("bare", "unavailable"))
    files.lines.append(line("o1", price=0))
    return files.write(tmp_path_factory.mktemp("market"), gz=True)


@pytest.fixture(scope="module")
def data(paths: tuple[Path, Path, Path, Path]) -> Dataset:
    return load(*paths)


@pytest.fixture(scope="module")
def plan(data: Dataset) -> Plan:
    """With disputes and objections of every outcome."""
    return make_plan(data, Settings(seed=5))


@pytest.fixture(scope="module")
def audits() -> list[Audit]:
    """What was audited to make `report`."""
    return []


@pytest.fixture(scope="module")
def report(data: Dataset, plan: Plan, system: System, audits: list[Audit]) -> Report:
    """An uninterrupted replay, and what the invariants say after it."""

    def audit(*parts: Any) -> Audit:
        audits.append(Audit(*parts))
        return audits[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "Audit", audit)
        found = Replay(data, plan, system, connected(), None).run()
    assert invariants.check(system) == []
    return found


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Less to do: for runs that are killed over and over."""
    return load(*trouble(24, others=8).write(tmp_path_factory.mktemp("few")))


@pytest.fixture(scope="module")
def few_plan(few: Dataset) -> Plan:
    return make_plan(few, Settings(seed=8))


@pytest.fixture(scope="module")
def few_report(few: Dataset, few_plan: Plan, system: System) -> Report:
    """An uninterrupted replay of it."""
    return Replay(few, few_plan, system, connected(), None).run()


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a step takes several blocks."""
    monkeypatch.setattr(execute, "BLOCK_SIZE", 20)


def holder(system: System, role: str) -> TestAccountAPI:
    """Who has a role."""
    address = system.manifest.roles[role].account
    return next(account for account in accounts.test_accounts if account.address == address)


def connected() -> DevChain:
    return DevChain(chain.provider.http_uri)


# What comes out


def test_replay__every_sum__agrees(report: Report) -> None:
    assert [check for check in report.checks if not check.agrees] == []
    assert (report.conserved, report.differences) == (True, [])
    amounts = report.amounts
    assert amounts.paid_in == amounts.refunded + amounts.proceeds + amounts.commission_out_of_escrow
    assert amounts.commission == amounts.commission_out_of_escrow + amounts.commission_out_of_budgets
    assert amounts.commission == sum(amounts.commission_by_level.values())
    assert min(amounts.refunded, amounts.commission_out_of_escrow, amounts.commission_out_of_budgets) > 0
    assert amounts.open_escrow == 0


def test_replay__amounts__are_those_of_the_files(report: Report, data: Dataset) -> None:
    def tokens(found: source.Line) -> int:
        whole = {PaymentType.VOUCHER: found.price, PaymentType.BOLETO: 0}
        return whole.get(found.order.payment, found.price // 2) * found.quantity

    lines = data.lines
    assert report.amounts.paid_in == CENT * sum(map(tokens, lines))
    whole = CENT * sum(found.price * found.quantity for found in lines)
    assert report.amounts.fiat_declared == whole - report.amounts.paid_in
    assert report.amounts.freight_left_out == CENT * sum(found.freight for found in lines)
    never_sent = {"unavailable", "created", "approved"}
    lost = sum(tokens(found) for found in lines if found.order.status in never_sent)
    assert report.amounts.refunded > CENT * lost


def test_replay__kinds__are_those_of_the_payment_types(report: Report, data: Dataset) -> None:
    types = Counter(found.order.payment for found in data.lines)
    kinds = {kind: sum(found.values()) for kind, found in report.orders.by_kind.items()}
    assert kinds == {
        Kind.TOKEN: types[PaymentType.VOUCHER],
        Kind.MIXED: types[PaymentType.CREDIT_CARD] + types[PaymentType.DEBIT_CARD],
        Kind.FIAT: types[PaymentType.BOLETO],
    }


def test_replay__endings__are_those_of_the_statuses(report: Report, data: Dataset) -> None:
    orders = report.orders
    assert {status: sum(found.values()) for status, found in orders.by_status.items()} == Counter(
        str(found.order.status) for found in data.lines
    )
    assert set(orders.by_ending) == {str(ending) for ending in Ending}
    assert sum(orders.by_ending.values()) == sum(orders.by_levels.values()) == orders.placed
    assert set(orders.by_levels) == {0, 1, 2, 3}


def test_replay__orders_on_chain__ended_as_planned(report: Report, plan: Plan, system: System) -> None:
    views = [system.market.order(i) for i in range(1, report.orders.placed + 1)]
    assert Counter(found.settledBps for found in views) == Counter(sale.settled_bps for sale in plan.sales)
    closing = Counter(bool(found.distributor) for found in views)
    assert closing[False] == report.orders.by_levels[0]
    assert {found.state for found in views} == {4}
    assert sum(found.hasFiat for found in views) == sum(sale.kind is not Kind.TOKEN for sale in plan.sales)


def test_replay__disputes__have_every_outcome(report: Report, plan: Plan) -> None:
    assert set(report.disputes.disputes) == {
        "agreed", "ruled_for_buyer", "ruled_for_seller", "uncontested", "unruled",
    }  # fmt: skip
    assert sum(report.disputes.disputes.values()) == sum(sale.dispute is not None for sale in plan.sales)
    assert set(report.disputes.objections) == {"not_raised", "ruled", "unruled"}
    assert sum(report.disputes.objections.values()) == sum(sale.hold is not None for sale in plan.sales)
    assert report.disputes.bonds_put_up > 2 * report.disputes.bonds_won > 0
    assert report.disputes.open_bonds == 0


def test_replay__budgets__are_used_and_partly_withdrawn(report: Report) -> None:
    budgets = report.budgets
    assert budgets.funded == budgets.paid + budgets.withdrawn + budgets.left
    assert budgets.reserved == budgets.paid + budgets.returned == budgets.funded
    assert min(budgets.paid, budgets.returned, budgets.held, budgets.withdrawn, budgets.left) > 0
    assert budgets.open_reserves == 0


def test_replay__reputation__is_told(report: Report, plan: Plan) -> None:
    found = report.reputation
    assert 0 < found.counted < found.volume <= report.amounts.proceeds + report.amounts.commission
    assert set(found.levels) == {0, 1, 2}
    assert sum(found.levels.values()) == plan.distributors
    planned = Counter(rating.direction for sale in plan.sales for rating in sale.ratings)
    for direction in Direction:
        ratings = found.ratings[direction]
        assert 0 < ratings.count <= planned[direction]
        assert ratings.average is not None
        assert 1 < ratings.average < 5


def test_plan__constants__are_those_of_the_contracts(system: System) -> None:
    day = 86_400
    assert system.market.CANCEL_GRACE() == calendar.GRACE_DAYS * day
    assert system.disputes.CONTEST_WINDOW() == calendar.CONTEST_DAYS * day
    assert system.disputes.RULING_WINDOW() == calendar.RULING_DAYS * day
    assert system.disputes.EVEN() == money.EVEN
    assert system.budgets.OBJECTION_WINDOW() == calendar.OBJECTION_DAYS * day
    assert system.reputation.RATING_DAYS() == calendar.RATING_DAYS


def test_replay__gas__is_told_for_each_action(report: Report, plan: Plan) -> None:
    gas = report.gas
    assert sum(found.count for action, found in gas.items() if action.startswith("place_")) == len(plan.sales)
    assert gas["fulfil"].count == sum(sale.fulfilled is not None for sale in plan.sales)
    assert gas["take_link"].count == len(plan.places)
    assert gas["revise"].count == len(plan.changes) > 0
    assert sum(found.count for found in gas.values()) == report.speed.transactions
    assert all(0 < found.min <= found.median <= found.max for found in gas.values())


def test_replay__left_out_rows__are_in_the_report(report: Report) -> None:
    found = {reason: [(row.file, row.line) for row in rows] for reason, rows in report.skipped.items()}
    assert found == {"bad price": [("lines.csv.gz", 120)], "order without lines": [("orders.csv.gz", 110)]}


def test_report__in_its_file__is_exact_decimal_text(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.json"
    report.save(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert parse_ecom(content["amounts"]["paid_in"]) == report.amounts.paid_in
    first = report.amounts.commission_by_level[1]
    assert content["amounts"]["commission_by_level"]["1"] == format_ecom(first)
    assert content["conserved"] is True


def test_replay__twice_on_the_same_chain__same_sums(
    few_report: Report, few: Dataset, few_plan: Plan, system: System
) -> None:
    assert essence(Replay(few, few_plan, system, connected(), None).run()) == essence(few_report)


def test_replay__wrong_by_one_unit__is_found(
    few: Dataset, few_plan: Plan, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = money.payment

    def wrong(escrow: int, bps: int, *rest: Any) -> Any:
        paid = right(escrow, bps, *rest)
        lucky = escrow == few_plan.sales[0].escrow
        return paid._replace(to_seller=paid.to_seller + lucky, to_buyer=paid.to_buyer - lucky)

    monkeypatch.setattr(money, "payment", wrong)
    found = Replay(few, few_plan, system, connected(), None).run()
    failed = {check.name for check in found.checks if not check.agrees}
    assert not found.conserved
    assert {"refunded to buyers", "sellers' proceeds", "accounts as the model says"} <= failed
    assert "holds" in found.differences[0]


def _changed(audit: Audit, part: str, field: str, key: Any, by: Any) -> Audit:
    """The audit with one number of ``part.field`` changed."""
    spoilt = copy.copy(getattr(audit, part))
    numbers = copy.copy(getattr(spoilt, field))
    numbers[key] = by(numbers[key]) if callable(by) else numbers[key] + by
    object.__setattr__(spoilt, field, numbers)
    return replace(audit, **{part: spoilt})


def _more(party: Any) -> Any:
    """Statistics with one more in the first place."""
    first, *rest = party
    return ((first[0] + 1, *first[1:]), *rest)


def test_audit__any_number_off_by_one__is_found(report: Report, audits: list[Audit]) -> None:
    (audit,) = audits
    changes: list[tuple[str, str, Any, Any]] = [
        *(("want", "sums", name, 1) for name in audit.want.sums),
        *(("want", "commission", level, 1) for level in audit.want.commission),
        *(("want", "disputes", outcome, 1) for outcome in audit.want.disputes),
        *(("want", "objections", outcome, 1) for outcome in audit.want.objections),
        *(("want", "balances", name, 1) for name in list(audit.want.balances)[:3]),
        *(("want", "scores", way, lambda found: [*found[:-1], found[-1] - 1]) for way in Direction),
        *(("tally", "sums", name, 1) for name in audit.tally.sums),
        *(("tally", "scores", way, lambda found: [*found, 5]) for way in Direction),
        *(("chain", "grown", name, 1) for name in audit.chain.grown if name != "treasury"),
        *(("chain", "levels", level, 1) for level in audit.chain.levels),
        *(
            ("chain", "statistics", role, lambda found: [_more(found[0]), *found[1:]])
            for role in audit.chain.statistics
        ),
    ]
    assert all(check.agrees for check in audit.checks())
    for change in changes:
        spoilt = _changed(audit, *change)
        assert any(not check.agrees for check in spoilt.checks()), change


def test_replay__chain__is_given_back_as_it_was(report: Report) -> None:
    dev = connected()
    assert dev.settings() == {"automine": True, "gas_limit": dev.settings()["gas_limit"]}
    assert dev.settings()["gas_limit"] < 10**9
    assert not dev.has_pending()
    with pytest.raises(RejectedError):
        dev.send([{"from": "0x" + "77" * 20, "to": "0x" + "88" * 20, "gas": hex(50_000)}])


# Interruptions


class _Killed(BaseException):
    """The process is gone."""


class Mortal(DevChain):
    """Dies at its n-th block, before or after it is mined, and cleans nothing up."""

    def __init__(self, blocks: int, *, mined: bool) -> None:
        super().__init__(chain.provider.http_uri)
        self.left, self.mined = blocks, mined

    def mine(self, timestamp: int) -> int:
        self.left -= 1
        if self.left < 0 and not self.mined:
            raise _Killed
        number = super().mine(timestamp)
        if self.left < 0:
            raise _Killed
        return number

    def release(self, settings: Any) -> None:
        if self.left >= 0:
            super().release(settings)


@pytest.fixture(autouse=True)
def _clean_up() -> Iterator[None]:
    """What a killed run leaves behind is not for other tests."""
    yield
    dev = connected()
    dev.request("anvil_dropAllTransactions")
    dev.release({"automine": True, "gas_limit": 30_000_000})


def essence(report: Report) -> Any:
    """What must not depend on how the run went."""
    counts = {action: found.count for action, found in report.gas.items()}
    parts = report.amounts, report.budgets, report.disputes, report.orders, report.shops
    return *parts, report.reputation.ratings, report.conserved, counts, report.plan


def test_resume__killed_again_and_again__nothing_doubled_or_lost(
    few_report: Report, few: Dataset, few_plan: Plan, system: System, tmp_path: Path
) -> None:
    state, deaths = tmp_path / "state.jsonl", 0
    while True:
        mortal = Mortal(1 + deaths % 4, mined=deaths % 3 == 0)
        try:
            found = Replay(few, few_plan, system, mortal, state).run()
            break
        except _Killed:
            deaths += 1
    assert deaths > 10
    assert {"contest", "rule_objection", "place_fiat_n1", "rate_partner", "sync_level"} <= set(found.gas)
    assert any(action.startswith("rule_mixed") for action in found.gas)
    assert essence(found) == essence(few_report)
    assert found.speed.resumed


def test_resume__chain_older_than_the_state__goes_on_from_the_chain(
    few_report: Report, few: Dataset, few_plan: Plan, system: System, tmp_path: Path
) -> None:
    state = tmp_path / "state.jsonl"
    with pytest.raises(_Killed):
        Replay(few, few_plan, system, Mortal(25, mined=True), state).run()
    saved = connected().request("evm_snapshot")
    with pytest.raises(_Killed):
        Replay(few, few_plan, system, Mortal(12, mined=False), state).run()
    before = len(state.read_text(encoding="utf-8").splitlines())
    connected().request("anvil_dropAllTransactions")
    assert connected().request("evm_revert", saved)
    found = Replay(few, few_plan, system, connected(), state).run()
    assert essence(found) == essence(few_report)
    assert len(state.read_text(encoding="utf-8").splitlines()) > before


def test_resume__line_cut_short__is_found_on_the_chain(
    few_report: Report, few: Dataset, few_plan: Plan, system: System, tmp_path: Path
) -> None:
    state = tmp_path / "state.jsonl"
    with pytest.raises(_Killed):
        Replay(few, few_plan, system, Mortal(25, mined=True), state).run()
    state.write_bytes(state.read_bytes()[:-40])
    assert essence(Replay(few, few_plan, system, connected(), state).run()) == essence(few_report)


def test_resume__finished_run__only_reports_again(
    few: Dataset, few_plan: Plan, system: System, tmp_path: Path
) -> None:
    state = tmp_path / "state.jsonl"
    first = Replay(few, few_plan, system, connected(), state).run()
    head = chain.blocks.head.number
    again = Replay(few, few_plan, system, connected(), state).run()
    assert chain.blocks.head.number == head
    assert essence(again) == essence(first)
    assert (again.speed.seconds, again.gas) == (first.speed.seconds, first.gas)


def test_resume__clock_went_on__run_goes_on_after_it(
    few: Dataset, few_plan: Plan, system: System, tmp_path: Path
) -> None:
    state = tmp_path / "state.jsonl"
    with pytest.raises(_Killed):
        Replay(few, few_plan, system, Mortal(14, mined=True), state).run()
    dev = connected()
    dev.mine(dev.head()["timestamp"] + 3 * 86_400)
    assert Replay(few, few_plan, system, dev, state).run().conserved


def test_resume__chain_thrown_away__starts_anew(
    few_report: Report, few: Dataset, few_plan: Plan, system: System, tmp_path: Path
) -> None:
    state = tmp_path / "state.jsonl"
    saved = connected().request("evm_snapshot")
    chain.mine(3)
    with pytest.raises(_Killed):
        Replay(few, few_plan, system, Mortal(9, mined=True), state).run()
    assert connected().request("evm_revert", saved)
    found = Replay(few, few_plan, system, connected(), state).run()
    assert essence(found) == essence(few_report)
    assert not found.speed.resumed


def test_resume__state_of_another_replay__is_refused(
    few: Dataset, few_plan: Plan, system: System, tmp_path: Path
) -> None:
    state = tmp_path / "state.jsonl"
    with pytest.raises(_Killed):
        Replay(few, few_plan, system, Mortal(2, mined=True), state).run()
    other = make_plan(few, Settings(seed=3))
    with pytest.raises(ChainError, match=r"is of another replay \(other files or options\)"):
        Replay(few, other, system, connected(), state).run()
    state.write_text("something else\n", encoding="utf-8")
    with pytest.raises(InputError, match="is no state file of a replay"):
        Replay(few, few_plan, system, connected(), state).run()


def test_interrupt__after_a_step__says_how_to_go_on(
    few_report: Report, few: Dataset, few_plan: Plan, system: System, tmp_path: Path
) -> None:
    def press(name: str, done: int, of: int) -> None:
        if done == 7:
            os.kill(os.getpid(), signal.SIGINT)

    state = tmp_path / "state.jsonl"
    with pytest.raises(
        InterruptedRunError, match=r"stopped after 7 of \d+ steps; run the same command again"
    ) as caught:
        Replay(few, few_plan, system, connected(), state).run(press)
    assert caught.value.exit_code == 130
    assert str(state) in caught.value.message
    assert connected().settings()["automine"] is True
    assert essence(Replay(few, few_plan, system, connected(), state).run()) == essence(few_report)


# What is refused


def test_replay__transaction_fails__is_named_with_its_reason(
    data: Dataset, plan: Plan, system: System
) -> None:
    number = next(i for i, sale in enumerate(plan.sales) if sale.kind is Kind.TOKEN)
    wrong = replace(plan.sales[number], unit_tokens=plan.sales[number].unit_tokens + 1)
    spoilt = replace(plan, sales=[*plan.sales[:number], wrong, *plan.sales[number + 1 :]])
    with pytest.raises(
        ChainError, match=r"place by buyer \d+ for the order line on line \d+ .*: WrongPrice\(.*given="
    ) as caught:
        Replay(data, spoilt, system, connected(), None).run()
    assert f"line {wrong.line} " in caught.value.message


def test_replay__incentive_above_the_limit__is_refused(data: Dataset, system: System) -> None:
    greedy = make_plan(data, Settings(incentive_bps=5_001))
    with pytest.raises(InputError, match="--incentive-bps 5001 is above the limit of this deployment, 5000"):
        Replay(data, greedy, system, connected(), None).run()


def test_replay__voucher_of_nobody__is_named_with_its_reason(
    data: Dataset, plan: Plan, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Accounts, "signer", lambda accounts, actor: Account.create())
    with pytest.raises(ChainError, match=r"place by .* for the order line on line \d+ .*: InvalidVoucher\("):
        Replay(data, plan, system, connected(), None).run()


def test_replay__nobody_rules__is_refused(data: Dataset, plan: Plan, system: System) -> None:
    system.disputes.setArbitrator("0x" + "00" * 20, sender=holder(system, "foundation"))
    with pytest.raises(ChainError, match="this deployment has no arbitrator, and a replay needs rulings"):
        Replay(data, plan, system, connected(), None).run()


def test_replay__market_paused__is_refused(data: Dataset, plan: Plan, system: System) -> None:
    system.market.pause(3_600, sender=holder(system, "guardian"))
    with pytest.raises(ChainError, match="the market is paused"):
        Replay(data, plan, system, connected(), None).run()


def test_replay__more_than_there_is__is_refused(system: System, tmp_path: Path) -> None:
    files = Files([order(f"o{i}") for i in range(4)], [], [{"seller_id": "s0"}], market().trees)
    files.lines = [line(f"o{i}", price=10**12) for i in range(4)]
    for row in files.orders:
        row["payment_type"] = "voucher"
    rich = load(*files.write(tmp_path))
    with pytest.raises(ChainError, match=r"no account of the allocation holds the 40,000,\d{3},\d{3} Ecom"):
        Replay(rich, make_plan(rich, Settings()), system, connected(), None).run()


def test_chain__not_for_development__is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        known = {"web3_clientVersion": {"result": "Geth/v1.16"}}
        return [{"id": call["id"]} | known.get(call["method"], {"error": {"message": "no"}}) for call in body]

    dev = connected()
    monkeypatch.setattr(dev, "_post", answer)
    with pytest.raises(
        ChainError, match=r"this chain \(Geth/v1.16\) is not a development chain: .* use --network"
    ):
        dev.require_development()


def test_chain__does_not_answer__is_named() -> None:
    with pytest.raises(ChainError, match="lost the connection to the chain"):
        DevChain("http://127.0.0.1:9").require_development()


# The command


def invoke(*arguments: str) -> Result:
    """`ape run replay`, without --network, which would leave the chain of the tests for another."""
    spec = spec_from_file_location("script_replay", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    replay = click.Command("replay", callback=module.cli.callback, params=module.cli.params)
    return CliRunner().invoke(replay, arguments)


def options(paths: tuple[Path, Path, Path, Path]) -> list[str]:
    names = "--orders", "--lines", "--sellers", "--trees"
    return [text for name, path in zip(names, paths, strict=True) for text in (name, str(path))]


def test_command__limit_and_report(paths: tuple[Path, Path, Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    chosen = "--limit", "12", "--seed", "9", "--max-levels", "2", "--token-bps", "2500"
    found = invoke(*options(paths), *chosen, "--report", str(path))
    assert found.exit_code == 0, found.output
    assert "every sum agrees to the unit" in found.output
    assert "left out: bad price: 1 (lines.csv.gz:120)" in found.output
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["orders"]["placed"] == 12
    settings = content["settings"]
    assert (settings["seed"], settings["max_levels"], settings["token_bps"]) == (9, 2, 2_500)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (["--orders", "nowhere.csv"], "nowhere.csv does not exist: check the path"),
        (["--limit", "0"], "Invalid value for '--limit': 0 is not in the range x>=1"),
        (["--max-levels", "17"], "Invalid value for '--max-levels': 17 is not in the range 1<=x<=16"),
        (["--token-bps", "10000"], "Invalid value for '--token-bps': 10000 is not in the range 1<=x<=9999"),
        (["--incentive-bps", "half"], "Invalid value for '--incentive-bps': 'half' is not a valid integer"),
    ],
)
def test_command__bad_option__is_one_clear_line(
    paths: tuple[Path, Path, Path, Path], change: list[str], message: str
) -> None:
    found = invoke(*options(paths), *change)
    assert found.exit_code == 2
    assert message in found.output
    assert "Traceback" not in found.output


def test_command__incentive_above_the_limit__exits_with_2(
    paths: tuple[Path, Path, Path, Path], tmp_path: Path
) -> None:
    found = invoke(*options(paths), "--incentive-bps", "9000", "--report", str(tmp_path / "report.json"))
    assert found.exit_code == 2
    assert "Error: --incentive-bps 9000 is above the limit of this deployment, 5000" in found.output


def test_command__report_in_no_folder__is_refused_before_anything(
    paths: tuple[Path, Path, Path, Path], tmp_path: Path
) -> None:
    head, folder = chain.blocks.head.number, tmp_path / "missing" / "deep"
    found = invoke(*options(paths), "--report", str(folder / "report.json"))
    assert found.exit_code == 2
    (only,) = found.output.splitlines()
    assert f"{folder}, where --report is to be written, is no existing folder" in only
    assert not folder.parent.exists()
    assert chain.blocks.head.number == head

    found = invoke(*options(paths), "--report", str(tmp_path))
    assert found.exit_code == 2
    assert f"{tmp_path} is a directory: name a file in it with --report" in found.output


def test_command__default_report__makes_its_folder(
    paths: tuple[Path, Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Report, "save", lambda report, path: saved.append(path))
    saved: list[Path] = []
    monkeypatch.setattr(command, "REPORT_FILE", Path("of-nobody/report.json"))
    found = invoke(*options(paths), "--limit", "5", "--report", "of-nobody/report.json")
    assert found.exit_code == 0, found.output
    assert saved == [Path("of-nobody/report.json")]


def test_command__only_bad_rows__says_why(tmp_path: Path) -> None:
    files = market()
    files.sellers = [{"seller_id": "somebody else"}]
    found = invoke(*options(files.write(tmp_path)), "--report", str(tmp_path / "report.json"))
    assert found.exit_code == 2
    assert "no usable order line is left" in found.output
    assert f"unknown seller: {len(files.lines)} (lines.csv:2, lines.csv:3" in found.output


def test_command__sum_differs__exits_with_1(
    paths: tuple[Path, Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(money, "payment", lambda escrow, *rest: Payment(0, escrow + 1, 0, 0, 0))
    found = invoke(*options(paths), "--limit", "5", "--report", str(tmp_path / "report.json"))
    assert found.exit_code == 1
    assert "sums differ: " in found.output
