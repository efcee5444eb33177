"""The demonstration: it plays through, adds up, reads well, and fails when something is wrong."""

from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ape import chain
from rich.cells import cell_len
from rich.console import Console

from ecomchain import demo, invariants
from ecomchain.demo import fiat, growing, sales
from ecomchain.demo.stage import Stage
from ecomchain.demo.text import column, ecom, period
from ecomchain.errors import EcomError
from ecomchain.ids import link_id, task_id
from ecomchain.model import commission

TITLES = (
    "The paper's scene 捌.1", "Longer", "Other", "Who",
    "Fiat", "Disputes", "Reputation", "Group", "Community", "Locks", "What", "The presale",
)  # fmt: skip
OPEN_FIAT_ORDER = 14
FIELDS = "to_buyer", "to_seller", "upper", "closing", "paid_levels"
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "demo.py"


@pytest.fixture(scope="module")
def stage() -> Stage:
    """The whole play, told to a file of 80 columns."""
    return demo.perform(Console(file=StringIO(), width=80))


@pytest.fixture(autouse=True)
def _forgive(stage: Stage) -> Iterator[None]:
    """What fails in one test is not held against the play in the next."""
    yield
    stage.failures.clear()


def table(story: str, title: str) -> list[str]:
    """The lines from ``title`` on, as many as a table has, with single spaces."""
    return [" ".join(line.split()) for line in story[story.index(title) :].splitlines()[:20]]


def told(stage: Stage, act: Any) -> str:
    """What ``act`` tells on the stage."""
    before, stage.console.file = stage.console.file, StringIO()
    try:
        act()
        return stage.console.file.getvalue()
    finally:
        stage.console.file = before


def test_perform__every_scene__tells_payments_that_add_up(stage: Stage) -> None:
    story = stage.console.file.getvalue()
    assert "✗" not in story, "a comparison failed"
    for number, title in enumerate(TITLES, start=1):
        assert f"\n{number}. {title}" in story
    first = table(story, "Order 1: C buys 1 x tea set through B")
    assert "C paid P = 100 Ecom · confirmed · L = 20% · M = 60% · n = 1" in first
    assert "A · shop 1 seller 卖家 P - ΣD 88 ✓" in first
    assert "D1 B · shop 2 closing 成交分销员 P·L·M 12 ✓" in first
    for error in ("StaleRevision", "TaskNotOpen", "NotBuyer", "ChainTooDeep", "CooldownRunning"):
        assert f"refused, {error}(" in story


def test_perform__fiat_and_mixed__commission_comes_from_the_reserve(stage: Stage) -> None:
    story = stage.console.file.getvalue()
    mixed = table(story, "Order 12: C buys 1 x tea caddy through D · settled")
    assert "T = 40 Ecom paid by G, 12 USD declared worth 40 Ecom: B = 80" in mixed
    assert "A · shop 1 seller 卖家 T 40 ✓" in mixed
    assert "D1 B · shop 2 distributor 分销员 B·L·(1-M) 11 ✓" in mixed
    assert "D2 D · shop 3 closing 成交分销员 B·L·M 9 ✓" in mixed
    assert "together T + reserve 60 ✓" in mixed
    refunded = table(story, "Order 13: C buys 1 x tea caddy through F · refunded")
    assert "A budget 佣金预算 held for 3 days 19.999999… ✓" in refunded
    ruled = table(story, "The reserve of order 13: commission at 100%")
    assert "D4 F · shop 5 closing 成交分销员 B·L·M 9 ✓" in ruled
    assert "F wins both bonds 保证金: 2 Ecom" in story
    for error in ("OptionHasFiatPart", "NonceUsed", "InvalidVoucher", "WrongState"):
        assert f"refused, {error}(" in story


