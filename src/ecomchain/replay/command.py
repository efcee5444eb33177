"""`ape run replay` without its options: what scripts/replay.py calls."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ecomchain import deployment, manifest, parameters
from ecomchain.replay import execute, journal, run, source, summary
from ecomchain.replay.errors import InputError
from ecomchain.replay.plan import make_plan
from ecomchain.replay.report import Report
from ecomchain.replay.settings import Settings
from ecomchain.system import System, connect

REPORT_FILE = Path(".replay/report.json")
"""Where the report goes if nobody says; only this file's folder is made."""


def replay(
    *,
    files: tuple[Path, Path, Path, Path],
    settings: Mapping[str, Any],
    report_file: Path,
    manifest_file: Path | None = None,
    state_file: Path | None = None,
    console: Console | None = None,
) -> Report:
    """Replay files (orders, lines, sellers, trees) on the connected chain; write and show the report.

    Exits with 1 if any sum differs.
    """
    console = console or Console()
    _require_folder(report_file)
    chosen = Settings(**settings)
    chain = run.connect_chain()
    data = source.load(*files)
    plan = make_plan(data, chosen)
    console.print(
        f"{len(plan.sales):,} orders of {plan.buyers:,} buyers from {plan.sellers:,} sellers through "
        f"{plan.distributors:,} distributors with {len(plan.places):,} links; "
        f"{len(data.skipped):,} rows left out",
        highlight=False,
    )
    system = _system(manifest_file, console)
    if state_file is None and deployment.network_name() != "local":
        state_file = journal.default_path(system.manifest.chain_id, system.market.address, plan.digest)
    with _bar(console) as progress:
        report = run.Replay(data, plan, system, chain, state_file).run(progress)
    report.save(report_file)
    summary.show(report, console)
    console.print(f"report: {report_file}", highlight=False)
    if not report.conserved:
        raise SystemExit(1)
    return report


def _require_folder(report_file: Path) -> None:
    """Raises InputError where the report could not be written: better before the replay than after it."""
    if report_file.is_dir():
        raise InputError(f"{report_file} is a directory: name a file in it with --report")
    folder = report_file.parent
    if not folder.is_dir() and folder != REPORT_FILE.parent:
        raise InputError(
            f"{folder}, where --report is to be written, is no existing folder: make it, or name another"
        )


def _system(manifest_file: Path | None, console: Console) -> System:
    """The deployment of the connected chain; on a local one without a manifest, a new one."""
    network = deployment.network_name()
    if manifest_file is not None or network != "local":
        return connect(manifest.load(manifest_file or manifest.default_path(network)))
    from ape import accounts
    from ape.logging import LogLevel, logger

    console.print("deploying on the local chain")
    with logger.at_level(LogLevel.WARNING):
        return deployment.deploy(accounts.test_accounts[0], parameters.load(network))


@contextmanager
def _bar(console: Console) -> Iterator[execute.Progress]:
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda name, done, of: bar.update(task, description=name, completed=done, total=of)
