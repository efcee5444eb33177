"""A deployment, its store and its engine: what the commands work with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ecomchain import deployment, manifest
from ecomchain.rewards.chain.events import EVENTS, Decoder
from ecomchain.rewards.chain.node import Node
from ecomchain.rewards.chain.store import Block, Store
from ecomchain.rewards.chain.sync import WIDEST, Sync, Window
from ecomchain.rewards.engine import Engine, Stage, setting_of
from ecomchain.rewards.exclusions import NOBODY
from ecomchain.rewards.exclusions import load as load_exclusions
from ecomchain.rewards.inputs import FromChain, FromFiles, Inputs
from ecomchain.system import System, connect

DIRECTORY = Path(".rewards")
"""Where the stores and published days are, from the project's root."""


@dataclass
class Desk:
    """Everything about the rewards of one deployment."""

    system: System
    engine: Engine
    sync: Sync

    @property
    def store(self) -> Store:
        """What was read of the chain."""
        return self.engine.store

    @property
    def actions(self) -> Path:
        """Where files of actions are expected."""
        return self.engine.home / "actions"

    def read(self, console: Console | None = None) -> Block:
        """Read on to the last final block, and from now on tell the console what is going on."""
        if console is None:
            return self.sync.run()
        self.engine.stage = _stages(console)
        with _bar(console) as bar:
            task = bar.add_task("reading blocks", total=None)
            return self.sync.run(lambda done, of: bar.update(task, completed=done, total=of))

    def inputs(self, files: list[Path], exclusions: Path | None) -> Inputs:
        """Actions of phase one in files or directories (by default in `actions`), exclusions in a file."""
        paths = files or ([self.actions] if self.actions.is_dir() else [])
        excluded = NOBODY if exclusions is None else load_exclusions(exclusions)
        return FromChain(self.store, FromFiles.read(paths, excluded))


def open_desk(
    system: System,
    directory: Path = DIRECTORY,
    *,
    widest: int = WIDEST,
    confirmations: int | None = None,
) -> Desk:
    """The desk of a deployment; its files are in ``directory``, in a folder of their own."""
    contracts = {role: str(getattr(system, role).address) for role in EVENTS}
    chain_id = system.manifest.chain_id
    setting = setting_of(chain_id, int(system.reward_pool.startDay()), contracts)
    home = directory / f"{chain_id}-{setting.pool.lower()}"
    abis = {
        role: {event.name: event for event in getattr(system, role).contract_type.events} for role in EVENTS
    }
    addresses = {role: bytes.fromhex(address[2:]) for role, address in contracts.items()}
    store = Store(home / "chain.sqlite")
    sync = Sync(
        store=store,
        node=Node(system.token.provider.web3),
        decoder=Decoder(abis, addresses),
        chain_id=chain_id,
        first_block=system.manifest.first_block,
        catalog=addresses["catalog"],
        window=Window(widest),
        confirmations=confirmations,
    )
    return Desk(system, Engine(store, setting, home), sync)


def open_connected(
    manifest_file: Path | None, *, widest: int = WIDEST, confirmations: int | None = None
) -> Desk:
    """The desk of the connected network's deployment, or of the one in a manifest."""
    path = manifest_file or manifest.default_path(deployment.network_name())
    return open_desk(connect(manifest.load(path)), widest=widest, confirmations=confirmations)


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


def _stages(console: Console) -> Stage:
    @contextmanager
    def stage(name: str, size: int) -> Iterator[Callable[[int], None]]:
        with _bar(console) as bar:
            task = bar.add_task(name, total=size or None)
            yield lambda count: bar.advance(task, count)

    return stage
