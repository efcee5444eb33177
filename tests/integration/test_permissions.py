"""`ape run permissions`: who can do what, at a glance; each planted deviation is named, and it alone."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import click
import pytest
from ape import accounts, chain, project
from rich.console import Console
from scripts_run import run_script

from ecomchain import ids
from ecomchain.checks import Check, differences
from ecomchain.deployment import ADMIN_ROLE, FUNCTIONS, GUARDIAN_ROLE, OPERATOR_ROLE, PUBLISHER_ROLE
from ecomchain.durations import format_time
from ecomchain.permissions import changes, document, opening, table
from ecomchain.permissions.comparing import Comparison
from ecomchain.permissions.roles import PUBLIC_ROLE
from ecomchain.system import CONTRACTS, System
from ecomchain.verification import verify

DAY = 86_400
FOUNDATION, OPERATOR, GUARDIAN, ARBITRATOR, PUBLISHER, OTHER = 1, 2, 3, 4, 5, 9
WIDE = 120


def account(index: int) -> Any:
    return accounts.test_accounts[index]


def compared(system: System) -> Comparison:
    return opening.compare_with(system, system.manifest.parameters)


def found(system: System) -> list[str]:
    """What differs, a line each."""
    return lines_of(compared(system).checks())


def lines_of(checks: list[Check]) -> list[str]:
    return [f"{d.subject}: {d.expected} | {d.found}" for d in differences(checks)]


def shown(comparison: Comparison, width: int, *, history: bool = False) -> list[str]:
    """The lines that are printed on a screen of that width."""
    system, out = comparison.system, StringIO()
    since = changes.since(system, comparison.found.logs, system.manifest.block + 1)
    table.show(comparison, since if history else None, Console(file=out, width=width))
    return out.getvalue().splitlines()


# As deployed


def test_permissions__as_deployed__agree(system: System) -> None:
    checks = compared(system).checks()
    assert differences(checks) == []
    subjects = [check.subject for check in checks]
    assert len(set(subjects)) == len(subjects)
    for targets in FUNCTIONS.values():
        for name, functions in targets.items():
            for function in functions:
                assert f"{CONTRACTS[name]}.{function}: may be called by" in subjects


def test_permissions__as_deployed__are_all_among_the_checks_of_verify(system: System) -> None:
    """There is no second way of reading them."""
    verified = {(c.subject, c.expected, c.found) for c in verify(system.manifest)}
    assert {(c.subject, c.expected, c.found) for c in compared(system).checks()} <= verified


@pytest.mark.parametrize("width", [80, WIDE])
def test_show__any_width__breaks_no_word(system: System, width: int) -> None:
    lines = shown(compared(system), width)
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    for targets in FUNCTIONS.values():
        for name, functions in targets.items():
            assert CONTRACTS[name] in text
            for function in functions:
                assert f" {function} " in text
    for index in (FOUNDATION, OPERATOR, GUARDIAN, PUBLISHER):
        assert account(index).address in text
    assert "!" not in text
    assert lines[-1].startswith("all ")
    assert lines[-1].endswith(" permissions are as in the parameters")


def test_show__each_function__says_contract_role_holder_and_delay(system: System) -> None:
    operator = account(OPERATOR)
    system.access_manager.grantRole(OPERATOR_ROLE, operator, 2 * DAY, sender=account(FOUNDATION))
    lines = shown(compared(system), 80)
    row = next(line for line in lines if " setCooldown " in line)
    short = f"{operator.address[:6]}…{operator.address[-4:]}"
    assert row.split()[-5:] == ["setCooldown", "OPERATOR", short, "2", "days"]
    assert f"!  OPERATOR   {operator.address}  2 days" in [line.rstrip() for line in lines]


def test_show__long_text_on_a_narrow_screen__wraps_between_words(system: System) -> None:
    """A delay that is being lowered has two values and a date."""
    operator, foundation = account(OPERATOR), account(FOUNDATION)
    system.access_manager.grantRole(OPERATOR_ROLE, operator, 3 * DAY, sender=foundation)
    system.access_manager.grantRole(OPERATOR_ROLE, operator, 0, sender=foundation)
    effect = system.access_manager.getAccess(OPERATOR_ROLE, operator).effect
    lines = shown(compared(system), 80)
    roles = lines[lines.index("Roles") : lines.index("Rules of the roles")]
    assert max(map(len, roles)) <= 80
    words = " ".join(roles).split()
    said = ["!", "OPERATOR", operator.address, *f"3 days, then at once from {format_time(effect)} on".split()]
    assert words[words.index("!") :][: len(said)] == said


# Planted deviations: what is done by whom, and the lines that it adds. No other line may appear.


def selector(method: Any, *values: Any) -> bytes:
    return bytes(method.encode_input(*values)[:4])


def extra_holder(system: System) -> list[str]:
    system.access_manager.grantRole(GUARDIAN_ROLE, account(OTHER), 0, sender=account(FOUNDATION))
    both = ", ".join(sorted((account(GUARDIAN).address, account(OTHER).address)))
    return [f"GUARDIAN: who has it: {account(GUARDIAN)} | {both}"]


def missing_holder(system: System) -> list[str]:
    system.access_manager.revokeRole(PUBLISHER_ROLE, account(PUBLISHER), sender=account(FOUNDATION))
    return [
        f"PUBLISHER: {account(PUBLISHER)}: after 0 s | not a holder",
        f"PUBLISHER: who has it: {account(PUBLISHER)} | nobody",
    ]


def other_delay(system: System) -> list[str]:
    system.access_manager.grantRole(OPERATOR_ROLE, account(OPERATOR), DAY, sender=account(FOUNDATION))
    return [f"OPERATOR: {account(OPERATOR)}: after 0 s | after 86,400 s"]


def role_of_its_own(system: System) -> list[str]:
    system.access_manager.grantRole(77, account(OTHER), 0, sender=account(FOUNDATION))
    return [f"role 77: who has it: nobody | {account(OTHER)}"]


def function_moved(system: System) -> list[str]:
    pause = [selector(system.market.pause, 1)]
    system.access_manager.setTargetFunctionRole(
        system.market, pause, OPERATOR_ROLE, sender=account(FOUNDATION)
    )
    return ["Market.pause: may be called by: GUARDIAN | OPERATOR"]


def function_public(system: System) -> list[str]:
    reader = [selector(system.registry.setLevelReader, account(OTHER))]
    system.access_manager.setTargetFunctionRole(
        system.registry, reader, PUBLIC_ROLE, sender=account(FOUNDATION)
    )
    return ["ShopRegistry.setLevelReader: may be called by: OPERATOR | PUBLIC"]


def function_of_no_parameters(system: System) -> list[str]:
    """One of an open contract, which no deployment ever restricts."""
    transfer = [selector(system.token.transfer, account(OTHER), 1)]
    system.access_manager.setTargetFunctionRole(
        system.token, transfer, OPERATOR_ROLE, sender=account(FOUNDATION)
    )
    return ["EcomToken.transfer: may be called by: ADMIN | OPERATOR"]


def target_of_no_parameters(system: System) -> list[str]:
    system.access_manager.setTargetFunctionRole(
        account(OTHER), [b"\x12\x34\x56\x78"], PUBLISHER_ROLE, sender=account(FOUNDATION)
    )
    return [f"{account(OTHER)}.0x12345678: may be called by: ADMIN | PUBLISHER"]


def role_admin(system: System) -> list[str]:
    system.access_manager.setRoleAdmin(PUBLISHER_ROLE, OPERATOR_ROLE, sender=account(FOUNDATION))
    return ["PUBLISHER: administered by: ADMIN | OPERATOR"]


def role_guardian(system: System) -> list[str]:
    system.access_manager.setRoleGuardian(OPERATOR_ROLE, PUBLISHER_ROLE, sender=account(FOUNDATION))
    return ["OPERATOR: calls cancelled by: GUARDIAN | PUBLISHER"]


def role_label(system: System) -> list[str]:
    system.access_manager.labelRole(GUARDIAN_ROLE, "KING", sender=account(FOUNDATION))
    return ["GUARDIAN: label: GUARDIAN | KING"]


def grant_delay(system: System) -> list[str]:
    block = system.access_manager.setGrantDelay(GUARDIAN_ROLE, DAY, sender=account(FOUNDATION)).block_number
    return [f"GUARDIAN: wait of new holders: 0 s | 0 s, set to 86,400 s in block {block:,}"]


def target_closed(system: System) -> list[str]:
    system.access_manager.setTargetClosed(system.root_game, True, sender=account(FOUNDATION))
    return ["RootGame: restricted functions: open | closed"]


def target_delay(system: System) -> list[str]:
    block = system.access_manager.setTargetAdminDelay(
        system.market, DAY, sender=account(FOUNDATION)
    ).block_number
    return [f"Market: wait of changes to its roles: 0 s | 0 s, set to 86,400 s in block {block:,}"]


def authority(system: System) -> list[str]:
    usurper = account(OTHER).deploy(project.EcomAccessManager, account(OTHER))
    system.access_manager.updateAuthority(system.disputes, usurper, sender=account(FOUNDATION))
    return [f"Disputes.authority: {system.access_manager.address} | {usurper.address}"]


def arbitrator(system: System) -> list[str]:
    system.disputes.setArbitrator(account(OTHER), sender=account(FOUNDATION))
    return [f"arbitrator: {account(ARBITRATOR)} | {account(OTHER)}"]


def level_reader(system: System) -> list[str]:
    system.registry.setLevelReader(account(OTHER), sender=account(OPERATOR))
    return [f"level reader: {system.reputation.address} | {account(OTHER)}"]


def second_market(system: System) -> list[str]:
    system.reputation.setMarket(account(OTHER), True, sender=account(FOUNDATION))
    return [f"market {account(OTHER)}: disabled | enabled"]


def foreign_module(system: System) -> list[str]:
    system.market.setModule(account(OTHER), ids.module_id(1), sender=account(OPERATOR))
    return [f"module {account(OTHER)}: none | MODULE(1)"]


DEVIATIONS = (
    level_reader, foreign_module, extra_holder, missing_holder, other_delay, role_of_its_own, function_moved,
    function_public, function_of_no_parameters, target_of_no_parameters, role_admin, role_guardian,
    role_label, grant_delay, target_closed, target_delay, arbitrator, second_market, authority,
)  # fmt: skip


@pytest.mark.parametrize("plant", DEVIATIONS, ids=lambda plant: plant.__name__)
def test_permissions__one_deviation__is_named_and_marked(
    system: System, plant: Callable[[System], list[str]]
) -> None:
    """Exactly; and it is marked in the tables, counted, and in the JSON."""
    lines = plant(system)
    comparison = compared(system)
    assert lines_of(comparison.checks()) == lines
    printed = shown(comparison, 80)
    assert any(line.startswith("!") for line in printed[: -len(lines) - 1])
    assert printed[-1].startswith(f"{len(lines)} of ")
    dumped = document.dump(comparison, [])
    assert not dumped["ok"]
    said = [f"{d['subject']}: {d['expected']} | {d['found']}" for d in dumped["differences"]]
    assert said == lines


def test_permissions__all_deviations_at_once__are_all_named(system: System) -> None:
    """By `verify`, too; and the tables still fit."""
    lines = [line for plant in DEVIATIONS for line in plant(system)]
    comparison = compared(system)
    assert sorted(lines_of(comparison.checks())) == sorted(lines)
    tables = "\n".join(shown(comparison, 80)).partition("\n! ")[0]
    assert max(map(len, tables.splitlines())) <= 80
    assert sorted(lines_of(verify(system.manifest))) == sorted(lines)


def test_permissions__deviation_undone__agree_again_and_the_history_tells(system: System) -> None:
    manager, foundation, other = system.access_manager, account(FOUNDATION), account(OTHER)
    given = manager.grantRole(GUARDIAN_ROLE, other, DAY, sender=foundation)
    taken = manager.revokeRole(GUARDIAN_ROLE, other, sender=foundation)
    closed = manager.setTargetClosed(system.market, True, sender=foundation)
    opened = manager.setTargetClosed(system.market, False, sender=foundation)
    named = system.disputes.setArbitrator(other, sender=foundation)
    back = system.disputes.setArbitrator(account(ARBITRATOR), sender=foundation)
    texts = [
        (given, f"GUARDIAN given to {other}, after 1 day"),
        (taken, f"GUARDIAN taken from {other}"),
        (closed, "Market: restricted functions closed"),
        (opened, "Market: restricted functions opened"),
        (named, f"Disputes: arbitrator {other}"),
        (back, f"Disputes: arbitrator {account(ARBITRATOR)} (arbitrator)"),
    ]
    assert found(system) == []
    printed = shown(compared(system), WIDE, history=True)
    notes = [check for check in verify(system.manifest) if check.topic == "notes"]
    for receipt, text in texts:
        assert f"block {receipt.block_number:,}: {text}" in printed
        assert f"changed in block {receipt.block_number:,}: {text}" in [note.subject for note in notes]
    assert all(note.ok for note in notes)


def test_permissions__something_scheduled__is_a_note_and_no_difference(system: System) -> None:
    manager, operator = system.access_manager, account(OPERATOR)
    manager.grantRole(OPERATOR_ROLE, operator, 2 * DAY, sender=account(FOUNDATION))
    manager.schedule(system.registry, system.registry.setCooldown.encode_input(8 * DAY), 0, sender=operator)
    (line,) = found(system)
    assert line == f"OPERATOR: {operator}: after 0 s | after 172,800 s"
    (note,) = [check for check in compared(system).checks() if check.topic == "notes"]
    assert note.ok
    assert note.subject == "scheduled: ShopRegistry.setCooldown(cooldown 8 days)"
    assert note.found.startswith(f"by {operator} (operator), from 20")
    text = "scheduled, executable in 2 days: ShopRegistry.setCooldown(cooldown 8 days)"
    assert text in shown(compared(system), 80)


def test_permissions__access_manager_of_another_code__is_one_line(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is to be read there; `verify` says so, and goes on."""
    chain.provider.make_request("anvil_setCode", [system.access_manager.address, "0x60006000fd"])
    lines = [d for d in differences(verify(system.manifest)) if d.topic == "roles"]
    assert [(d.subject, d.expected) for d in lines] == [("EcomAccessManager: permissions", "readable")]
    with pytest.raises(click.ClickException, match="the permissions cannot be read from 0x"):
        compared(system)


