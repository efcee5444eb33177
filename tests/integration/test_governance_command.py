"""`ape run governance`, as a person types it."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from ape import chain
from click.testing import Result
from governing import (
    OPERATOR,
    PRICE,
    account,
    cooldown,
    deploy_delayed,
    desk,
    file,
)  # fmt: skip
from rich.console import Console
from scripts_run import run_script

from ecomchain.amounts import ECOM
from ecomchain.durations import format_time
from ecomchain.governance import operations, table
from ecomchain.ids import SHOWCASE
from ecomchain.system import System


@pytest.fixture(scope="module")
def delayed() -> System:
    return deploy_delayed()


@pytest.fixture
def run(delayed: System, tmp_path: Path) -> Callable[..., Result]:
    """A command as Ape runs it, but for connecting."""
    record = delayed.manifest.save(tmp_path / "here.json")

    def invoke(name: str, *arguments: str) -> Result:
        return run_script(["governance", name, *arguments, "--manifest", str(record)])

    return invoke


def test_command__schedule_pending_execute__as_a_person_types_them(
    run: Callable[..., Result], delayed: System
) -> None:
    typed = ("registry", "setCapability", "SHOWCASE", "[30 ecom, 3 ecom, 10000, yes]")
    scheduled = run("schedule", *typed, "--account", "TEST::2")
    assert scheduled.exit_code == 0, scheduled.output
    (each,) = operations.pending(delayed)
    listed = run("pending").output.splitlines()
    assert listed[0].startswith(f"{each.id[:10]}  waiting, executable in 2 days")
    assert [line.rstrip() for line in listed[-3:]] == [
        f"  by {account(OPERATOR)} (operator)",
        f"  scheduled in block {each.block:,}",
        f"  from {format_time(each.ready)} to {format_time(each.expires)}",
    ]
    early = run("execute", each.id[:10], "--account", "TEST::2")
    assert early.exit_code == 1
    assert early.output.startswith("Error: ShopRegistry.setCapability(")
    chain.mine(timestamp=each.ready)
    assert "due, executable now, for 7 days more" in run("pending").output
    executed = run("execute", "--all-due", "--account", "TEST::2")
    assert executed.exit_code == 0, executed.output
    assert tuple(delayed.registry.capability(SHOWCASE)) == (30 * ECOM, 3 * ECOM, 10_000, True)
    assert run("pending").output == "nothing is scheduled\n"
    assert run("execute", "--all-due", "--account", "TEST::2").output == f"nothing of {account(2)} is due\n"


def test_command__pending_json__has_its_schema(run: Callable[..., Result], delayed: System) -> None:
    run("schedule", "registry", "setCooldown", "8 days", "--account", "TEST::2")
    (each,) = operations.pending(delayed)
    dumped = json.loads(run("pending", "--json").output)
    assert dumped == {
        "version": 1,
        "network": "ethereum:local",
        "chainId": chain.chain_id,
        "time": dumped["time"],
        "operations": [
            {
                "id": each.id,
                "nonce": 1,
                "state": "waiting",
                "caller": account(OPERATOR).address,
                "target": delayed.registry.address,
                "contract": "ShopRegistry",
                "function": "setCooldown",
                "arguments": {"cooldown": "8 days"},
                "text": "ShopRegistry.setCooldown(cooldown 8 days)",
                "data": "0x" + each.data.hex(),
                "scheduledInBlock": each.block,
                "executableFrom": each.ready,
                "expires": each.expires,
            }
        ],
    }


def test_command__cancel__by_the_guardian(run: Callable[..., Result], delayed: System) -> None:
    run("schedule", "registry", "setCooldown", "8 days", "--account", "TEST::2")
    (each,) = operations.pending(delayed)
    result = run("cancel", each.id[:12], "--account", "TEST::3")
    assert (result.exit_code, result.output) == (0, "cancelled: ShopRegistry.setCooldown(cooldown 8 days)\n")


def test_command__apply__shows_the_difference_and_does_it(
    run: Callable[..., Result], delayed: System, tmp_path: Path
) -> None:
    path = str(file(tmp_path, PRICE, ("arbitrator: TEST::4", "arbitrator: TEST::8")))
    shown = run("apply", "--parameters", path, "--dry-run")
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert lines[0] == f"2 differences between the chain and {path}:"
    assert lines[1:4] == [
        "- id SHOWCASE, terms (lockPerUnit 20 Ecom, sealPerUnit 2 Ecom, maxUnits 10,000, enabled yes)",
        "+ ShopRegistry.setCapability(id SHOWCASE, terms (lockPerUnit 30 Ecom, sealPerUnit 3 Ecom, maxUnits "
        "10,000, enabled yes))",
        "  by who is OPERATOR",
    ]
    assert operations.pending(delayed) == []
    done = run("apply", "--parameters", path, "--yes", "--account", "TEST::2")
    assert done.exit_code == 1
    assert (
        done.output.splitlines()[-1]
        == f"left to who is ADMIN: Disputes.setArbitrator(arbitrator {account(8)})"
    )
    assert len(operations.pending(delayed)) == 1
    as_deployed = run("apply", "--parameters", str(file(tmp_path)), "--yes", "--account", "TEST::2").output
    assert as_deployed.splitlines()[0].startswith("the chain is as ")
    assert "not in the file, but scheduled by " in as_deployed


def test_command__apply__once_agreed_to__has_a_keyfile_sign_without_asking_again(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing: list[bool] = []
    operator = type(account(OPERATOR))
    monkeypatch.setattr(operator, "set_autosign", lambda _, on: signing.append(on), raising=False)
    path = str(file(tmp_path, PRICE))
    run("apply", "--parameters", path, "--dry-run", "--account", "TEST::2")
    declined = run("apply", "--parameters", path, "--account", "TEST::2")
    assert (declined.exit_code, signing) == (1, [])
    done = run("apply", "--parameters", path, "--yes", "--account", "TEST::2")
    assert (done.exit_code, signing) == (0, [True])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["schedule", "registry", "setCooldown", "8 days"],
            "Error: who acts? Name an account with --account",
        ),
        (
            [
                "schedule",
                "registry",
                "setCooldown",
                "8 days",
                "--safe",
                "0x" + "11" * 20,
                "--account",
                "TEST::2",
            ],
            "Error: --safe is for --safe-batch: a Safe that acts here is named with --account",
        ),
        (
            [
                "schedule",
                "registry",
                "setCooldown",
                "8 days",
                "--safe-batch",
                "x.json",
                "--account",
                "TEST::2",
            ],
            "Error: --safe-batch sends nothing: leave out --account and --submitter",
        ),
        (
            ["schedule", "registry", "setCooldown", "8 days", "--safe-batch", "x.json"],
            "Error: 0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC is no contract on this chain, so no Safe",
        ),
        (
            ["execute", "--safe-batch", "x.json", "--all-due"],
            "Error: it is not clear which Safe the batch is for",
        ),
        (["execute"], "Usage: execute"),
        (["execute", "0x1234", "--all-due"], "Usage: execute"),
        (
            ["cancel", "0x1234", "--account", "TEST::3"],
            "Error: nothing that begins with '0x1234' is scheduled",
        ),
        (
            ["schedule", "registry", "setCooldown", "8 days", "--at", "soon", "--account", "TEST::2"],
            "Error: 'soon' is not a time: write a UTC date or time",
        ),
    ],
)
def test_command__wrong_use__is_one_line(
    run: Callable[..., Result], arguments: list[str], message: str
) -> None:
    result = run(*arguments)
    assert result.exit_code in (1, 2)
    assert result.output.startswith(message), result.output


def test_show__expired__is_counted_and_listed_on_demand(delayed: System) -> None:
    desk(delayed, OPERATOR).schedule(cooldown(delayed))
    (each,) = operations.pending(delayed)
    out = StringIO()
    console = Console(file=out, width=80)
    table.show(delayed, [each], each.expires, everything=False, console=console)
    assert out.getvalue() == "nothing is scheduled\n1 expired: --all lists them\n"
    table.show(delayed, [each], each.expires, everything=True, console=console)
    assert f"{each.id[:10]}  expired, not executable any more: schedule it again" in out.getvalue()
