"""The commands: what they print and write, and their exit codes."""

import json
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ecomchain import deployment, manifest
from ecomchain.overview import Overview
from ecomchain.overview import layout as overview_layout
from ecomchain.reports import command, text
from ecomchain.reports.errors import ReportError
from ecomchain.reports.formats import ecom
from ecomchain.statement import Statement
from ecomchain.statement import layout as statement_layout

from .pages import assert_self_contained
from .positions import World

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


@pytest.fixture
def saved(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The deployment's manifest in a file."""
    monkeypatch.setattr(deployment, "require_build", lambda: None)
    return world.system.manifest.save(tmp_path / "manifest.json")


def script(name: str) -> Any:
    spec = spec_from_file_location(f"_script_{name}", SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.cli.callback


def run_statement(world: World, saved: Path, **options: Any) -> None:
    given = {
        "address": world.scene.seller.address, "html_file": None, "as_json": False, "language": "en",
        "block": "latest", "window": 10_000, "rewards": Path("nowhere"), "manifest_file": saved,
    }  # fmt: skip
    script("statement")(**{**given, **options})


def run_overview(saved: Path, **options: Any) -> None:
    given = {
        "html_file": None, "as_json": False, "language": "en", "block": "latest", "window": 10_000,
        "no_holders": False, "manifest_file": saved,
    }  # fmt: skip
    script("overview")(**{**given, **options})


def test_statement__json__is_all_figures(
    world: World, saved: Path, of_seller: Statement, capsys: pytest.CaptureFixture[str]
) -> None:
    run_statement(world, saved, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["address"] == world.scene.seller.address
    assert found["totals"]["owned"] == str(of_seller.totals.owned)
    assert found["claimable"]["reason"] == "no_store"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_statement__html__is_a_page(world: World, saved: Path, tmp_path: Path, language: str) -> None:
    target = tmp_path / "page.html"
    run_statement(world, saved, html_file=target, language=language)
    page = assert_self_contained(target.read_text(encoding="utf-8"))
    assert world.scene.seller.address in page.said


def test_overview__json_and_html__both(
    saved: Path, tmp_path: Path, whole: Overview, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "page.html"
    run_overview(saved, as_json=True, html_file=target)
    found = json.loads(capsys.readouterr().out)
    assert sum(int(part["amount"]) for part in found["supply"]["parts"]) == 10_000_000_000 * 10**18
    assert len(found["supply"]["ledgers"]) == len(whole.supply.ledgers)
    assert_self_contained(target.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_show__text__has_exact_amounts(of_seller: Statement, whole: Overview, language: str) -> None:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    text.show(statement_layout.document(of_seller, language), console)
    text.show(overview_layout.document(whole, language), console)
    told = console.export_text()
    assert ecom(of_seller.totals.owned) in told
    assert ecom(of_seller.totals.proceeds) in told
    assert all(ecom(part.amount) in told for part in whole.supply.parts)
    assert told.count("✓") == 2


def test_run__difference__is_shown_and_exits_1(
    world: World, saved: Path, of_seller: Statement, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *rest = of_seller.checks
    wrong = replace(of_seller, checks=[replace(first, counted=first.counted + 1), *rest])
    target = tmp_path / "page.html"
    with pytest.raises(SystemExit) as exit_:
        command.run(
            lambda system, progress: wrong,
            statement_layout.document,
            agrees=lambda figures: figures.agrees,
            language="en",
            html_file=target,
            as_json=False,
            manifest_file=saved,
        )
    assert exit_.value.code == 1
    assert "cross-checks differ: Transfers in less out: balance" in capsys.readouterr().err
    assert "differs" in target.read_text(encoding="utf-8")


def test_run__html_where_it_cannot_be__says_so_before_reading(
    world: World, saved: Path, tmp_path: Path
) -> None:
    with pytest.raises(ReportError) as error:
        run_statement(world, saved, html_file=tmp_path)
    assert error.value.message == f"{tmp_path} is a directory: name a file in it with --html"
    with pytest.raises(ReportError) as error:
        run_overview(saved, html_file=tmp_path / "no" / "page.html")
    assert error.value.message.startswith(f"{tmp_path / 'no'} is no existing folder")


def test_run__no_deployment__says_so(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "require_build", lambda: None)
    with pytest.raises(manifest.ManifestError) as error:
        run_statement(world, tmp_path / "none.json")
    assert "no such file" in error.value.message
