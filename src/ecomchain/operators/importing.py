"""`catalog import`: bring a shop on the chain to what products.csv says. Run again, it does what is left."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ape.api import AccountAPI
from eth_utils import to_checksum_address

from ecomchain import reverts
from ecomchain.operators import acquiring, calls, journal, matching, planning, shopstate, staging, table
from ecomchain.operators.acquiring import Need
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.journal import DIRECTORY, Call, Journal
from ecomchain.operators.pipeline import BATCH_GAS, WINDOW, Pipeline
from ecomchain.operators.planning import Plan
from ecomchain.operators.receipts import Receipts
from ecomchain.operators.rpc import Rpc
from ecomchain.operators.shopstate import ShopState
from ecomchain.operators.wallet import Wallet
from ecomchain.operators.watch import Watch
from ecomchain.system import System

ERRORS = ["line", "column", "value", "problem"]
"""The columns of errors.csv."""

_ROUNDS = 4
"""How often what is left is planned anew before it is given up."""

Confirm = Callable[["Outlook"], bool]


@dataclass(frozen=True)
class Options:
    """How to import. ``acquire`` is the most to pay for what the shop lacks, in 1e-18 Ecom; None: nothing."""

    delist_missing: bool = False
    acquire: int | None = None
    batch_gas: int = BATCH_GAS
    window: int = WINDOW
    errors: Path = Path("errors.csv")
    directory: Path = DIRECTORY


@dataclass(frozen=True)
class Outlook:
    """What would be done, and what it takes; nothing is sent yet."""

    rows: int
    bad: int
    plan: Plan
    needs: list[Need]
    gas: int
    gas_price: int
    """The most a unit may cost now, in wei."""
    ether: int
    """What the account has, in wei."""
    ecom: int
    """What the account has, in 1e-18 Ecom."""
    unsettled: int
    """Transactions of an earlier run of which it is not known yet how they ended."""


@dataclass
class Result:
    """What was done."""

    rows: int
    bad: int
    plan: Plan
    """As it was first."""
    gas: int = 0
    transactions: int = 0
    resumed: int = 0
    sent: bool = False


@dataclass
class Import:
    """One import, of one shop."""

    system: System
    account: AccountAPI
    shop: int
    options: Options = field(default_factory=Options)
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        self.rpc = Rpc(self.system.catalog.provider.web3)
        self.wallet = Wallet(self.account, self.rpc)

    def outlook(self, path: Path) -> Outlook:
        """What an import of the file would do (``--dry-run``); writes errors.csv, sends nothing."""
        book = self._open()
        try:
            rows = self._stage(book, path)
            state = self._read(book)
            plan = self._plan(book, state)
            self._write_errors(book)
            return self._outlook(book, rows, plan)
        finally:
            book.close()

    def run(self, path: Path, confirm: Confirm = lambda _: True) -> Result:
        """Import the file. Raises CatalogError where it cannot be done, or the node gives out."""
        book = self._open()
        try:
            catalog = self._pipeline(book, self.system.catalog.address)
            resumed = catalog.resume()
            rows = self._stage(book, path)
            state = self._read(book)
            plan = self._plan(book, state)
            self._write_errors(book)
            result = Result(rows, staging.count_problems(book), plan, resumed=resumed)
            if not plan.changes:
                return result
            acquiring.require(
                self.system,
                self.wallet.address,
                acquiring.needs(self.system, self.shop, plan),
                self.options.acquire,
            )
            if not confirm(self._outlook(book, rows, plan)):
                return result
            result.sent = True
            self._until_done(book, catalog, state, plan)
            self._write_errors(book)
            result.bad = staging.count_problems(book)
            result.gas, result.transactions = catalog.gas_used, catalog.transactions
            return result
        finally:
            book.close()

    def _until_done(self, book: Journal, catalog: Pipeline, state: ShopState, plan: Plan) -> None:
        """Plan and send until the chain, read anew, has all of it."""
        for _ in range(_ROUNDS):
            needed = acquiring.needs(self.system, self.shop, plan)
            if needed:
                acquiring.require(self.system, self.wallet.address, needed, self.options.acquire)
                registry = self._pipeline(book, self.system.registry.address)
                registry.refused = self._acquire_refused
                acquiring.acquire(self.system, state, needed, registry)
                catalog.gas_used += registry.gas_used
                catalog.transactions += registry.transactions
                catalog.wallet.restart()
                state = self._read(book)
            state = self._send(book, catalog, state, plan)
            plan = self._plan(book, state)
            if not plan.changes:
                return
        raise CatalogError(
            f"{plan.changes} changes are still to be done after {_ROUNDS} rounds: does something else work "
            "on the shop at the same time? Run the same command again when it does not"
        )

    def _send(self, book: Journal, catalog: Pipeline, state: ShopState, plan: Plan) -> ShopState:
        """All of a plan: what frees numbers, then listings, then tasks; returns the shop afterwards."""
        if plan.delisted:
            with self._sending(catalog, "delisting", plan.delisted):
                catalog.run(planning.delistings(book, state))
            state = self._matched(book)
        count = plan.new + plan.relisted + plan.revised + plan.restocked
        if count:
            with self._sending(catalog, "listing", count):
                catalog.run(planning.changes(book, state))
            state = self._matched(book)
        if plan.tasks:
            with self._sending(catalog, "publishing tasks", plan.tasks):
                catalog.run(planning.publications(book, state))
        if plan.covered:
            with self._sending(catalog, "covering listings", None):
                catalog.run(planning.coverings(book, state))
        if plan.tasks or plan.covered:
            state = self._matched(book)
        return state

    def _sending(self, catalog: Pipeline, name: str, total: int | None) -> "_Stage":
        return _Stage(self.watch, catalog, name, total)

    def _matched(self, book: Journal) -> ShopState:
        state = self._read(book)
        matching.match(book, state)
        return state

    def _stage(self, book: Journal, path: Path) -> int:
        with self.watch.stage("reading rows") as advance:
            return staging.stage(book, path, self.shop, advance)

    def _read(self, book: Journal) -> ShopState:
        with self.watch.stage("reading the shop") as advance:
            state = shopstate.read(self.system, self.rpc, book, self.shop, advance)
        if state.owner.lower() != self.wallet.address.lower():
            owner = to_checksum_address(state.owner)
            owner = to_checksum_address(state.owner)
            raise CatalogError(
                f"shop {self.shop} is not {self.wallet.address}'s but {owner}'s: use that account"
            )
        if not state.open:
            raise CatalogError(f"shop {self.shop} is closed: acquire SHOP for it first, to reopen it")
        return state

    def _plan(self, book: Journal, state: ShopState) -> Plan:
        matching.match(book, state)
        planning.check_tasks(book, state, int(self.system.catalog.maxIncentive()))
        delist = self.options.delist_missing and not staging.count_problems(book)
        return planning.make(book, state, delist=delist)

    def _outlook(self, book: Journal, rows: int, plan: Plan) -> Outlook:
        needed = acquiring.needs(self.system, self.shop, plan)
        gas = plan.gas + calls.ACQUIRE * len(needed)
        steps = (plan.new or plan.revised or plan.restocked or plan.relisted, plan.delisted, plan.tasks,
                 plan.covered, needed)  # fmt: skip
        transactions = sum(map(bool, steps)) + plan.gas // self.options.batch_gas
        return Outlook(
            rows=rows,
            bad=staging.count_problems(book),
            plan=plan,
            needs=needed,
            gas=gas + calls.BASE * transactions,
            gas_price=self.wallet.gas_price(),
            ether=int(self.account.balance),
            ecom=int(self.system.token.balanceOf(self.account)),
            unsettled=len(book.unsettled()),
        )

    def _pipeline(self, book: Journal, target: object) -> Pipeline:
        def refused(call: Call, data: bytes) -> None:
            reason = reverts.decode(data, [contract for _, contract in self.system.contracts()])
            if reason.name == "NumberTaken":
                return  # by a listing that was made meanwhile: the next round takes another
            text = f"the catalog refuses it: {reason}" + (f": {reason.notice}" if reason.notice else "")
            keys = [call.key]
            if call.kind in ("publish", "cover"):
                keys = [
                    key for (key,) in book.db.execute("SELECT key FROM temp.row WHERE code = ?", (call.key,))
                ]
            for key in keys:
                staging.reject(book, key, "", call.kind, text)

        return Pipeline(
            journal=book,
            wallet=self.wallet,
            target=str(target),
            mined=Receipts(self.system, book).apply,
            refused=refused,
            batch_gas=self.options.batch_gas,
            window=self.options.window,
        )

    def _acquire_refused(self, call: Call, data: bytes) -> None:
        reason = reverts.decode(data, [contract for _, contract in self.system.contracts()])
        raise CatalogError(
            f"acquiring was refused: {reason}" + (f": {reason.notice}" if reason.notice else "")
        )

    def _write_errors(self, book: Journal) -> None:
        if not staging.count_problems(book) and not self.options.errors.exists():
            return
        with table.Writer(self.options.errors, ERRORS) as report:
            for problem in staging.problems(book):
                report.row([str(problem.line), problem.column, problem.value, problem.text])

    def _open(self) -> Journal:
        folder = journal.home(self.system, self.rpc, self.options.directory)
        return Journal(folder / f"shop-{self.shop}.sqlite")


class _Stage:
    """A bar over what a pipeline has sent."""

    def __init__(self, watch: Watch, pipeline: Pipeline, name: str, total: int | None) -> None:
        self._stage, self._pipeline, self._done = watch.stage(name, total), pipeline, 0

    def __enter__(self) -> None:
        advance = self._stage.__enter__()

        def progress(count: int) -> None:
            self._done += count
            advance(self._done)

        self._pipeline.progress = progress

    def __exit__(self, *error: object) -> None:
        self._pipeline.progress = lambda _: None
        self._stage.__exit__(*error)  # type: ignore[arg-type]