def test_perform__disputes__are_won_by_each_side_and_by_nobody(stage: Stage) -> None:
    story = stage.console.file.getvalue()
    for bps, said in ((20, "C wins both bonds"), (90, "A wins both bonds"), (50, "both bonds go back")):
        how = "no ruling" if bps == 50 else "ruled"
        caption = f"C paid P = 100 Ecom · {how} at {bps}% · L = 20% · M = 60% · n = 3"
        after = story[story.index(caption) :]
        assert said in after[: after.index("\n\n")]
    for error in ("NotArbitrator", "TooLate"):
        assert f"refused, {error}(" in story


def test_perform__growth__reaches_level_1_by_the_real_thresholds(stage: Stage) -> None:
    story = stage.console.file.getvalue()
    grown = table(story, "B grows 分销能力成长")
    assert "level 等级 0 → 1 ✓" in grown
    need = stage.system.reputation.thresholds()[0]
    assert (need.orders, need.counted) == (10, 1_000 * 10**6)
    assert stage.system.registry.shop(2).level == stage.system.reputation.levelOf(2) == 1
    ratings = table(story, "reputation.seller, distributor, buyer")
    assert "B as a distributor by C service 1 5.00 ✓" in ratings
    assert "A as a partner by B partner 1 4.00 ✓" in ratings


def test_perform__modules_and_advertising__are_told(stage: Stage) -> None:
    story = " ".join(stage.console.file.getvalue().split())
    for line in (
        "S joins it: the group is complete",
        "S ends group 2, which nobody joined: 48 Ecom go back to C",
        "A approves S's photograph: 5 Ecom to S",
        "F claims: A has not looked for 2 days: 5 Ecom to F",
        "1 tea set (1/1) A 32.5 ✓ 2 packet of oolong (2/1) B 30 ✓ 3 teapot (1/2) A 10 ✓",
    ):
        assert line in story


def test_perform__80_columns__every_line_fits(stage: Stage) -> None:
    story = stage.console.file.getvalue() + told(stage, lambda: demo.judge(stage))
    assert max(map(cell_len, story.splitlines())) <= 80


def test_judge__after_the_play__holds(stage: Stage) -> None:
    verdicts: list[bool] = []
    books = told(stage, lambda: verdicts.append(demo.judge(stage)))
    assert verdicts == [True]
    assert "✗" not in books
    assert books.splitlines()[-1].startswith("✓ Everything adds up: 36 orders")
    assert all(invariant.id in books for invariant in invariants.INVARIANTS)


def test_judge__a_token_missing_from_the_market__fails(stage: Stage) -> None:
    system = stage.system
    steal(system.market.address, system.token, stage["S"].address)
    verdicts: list[bool] = []
    books = told(stage, lambda: verdicts.append(demo.judge(stage)))
    assert verdicts == [False]
    assert "✗   ESCROW-1" in books
    assert "the market holds 129.999999999999999999 but owes 130" in " ".join(books.split())
    assert books.splitlines()[-1].startswith("✗ It does not add up")


