"""`catalog shops`: open shops and acquire capabilities from shops.csv. Run again, it does what is left."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ape.api import AccountAPI
from eth_utils import keccak

from ecomchain import reverts
from ecomchain.amounts import format_ecom
from ecomchain.ids import SHOP, capability_name
from ecomchain.invariants.chain import Reader
from ecomchain.operators import calls, cids, journal, table
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.importing import ERRORS
from ecomchain.operators.journal import DIRECTORY, Call, Journal
from ecomchain.operators.logs import windows
from ecomchain.operators.pipeline import BATCH_GAS, WINDOW, Pipeline
from ecomchain.operators.receipts import Receipts
from ecomchain.operators.rpc import Rpc
from ecomchain.operators.shoprows import ShopRow, read
from ecomchain.operators.table import Problem
from ecomchain.operators.wallet import Wallet
from ecomchain.operators.watch import Watch
from ecomchain.system import System

_ROUNDS = 4


@dataclass
class ShopPlan:
    """What is to be done, and what it costs in 1e-18 Ecom: locks come back, seals do not."""

    opening: list[ShopRow] = field(default_factory=list)
    acquiring: list[tuple[ShopRow, int, int, int]] = field(default_factory=list)
    """Row, shop (0 where it is still to be opened), capability, units."""
    renaming: list[tuple[ShopRow, int]] = field(default_factory=list)
    """Rows whose shop has other metadata."""
    unchanged: int = 0
    lock: int = 0
    seal: int = 0

    @property
    def cost(self) -> int:
        return self.lock + self.seal

    @property
    def changes(self) -> int:
        return len(self.opening) + len(self.acquiring) + len(self.renaming)

    def __str__(self) -> str:
        units: dict[int, int] = {}
        for _, _, capability, count in self.acquiring:
            units[capability] = units.get(capability, 0) + count
        parts = [f"{len(self.opening):,} shops to open"] if self.opening else []
        parts += [
            f"{count:,} {capability_name(capability)} to acquire"
            for capability, count in sorted(units.items())
        ]
        parts += [f"{len(self.renaming):,} with new metadata"] if self.renaming else []
        parts += [f"{self.unchanged:,} as the file says"] if self.unchanged else []
        return ", ".join(parts) or "nothing to do"


@dataclass
class Shops:
    """The shops of one account's file."""

    system: System
    account: AccountAPI
    errors: Path = Path("errors.csv")
    batch_gas: int = BATCH_GAS
    window: int = WINDOW
    watch: Watch = field(default_factory=Watch)
    directory: Path = DIRECTORY
    problems: list[Problem] = field(default_factory=list)
    _failed: set[str] = field(default_factory=set)
    """Keys of which the chain refused something."""

    def __post_init__(self) -> None:
        self.rpc = Rpc(self.system.registry.provider.web3)
        self.wallet = Wallet(self.account, self.rpc)

    def outlook(self, path: Path) -> ShopPlan:
        """What would be done; writes errors.csv, sends nothing."""
        book = self._open()
        try:
            return self._plan(book, self._rows(path))
        finally:
            self._write_errors()
            book.close()

    def run(self, path: Path, confirm: object = None) -> ShopPlan:
        """Open and acquire; returns the plan as it was first. ``confirm`` is asked with it.

        Raises CatalogError where it cannot be paid for, or is refused.
        """
        book = self._open()
        try:
            pipeline = Pipeline(
                journal=book, wallet=self.wallet, target=str(self.system.registry.address),
                mined=Receipts(self.system, book).apply, refused=self._refused, batch_gas=self.batch_gas,
                window=self.window,
            )  # fmt: skip
            pipeline.resume()
            rows = self._rows(path)
            first = plan = self._plan(book, rows)
            if not plan.changes or (callable(confirm) and not confirm(plan)):
                return first
            for _ in range(_ROUNDS):
                self._pay(plan)
                with self.watch.stage("opening shops"):
                    pipeline.run(self._openings(plan))
                plan = self._plan(book, rows)
                with self.watch.stage("acquiring"):
                    pipeline.run(self._acquisitions(plan))
                plan = self._plan(book, rows)
                if not plan.changes:
                    return first
            raise CatalogError(
                f"still to be done: {plan}; run the same command again when nothing else is at it"
            )
        finally:
            self._write_errors()
            book.close()

    def ids(self) -> dict[str, int]:
        """The shops by the keys of the file."""
        book = self._open()
        try:
            return dict(book.db.execute("SELECT key, shop FROM shop ORDER BY shop"))
        finally:
            book.close()

    def _rows(self, path: Path) -> list[ShopRow]:
        rows, self.problems = read(path, self.wallet.address)
        self._by_key = {row.key: row for row in rows}
        return rows

    def _plan(self, book: Journal, rows: list[ShopRow]) -> ShopPlan:
        reader = Reader(self.system.registry.provider.web3)
        self._bind(book, reader, rows)
        bound: dict[str, int] = dict(book.db.execute("SELECT key, shop FROM shop"))
        plan = ShopPlan()
        rows = [row for row in rows if row.key not in self._failed and self._is_its_own(row, bound)]
        shops = [bound.get(row.key, 0) for row in rows]
        states = iter(reader.views([(self.system.registry, "shop", (shop,)) for shop in shops if shop]))
        for row, shop in zip(rows, shops, strict=True):
            changes = plan.changes
            if not shop:
                plan.opening.append(row)
                plan.acquiring += [(row, 0, capability, units) for capability, units in row.units]
                continue
            state = next(states)
            if state.owner.lower() != row.owner.lower():
                self._wrong(row, "owner", row.owner, f"shop {shop} is {state.owner}'s now: take the line out")
                continue
            if (
                row.content != cids.NO_CID
                and (bytes(state.metadata.digest), state.metadata.codec) != row.content
            ):
                plan.renaming.append((row, shop))
            if not state.open:
                plan.acquiring.append((row, shop, SHOP, 1))
            positions = reader.views(
                [(self.system.registry, "position", (shop, capability)) for capability, _ in row.units]
            )
            for (capability, units), held in zip(row.units, positions, strict=True):
                if held.units < units:
                    plan.acquiring.append((row, shop, capability, units - held.units))
            plan.unchanged += plan.changes == changes
        self._cost(reader, plan)
        return plan

    def _cost(self, reader: Reader, plan: ShopPlan) -> None:
        """By units: a thousand shops do not take a thousand reads."""
        wanted = [(SHOP, 1)] * len(plan.opening) + [entry[2:] for entry in plan.acquiring]
        kinds = sorted({capability for capability, _ in wanted})
        each = dict(
            zip(kinds, reader.views([(self.system.registry, "quote", (k, 1)) for k in kinds]), strict=True)
        )
        plan.lock = sum(each[capability][0] * units for capability, units in wanted)
        plan.seal = sum(each[capability][1] * units for capability, units in wanted)

    def _bind(self, book: Journal, reader: Reader, rows: list[ShopRow]) -> None:
        """Rows whose shop is not on record: by their own word, else by owner and metadata on the chain."""
        total = int(reader.view(self.system.registry, "totals").shops)
        with book.transaction():
            book.db.execute("DELETE FROM shop WHERE shop > ?", (total,))
            bound: dict[str, int] = dict(book.db.execute("SELECT key, shop FROM shop"))
            for row in rows:
                if row.key not in bound and row.shop and row.shop <= total and row.shop not in bound.values():
                    bound[row.key] = row.shop
            free = [row for row in rows if row.key not in bound and row.content != cids.NO_CID]
            if free:
                opened = self._opened(sorted({row.owner for row in free}), reader.block)
                for row in free:
                    known = set(bound.values())
                    match = [
                        shop for shop in opened.get((row.owner.lower(), row.content), []) if shop not in known
                    ]
                    if match:
                        bound[row.key] = match[0]
            book.db.executemany("INSERT OR IGNORE INTO shop VALUES (?, ?)", bound.items())

    def _opened(self, owners: list[str], last: int) -> dict[tuple[str, cids.Cid], list[int]]:
        """Shops that were opened for these owners, by owner and the metadata they were opened with."""
        registry = self.system.registry
        abi = next(event for event in registry.contract_type.events if event.name == "ShopOpened")
        topic = "0x" + keccak(text=abi.selector).hex()
        topics = [topic, None, ["0x" + owner[2:].lower().zfill(64) for owner in owners]]
        found: dict[tuple[str, cids.Cid], list[int]] = {}
        first = self.system.manifest.first_block
        for _, logs in windows(self.rpc, str(registry.address), topics, first, last):
            for log in logs:
                data = bytes.fromhex(log["data"][2:])
                key = ("0x" + log["topics"][2][-40:], (data[:32], data[63]))
                found.setdefault(key, []).append(int(log["topics"][1], 16))
        return found

    def _pay(self, plan: ShopPlan) -> None:
        """Allow the registry what the plan costs. Raises CatalogError where the account has less."""
        token, registry = self.system.token, self.system.registry
        balance = int(token.balanceOf(self.account))
        if balance < plan.cost:
            raise CatalogError(
                f"it costs {format_ecom(plan.cost)} Ecom, {self.wallet.address} has {format_ecom(balance)}: "
                "send it the rest"
            )
        if int(token.allowance(self.account, registry)) < plan.cost:
            token.approve(registry, plan.cost, sender=self.account)
            self.wallet.restart()

    def _openings(self, plan: ShopPlan) -> Iterator[Call]:
        most = sum(map(int, self.system.registry.quote(SHOP, 1)))
        for row in plan.opening:
            yield calls.open_shop(row.key, row.owner, row.content, most)

    def _acquisitions(self, plan: ShopPlan) -> Iterator[Call]:
        for row, shop in plan.renaming:
            yield calls.set_metadata(row.key, shop, row.content)
        quote = self.system.registry.quote
        prices = {each: sum(map(int, quote(each, 1))) for each in {entry[2] for entry in plan.acquiring}}
        for row, shop, capability, units in plan.acquiring:
            if shop:
                yield calls.acquire(row.key, shop, capability, units, prices[capability] * units)

    def _is_its_own(self, row: ShopRow, bound: dict[str, int]) -> bool:
        """Whether a row that names a shop has that one."""
        if not row.shop or bound.get(row.key) == row.shop:
            return True
        have = (
            f"key {row.key!r} is shop {bound[row.key]}"
            if row.key in bound
            else "it does not exist, or is another's"
        )
        self._wrong(row, "shop", str(row.shop), f"shop {row.shop}: {have}; leave the column empty")
        return False

    def _refused(self, call: Call, data: bytes) -> None:
        reason = reverts.decode(data, [contract for _, contract in self.system.contracts()])
        notice = f": {reason.notice}" if reason.notice else ""
        self._failed.add(call.key)
        row = self._by_key[call.key]
        self._wrong(row, "", call.key, f"the registry refuses to {call.kind}: {reason}{notice}")

    def _wrong(self, row: ShopRow, column: str, value: str, text: str) -> None:
        problem = Problem(row.line, column, value, text)
        if problem not in self.problems:
            self.problems.append(problem)

    def _write_errors(self) -> None:
        if not self.problems and not self.errors.exists():
            return
        with table.Writer(self.errors, ERRORS) as report:
            for problem in sorted(self.problems, key=lambda each: each.line):
                report.row([str(problem.line), problem.column, problem.value, problem.text])

    def _open(self) -> Journal:
        folder = journal.home(self.system, self.rpc, self.directory)
        return Journal(folder / f"shops-{self.wallet.address.lower()}.sqlite")
