"""`ape run rewards`: compute, publish, verify and claim community rewards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from ape.cli import account_option

from ecomchain.commands import NetworkCommand
from ecomchain.merkle.command import root_command
from ecomchain.rewards.simulation.command import simulate_command

_PATH = click.Path(path_type=Path)
_MANIFEST = click.option(
    "--manifest", "manifest_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="The deployment. [default: deployments/<network>.json]",
)  # fmt: skip
_WINDOW = click.option(
    "--window", type=click.IntRange(1), default=10_000, show_default=True, help="Most blocks asked at once."
)
_CONFIRMATIONS = click.option(
    "--confirmations", type=click.IntRange(0),
    help="Blocks below the head that are final. [default: as the node says; development chains: 0]",
)  # fmt: skip
_BOND = click.option("--bond", metavar="ECOM", help="The bond in a round. [default: what is needed]")


def _reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that read the chain."""
    return _MANIFEST(_WINDOW(_CONFIRMATIONS(command)))


@click.group(short_help="Compute, publish, verify and claim community rewards")
def cli() -> None:
    """Community rewards: a day is computed when it is over, published, verified, activated and claimed.

    Formulas, formats and the rules of finality are described in docs/rewards.md. Everything is kept in
    .rewards/; a command that was interrupted goes on where it stopped.
    """


cli.add_command(root_command)
cli.add_command(simulate_command)


@cli.command(cls=NetworkCommand)
@_reading
def status(manifest_file: Path | None, window: int, confirmations: int | None) -> None:
    """Show the day, what is covered and pending, a running round, and the days that wait."""
    from ecomchain.rewards import status as table

    desk, final, console = _open(manifest_file, window, confirmations)
    table.show(desk, final, console)


@cli.command(cls=NetworkCommand)
@click.argument("day", type=click.IntRange(1))
@click.option("--actions", "files", metavar="PATH", type=_PATH, multiple=True,
              help="Signed actions: a file, or a directory. [default: .rewards/.../actions]")  # fmt: skip
@click.option("--exclusions", "exclusions_file", metavar="FILE", type=_PATH,
              help="Accounts left out, with reasons.")  # fmt: skip
@click.option("--again", is_flag=True, help="Compute the day anew where it is there already.")
@_reading
def compute(
    day: int,
    files: tuple[Path, ...],
    exclusions_file: Path | None,
    again: bool,
    manifest_file: Path | None,
    window: int,
    confirmations: int | None,
) -> None:
    """Compute DAY, and those before it in its epoch that are missing, and write them into .rewards/."""
    from ecomchain.amounts import format_ecom

    desk, _, console = _open(manifest_file, window, confirmations)
    there = desk.engine.published(day) is not None and not again
    if there and (files or exclusions_file):
        raise click.UsageError(
            f"day {day} is there already, without these files: add --again to compute it anew"
        )
    found = desk.engine.compute(day, desk.inputs(list(files), exclusions_file), again=again)
    if there:
        console.print(f"day {day} is there already (--again computes it anew)", highlight=False)
    for reason, count in sorted(found.left_out().items()):
        console.print(f"left out: {count} actions, {reason}", highlight=False)
    total, count = found.manifest["total"], found.manifest["count"]
    text = (
        f"{found.path}: root {found.root}, total {format_ecom(int(total))} Ecom, {count} accounts, "
        f"manifest {found.cid}"
    )
    console.print(text, highlight=False, soft_wrap=True)


@cli.command(cls=NetworkCommand)
@click.argument("day", type=click.IntRange(1))
@_BOND
@click.option("--round", "by_round", is_flag=True, help="Open a round in phase one too.")
@account_option()
@_reading
def publish(day: int, bond: str | None, by_round: bool, account: Any, manifest_file: Path | None,
            window: int, confirmations: int | None) -> None:  # fmt: skip
    """Post the root of DAY, or put it forward in a round with a bond."""
    from ecomchain.amounts import parse_ecom
    from ecomchain.rewards import deciding

    desk, _, console = _open(manifest_file, window, confirmations)
    amount = None if bond is None else parse_ecom(bond)
    text = deciding.publish(desk, account, day, bond=amount, by_round=by_round)
    console.print(text, highlight=False, soft_wrap=True)


@cli.command(cls=NetworkCommand)
@click.argument("day", type=click.IntRange(1))
@click.option("--from", "directory", metavar="DIR", type=_PATH,
              help="The published day, or the directory of days. [default: .rewards/.../days]")  # fmt: skip
