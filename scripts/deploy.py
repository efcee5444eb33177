"""`ape run deploy`: deploy the system on the connected network."""

from pathlib import Path

import click
from ape.cli import ConnectedProviderCommand, account_option


@click.command(cls=ConnectedProviderCommand, short_help="Deploy the system on a network")
@account_option()
@click.option(
    "--parameters", "parameters_file", metavar="FILE",
    help="Prices, limits, holders. [default: deployments/parameters/<network>.yaml]",
)  # fmt: skip
@click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write what was deployed. [default: deployments/<network>.json; none for local chains]",
)  # fmt: skip
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def cli(account, parameters_file: str | None, manifest_file: Path | None, yes: bool) -> None:
    """Deploy the system on the connected network, with the parameters of its file.

    What the manifest says is deployed already stays as it is. An interrupted deployment is gone on with.
    """
    from ecomchain import deployment, manifest, parameters

    deployment.require_build()
    network = deployment.network_name()
    chosen = parameters.load(parameters_file or network)
    if manifest_file is None and network != "local":
        manifest_file = manifest.default_path(network)
    if not deployment.is_throw_away() and not (manifest_file and manifest_file.exists()):
        click.echo(deployment.plan(account, chosen, manifest_file))
        if not yes:
            click.confirm("Deploy?", abort=True)
        elif hasattr(account, "set_autosign"):
            account.set_autosign(True)

    if manifest_file is None:
        system = deployment.deploy(account, chosen, report=click.echo)
        click.echo(f"Deployed with {system.manifest.gas_used:,} gas; no manifest for a chain to throw away.")
        return
    system, new = deployment.deploy_once(account, chosen, manifest_file, report=click.echo)
    if new:
        click.echo(f"Deployed with {system.manifest.gas_used:,} gas; manifest: {manifest_file}")
        return
    click.echo(f"Nothing to do: {manifest_file} and its contracts are there. `ape run verify` checks them.")
    if changed := deployment.outdated(system):
        click.echo(
            f"Sources have changed since, of {', '.join(changed)}: to deploy them, move {manifest_file} away "
            "(on the devnet `make clean` forgets everything)."
        )
