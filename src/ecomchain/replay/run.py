"""A replay from the files to the report, as `ape run replay` does it."""

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from ecomchain.replay import journal as journals
from ecomchain.replay.abi import Codec, address_of
from ecomchain.replay.chain import DevChain
from ecomchain.replay.errors import ChainError, InterruptedRunError
from ecomchain.replay.execute import Execution, Progress, Stopped
from ecomchain.replay.expected import expect
from ecomchain.replay.journal import Head, Journal
from ecomchain.replay.plan import Plan
from ecomchain.replay.report import (
    Audit,
    Report,
    amounts_of,
    files_of,
    gas_of,
    orders_of,
    rows_of,
    shops_of,
    speed_of,
)
from ecomchain.replay.source import Dataset
from ecomchain.replay.steps import DAY, Steps
from ecomchain.replay.tally import Tally
from ecomchain.replay.views import Views
from ecomchain.system import System


@dataclass(frozen=True)
class Replay:
    """A plan on a deployed system. ``state`` is the journal's file, None to keep it in memory only."""

    data: Dataset
    plan: Plan
    system: System
    chain: DevChain
    state: Path | None

    def run(self, progress: Progress = lambda name, done, of: None) -> Report:
        """Replay, or go on where an earlier run stopped. Raises InterruptedRunError after Ctrl-C."""
        codec = Codec(self.system)
        views = Views(self.chain, codec)
        views.require_terms(self.plan.settings)
        journal = self._resume() or self._begin(codec, views)
        steps = self._steps(journal.head, codec)
        tally = Tally(codec, self.plan)
        execution = Execution(self.chain, steps, journal, tally, progress)
        try:
            execution.run()
        except (Stopped, KeyboardInterrupt):
            raise InterruptedRunError(self._how_to_go_on(len(journal.entries), len(steps.all()))) from None
        audit = Audit(journal.head, steps, expect(self.plan, journal.head.costs, steps), tally, views)
        checks = audit.checks()
        return Report(
            network=self.system.manifest.network,
            chain_id=journal.head.chain_id,
            market=self.system.market.address,
            first_block=journal.head.start_block + 1,
            last_block=journal.entries[-1].blocks[-1],
            plan=self.plan.digest,
            settings=self.plan.settings,
            files=files_of(self.data),
            orders=orders_of(self.plan),
            shops=shops_of(self.plan),
            amounts=amounts_of(tally, self.plan),
            conserved=all(check.agrees for check in checks),
            checks=checks,
            differences=audit.differences(),
            gas=gas_of(tally),
            speed=speed_of(sum(entry.seconds for entry in journal.entries), tally, execution.resumed > 0),
            skipped=rows_of(self.data.skipped),
            notes=rows_of(self.data.notes),
        )

    def _resume(self) -> Journal | None:
        """The journal of an earlier run of this plan on this chain."""
        journal = journals.load(self.state) if self.state else None
        if journal is None:
            return None
        if journal.head.plan != self.plan.digest:
            raise ChainError(
                f"{self.state} is of another replay (other files or options): "
                "use its options again, remove it, or name another with --state"
            )
        gone = journal.head.chain_id != int(self.chain.request("eth_chainId"), 16)
        if gone or not journals.matches(journal, self.chain):
            return None  # the chain that it is about was thrown away
        journal.drop_lost(self.chain)
        return journal

    def _begin(self, codec: Codec, views: Views) -> Journal:
        head, costs, totals = self.chain.head(), views.costs(), views.totals()
        draft = Head(
            plan=self.plan.digest,
            chain_id=int(self.chain.request("eth_chainId"), 16),
            market=codec.addresses["market"],
            start_block=head["number"],
            start_hash=head["hash"],
            start_time=(head["timestamp"] // DAY + 1) * DAY,
            treasury="",
            costs=costs,
            balances=totals,
            chain_settings=self.chain.settings(),
        )
        steps = self._steps(draft, codec)
        steps.require_units()
        treasury, held = self._treasury(views, sum(steps.needs().values()))
        journal = Journal(
            draft.model_copy(update={"treasury": treasury, "balances": totals | {"treasury": held}}),
            self.state,
        )
        journal.create()
        return journal

    def _treasury(self, views: Views, needed: int) -> tuple[str, int]:
        """Who can pay for it all: of the accounts that the supply was allocated to, the first that can."""
        allocation = self.system.manifest.parameters.allocation
        accounts = list(
            dict.fromkeys([allocation.presale, allocation.rewards, allocation.foundation, allocation.team])
        )
        balances = dict(zip(accounts, views.balances(accounts), strict=True))
        for account, held in balances.items():
            if held >= needed:
                return account, held
        raise ChainError(
            f"no account of the allocation holds the {needed / 10**18:,.0f} Ecom that this replay needs "
            f"(the most is {max(balances.values()) / 10**18:,.0f}): use --limit for a part of the data"
        )

    def _steps(self, head: Head, codec: Codec) -> Steps:
        # Fresh accounts for each run, also where the same chain sees the same plan again.
        salt = sha256(f"{head.plan} {head.market} {head.start_hash}".encode()).digest()
        address = partial(address_of, salt)
        return Steps(self.plan, head.costs, address, codec.addresses["market"], codec.addresses["registry"])

    def _how_to_go_on(self, done: int, of: int) -> str:
        if self.state is None:
            return (
                f"stopped after {done} of {of} steps; the chain ends with this command, a new run starts anew"
            )
        return (
            f"stopped after {done} of {of} steps; run the same command again to go on (state: {self.state})"
        )


def connect_chain() -> DevChain:
    """The connected chain. Raises ChainError where it is not one to replay on."""
    from ape import chain

    uri = getattr(chain.provider, "http_uri", None)
    if not uri:
        raise ChainError(
            f"the provider '{chain.provider.name}' has no address to talk to: "
            "use --network ethereum:local:foundry or ethereum:devnet:node"
        )
    connected = DevChain(uri)
    connected.require_development()
    return connected
