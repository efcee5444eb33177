"""`ape run governance`: schedule, execute and cancel what roles want, and apply the parameters file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ecomchain.commands import NetworkCommand, optional_account_option

_MANIFEST = click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip


def _acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that act in the name of an account."""
    for option in (
        _MANIFEST,
        click.option(
            "--safe", metavar="ADDRESS",
            help="With --safe-batch: the Safe. [default: who holds the role, or has scheduled the call]",
        ),
        click.option(
            "--safe-batch", "batch_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
            help="Send nothing: write a batch for the Safe web app's Transaction Builder.",
        ),
        optional_account_option("--submitter"),
        optional_account_option(),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group(short_help="Schedule, execute and cancel calls; apply the parameters file")
def cli() -> None:
    """What roles with a delay want is scheduled for all to see, and executed when the delay is over.

    TARGET is a contract (registry, ShopRegistry), arguments are in a person's units: amounts in Ecom
    ("30 ecom"), durations ("7 days"), capabilities and roles by name. A Safe as --account (`ape safe add`)
    gets everything proposed as one batch, signed by --submitter; --safe-batch writes a file for its owners.
    """


@cli.command(cls=NetworkCommand)
@click.option("--all", "everything", is_flag=True, help="List expired operations, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@_MANIFEST
def pending(everything: bool, as_json: bool, manifest_file: Path | None) -> None:
    """List what is scheduled: who, what, from when on, until when."""
    from ecomchain.governance import command

    command.pending(command.system(manifest_file), everything=everything, as_json=as_json)


@cli.command(cls=NetworkCommand)
@click.argument("target")
@click.argument("function")
@click.argument("arguments", nargs=-1)
@click.option("--at", metavar="TIME", help="Not executable before that UTC time, such as 2027-01-31.")
@_acting
def schedule(
    target: str,
    function: str,
    arguments: tuple[str, ...],
    at: str | None,
    manifest_file: Path | None,
    **who: Any,
) -> None:
    """Schedule a call of TARGET's FUNCTION; an account without delay calls at once.

    A struct or a list is written as in YAML, for example:
    schedule registry setCapability SHOWCASE "[30 ecom, 3 ecom, 10000, yes]"
    """
    from ecomchain.governance import command

    command.schedule(command.system(manifest_file), target, function, list(arguments), at, **who)


@cli.command(cls=NetworkCommand)
@click.argument("operations", metavar="[OPERATION]...", nargs=-1)
@click.option("--all-due", is_flag=True, help="Every operation of the account that is due.")
@_acting
def execute(operations: tuple[str, ...], all_due: bool, manifest_file: Path | None, **who: Any) -> None:
    """Execute scheduled calls that are due, by the (first digits of the) id that `pending` shows."""
    from ecomchain.governance import command

    if bool(operations) == all_due:
        raise click.UsageError("name operations, or --all-due")
    command.execute(command.system(manifest_file), list(operations), **who)


@cli.command(cls=NetworkCommand)
@click.argument("operations", metavar="OPERATION...", nargs=-1, required=True)
@_acting
def cancel(operations: tuple[str, ...], manifest_file: Path | None, **who: Any) -> None:
    """Cancel scheduled calls: their caller can, the foundation, and the guardian what is the operator's."""
    from ecomchain.governance import command

    command.cancel(command.system(manifest_file), list(operations), **who)


@cli.command(cls=NetworkCommand)
@click.option(
    "--parameters", "parameters_file", metavar="FILE",
    help="What should be. [default: deployments/parameters/<network>.yaml]",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only show how the chain differs from the file.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@_acting
def apply(
    parameters_file: str | None, dry_run: bool, yes: bool, manifest_file: Path | None, **who: Any
) -> None:
    """Bring the chain to the parameters file: schedule calls that are missing, execute those that are due.

    Run it again when the delay is over. What is scheduled already is not scheduled twice.
    """
    from ecomchain.governance import command

    command.apply(command.system(manifest_file), parameters_file, dry_run=dry_run, yes=yes, **who)
