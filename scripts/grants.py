"""`ape run grants`: first tokens for imported users: build, create, look, claim."""

from pathlib import Path
from typing import Any

import click
from ape.cli import account_option

from ecomchain.commands import NetworkCommand

_DIRECTORY = click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
_MANIFEST = click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip


@click.group(short_help="First tokens for imported users")
def cli() -> None:
    """A grant gives tokens to many accounts in one transaction; each claims its part, at any time.

    Columns and files are described in docs/catalog.md.
    """


@cli.command(cls=NetworkCommand)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--out", "directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
              required=True, help="Where to write the grant.")  # fmt: skip
@click.option("--creator", metavar="ADDRESS", help="Who will create it. [default: the foundation]")
@click.option("--salt", metavar="N", type=int, help="Makes the grant's id. [default: follows from the users]")
@click.option("--smallest", is_flag=True, help="Amounts are in 1e-18 Ecom, not in Ecom.")
@_MANIFEST
def build(file: Path, directory: Path, creator: str | None, salt: int | None, smallest: bool,
          manifest_file: Path | None) -> None:  # fmt: skip
    """Make the tree of the users in FILE (address,amount), and the files that claims take."""
    from ecomchain.amounts import format_ecom
    from ecomchain.grants import building, users

    system = _system(manifest_file)
    owner = creator or system.manifest.roles["foundation"].account
    entries = users.read(file, smallest=smallest)
    grant = building.build(
        entries,
        directory,
        chain_id=system.manifest.chain_id,
        contract=str(system.grants.address),
        creator=owner,
        salt=salt,
    )
    total = format_ecom(int(grant.total))
    click.echo(f"{directory}: grant {grant.grant} of {total} Ecom for {grant.count:,} accounts")
    click.echo(f"root {grant.root}, to be created by {grant.creator}")


@cli.command(cls=NetworkCommand)
@_DIRECTORY
@account_option()
@click.option("--yes", "-y", is_flag=True, help="Do not ask before sending.")
@click.option("--dry-run", is_flag=True, help="Check everything, and send nothing.")
@_MANIFEST
def create(directory: Path, account: Any, yes: bool, dry_run: bool, manifest_file: Path | None) -> None:
    """Create the grant in DIRECTORY: pays its total, which cannot be taken back."""
    from ecomchain.amounts import format_ecom
    from ecomchain.grants import building, granting
    from ecomchain.sending import sign_on

    system, (grant, _) = _system(manifest_file), building.load(directory)
    total = format_ecom(int(grant.total))
    if not granting.missing(system, account, grant):
        click.echo(f"grant {grant.grant} is there already: {total} Ecom")
        return
    if dry_run:
        click.echo(f"{account.address} can give {total} Ecom to {grant.count:,} accounts; nothing was sent")
        return
    if not yes:
        click.confirm(f"Give {total} Ecom to {grant.count:,} accounts, for good?", abort=True)
    sign_on(account)
    done = granting.create(system, account, grant)
    click.echo(f"grant {grant.grant} {'is created' if done else 'is there already'}: {total} Ecom")


@cli.command(cls=NetworkCommand)
@_DIRECTORY
@_MANIFEST
def status(directory: Path, manifest_file: Path | None) -> None:
    """Show what of the grant in DIRECTORY was claimed."""
    from ecomchain.amounts import format_ecom
    from ecomchain.grants import building, granting

    system, (grant, _) = _system(manifest_file), building.load(directory)
    found = granting.status(system, grant)
    total = format_ecom(int(grant.total))
    if not found.created:
        click.echo(f"grant {grant.grant} of {total} Ecom for {grant.count:,} accounts is not created yet")
        return
    if found.root != grant.root:
        raise click.ClickException(
            f"grant {grant.grant} has root {found.root} on the chain, here {grant.root}"
        )
    claimed, left = format_ecom(found.claimed), format_ecom(found.total - found.claimed)
    click.echo(
        f"grant {grant.grant}: {claimed} of {total} Ecom claimed, {left} left; {grant.count:,} accounts"
    )


@cli.command(cls=NetworkCommand)
@_DIRECTORY
@click.argument("address")
@account_option()
@_MANIFEST
def claim(directory: Path, address: str, account: Any, manifest_file: Path | None) -> None:
    """Claim for ADDRESS from the grant in DIRECTORY; ADDRESS is paid, the account sends."""
    from ecomchain.amounts import format_ecom
    from ecomchain.grants import building, granting

    system, (grant, tree) = _system(manifest_file), building.load(directory)
    paid = granting.claim(system, account, grant, tree, address)
    click.echo(f"{address} was paid {format_ecom(paid)} Ecom" if paid else f"{address} had its part already")


def _system(manifest_file: Path | None) -> Any:
    from ecomchain.operators import command

    return command.connected(manifest_file)
