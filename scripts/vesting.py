"""`ape run vesting`: the shares of foundation and team, released over time."""

from pathlib import Path
from typing import Any

import click
from ape.cli import account_option

from ecomchain.commands import NetworkCommand

_MANIFEST = click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip


@click.group(short_help="The vested shares of foundation and team: look, release")
def cli() -> None:
    """The shares of foundation and team (VEST-1): what has vested goes to the beneficiary, whoever asks."""


@cli.command(cls=NetworkCommand)
@click.option("--json", "as_json", is_flag=True, help="Print JSON; amounts are text in 1e-18 Ecom.")
@_MANIFEST
def status(as_json: bool, manifest_file: Path | None) -> None:
    """Show terms, beneficiary, what was released and what can be."""
    from ecomchain import consoles
    from ecomchain.sale import status as tables

    found = tables.vestings(_system(manifest_file))
    if as_json:
        click.echo(tables.to_json(found))
    else:
        tables.show_vestings(found, consoles.output())


@cli.command(cls=NetworkCommand)
@click.argument("share", type=click.Choice(["foundation", "team"]))
@account_option()
@_MANIFEST
def release(share: str, account: Any, manifest_file: Path | None) -> None:
    """Send what has vested of SHARE to its beneficiary; the account only pays for gas."""
    from ecomchain.sale import status as tables

    click.echo(tables.release_share(_system(manifest_file), account, share))


def _system(manifest_file: Path | None) -> Any:
    from ecomchain import deployment, manifest, system

    deployment.require_build()
    return system.connect(manifest.load(manifest_file or manifest.default_path(deployment.network_name())))
