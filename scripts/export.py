"""`ape run export`: addresses and ABIs of a deployment in one JSON file."""

from pathlib import Path

import click


@click.command(short_help="Write addresses and ABIs of a deployment into one JSON file")
@click.argument("network")
@click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment's manifest. [default: deployments/<network>.json]",
)  # fmt: skip
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path),
    help="Where to write. [default: beside the manifest, ending in .abi.json or .sources]",
)  # fmt: skip
@click.option(
    "--standard-json", is_flag=True,
    help="Write each contract's sources instead, as block explorers take them, into a folder.",
)  # fmt: skip
def cli(network: str, manifest_file: Path | None, out: Path | None, standard_json: bool) -> None:
    """Write what a front end of NETWORK (such as devnet) loads; needs no node."""
    import json

    from ecomchain import bundle, deployment, manifest, publishing

    deployment.require_build()
    path = manifest_file or manifest.default_path(network)
    if standard_json:
        for line in publishing.write(manifest.load(path), out or path.with_suffix(".sources")):
            click.echo(line)
        return
    content = json.dumps(bundle.bundle(manifest.load(path)), indent=1) + "\n"
    out = out or bundle.default_path(path)
    out.write_text(content, encoding="utf-8")
    click.echo(f"{out}: addresses and ABIs of {network}")
