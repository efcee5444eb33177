"""`ape run verify`: check a live deployment against its manifest and parameters."""

from pathlib import Path

import click

from ecomchain.commands import NetworkCommand


@click.command(cls=NetworkCommand, short_help="Check a live deployment against its manifest")
@click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="What should be there. [default: deployments/<network>.json]",
)  # fmt: skip
@click.option(
    "--parameters", "parameters_file", metavar="FILE",
    help="Compare with the parameters of this file. [default: those in the manifest]",
)  # fmt: skip
def cli(manifest_file: Path | None, parameters_file: str | None) -> None:
    """Check code, wiring, parameters, supply and permissions; exit with 1 where they differ."""
    from ecomchain import deployment, manifest, verification
    from ecomchain.permissions.opening import wanted_parameters
    from ecomchain.verification_table import show

    deployment.require_build()
    expected = manifest.load(manifest_file or manifest.default_path(deployment.network_name()))
    wanted = wanted_parameters(expected, parameters_file)
    if not show(verification.verify(expected, wanted)):
        raise SystemExit(1)