@_reading
def verify(
    day: int, directory: Path | None, manifest_file: Path | None, window: int, confirmations: int | None
) -> None:
    """Compute DAY anew and compare every account and the posted root; exit with 1 where anything differs."""
    from ecomchain.rewards import verifying

    desk, _, console = _open(manifest_file, window, confirmations)
    found = verifying.verify(desk.engine, day, verifying.days_in(directory or desk.engine.days))
    states = ", ".join(each.state for each in found.posted) or "nothing is posted yet"
    text = f"day {day} is right: root {found.dataset.root} ({states})"
    console.print(text, highlight=False, soft_wrap=True)


@cli.command(cls=NetworkCommand)
@click.argument("day", type=click.IntRange(1))
@click.option("--reason", required=True, help="Why the root is wrong; it is kept by its CID.")
@_BOND
@account_option()
@_reading
def challenge(day: int, reason: str, bond: str | None, account: Any, manifest_file: Path | None,
              window: int, confirmations: int | None) -> None:  # fmt: skip
    """Veto the posted root of DAY as guardian; in a round, answer with ours and a bond."""
    from ecomchain.amounts import parse_ecom
    from ecomchain.rewards import deciding

    desk, _, console = _open(manifest_file, window, confirmations)
    amount = None if bond is None else parse_ecom(bond)
    text = deciding.challenge(desk, account, day, reason, bond=amount)
    console.print(text, highlight=False, soft_wrap=True)


@cli.command(cls=NetworkCommand)
@account_option()
@_MANIFEST
def activate(account: Any, manifest_file: Path | None) -> None:
    """Activate the posted root when its 24 hours are over."""
    from ecomchain.rewards import deciding, desk

    click.echo(deciding.activate(desk.open_connected(manifest_file), account))


@cli.command(cls=NetworkCommand)
@click.argument("day", type=click.IntRange(1))
@account_option()
@_MANIFEST
def emit(day: int, account: Any, manifest_file: Path | None) -> None:
    """Emit the finished days of phase two up to DAY."""
    from ecomchain.rewards import deciding, desk

    click.echo(deciding.emit_days(desk.open_connected(manifest_file), account, day))


@cli.command("log-actions", cls=NetworkCommand)
@click.argument("file", type=_PATH)
@account_option()
@_MANIFEST
def log_actions(file: Path, account: Any, manifest_file: Path | None) -> None:
    """Publish the signed actions in FILE on the chain, by the end of the day after theirs."""
    from ecomchain.rewards import actions, deciding, desk

    batches, rejected = actions.read([file])
    for text in deciding.log_actions(desk.open_connected(manifest_file), account, batches):
        click.echo(text)
    for reason, count in sorted(rejected.items()):
        click.echo(f"{file}: left out {count} {reason}")


@cli.command(cls=NetworkCommand)
@click.argument("address")
@_reading
def proof(address: str, manifest_file: Path | None, window: int, confirmations: int | None) -> None:
    """Print what ADDRESS can claim, and the arguments of the claims, as JSON."""
    import json

    from ecomchain.rewards import claiming

    desk, _, _ = _open(manifest_file, window, confirmations)
    click.echo(json.dumps([each.dump() for each in claiming.claims(desk, address)], indent=2))


@cli.command(cls=NetworkCommand)
@click.argument("address")
@account_option()
@_reading
def claim(
    address: str, account: Any, manifest_file: Path | None, window: int, confirmations: int | None
) -> None:
    """Claim all that is due to ADDRESS, which is paid; the account sends."""
    from ecomchain.amounts import format_ecom
    from ecomchain.rewards import claiming

    desk, _, _ = _open(manifest_file, window, confirmations)
    click.echo(f"{address} was paid {format_ecom(claiming.claim(desk, account, address))} Ecom")


@cli.command("export-tree", cls=NetworkCommand)
@click.argument("day", type=click.IntRange(1))
@click.argument("directory", type=_PATH)
@_MANIFEST
def export_tree(day: int, directory: Path, manifest_file: Path | None) -> None:
    """Write DAY's tree for JavaScript, and a file of claims for each account, into DIRECTORY."""
    from ecomchain.rewards import desk, export

    for text in export.export_tree(desk.open_connected(manifest_file).engine, day, directory):
        click.echo(text)


def _open(manifest_file: Path | None, window: int, confirmations: int | None) -> tuple[Any, Any, Any]:
    """The desk, read up to its last final block, that block, and a console."""
    from ecomchain import consoles
    from ecomchain.rewards import desk

    console = consoles.output()
    opened = desk.open_connected(manifest_file, widest=window, confirmations=confirmations)
    return opened, opened.read(console), console
