"""`ape run overview`: where all tokens are, and what the whole deployment does."""

from pathlib import Path

import click

from ecomchain.commands import NetworkCommand

_FILE = click.Path(path_type=Path)


@click.command(cls=NetworkCommand, short_help="Where all tokens are, trade, emission, votes")
@click.option("--html", "html_file", metavar="FILE", type=_FILE, help="Write a self-contained page instead.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@click.option("--lang", "language", type=click.Choice(["en", "zh"]), default="en", show_default=True,
              help="Language of text and page.")  # fmt: skip
@click.option("--block", metavar="BLOCK", default="latest", show_default=True,
              help="Of which block: `latest`, `final`, or a number.")  # fmt: skip
@click.option("--window", metavar="BLOCKS", type=click.IntRange(1), default=10_000, show_default=True,
              help="Most blocks whose events are asked for at once.")  # fmt: skip
@click.option("--no-holders", is_flag=True, help="Do not follow every transfer: quicker, with fewer checks.")
@click.option("--manifest", "manifest_file", metavar="FILE", type=_FILE,
              help="The deployment. [default: deployments/<network>.json]")  # fmt: skip
def cli(
    html_file: Path | None,
    as_json: bool,
    language: str,
    block: str,
    window: int,
    no_holders: bool,
    manifest_file: Path | None,
) -> None:
    """Print where all tokens are, every contract's balance beside its books, shops, orders, emission, votes.

    Every figure is read from the chain at one block. Exits with 1 where two ways to a figure differ.
    """
    from ecomchain.overview import layout, overview
    from ecomchain.reports import command

    command.run(
        lambda system, progress: overview(
            system, block=block, widest=window, progress=progress, holders=not no_holders
        ),
        layout.document,
        agrees=lambda figures: figures.agrees,
        language=language,
        html_file=html_file,
        as_json=as_json,
        manifest_file=manifest_file,
    )