def test_close__another_formula__fails(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    right = commission.payment

    def wrong(*args: Any) -> commission.Payment:
        payment = right(*args)
        changes = {"to_seller": payment.to_seller - 1, "closing": payment.closing + 1}
        return commission.Payment(**{name: changes.get(name, getattr(payment, name)) for name in FIELDS})

    monkeypatch.setattr(commission, "payment", wrong)
    book = next(listing for listing, title in stage.titles.items() if title == "tea book")
    link_of_b = link_id(task_id(1, 1), 2)
    shown = told(stage, lambda: sales.buy_at_once(stage, stage["C"], book, link_of_b))
    assert len(stage.failures) == 2, stage.failures
    assert "✗ what order 37 paid A · shop 1" in shown
    assert told(stage, lambda: demo.judge(stage)).splitlines()[-1].startswith("✗ It does not add up")


def test_close__another_formula_for_fiat__fails(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order that the play leaves open, of 24 USD through D, who has no distribution any more."""
    a, c = stage["A"], stage["C"]
    order_id, market = OPEN_FIAT_ORDER, stage.system.market
    view = market.order(order_id)
    assert (view.hasFiat, view.escrow, view.fiat) == (True, 0, 80 * 10**18)
    order = fiat.FiatOrder(order_id, "buys", c, view.listing, view.link, 0, view.fiat, "24 USD", c)
    right = commission.between

    def wrong(*args: Any) -> commission.Shares:
        shares = right(*args)
        return shares._replace(upper=shares.upper + 1)

    monkeypatch.setattr(commission, "between", wrong)
    stage.send(c, market.propose, order_id, 5_000)
    shown = told(stage, lambda: fiat.close(stage, order, a, market.accept, 5_000))
    assert len(stage.failures) == 3, stage.failures
    assert f"✗ what order {order_id} paid B · shop 2" in shown
    assert f"✗ what is left of the reserve of order {order_id}" in shown


def test_counter__another_rule__fails(stage: Stage) -> None:
    """A model that knows of less lock counts less."""
    counter = growing.Counter(stage, 1)
    counter._kappa = 1
    book = next(listing for listing, title in stage.titles.items() if title == "tea book")
    chain.mine(deltatime=7 * 86_400)

    def buy() -> None:
        order, receipt = sales.buy_at_once(stage, stage["C"], book, quietly=True)
        counter.sale(receipt, order.price)

    told(stage, buy)
    assert len(stage.failures) == 1
    assert stage.failures[0].startswith("what counts of a sale is [9900000000000000000], not [")


def test_refuse__not_refused__fails(stage: Stage) -> None:
    posts = stage.system.registry.post
    told(stage, lambda: stage.refuse(stage["A"], "posts", "NotShopOwner", posts, 1, (bytes(32), 0)))
    assert stage.failures == ["the answer to A, who posts, is yes, not NotShopOwner"]


def test_send__a_transaction_that_reverts__says_why(stage: Stage) -> None:
    with pytest.raises(EcomError) as error:
        stage.send(stage["S"], stage.system.registry.withdraw, 1)
    assert error.value.message.startswith("the play stops: S cannot withdraw: NotShopOwner(shop=1, caller=0x")


@pytest.mark.parametrize(("result", "code"), [(True, None), (False, 1)])
def test_script__verdict__is_the_exit_code(
    result: bool, code: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_from_file_location("_script_demo", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(demo, "run", lambda console: result)
    if code is None:
        script.cli.callback()
    else:
        with pytest.raises(SystemExit) as exit_:
            script.cli.callback()
        assert exit_.value.code == code


def test_run__public_network__is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    network = SimpleNamespace(is_local=False)
    provider = SimpleNamespace(network=network, network_choice="ethereum:sepolia:node")
    monkeypatch.setattr(demo, "networks", SimpleNamespace(provider=provider))
    with pytest.raises(EcomError) as error:
        demo.run(Console(file=StringIO()))
    assert "not on ethereum:sepolia:node; use --network ethereum:local:foundry" in error.value.message


def test_text__amounts_and_times__read_well() -> None:
    assert ecom(1_234_567 * 10**18) == "1,234,567"
    assert ecom(10**18 // 3) == "0.333333…"
    assert ecom(5 * 10**17) == "0.5"
    assert column([10**18, 12 * 10**18 + 5 * 10**17]) == [" 1", "12.5"]
    assert [period(seconds) for seconds in (5, 60, 7_200, 86_400, 129_600)] == [
        "5 seconds",
        "1 minute",
        "2 hours",
        "1 day",
        "1.5 days",
    ]


def steal(holder: str, token: Any, to: str) -> None:
    """Make a contract give away one unit, which none of its functions would."""
    provider = chain.provider
    provider.set_balance(holder, 10**18)
    provider.make_request("anvil_impersonateAccount", [holder])
    data = "0x" + bytes(token.transfer.encode_input(to, 1)).hex()
    call = {"from": holder, "to": token.address, "data": data}
    provider.make_request("eth_sendTransactionSync", [call])
    provider.make_request("anvil_stopImpersonatingAccount", [holder])
