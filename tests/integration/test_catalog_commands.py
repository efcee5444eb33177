"""`ape run catalog` and `ape run grants` as people run them; one of them killed from outside."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import catalog_files as files
import click
import pytest
from ape import chain
from ape.api import TestAccountAPI
from click.testing import CliRunner, Result

from ecomchain.amounts import ECOM, format_ecom
from ecomchain.system import System

ROOT = Path(__file__).resolve().parents[2]
ONE, TWO = "0x" + "1a" * 20, "0x" + "2b" * 20


@pytest.fixture(autouse=True)
def _isolation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with chain.isolate():
        yield


@pytest.fixture
def shop(system: System, deployer: TestAccountAPI) -> int:
    return files.open_shop(system, deployer)


@pytest.fixture
def run(system: System, tmp_path: Path) -> Any:
    """Run a command of a script on this deployment."""
    manifest = str(system.manifest.save(tmp_path / "local.json"))

    def invoke(script: str, name: str, *arguments: object, account: Any = None, **options: Any) -> Result:
        spec = spec_from_file_location(f"{script}_script", ROOT / "scripts" / f"{script}.py")
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        known = module.cli.commands[name]
        parameters = [each for each in known.params if each.name != "account"]
        callback = known.callback if account is None else _with(known.callback, account)
        where = [] if name == "template" else ["--manifest", manifest]
        command = click.Command(name, callback=callback, params=parameters)
        return CliRunner().invoke(command, [*map(str, arguments), *where], **options)

    return invoke


def _with(callback: Any, account: Any) -> Any:
    return lambda **named: callback(account=account, **named)


def test_catalog__template_imported_exported_and_shown__fits_together(
    run: Any, shop: int, system: System, deployer: TestAccountAPI
) -> None:
    Path("p.csv").write_text(run("catalog", "template").output, encoding="utf-8")
    dry = run("catalog", "import", "p.csv", "--shop", shop, "--dry-run", account=deployer)
    assert dry.exit_code == 0, dry.output
    assert "3 rows, 0 of them bad\n3 new, 1 new tasks, 2 covered by tasks\n" in dry.output
    assert (
        "missing: 1 PROMOTION (lock 100, seal 0 Ecom)\ntoken cost: 100 Ecom locked, 0 Ecom sealed for ever; "
        f"the account has {format_ecom(system.token.balanceOf(deployer))}\n" in dry.output
    )
    refused = run("catalog", "import", "p.csv", "--shop", shop, "--yes", account=deployer)
    assert (refused.exit_code, refused.output) == (
        1, "Error: the shop lacks 1 PROMOTION (lock 100, seal 0 Ecom): acquire them, or add --acquire 100\n"
    )  # fmt: skip
    again = ("p.csv", "--shop", shop, "--acquire", "100")
    no = run("catalog", "import", *again, account=deployer, input="n\n")
    assert (no.exit_code, system.catalog.counts(shop).listings) == (0, 0)
    done = run("catalog", "import", *again, account=deployer, input="y\n")
    assert done.exit_code == 0, done.output
    assert "done: 3 new, 1 new tasks, 2 covered by tasks; " in done.output
    assert tuple(system.catalog.counts(shop)) == (3, 1)
    assert "nothing to do: 3 listings are" in run("catalog", "import", *again, account=deployer).output

    assert (
        run("catalog", "export", "out.csv", "--shop", shop).output == f"out.csv: 3 listings of shop {shop}\n"
    )
    assert [row["key"] for row in files.read(Path("out.csv"))] == ["TEA-001", "TEA-002", "EBOOK-1"]
    found = run("catalog", "tasks", "--seller", shop, "--json")
    assert [task["incentive_bps"] for task in json.loads(found.stdout)] == [1_000]
    assert "best reward" in run("catalog", "tasks", "--min-share", "6%").output
    assert "No open task fits." in run("catalog", "tasks", "--min-share", "100%").output
    assert run("catalog", "tasks", "--min-share", "half").exit_code == 1


def test_catalog__bad_line__is_exit_code_one(run: Any, shop: int, deployer: TestAccountAPI) -> None:
    rows = files.products(3, tasks=0)
    rows[1]["stock"] = "many"
    files.write(Path("p.csv"), rows)
    for flag in ("--dry-run", "--yes"):
        found = run("catalog", "import", "p.csv", "--shop", shop, flag, account=deployer)
        assert (
            found.exit_code,
            "1 lines are bad and were left out: errors.csv says why" in found.output,
        ) == (1, True)
    assert [row["line"] for row in files.read(Path("errors.csv"))] == ["3"]
    found = run("catalog", "import", "missing.csv", "--shop", shop, "--yes", account=deployer)
    assert (found.exit_code, found.output) == (1, "Error: missing.csv does not exist: check the path\n")


def test_catalog__shops_template__opens_them(run: Any, system: System, deployer: TestAccountAPI) -> None:
    Path("s.csv").write_text(run("catalog", "template", "shops").output, encoding="utf-8")
    dry = run("catalog", "shops", "s.csv", "--dry-run", account=deployer)
    assert dry.output.startswith(
        "2 shops to open, 97 SHOWCASE to acquire, 2 DISTRIBUTION to acquire, 1 PROMOTION"
    )
    first = system.registry.totals().shops
    done = run("catalog", "shops", "s.csv", "--yes", account=deployer)
    assert done.output.endswith(f"TEAHOUSE: shop {first + 1}\nBRANCH: shop {first + 2}\n")
    assert run("catalog", "shops", "s.csv", account=deployer).output.startswith("nothing to do\n")


def test_grants__built_created_and_claimed__pays_everybody_once(
    run: Any, system: System, foundation: TestAccountAPI, deployer: TestAccountAPI
) -> None:
    Path("u.csv").write_text(f"name,address,amount\nAnn,{ONE},12.5\nBob,{TWO},7\n", encoding="utf-8")
    built = run("grants", "build", "u.csv", "--out", "g")
    assert built.exit_code == 0, built.output
    assert "of 19.5 Ecom for 2 accounts" in built.output
    assert f"to be created by {foundation.address}" in built.output
    assert "is not created yet" in run("grants", "status", "g").output
    early = run("grants", "claim", "g", ONE, account=deployer)
    assert (early.exit_code, "is not created yet: `ape run grants create`" in early.output) == (1, True)
    wrong = run("grants", "create", "g", "--yes", account=deployer)
    assert (
        wrong.exit_code,
        f"create it with that account, or build it anew with --creator {deployer.address}" in wrong.output,
    ) == (1, True)

    poor = run("grants", "create", "g", "--dry-run", account=foundation)
    assert (poor.exit_code, f"takes 19.5 Ecom, {foundation.address} has 0: send it" in poor.output) == (
        1,
        True,
    )
    system.token.transfer(foundation, 20 * ECOM, sender=deployer)
    before = system.token.balanceOf(foundation)
    tried = run("grants", "create", "g", "--dry-run", account=foundation)
    assert tried.exit_code == 0, tried.output
    assert f"{foundation.address} can give 19.5 Ecom to 2 accounts; nothing was sent" in tried.output
    assert "is not created yet" in run("grants", "status", "g").output
    created = run("grants", "create", "g", account=foundation, input="y\n")
    assert created.exit_code == 0, created.output
    assert "is created: 19.5 Ecom" in created.output
    assert "is there already: 19.5 Ecom" in run("grants", "create", "g", account=foundation).output
    assert before - system.token.balanceOf(foundation) == 39 * ECOM // 2

    assert run("grants", "claim", "g", ONE, account=deployer).output == f"{ONE} was paid 12.5 Ecom\n"
    assert run("grants", "claim", "g", ONE, account=deployer).output == f"{ONE} had its part already\n"
    assert system.token.balanceOf(ONE) == 25 * ECOM // 2
    assert "12.5 of 19.5 Ecom claimed, 7 left; 2 accounts" in run("grants", "status", "g").output
    assert run("grants", "claim", "g", "0x" + "3c" * 20, account=deployer).exit_code == 1

    kept = b"".join(path.read_bytes() for path in Path("g").rglob("*") if path.is_file())
    assert b"Ann" not in kept
    claim = json.loads((Path("g/claims/1a") / f"{ONE}.json").read_text(encoding="utf-8"))
    assert claim["value"][3] == str(25 * ECOM // 2)
    grant = json.loads(Path("g/grant.json").read_text(encoding="utf-8"))
    assert int(grant["grant"]) == system.grants.grantId(foundation, int(grant["salt"]))


def test_grants__bad_lines__are_exit_code_two(run: Any) -> None:
    Path("u.csv").write_text(f"address,amount\n{ONE},-1\n0x12,1\n{TWO},1\n{TWO},1\n", encoding="utf-8")
    found = run("grants", "build", "u.csv", "--out", "g")
    assert (found.exit_code, found.output.count("u.csv, line ")) == (2, 3)
    assert not Path("g").exists()


def test_catalog__process_killed_from_outside__goes_on_when_run_again(
    shop: int, system: System, tmp_path: Path
) -> None:
    """kill -9 at whatever moment: after its first transaction on the chain."""
    count = 60
    path = files.write(tmp_path / "products.csv", files.products(count))
    manifest = system.manifest.save(tmp_path / "local.json")
    command = [
        ROOT / ".venv/bin/ape", "run", "catalog", "import", path, "--shop", shop, "--account", "TEST::0",
        "--yes", "--acquire", "100000", "--batch-gas", "500000", "--in-flight", "1", "--manifest", manifest,
        "--errors", tmp_path / "errors.csv", "--network", "ethereum:local:foundry",
    ]  # fmt: skip
    texts, env = list(map(str, command)), os.environ | {"APE_FOUNDRY_HOST": chain.provider.uri}
    process = subprocess.Popen(texts, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 300
        while system.catalog.counts(shop).listings == 0 and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.005)
    finally:
        process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert 0 < system.catalog.counts(shop).listings < count
    done = subprocess.run(texts, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert tuple(system.catalog.counts(shop)) == (count, 2)
    assert system.registry.shop(shop).showcase == count
