"""`ape run rewards simulate`: charts, tables, and the document's generated parts."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from ecomchain.errors import ArgumentError
from ecomchain.rewards.simulation import Settings, report, simulate
from ecomchain.rewards.simulation.charts import CHARTS
from ecomchain.rewards.simulation.command import simulate_command

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "economics.md"
SMALL = ["--days", "90", "--agents", "30"]


def test_simulate__twice__writes_the_same_tables_and_keeps_the_text(tmp_path: Path) -> None:
    out, document = tmp_path / "found", tmp_path / "found.md"
    first = CliRunner().invoke(simulate_command, [*SMALL, "--out", str(out)])
    assert first.exit_code == 0, first.output
    assert {path.name for path in out.iterdir()} == {f"{name}.png" for name in CHARTS}
    written = document.read_text(encoding="utf-8")
    document.write_text(f"Kept.\n{written.replace('90 days', '89 days')}", encoding="utf-8")
    study = simulate(Settings(days=90, agents=30))
    report.rewrite(document, study)
    assert document.read_text(encoding="utf-8") == f"Kept.\n{written}"

    document.write_text("no block", encoding="utf-8")
    with pytest.raises(ArgumentError, match="lacks the lines '<!-- assumptions: written by"):
        report.rewrite(document, study)


def test_simulate__no_such_folder__is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(simulate_command, [*SMALL, "--out", str(tmp_path / "none" / "found")])
    assert result.exit_code == 1
    assert "is no existing folder" in result.output


@pytest.mark.parametrize("name", report.BLOCKS)
def test_document__every_block__is_there_once(name: str) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.count(f"<!-- {name}: written by `{report.COMMAND}` -->") == 1
    assert text.count(f"<!-- end of {name} -->") == 1


@pytest.mark.parametrize("name", CHARTS)
def test_document__every_chart__is_shown_and_small(name: str) -> None:
    assert f"](economics/{name}.png)" in DOCUMENT.read_text(encoding="utf-8")
    assert (DOCUMENT.parent / "economics" / f"{name}.png").stat().st_size < 150_000


def test_simulate__without_out__writes_into_build_and_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(simulate_command, SMALL)
    assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "build").iterdir()} == {"economics", "economics.md"}
