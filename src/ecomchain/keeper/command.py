"""`ape run bot` without its options: what scripts/bot.py calls."""

import fcntl
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from ape.api import AccountAPI
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ecomchain import consoles, deployment, manifest
from ecomchain.errors import ArgumentError
from ecomchain.keeper import jobs, report
from ecomchain.keeper.errors import BusyError
from ecomchain.keeper.health import Health
from ecomchain.keeper.keeper import Keeper
from ecomchain.keeper.ledger import Ledger
from ecomchain.keeper.log import Log
from ecomchain.keeper.loop import Loop
from ecomchain.keeper.publishing import Publishing
from ecomchain.keeper.rpc import Rpc
from ecomchain.keeper.scan import Scan
from ecomchain.keeper.sender import Limits, Result, Sender
from ecomchain.keeper.store import Store
from ecomchain.keeper.trying import Trier
from ecomchain.rewards.chain.node import Node
from ecomchain.rewards.chain.sync import WIDEST, Window
from ecomchain.sending import NOBODY
from ecomchain.system import System, connect

DIRECTORY = Path(".keeper")
"""Where the stores are, from the project's root."""


@dataclass(frozen=True)
class Options:
    """How a keeper works. See `ape run bot --help`."""

    once: bool = False
    dry_run: bool = False
    interval: float = 12.0
    jobs: Sequence[str] | None = None
    also: Sequence[str] = ()
    publish: bool = False
    limits: Limits = field(default_factory=Limits)
    widest: int = WIDEST
    confirmations: int | None = None
    log_json: bool = False
    health: Path | None = None
    directory: Path = DIRECTORY


def run(account: AccountAPI | None, options: Options, manifest_file: Path | None = None) -> None:
    """Keep the connected deployment, once or until SIGTERM or SIGINT."""
    path = manifest_file or manifest.default_path(deployment.network_name())
    keep(connect(manifest.load(path)), account, options)


def keep(
    system: System, account: AccountAPI | None, options: Options, console: Console | None = None
) -> None:
    """What `run` does, for a system at hand.

    Raises ArgumentError for what cannot be meant, BusyError where another keeper of this account runs here,
    and, with ``once``, NodeError where the node does not answer.
    """
    if account is None and not options.dry_run:
        raise ArgumentError("a keeper sends transactions: name who with --account, or look on with --dry-run")
    console, log = console or consoles.output(), Log(as_json=options.log_json)
    sender = None if options.dry_run else account
    with opened(system, sender, options, log, account) as loop:
        keeper, before = loop.keeper, loop.keeper.ledger.total()
        log(
            "started",
            network=system.manifest.network,
            account=str(account.address) if account is not None else "none",
            jobs=" ".join(keeper.names),
            dry_run=True if options.dry_run else None,
        )
        if not options.once:
            with _stopping(loop.stop):
                loop.forever(options.interval)
            return
        with _bar(console, quiet=options.log_json) as progress, _stopping(loop.stop):
            passes = loop.once(progress)
        if not passes:
            return
        symbol = system.token.provider.network.ecosystem.fee_token_symbol
        cost = report.spent(before, keeper.ledger.total(), symbol)
        if options.log_json:
            log("ended", text="; ".join([*report.lines(keeper, passes), cost]))
            return
        report.show(keeper, passes, console)
        if not options.dry_run:
            console.print(cost, highlight=False)


@contextmanager
def opened(
    system: System, sender: AccountAPI | None, options: Options, log: Log, account: AccountAPI | None = None
) -> Iterator[Loop]:
    """A keeper of a system with its store, which no other process may use at the same time."""
    chosen = jobs.choose(system, options.jobs, options.also)
    name = f"{system.manifest.chain_id}-{str(system.market.address).lower()}"
    who = "dry-run" if sender is None else str(sender.address).lower()
    home = options.directory / name
    home.mkdir(parents=True, exist_ok=True)
    health = Health(options.health)
    with _alone(home / f"{who}.lock"):
        store = Store(home / f"{who}.sqlite")
        try:
            web3 = system.token.provider.web3
            rpc, ledger = Rpc(web3), Ledger(store)
            scan = Scan(store, system, Node(web3), Window(options.widest), options.confirmations)
            trier = Trier(system, rpc, str(account.address) if account is not None else NOBODY)
            delivery = Sender(trier, rpc, ledger, sender, options.limits)
            keeper = Keeper(system, store, scan, chosen, delivery, lambda result: _tell(log, result))
            publishing = _publishing(system, sender, options, log) if options.publish else None
            yield Loop(keeper, log, health, publishing=publishing)
        finally:
            store.close()


def _publishing(system: System, sender: AccountAPI | None, options: Options, log: Log) -> Publishing:
    from ecomchain.rewards import desk

    found = desk.open_desk(system, widest=options.widest, confirmations=options.confirmations)
    return Publishing(found, sender, log)


def _tell(log: Log, result: Result) -> None:
    facts: dict[str, Any] = {"text": result.act.text, "job": result.item.job}
    facts |= {"transaction": result.hash or None, "gas": result.gas or None, "reason": result.reason or None}
    log(result.kind, **facts)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Raises BusyError while another process is here. The lock ends with its process, however that ends."""
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BusyError(
                f"another keeper of this account runs here ({lock}): two would use the same nonces; "
                "give each an account of its own"
            ) from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _stopping(stop: threading.Event) -> Iterator[None]:
    """Set ``stop`` on SIGTERM and SIGINT, so that the transaction in hand comes to its end."""

    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _bar(console: Console, *, quiet: bool) -> Iterator[Any]:
    """A bar while events are read, on a terminal."""
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading blocks", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def names(text: str) -> list[str]:
    """The names in a list that is separated by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]
