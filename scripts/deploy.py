"""`ape run deploy`: deploy the system on the connected network."""

from pathlib import Path

import click
from ape.cli import account_option

from ecomchain.commands import NetworkCommand


@click.command(cls=NetworkCommand, short_help="Deploy the system on a network")
@account_option()
@click.option(
    "--parameters", "parameters_file", metavar="FILE",
    help="Prices, limits, holders. [default: deployments/parameters/<network>.yaml]",
)  # fmt: skip
@click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write what was deployed. [default: deployments/<network>.json; none for local and forks]",
)  # fmt: skip
@click.option(
    "--dry-run", is_flag=True, help="Try it on a chain of its own, show gas and cost, send nothing."
)
@click.option(
    "--confirmations", type=click.IntRange(min=1), metavar="N",
    help="Wait until the last transaction is N blocks deep. [default: that of ape-config.yaml]",
)  # fmt: skip
@click.option("--speed-up", is_flag=True, help="Send a transaction that waits for its block again, for more.")
@click.option(
    "--max-fee-gwei", type=click.FloatRange(0, min_open=True), metavar="GWEI",
    help="The most to offer for a unit of gas. [default: 1,000]",
)  # fmt: skip
@click.option("--publish", is_flag=True, help="Publish the sources on the block explorer afterwards.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def cli(
    account, parameters_file: str | None, manifest_file: Path | None, dry_run: bool,
    confirmations: int | None, speed_up: bool, max_fee_gwei: float | None, publish: bool, yes: bool,
) -> None:  # fmt: skip
    """Deploy the system on the connected network, with the parameters of its file.

    What the manifest says is deployed already stays as it is. An interrupted deployment is gone on with.
    """
    from ecomchain.deployment import command

    if dry_run:
        command.dry_run(account, parameters_file)
        return
    command.deploy(
        account, parameters_file, manifest_file, yes=yes, confirmations=confirmations, speed_up=speed_up,
        max_fee=None if max_fee_gwei is None else round(max_fee_gwei * 10**9),
    )  # fmt: skip
    if publish:
        command.publish(manifest_file)
