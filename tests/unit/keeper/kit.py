"""A keeper with a store of its own, on the test chain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ecomchain.keeper import jobs
from ecomchain.keeper.health import Health
from ecomchain.keeper.keeper import Keeper, Pass
from ecomchain.keeper.ledger import Ledger
from ecomchain.keeper.log import Log
from ecomchain.keeper.loop import Loop
from ecomchain.keeper.rpc import Rpc
from ecomchain.keeper.scan import Scan
from ecomchain.keeper.sender import Limits, Result, Sender
from ecomchain.keeper.store import Store
from ecomchain.keeper.trying import Trier
from ecomchain.rewards.chain.node import Node
from ecomchain.rewards.chain.sync import Window
from ecomchain.sending import NOBODY


@dataclass
class Kit:
    """A keeper, and what it has said."""

    keeper: Keeper
    loop: Loop
    lines: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return self.keeper.store

    def once(self) -> list[Result]:
        """What became of everything that was due."""
        return [result for each in self.loop.once() for result in each.results]

    def done(self) -> list[str]:
        """What was done, in words; nothing else may have become of anything."""
        results = self.once()
        assert [result for result in results if result.kind != "done"] == []
        return [result.act.text for result in results]

    def pass_once(self) -> Pass:
        return self.keeper.pass_once()


def make(
    system: Any,
    account: Any,
    names: Sequence[str] | None = None,
    *,
    dry_run: bool = False,
    path: Path | str = ":memory:",
    window: int = 10_000,
    as_json: bool = False,
    rpc: Any = None,
    publishing: Any = None,
    **limits: Any,
) -> Kit:
    """A keeper of these jobs."""
    web3 = system.token.provider.web3
    store, rpc, lines = Store(path), rpc or Rpc(web3), []
    log = Log(as_json=as_json, write=lines.append)
    trier = Trier(system, rpc, account.address if account else NOBODY)
    sender = Sender(trier, rpc, Ledger(store), None if dry_run else account, Limits(**limits))
    scan = Scan(store, system, Node(web3), Window(window))
    keeper = Keeper(
        system, store, scan, jobs.choose(system, names), sender, lambda r: log(r.kind, text=r.act.text)
    )
    loop = Loop(keeper, log, Health(None), sleep=lambda seconds: None, publishing=publishing)
    return Kit(keeper, loop, lines)
