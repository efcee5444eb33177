"""The commands in docs/operations.md, "Governing", one after the other, as a foundation types them."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import safes
from ape import chain, project
from governing import FOUNDATION, GUARDIAN, OPERATOR, OTHER, PRICE, account, deploy_delayed, file
from scripts_run import run_script

from ecomchain.amounts import ECOM
from ecomchain.governance import operations
from ecomchain.ids import SHOWCASE
from ecomchain.system import System

ACCOUNTS = {
    "operator": f"TEST::{OPERATOR}",
    "guardian": f"TEST::{GUARDIAN}",
    "foundation": f"TEST::{FOUNDATION}",
}
Session = Callable[..., list[str]]


@pytest.fixture(scope="module")
def delayed() -> System:
    return deploy_delayed()


@pytest.fixture
def session(delayed: System, tmp_path: Path) -> Session:
    """Runs the block of that name, with what stands for a person's choice replaced; returns the outputs."""
    record = delayed.manifest.save(tmp_path / "here.json")

    def run(name: str, *options: str, manifest: Path = record, **replaced: str) -> list[str]:
        outputs = []
        for line in block(name).splitlines():
            words = [replaced.get(word, word) for word in shlex.split(line)]
            if "--account" in words:
                chosen_by = words.index("--account") + 1
                words[chosen_by] = ACCOUNTS[words[chosen_by]]
            assert words[:3] == [".venv/bin/ape", "run", words[2]]
            at = words.index("--network")
            assert words[at + 1] == "ethereum:sepolia:node"
            chosen = [*options] if words[2] == "governance" else []
            outputs.append(
                run_script([*words[2:at], *words[at + 2 :], "--manifest", str(manifest), *chosen]).output
            )
        return outputs

    return run


def block(name: str) -> str:
    text = (project.path / "docs" / "operations.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"<!-- tested: {name} -->\n\n```sh\n(.*?)```", text, re.DOTALL)
    return str(found)


def test_operations__permissions__agree(session: Session) -> None:
    for output in session("permissions"):
        assert output.splitlines()[-1].endswith(" permissions are as in the parameters")


def test_operations__price_in_the_file__is_shown_scheduled_and_executed(
    session: Session, delayed: System, tmp_path: Path
) -> None:
    options = ("--parameters", str(file(tmp_path, PRICE)), "--yes")
    shown, scheduled = session("apply", *options)
    assert shown.startswith("1 difference between the chain and ")
    assert "scheduled: ShopRegistry.setCapability(id SHOWCASE" in scheduled
    (each,) = operations.pending(delayed)
    chain.mine(timestamp=each.ready)
    assert "executed: ShopRegistry.setCapability(id SHOWCASE" in session("apply", *options)[1]
    assert tuple(delayed.registry.capability(SHOWCASE)) == (30 * ECOM, 3 * ECOM, 10_000, True)


def test_operations__single_call__is_scheduled_and_executed(session: Session, delayed: System) -> None:
    scheduled, pending = session("schedule")
    (each,) = operations.pending(delayed)
    assert each.id in scheduled
    assert pending.startswith(f"{each.id[:10]}  waiting, executable in 2 days")
    chain.mine(timestamp=each.ready)
    (executed,) = session("execute")
    assert executed.startswith("executed: ")
    assert tuple(delayed.registry.capability(SHOWCASE)) == (30 * ECOM, 3 * ECOM, 10_000, True)


def test_operations__guardian__cancels_it(session: Session, delayed: System) -> None:
    session("schedule")
    (each,) = operations.pending(delayed)
    (cancelled,) = session("cancel", OPERATION=each.id[:10])
    assert cancelled.startswith("cancelled: ShopRegistry.setCapability(")
    assert operations.pending(delayed) == []


def test_operations__appointing_by_command__waits(session: Session, delayed: System) -> None:
    (said,) = session("appoint by command", ADDRESS=account(OTHER).address)
    assert said.startswith("scheduled: EcomAccessManager.grantRole(roleId OPERATOR, account 0x")
    assert len(operations.pending(delayed)) == 1


def test_operations__pause_by_command__is_at_once(session: Session, delayed: System) -> None:
    paused, unpaused = session("pause by command")
    assert paused.startswith("done: Market.pause(duration 2 days)")
    assert unpaused.startswith("done: Market.unpause()")
    (log,) = delayed.market.Paused.range(0, chain.blocks.height + 1)
    assert log.until - chain.blocks[log.block_number].timestamp == 2 * 86_400
    assert delayed.market.totals().pausedUntil <= chain.blocks.head.timestamp


def test_operations__stolen_operator__is_cancelled_and_replaced(session: Session, delayed: System) -> None:
    session("schedule")
    (each,) = operations.pending(delayed)
    stolen, other = account(OPERATOR).address, account(OTHER).address
    pending, cancelled, revoked, granted = session(
        "lost key", OPERATION=each.id[:10], STOLEN=stolen, ADDRESS=other
    )
    assert pending.startswith(each.id[:10])
    assert cancelled.startswith("cancelled: ShopRegistry.setCapability(")
    assert revoked.startswith(f"scheduled: EcomAccessManager.revokeRole(roleId OPERATOR, account {stolen}")
    assert granted.startswith(f"scheduled: EcomAccessManager.grantRole(roleId OPERATOR, account {other}")
    chain.mine(timestamp=max(each.ready for each in operations.pending(delayed)))
    session("execute", operator="foundation")
    manager = delayed.access_manager
    assert (manager.hasRole(1, stolen).isMember, manager.hasRole(1, other).isMember) == (False, True)


def test_operations__safe_batch__is_for_the_safe_that_holds_the_role(
    session: Session, tmp_path: Path, monkeypatch: Any
) -> None:
    safe = safes.create(tmp_path, monkeypatch)
    governed = safes.governed_by(safe)
    record = governed.manifest.save(tmp_path / "safes.json")
    path = tmp_path / "batch.json"
    replaced = {"ADDRESS": account(OTHER).address, "batch.json": str(path)}
    to_be, written = session("safe batch", manifest=record, **replaced)[0].splitlines()
    assert to_be.startswith("to be scheduled: Disputes.setArbitrator(arbitrator 0x")
    assert written.startswith(f"{path}: 1 transactions of the Safe {safe.address}; import it")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["meta"]["createdFromSafeAddress"] == safe.address
