"""What `ape run deploy` does."""

from pathlib import Path

import click
from ape.api import AccountAPI
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ecomchain import consoles, deployment, manifest, parameters, publishing
from ecomchain.deployment import forecast_table
from ecomchain.deployment.settings import MAX_FEE
from ecomchain.sending import sign_on


def deploy(
    account: AccountAPI,
    parameters_file: str | None,
    manifest_file: Path | None,
    *,
    yes: bool = False,
    confirmations: int | None = None,
    speed_up: bool = False,
    max_fee: int | None = None,
) -> None:
    """Deploy on the connected network; ask before, where it is not one to throw away."""
    deployment.require_build()
    network = deployment.network_name()
    chosen = parameters.load(parameters_file or network)
    if manifest_file is None and network != "local" and not deployment.is_fork():
        manifest_file = manifest.default_path(network)
    if not deployment.is_throw_away() and not (manifest_file and manifest_file.exists()):
        click.echo(deployment.plan(account, chosen, manifest_file))
        if not yes:
            click.confirm("Deploy?", abort=True)
        sign_on(account)

    with _progress() as bar:
        task = bar.add_task("", total=deployment.STEPS)

        def progress(what: str, done: int | None) -> None:
            bar.update(task, description=what, completed=done)

        settings = deployment.default_settings(
            confirmations, report=bar.console.print, progress=progress, speed_up=speed_up,
            max_fee=MAX_FEE if max_fee is None else max_fee,
        )  # fmt: skip
        if manifest_file is None:
            system, new = deployment.deploy(account, chosen, settings=settings), True
        else:
            system, new = deployment.deploy_once(account, chosen, manifest_file, settings=settings)
        bar.update(task, visible=False)
    if new:
        where = f"manifest: {manifest_file}" if manifest_file else "no manifest for a chain to throw away."
        click.echo(f"Deployed with {system.manifest.gas_used:,} gas; {where}")
        return
    click.echo(f"Nothing to do: {manifest_file} and its contracts are there. `ape run verify` checks them.")
    if changed := deployment.outdated(system):
        click.echo(
            f"Sources have changed since, of {', '.join(changed)}: to deploy them, move {manifest_file} away "
            "(on the devnet `make clean` forgets everything)."
        )


def dry_run(account: AccountAPI, parameters_file: str | None) -> None:
    """Deploy on a chain of its own, and show what it would cost on the connected network."""
    deployment.require_build()
    chosen = parameters.load(parameters_file or deployment.network_name())
    console = _console()
    with console.status("deploying on a chain of its own"):
        forecast = deployment.simulate(account, chosen)
    forecast_table.show(forecast, account.address, console)
    if not forecast.suffices:
        raise SystemExit(1)


def publish(manifest_file: Path | None) -> None:
    """Publish the sources of the connected network's deployment; exit with 1 where one is not published."""
    deployment.require_build()
    record = manifest.load(manifest_file or manifest.default_path(deployment.network_name()))
    explorer = publishing.explorer(record.chain_id)
    if explorer is None:
        click.echo(
            f"Sources are not published: {publishing.KEY} is not set. `ape run export --standard-json` "
            "writes what anybody can hand in on an explorer's page."
        )
        return
    failed = False
    for name, outcome in publishing.publish(record, explorer):
        click.echo(f"{name}: {outcome}")
        failed = failed or outcome != "published"
    if failed:
        raise SystemExit(1)


def _progress() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=_console(), transient=True)


def _console() -> Console:
    return consoles.output(highlight=False, soft_wrap=True)
