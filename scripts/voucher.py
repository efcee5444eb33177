"""`ape run voucher`: make, sign, check and submit the seller's consent to an order with a fiat part."""

from pathlib import Path
from typing import Any

import click
from ape.cli import account_option

from ecomchain.commands import NetworkCommand

_FILE = click.argument("file", type=click.File(encoding="utf-8"))
_MANIFEST = click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip
_OUT = click.option(
    "--out", metavar="FILE", type=click.File("w", encoding="utf-8"), default="-",
    help="Where to write it. [default: standard output]",
)  # fmt: skip


@click.group(short_help="Make, sign, check and submit sellers' vouchers")
def cli() -> None:
    """An order with a fiat part needs a voucher: the seller makes it, anyone submits it.

    A voucher is a JSON file; FILE may be - for standard input.
    """


@cli.command(cls=NetworkCommand)
@click.argument("listing", type=int)
@click.argument("buyer")
@click.argument("link", type=int, default=0)
@click.option("--option", type=int, default=0, show_default=True, help="Which of the listing's prices.")
@click.option("--quantity", type=click.IntRange(1), default=1, show_default=True, help="Units.")
@click.option(
    "--days", type=click.IntRange(1, 3_650), default=3, show_default=True, help="How long it is valid."
)
@_OUT
@_MANIFEST
def make(
    listing: int,
    buyer: str,
    link: int,
    option: int,
    quantity: int,
    days: int,
    out: Any,
    manifest_file: Path | None,
) -> None:
    """Write a voucher for BUYER, as LISTING is now, through LINK if one is given; still to be signed."""
    from ecomchain import vouchers

    voucher = vouchers.make(
        _system(manifest_file),
        listing,
        buyer,
        option=option,
        quantity=quantity,
        link=link,
        valid_for=days * 86_400,
    )
    click.echo(voucher.to_json(), file=out)


@cli.command("typed-data")
@_FILE
def typed_data(file: Any) -> None:
    """Print what a wallet elsewhere has to sign (EIP-712)."""
    import json

    from ecomchain import vouchers

    click.echo(json.dumps(vouchers.typed_data(vouchers.Voucher.from_json(file.read())), indent=2))


@cli.command()
@_FILE
@account_option()
@_OUT
def sign(file: Any, account: Any, out: Any) -> None:
    """Write the voucher, signed by the account, which must own the listing's shop."""
    from ecomchain import vouchers

    click.echo(vouchers.sign(account, vouchers.Voucher.from_json(file.read())).to_json(), file=out)


@cli.command()
@_FILE
@click.argument("signature")
@_OUT
def attach(file: Any, signature: str, out: Any) -> None:
    """Write the voucher with a SIGNATURE (hexadecimal) that a wallet elsewhere has given."""
    from ecomchain import vouchers

    click.echo(vouchers.Voucher.from_json(file.read()).with_signature(signature).to_json(), file=out)


@cli.command(cls=NetworkCommand)
@_FILE
@click.option("--submitter", metavar="ADDRESS", help="Who would submit it, and pay its token part.")
@_MANIFEST
def check(file: Any, submitter: str | None, manifest_file: Path | None) -> None:
    """Say what would make its submission fail now; exit with 1 if anything would."""
    from ecomchain import vouchers

    found = vouchers.check(_system(manifest_file), vouchers.Voucher.from_json(file.read()), submitter)
    for line in found or ["It can be submitted."]:
        click.echo(line)
    if found:
        raise SystemExit(1)


@cli.command(cls=NetworkCommand)
@_FILE
@account_option()
@_MANIFEST
def submit(file: Any, account: Any, manifest_file: Path | None) -> None:
    """Place its order; the account pays the token part, the named buyer gets the rights."""
    from ecomchain import vouchers

    order = vouchers.submit(_system(manifest_file), account, vouchers.Voucher.from_json(file.read()))
    click.echo(f"order {order} is placed")


def _system(manifest_file: Path | None) -> Any:
    from ecomchain import deployment, manifest, system

    deployment.require_build()
    return system.connect(manifest.load(manifest_file or manifest.default_path(deployment.network_name())))
