"""A deployment at one block: views, events, and the block's own data."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ecomchain.deployment import THROW_AWAY_CHAINS
from ecomchain.invariants.chain import Reader
from ecomchain.reports.errors import ReportError
from ecomchain.reports.figures import Header
from ecomchain.reports.logs import Logs
from ecomchain.rewards.chain.node import Node, RefusedError
from ecomchain.rewards.chain.store import Block
from ecomchain.rewards.chain.sync import CONFIRMATIONS, WIDEST, Window
from ecomchain.system import System

LATEST, FINAL = "latest", "final"

Step = Callable[[int], None]
"""Told how many more units of a piece of work are done."""


class Quiet:
    """Tells nobody what is going on."""

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Step]:
        """A piece of work of ``total`` units."""
        yield lambda count: None


class Bar(Quiet):
    """Shows each piece of work as a progress bar."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Step]:
        """A bar that goes when the work is done."""
        columns = (
            TextColumn("{task.description:<24}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(
            *columns, console=self._console, transient=True, disable=not self._console.is_terminal
        ) as bar:
            task = bar.add_task(name, total=total)
            yield lambda count: bar.advance(task, count)


@dataclass(frozen=True)
class Source:
    """What figures are read from: everything of ``system`` as of the header's block."""

    system: System
    header: Header
    reader: Reader
    logs: Logs
    progress: Quiet

    @property
    def time(self) -> int:
        """Of the block, in seconds."""
        return self.header.time

    def ether(self, address: str) -> int:
        """An account's balance of the chain's own coin, in wei."""
        return int(self.system.token.provider.web3.eth.get_balance(address, self.header.block))


def open_source(
    system: System, *, block: str = LATEST, widest: int = WIDEST, progress: Quiet | None = None
) -> Source:
    """The deployment at a block: ``latest``, ``final``, or a number.

    Raises ReportError for a block that the chain does not have, or that is before the deployment.
    """
    web3 = system.token.provider.web3
    found = _block(Node(web3), system.manifest.chain_id, block)
    first = system.manifest.first_block
    if found.number < system.manifest.block:
        raise ReportError(
            f"block {found.number} is before the deployment was complete, in block {system.manifest.block}: "
            "name that one or a later one with --block"
        )
    header = Header(
        network=system.manifest.network,
        chain_id=system.manifest.chain_id,
        market=str(system.market.address),
        block=found.number,
        block_hash="0x" + found.hash.hex(),
        time=found.time,
        first_block=first,
    )
    shown = progress or Quiet()
    logs = Logs(system, Node(web3), first, found.number, Window(widest), shown.stage)
    return Source(system, header, Reader(web3, found.number), logs, shown)


def _block(node: Node, chain_id: int, which: str) -> Block:
    if which == FINAL:
        return _final(node, chain_id)
    if which != LATEST and not (which.isascii() and which.isdigit()):
        raise ReportError(f"{which!r} is no block: give {LATEST}, {FINAL}, or a number with --block")
    found = node.block(LATEST if which == LATEST else int(which))
    if found is None:
        raise ReportError(f"the node has no block {which}: give a lower number with --block, or `{LATEST}`")
    return found


def _final(node: Node, chain_id: int) -> Block:
    """The last block that no reorganisation takes back; on development chains the latest."""
    head = node.block(LATEST)
    if head is None:
        raise ReportError("the node has no latest block: wait until it has synced")
    if chain_id in THROW_AWAY_CHAINS:
        return head
    try:
        found = node.block("finalized")
    except RefusedError:
        found = None
    found = found or node.block(max(head.number - CONFIRMATIONS, 0))
    if found is None:
        raise ReportError(f"the node has no final block: give `--block {LATEST}`")
    return found
