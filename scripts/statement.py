"""`ape run statement`: what an account owns, earns and holds locked."""

from pathlib import Path

import click

from ecomchain.commands import NetworkCommand
from ecomchain.commands import address as address_of

_FILE = click.Path(path_type=Path)


@click.command(cls=NetworkCommand, short_help="What an account owns, earns and holds locked")
@click.argument("address")
@click.option("--html", "html_file", metavar="FILE", type=_FILE, help="Write a self-contained page instead.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@click.option("--lang", "language", type=click.Choice(["en", "zh"]), default="en", show_default=True,
              help="Language of text and page.")  # fmt: skip
@click.option("--block", metavar="BLOCK", default="latest", show_default=True,
              help="Of which block: `latest`, `final`, or a number.")  # fmt: skip
@click.option("--window", metavar="BLOCKS", type=click.IntRange(1), default=10_000, show_default=True,
              help="Most blocks whose events are asked for at once.")  # fmt: skip
@click.option("--rewards", metavar="DIR", type=_FILE, default=".rewards", show_default=True,
              help="Where reward days were computed, to say what can be claimed.")  # fmt: skip
@click.option("--manifest", "manifest_file", metavar="FILE", type=_FILE,
              help="The deployment. [default: deployments/<network>.json]")  # fmt: skip
def cli(
    address: str,
    html_file: Path | None,
    as_json: bool,
    language: str,
    block: str,
    window: int,
    rewards: Path,
    manifest_file: Path | None,
) -> None:
    """Print everything about ADDRESS: shops, locks, orders, earnings, rewards, with cross-checks.

    ADDRESS can be an account's name as well, such as TEST::5 on the devnet. Every figure is read from the
    chain at one block. Exits with 1 where two ways to a figure differ.
    """
    from ecomchain.reports import command
    from ecomchain.statement import layout, statement

    command.run(
        lambda system, progress: statement(
            system, address_of(address), block=block, widest=window, progress=progress, rewards=rewards
        ),
        layout.document,
        agrees=lambda figures: figures.agrees,
        language=language,
        html_file=html_file,
        as_json=as_json,
        manifest_file=manifest_file,
    )
