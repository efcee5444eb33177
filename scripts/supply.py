"""`ape run supply`: audit where the supply was minted to, and what has become of the four shares."""

from pathlib import Path

import click

from ecomchain.commands import NetworkCommand


@click.command(cls=NetworkCommand, short_help="Audit the four shares of the supply")
@click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON; amounts are text in 1e-18 Ecom.")
def cli(manifest_file: Path | None, as_json: bool) -> None:
    """Audit 35 % presale, 20 % foundation, 25 % rewards, 20 % team; exit with 1 where the chain differs.

    Of each share: what the token's constructor minted and to which address; whether that is the contract
    compiled here, wired to this token, with the deployment's terms; what it holds, and what it has sent.
    """
    from ecomchain import deployment, manifest, supply, supply_report, system

    deployment.require_build()
    here = system.connect(manifest.load(manifest_file or manifest.default_path(deployment.network_name())))
    whole, audits = supply.audit(here, here.manifest.parameters)
    if as_json:
        click.echo(supply_report.to_json(whole, audits))
    else:
        supply_report.show(whole, audits)
    if supply.differences(whole, audits):
        raise SystemExit(1)
