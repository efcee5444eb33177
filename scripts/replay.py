"""`ape run replay`: replay real orders over the contracts of a development chain."""

from pathlib import Path
from typing import Any

import click

from ecomchain.commands import NetworkCommand

_FILE = click.Path(path_type=Path)


@click.command(cls=NetworkCommand, short_help="Replay real orders over the contracts")
@click.option("--orders", metavar="FILE", type=_FILE, required=True, help="Orders (CSV, also .gz).")
@click.option("--lines", metavar="FILE", type=_FILE, required=True, help="Order lines.")
@click.option("--sellers", metavar="FILE", type=_FILE, required=True, help="Sellers.")
@click.option("--trees", metavar="FILE", type=_FILE, required=True, help="Reshare trees.")
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), help="Only the first N lines, by time. [default: all]"
)
@click.option("--seed", metavar="S", type=int, default=1, show_default=True, help="Seed of every choice.")
@click.option("--report", "report_file", metavar="FILE", type=_FILE, default=".replay/report.json",
              show_default=True, help="Where to write the report.")  # fmt: skip
@click.option("--incentive-bps", type=click.IntRange(0, 10_000), default=1_000, show_default=True,
              help="Share of a price that is incentive (L).")  # fmt: skip
@click.option("--closing-bps", type=click.IntRange(0, 10_000), default=6_000, show_default=True,
              help="Share of the incentive for the closing distributor (M).")  # fmt: skip
@click.option("--max-levels", type=click.IntRange(1, 16), default=3, show_default=True,
              help="Most distributors of a sale.")  # fmt: skip
@click.option("--token-bps", type=click.IntRange(1, 9_999), default=5_000, show_default=True,
              help="Share of a mixed price that is paid in tokens.")  # fmt: skip
@click.option("--protection-days", type=click.IntRange(1, 90), default=14, show_default=True,
              help="How long buyers are protected after fulfilment.")  # fmt: skip
@click.option("--fulfil-days", type=click.IntRange(1, 60), default=30, show_default=True,
              help="How long sellers have to fulfil.")  # fmt: skip
@click.option("--days-per-step", type=click.IntRange(1, 30), default=7, show_default=True,
              help="Days of the data that are replayed together.")  # fmt: skip
@click.option("--manifest", "manifest_file", metavar="FILE", type=_FILE,
              help="The deployment. [default: deployments/<network>.json; local: a new one]")  # fmt: skip
@click.option("--state", "state_file", metavar="FILE", type=_FILE,
              help="Progress, to go on from. [default: a file in .replay/; local: none]")  # fmt: skip
def cli(
    orders: Path,
    lines: Path,
    sellers: Path,
    trees: Path,
    report_file: Path,
    manifest_file: Path | None,
    state_file: Path | None,
    **settings: Any,
) -> None:
    """Replay orders through chains of distributors, and check that every token is accounted for.

    Formats, mapping and report are described in docs/replay.md. Only for development chains.
    Exits with 1 if any sum differs by a unit.
    """
    from ecomchain.replay import command

    command.replay(
        files=(orders, lines, sellers, trees),
        settings=settings,
        report_file=report_file,
        manifest_file=manifest_file,
        state_file=state_file,
    )
