"""`ape run sale`: private rounds of the presale, for the foundation and for buyers."""

from pathlib import Path
from typing import Any

import click
from ape.cli import account_option

from ecomchain.commands import NetworkCommand

_FILE = click.Path(dir_okay=False, path_type=Path)
_MANIFEST = click.option(
    "--manifest", "manifest_file", metavar="FILE", type=_FILE,
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON; amounts are text in 1e-18 Ecom.")
_ROUND = click.argument("number", metavar="ROUND", type=click.IntRange(1))
_CURRENCY = click.option(
    "--currency", metavar="SYMBOL", help="Symbol or address. [default: the round's only one]"
)


@click.group(short_help="Private rounds of the presale: create, fund, buy, release, close")
def cli() -> None:
    """Private rounds of the presale: the foundation creates them, those on a round's list buy.

    Terms, lists and the steps of a round are described in docs/sale.md.
    """


@cli.command(cls=NetworkCommand)
@click.option("--csv", "csv_file", metavar="FILE", type=_FILE, required=True,
              help="Lines of address,cap (1e-18 Ecom).")  # fmt: skip
@click.option("--out", metavar="FILE", type=_FILE, required=True, help="Where to write the proofs.")
@click.option("--round", "number", type=click.IntRange(1), help="The list's round. [default: the next one]")
@_MANIFEST
def allowlist(csv_file: Path, out: Path, number: int | None, manifest_file: Path | None) -> None:
    """Make a round's list: write the file of proofs, and print the root and the file's CID for the terms."""
    from ecomchain.sale import creating

    click.echo(creating.allowlist(_system(manifest_file), csv_file, out, number))


@cli.command(cls=NetworkCommand)
@click.argument("file", metavar="TERMS", type=_FILE)
@account_option()
@_MANIFEST
def create(file: Path, account: Any, manifest_file: Path | None) -> None:
    """Create the round of TERMS (YAML); where the account has a delay, schedule it first."""
    from ecomchain.sale import creating, terms

    wanted = terms.load(file)
    click.echo(creating.create(_system(manifest_file), account, wanted))


@cli.command(cls=NetworkCommand)
@click.argument("number", metavar="[ROUND]", type=click.IntRange(1), required=False)
@_JSON
@_MANIFEST
def status(number: int | None, as_json: bool, manifest_file: Path | None) -> None:
    """Show all rounds, or one with its buyers."""
    from ecomchain.sale import status as tables

    here = _system(manifest_file)
    found = tables.summary(here) if number is None else tables.one_round(here, number)
    if as_json:
        click.echo(tables.to_json(found))
    else:
        (tables.show_sale if number is None else tables.show_round)(found, _console())


@cli.command(cls=NetworkCommand)
@_ROUND
@click.argument("amount", metavar="ECOM")
@_CURRENCY
@_MANIFEST
def quote(number: int, amount: str, currency: str | None, manifest_file: Path | None) -> None:
    """Say what ECOM cost in ROUND."""
    from ecomchain.amounts import format_ecom, parse_ecom
    from ecomchain.sale import trading

    here, wanted = _system(manifest_file), parse_ecom(amount)
    chosen = trading.choose(here, number, currency)
    price = trading.quote(here, number, wanted, chosen)
    click.echo(f"{format_ecom(wanted)} Ecom cost {chosen.text(price)}")


@cli.command(cls=NetworkCommand)
@_ROUND
@click.argument("amount", metavar="ECOM")
@click.option("--list", "list_file", metavar="FILE", type=_FILE, required=True,
              help="The round's file of proofs.")  # fmt: skip
@_CURRENCY
@account_option()
@_MANIFEST
def buy(
    number: int, amount: str, list_file: Path, currency: str | None, account: Any, manifest_file: Path | None
) -> None:
    """Buy ECOM in ROUND; the account pays, and the sale is allowed exactly the price."""
    from ecomchain.amounts import parse_ecom
    from ecomchain.sale import lists, trading

    here, wanted = _system(manifest_file), parse_ecom(amount)
    chosen = trading.choose(here, number, currency)
    click.echo(trading.buy(here, account, number, wanted, chosen, lists.load(list_file)))


@cli.command(cls=NetworkCommand)
@click.argument("amount", metavar="ECOM")
@account_option()
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@_MANIFEST
def fund(amount: str, account: Any, yes: bool, manifest_file: Path | None) -> None:
    """Add ECOM of the account's to what the next rounds can sell; nobody can take it back.

    Tokens that are only transferred to the contract are lost: no round can sell them.
    """
    from ecomchain.amounts import format_ecom, parse_ecom
    from ecomchain.sale import trading
    from ecomchain.sending import sign_on

    here, wanted = _system(manifest_file), parse_ecom(amount)
    if not yes:
        click.confirm(f"Give {format_ecom(wanted)} Ecom to the sale, for good?", abort=True)
    sign_on(account)
    click.echo(trading.fund(here, account, wanted))


@cli.command(cls=NetworkCommand)
@_ROUND
@click.argument("holder", required=False)
@account_option()
@_MANIFEST
def release(number: int, holder: str | None, account: Any, manifest_file: Path | None) -> None:
    """Send HOLDER what has vested of its purchases in ROUND. [default: the account]"""
    from ecomchain.console.arguments import address_of
    from ecomchain.sale import trading

    named = address_of(holder or account)
    click.echo(trading.release(_system(manifest_file), account, number, named))


@cli.command(cls=NetworkCommand)
@_ROUND
@account_option()
@_MANIFEST
def close(number: int, account: Any, manifest_file: Path | None) -> None:
    """Send what ROUND has not sold where its terms say; after its end, once, by anyone."""
    from ecomchain.sale import trading

    click.echo(trading.close(_system(manifest_file), account, number))


def _console() -> Any:
    from ecomchain import consoles

    return consoles.output()


def _system(manifest_file: Path | None) -> Any:
    from ecomchain import deployment, manifest, system

    deployment.require_build()
    return system.connect(manifest.load(manifest_file or manifest.default_path(deployment.network_name())))
