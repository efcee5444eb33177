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
from ecomchain.demo import sales
from ecomchain.demo.stage import Stage
from ecomchain.demo.text import column, ecom, period
from ecomchain.errors import EcomError
from ecomchain.ids import link_id, task_id
from ecomchain.model import commission

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
    for title in ("1. The paper's scene 捌.1", "2. Longer", "3. Other", "4. Who", "5. Locks", "6. What"):
        assert f"\n{title}" in story
    first = story[story.index("Order 1: C buys 1 x tea set through B") :]
    assert "C paid P = 100 Ecom · confirmed · L = 20 % · M = 60 % · n = 1" in first
    rows = [" ".join(line.split()) for line in first.splitlines()[:12]]
    assert "A · shop 1 seller 卖家 P - ΣD 88 ✓" in rows
    assert "D1 B · shop 2 closing 成交分销员 P·L·M 12 ✓" in rows
    for error in ("StaleRevision", "TaskNotOpen", "NotBuyer", "ChainTooDeep", "CooldownRunning"):
        assert f"refused, {error}(" in story


def test_perform__80_columns__every_line_fits(stage: Stage) -> None:
    story = stage.console.file.getvalue() + told(stage, lambda: demo.judge(stage))
    assert max(map(cell_len, story.splitlines())) <= 80


def test_judge__after_the_play__holds(stage: Stage) -> None:
    verdicts: list[bool] = []
    books = told(stage, lambda: verdicts.append(demo.judge(stage)))
    assert verdicts == [True]
    assert "✗" not in books
    assert books.splitlines()[-1].startswith("✓ Everything adds up: 11 orders")
    assert all(invariant.id in books for invariant in invariants.INVARIANTS)


def test_judge__a_token_missing_from_the_market__fails(stage: Stage) -> None:
    system = stage.system
    steal(system.market.address, system.token, stage["S"].address)
    verdicts: list[bool] = []
    books = told(stage, lambda: verdicts.append(demo.judge(stage)))
    assert verdicts == [False]
    assert "✗   ESCROW-1" in books
    assert "the market holds 29.999999999999999999 but owes 30" in " ".join(books.split())
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
    assert "✗ what order 12 paid A · shop 1" in shown
    assert told(stage, lambda: demo.judge(stage)).splitlines()[-1].startswith("✗ It does not add up")


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
