"""`ape run publish`: publish a deployment's sources on the network's block explorer."""

from pathlib import Path

import click

from ecomchain.commands import NetworkCommand


@click.command(cls=NetworkCommand, short_help="Publish a deployment's sources on the block explorer")
@click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip
def cli(manifest_file: Path | None) -> None:
    """Publish the sources of every contract; ETHERSCAN_API_KEY in the environment is the explorer's key."""
    from ecomchain.deployment import command

    command.publish(manifest_file)
