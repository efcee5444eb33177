"""A replay from the files to the report, as `ape run replay` does it."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ecomchain.parameters import SALE
from ecomchain.replay import facts
from ecomchain.replay import journal as journals
from ecomchain.replay.abi import Codec
from ecomchain.replay.actors import ARBITRATOR, TREASURY, Accounts
from ecomchain.replay.audit import Audit
from ecomchain.replay.calls import DAY
from ecomchain.replay.chain import DevChain
from ecomchain.replay.errors import ChainError, InterruptedRunError
from ecomchain.replay.evidence import Evidence
from ecomchain.replay.execute import Execution, Progress, Stopped
from ecomchain.replay.expected import expect
from ecomchain.replay.journal import Head, Journal
from ecomchain.replay.plan import Plan
from ecomchain.replay.report import Report
from ecomchain.replay.source import Dataset
from ecomchain.replay.standing import Standing
from ecomchain.replay.steps import Steps
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
        tally = Tally(codec, self.plan, journal.head.terms)
        execution = Execution(self.chain, steps, journal, tally, progress)
        try:
            execution.run()
        except (Stopped, KeyboardInterrupt):
            raise InterruptedRunError(self._how_to_go_on(len(journal.entries), len(steps.all))) from None
        times = self.chain.timestamps({block for block, _ in tally.closings})
        earned = Standing(steps.needs, [(sale, times[block]) for block, sale in tally.closings])
        evidence = Evidence(journal.head, steps, tally, views)
        audit = Audit(journal.head, steps, expect(steps.needs), earned, tally, evidence)
        checks = audit.checks()
        return Report(
            network=self.system.manifest.network,
            chain_id=journal.head.chain_id,
            market=self.system.market.address,
            first_block=journal.head.start_block + 1,
            last_block=journal.entries[-1].blocks[-1],
            plan=self.plan.digest,
            settings=self.plan.settings,
            files=facts.files_of(self.data),
            orders=facts.orders_of(self.plan),
            shops=facts.shops_of(self.plan),
            amounts=facts.amounts_of(tally, self.plan),
            budgets=facts.budgets_of(tally),
            disputes=facts.disputes_of(tally),
            reputation=facts.reputation_of(tally),
            conserved=all(check.agrees for check in checks),
            checks=checks,
            differences=audit.differences(),
            gas=facts.gas_of(tally),
            speed=facts.speed_of(
                sum(entry.seconds for entry in journal.entries), tally, execution.resumed > 0
            ),
            skipped=facts.rows_of(self.data.skipped),
            notes=facts.rows_of(self.data.notes),
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
        head, totals = self.chain.head(), views.totals()
        draft = Head(
            plan=self.plan.digest,
            chain_id=int(self.chain.request("eth_chainId"), 16),
            market=codec.addresses["market"],
            start_block=head["number"],
            start_hash=head["hash"],
            start_time=(head["timestamp"] // DAY + 1) * DAY,
            treasury="",
            arbitrator=views.arbitrator(),
            terms=views.terms(),
            balances=totals,
            chain_settings=self.chain.settings(),
        )
        steps = self._steps(draft, codec)
        steps.needs.require_units()
        treasury, held = self._treasury(views, sum(steps.needs.tokens.values()))
        journal = Journal(
            draft.model_copy(update={"treasury": treasury, "balances": totals | {"treasury": held}}),
            self.state,
        )
        journal.create()
        return journal

    def _treasury(self, views: Views, needed: int) -> tuple[str, int]:
        """Who can pay for it all: of the accounts that the supply is for, the first that can now."""
        allocation = self.system.manifest.parameters.allocation
        accounts = [vesting.beneficiary for vesting in allocation.vestings.values()]
        if allocation.presale != SALE:
            accounts.insert(0, allocation.presale)
        accounts = list(dict.fromkeys(accounts))
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
        accounts = Accounts(salt, {TREASURY: head.treasury, ARBITRATOR: head.arbitrator})
        return Steps(self.plan, head.terms, accounts, codec.addresses, head.chain_id)

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
