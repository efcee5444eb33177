"""`ape run advertising`: the listings that are advertised on a day, most sealed first."""

from pathlib import Path

import click

from ecomchain.commands import NetworkCommand


@click.command(cls=NetworkCommand, short_help="Rank the listings advertised on a day")
@click.argument("day", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON; amounts are text in 1e-18 Ecom.")
@click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip
def cli(day: str | None, as_json: bool, manifest_file: Path | None) -> None:
    """Rank the listings advertised on DAY, a UTC date such as 2026-11-22. [default: today]"""
    from ecomchain import advertising, deployment, manifest, system

    deployment.require_build()
    here = system.connect(manifest.load(manifest_file or manifest.default_path(deployment.network_name())))
    number = advertising.today(here) if day is None else advertising.parse_day(day)
    entries = advertising.ranking(here, number)
    click.echo(advertising.to_json(number, entries) if as_json else advertising.to_text(number, entries))