# The command


@pytest.fixture
def manifest_file(system: System, tmp_path: Path) -> Path:
    return system.manifest.save(tmp_path / "here.json")


def test_command__as_deployed__exits_0(manifest_file: Path) -> None:
    result = run_script(["permissions", "--manifest", str(manifest_file)])
    assert result.exit_code == 0, result.output
    assert "Who may call what, after how long" in result.output


def test_command__difference__exits_1_in_both_forms(system: System, manifest_file: Path) -> None:
    (line,) = extra_holder(system)
    result = run_script(["permissions", "--manifest", str(manifest_file)])
    assert result.exit_code == 1
    subject = line.partition(" | ")[0].replace("it: ", "it: expected ")
    assert f"! {subject}, found " in result.output
    as_json = run_script(["permissions", "--manifest", str(manifest_file), "--json"])
    assert as_json.exit_code == 1
    assert json.loads(as_json.output)["differences"][0]["subject"] == "GUARDIAN: who has it"


def test_command__json__has_its_schema(system: System, manifest_file: Path) -> None:
    dumped = json.loads(run_script(["permissions", "--manifest", str(manifest_file), "--json"]).output)
    assert set(dumped) == {
        "version", "network", "chainId", "time", "accessManager", "ok", "functions", "roles", "targets",
        "appointments", "scheduled", "changes", "differences",
    }  # fmt: skip
    assert (dumped["version"], dumped["ok"], dumped["chainId"]) == (1, True, chain.chain_id)
    cooldown = next(each for each in dumped["functions"] if each["function"] == "setCooldown")
    role = {"id": str(OPERATOR_ROLE), "name": "OPERATOR"}
    held = dict(cooldown["holders"][0])
    assert held.pop("since") > 0
    assert held == {"account": account(OPERATOR).address, "delay": 0, "pending": None}
    assert {key: cooldown[key] for key in cooldown if key != "holders"} == {
        "contract": "ShopRegistry",
        "target": system.registry.address,
        "function": "setCooldown",
        "selector": "0x" + selector(system.registry.setCooldown, 1).hex(),
        "role": role,
        "expectedRole": role,
    }
    admin = next(each for each in dumped["roles"] if each["id"] == str(ADMIN_ROLE))
    assert admin["expectedHolders"] == [{"account": account(FOUNDATION).address, "delay": 0}]
    assert admin["grantDelay"] == {"now": 0, "setTo": 0}


def test_command__other_parameters__compares_with_those(manifest_file: Path, tmp_path: Path) -> None:
    text = Path("deployments/parameters/local.yaml").read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(text.replace("guardian: {account: TEST::3}", "guardian: {account: TEST::9}"))
    result = run_script(["permissions", "--manifest", str(manifest_file), "--parameters", str(other)])
    assert result.exit_code == 1
    said = f"! GUARDIAN: {account(OTHER)}: expected after 0 s, found not a holder"
    assert said in result.output.splitlines()


def test_command__no_manifest__is_one_line(tmp_path: Path) -> None:
    result = run_script(["permissions", "--manifest", str(tmp_path / "none.json")])
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "no such file: deploy with `ape run deploy`" in result.output
