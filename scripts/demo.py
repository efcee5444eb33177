"""`ape run demo --network ethereum:local:foundry`: the whole system played on a throw-away chain."""

import click

from ecomchain.commands import NetworkCommand


@click.command(cls=NetworkCommand)
def cli() -> None:
    """Deploy on a throw-away chain, play sales of every kind, check every amount and invariant.

    Exits with 1 if an amount differs from the formula or an invariant does not hold.
    """
    import io
    import sys

    from rich.console import Console

    from ecomchain import demo

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # for a terminal or log that knows no Chinese
    if not demo.run(Console()):
        raise SystemExit(1)
