"""`ape run catalog`: shops, products and tasks in bulk, from CSV files and back."""

from pathlib import Path
from typing import Any

import click
from ape.cli import account_option

from ecomchain.commands import NetworkCommand

_FILE = click.Path(dir_okay=False, path_type=Path)
_SHOP = click.option(
    "--shop", metavar="N", type=click.IntRange(1, 2**32 - 1), required=True, help="The shop."
)
_MANIFEST = click.option(
    "--manifest", "manifest_file", metavar="FILE", type=_FILE,
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip
_DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Check everything and say what it takes; send nothing."
)
_YES = click.option("--yes", "-y", is_flag=True, help="Do not ask before sending.")
_ERRORS = click.option("--errors", "errors_file", metavar="FILE", type=_FILE, default="errors.csv",
                       show_default=True, help="Where bad lines are told.")  # fmt: skip
_BATCH_GAS = click.option("--batch-gas", type=click.IntRange(500_000), default=14_000_000, show_default=True,
                          help="Most gas of a transaction.")  # fmt: skip
_IN_FLIGHT = click.option("--in-flight", type=click.IntRange(1, 16), default=8, show_default=True,
                          help="Transactions on their way at once.")  # fmt: skip


@click.group(short_help="Shops, products and tasks in bulk, from CSV and back")
def cli() -> None:
    """Bulk work of large operators. Columns and rules are described in docs/catalog.md.

    What was signed is kept in .catalog/: a command that was interrupted goes on when it is run again.
    """


@cli.command()
@click.argument("kind", type=click.Choice(["products", "shops", "users"]), default="products")
def template(kind: str) -> None:
    """Print a CSV file to start from."""
    from ecomchain.operators import templates

    click.echo(getattr(templates, kind)(), nl=False)


@cli.command("import", cls=NetworkCommand)
@click.argument("file", type=_FILE)
@_SHOP
@account_option()
@_DRY_RUN
@_YES
@click.option("--delist-missing", is_flag=True,
              help="Take down products that are not in the file any more, if no line is bad.")  # fmt: skip
@click.option("--acquire", metavar="ECOM", help="Acquire missing slots and PROMOTION, for at most so much.")
@_ERRORS
@_BATCH_GAS
@_IN_FLIGHT
@_MANIFEST
def import_(file: Path, shop: int, account: Any, dry_run: bool, yes: bool, delist_missing: bool,
            acquire: str | None, errors_file: Path, batch_gas: int, in_flight: int,
            manifest_file: Path | None) -> None:  # fmt: skip
    """Bring the shop to what FILE says: list, revise, restock, cover; exit with 1 if a line is bad."""
    from ecomchain.amounts import parse_ecom
    from ecomchain.operators import command
    from ecomchain.operators.importing import Options

    options = Options(
        delist_missing=delist_missing,
        acquire=None if acquire is None else parse_ecom(acquire),
        batch_gas=batch_gas,
        window=in_flight,
        errors=errors_file,
    )
    command.import_products(manifest_file, account, shop, file, options, dry_run=dry_run, yes=yes)


@cli.command(cls=NetworkCommand)
@click.argument("file", type=_FILE)
@_SHOP
@_MANIFEST
def export(file: Path, shop: int, manifest_file: Path | None) -> None:
    """Write the shop's active listings to FILE, in the columns of import."""
    from ecomchain.operators import command

    command.export_products(manifest_file, shop, file)


@cli.command(cls=NetworkCommand)
@click.argument("file", type=_FILE)
@account_option()
@_DRY_RUN
@_YES
@_ERRORS
@_BATCH_GAS
@_IN_FLIGHT
@_MANIFEST
def shops(file: Path, account: Any, dry_run: bool, yes: bool, errors_file: Path, batch_gas: int,
          in_flight: int, manifest_file: Path | None) -> None:  # fmt: skip
    """Open the shops in FILE and acquire their capabilities; exit with 1 if a line is bad."""
    from ecomchain import consoles
    from ecomchain.operators import command
    from ecomchain.operators.openshops import Shops
    from ecomchain.operators.watch import Watch

    work = Shops(
        command.connected(manifest_file), account, errors=errors_file, batch_gas=batch_gas, window=in_flight,
        watch=Watch(consoles.output()),
    )  # fmt: skip
    command.open_shops(work, file, dry_run=dry_run, yes=yes)


@cli.command(cls=NetworkCommand)
@click.option("--sort", type=click.Choice(["reward", "share", "rating", "level", "stock", "expiry"]),
              default="reward", show_default=True, help="Best first.")  # fmt: skip
@click.option("--min-reward", metavar="ECOM", help="What a unit pays the closing distributor, at least.")
@click.option("--min-share", metavar="PERCENT", help="L * M, at least.")
@click.option(
    "--min-rating", metavar="STARS", type=click.FloatRange(0, 5), help="The seller's rating, at least."
)
@click.option("--min-level", type=click.IntRange(0, 5), default=0, help="The seller's level, at least.")
@click.option("--category", default="", help="A category of the metadata, or a content CID.")
@click.option("--seller", metavar="N", type=click.IntRange(1), help="Only this shop's.")
@click.option("--for", "distributor", metavar="N", type=click.IntRange(1),
              help="Only what this shop can still take.")  # fmt: skip
@click.option("--metadata", "metadata_dir", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
              help="Metadata files, called by their CID.")  # fmt: skip
@click.option("--limit", metavar="N", type=click.IntRange(1), help="Only the first N tasks.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--csv", "csv_file", metavar="FILE", type=_FILE, help="Write a line for each listing to FILE.")
@click.option(
    "--window", type=click.IntRange(1), default=10_000, show_default=True, help="Most blocks asked at once."
)
@_MANIFEST
def tasks(**options: Any) -> None:
    """Show open tasks to distribute: what they pay, who sells, how much is left."""
    from ecomchain.operators import command

    command.show_tasks(**options)
