"""`ape run permissions`: who can do what, after how long, and whether that is as it should be."""

from pathlib import Path

import click

from ecomchain.commands import NetworkCommand


@click.command(cls=NetworkCommand, short_help="Show who can do what, after how long")
@click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip
@click.option(
    "--parameters", "parameters_file", metavar="FILE",
    help="Compare with the parameters of this file. [default: those in the manifest]",
)  # fmt: skip
@click.option("--history", is_flag=True, help="List what has been changed since the hand-over, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def cli(manifest_file: Path | None, parameters_file: str | None, history: bool, as_json: bool) -> None:
    """Show every permission: functions, roles, holders, delays, and what is no role.

    Differences from the parameters are marked with !, and said in full at the end; exit code 1.
    """
    import json

    from ecomchain.permissions import document, opening, table
    from ecomchain.permissions.changes import since

    comparison = opening.open_connected(manifest_file, parameters_file)
    found = comparison.found
    changed = since(comparison.system, found.logs, comparison.system.manifest.block + 1)
    if as_json:
        dumped = document.dump(comparison, changed)
        click.echo(json.dumps(dumped, indent=2, ensure_ascii=False))
        ok = dumped["ok"]
    else:
        ok = table.show(comparison, changed if history else None)
    if not ok:
        raise SystemExit(1)
