"""`ape run gas`: measure the gas of the main operations."""

import click

from ecomchain.commands import NetworkCommand


@click.command(cls=NetworkCommand, short_help="Measure the gas of the main operations")
@click.option("--account-for", "key", metavar="KEY", help="Show where the gas of one operation goes.")
def cli(key: str | None) -> None:
    """Measure the gas of the main operations on a throw-away chain.

    Shows the table; writes benchmarks/gas.json and the generated parts of docs/gas.md.
    """
    from ape import project
    from rich.console import Console

    from ecomchain.gas import command

    console = Console()
    if not console.is_terminal:
        console = Console(width=160)  # a file or pipe has no width of its own
    if key is None:
        command.refresh(project.path, console)
    else:
        command.explain(key, console)
