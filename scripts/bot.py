"""`ape run bot`: a keeper, which does what time allows anyone to do."""

from pathlib import Path
from typing import Any

import click

from ecomchain.commands import NetworkCommand, optional_account_option

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(cls=NetworkCommand, short_help="Do what time allows anyone to do")
@optional_account_option()
@click.option("--once", is_flag=True, help="Do what can be done now, say what is due next, and end.")
@click.option("--dry-run", is_flag=True, help="Send nothing: say what would be done.")
@click.option("--interval", metavar="SECONDS", type=click.FloatRange(min=0.1), default=12.0,
              show_default=True, help="Look at most this often, and only at new blocks.")  # fmt: skip
@click.option(
    "--jobs", metavar="NAMES", help="Only these jobs, separated by commas. [default: all but the optional]"
)
@click.option("--also", metavar="NAMES", default="", help="Optional jobs as well: levels, vesting.")
@click.option("--publish", is_flag=True, help="Compute and post due reward days too, as the publisher.")
@click.option("--max-fee-gwei", metavar="GWEI", type=click.FloatRange(min=0, min_open=True),
              help="Wait while a unit of gas costs more. [default: any price]")  # fmt: skip
@click.option("--max-gas", metavar="GAS", type=click.IntRange(21_000), default=10_000_000, show_default=True,
              help="Most gas of a transaction.")  # fmt: skip
@click.option("--batch", metavar="N", type=click.IntRange(1), default=20, show_default=True,
              help="Most actions of a transaction.")  # fmt: skip
@click.option("--patience", metavar="SECONDS", type=click.IntRange(1), default=120, show_default=True,
              help="Replace a transaction that is not mined by then by one with a higher fee.")  # fmt: skip
@click.option("--window", metavar="BLOCKS", type=click.IntRange(1), default=10_000, show_default=True,
              help="Most blocks asked at once.")  # fmt: skip
@click.option("--confirmations", metavar="BLOCKS", type=click.IntRange(0),
              help="Blocks below the head that are final. [default: as the node says]")  # fmt: skip
@click.option("--health", metavar="FILE", type=_FILE, help="Write a sign of life into FILE after each pass.")
@click.option("--log-json", is_flag=True, help="Log lines as JSON.")
@click.option("--state", "directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
              default=".keeper", show_default=True, help="Where to keep what was read.")  # fmt: skip
@click.option("--manifest", "manifest_file", metavar="FILE", type=_FILE,
              help="The deployment. [default: deployments/<network>.json]")  # fmt: skip
def cli(
    account: Any,
    jobs: str | None,
    also: str,
    max_fee_gwei: float | None,
    max_gas: int,
    batch: int,
    patience: int,
    window: int,
    manifest_file: Path | None,
    **options: Any,
) -> None:
    """Settle, cancel, expire, release, return, place, refund, close and activate what time allows.

    It spends gas and gains nothing. Any number of keepers can run, one for each account; kill one whenever
    you like. Ends on SIGTERM or Ctrl-C. With --once it exits with 0 when it has looked at everything, with
    75 where the node does not answer. See docs/keeper.md.
    """
    from ecomchain.keeper import command
    from ecomchain.keeper.fees import GWEI
    from ecomchain.keeper.sender import Limits
    from ecomchain.sending import sign_on

    sign_on(account)
    limits = Limits(None if max_fee_gwei is None else int(max_fee_gwei * GWEI), max_gas, batch, patience)
    wanted = command.Options(
        jobs=None if jobs is None else command.names(jobs),
        also=command.names(also),
        limits=limits,
        widest=window,
        **options,
    )
    command.run(account, wanted, manifest_file)
