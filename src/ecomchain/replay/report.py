"""The report of a replay: what happened, and whether every sum agrees whichever way it is computed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

from ecomchain.amounts import format_ecom
from ecomchain.replay.csvfile import Remark
from ecomchain.replay.errors import InputError
from ecomchain.replay.expected import Expected
from ecomchain.replay.journal import Head
from ecomchain.replay.plan import CENT, Plan, Settings
from ecomchain.replay.source import Dataset
from ecomchain.replay.steps import BANK, KEEPER, STRANGER, Steps, buyer, person, seller
from ecomchain.replay.tally import Tally
from ecomchain.replay.views import Views

Ecom = Annotated[int, PlainSerializer(format_ecom, return_type=str)]
"""An amount in the token's smallest unit; in the file as decimal text in Ecom, exactly."""

_MOST_NAMED = 5


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Source(_Model):
    """One file, and how many of its rows were left out."""

    file: str
    rows: int
    skipped: int


class Row(_Model):
    """One row of a file: its line there (the header is line 1)."""

    file: str
    line: int
    detail: str


class Orders(_Model):
    """Orders on chain: one for each usable order line."""

    placed: int
    by_ending: dict[str, int]
    by_status: dict[str, dict[str, int]]
    """By the status in the data, then by ending."""
    by_levels: dict[int, int]
    """By the number of distributors; 0 is straight from the seller."""
    buyers: int


class Shops(_Model):
    """What was set up for them."""

    sellers: int
    distributors: int
    listings: int
    price_changes: int
    links: int
    most_links: int
    """Of one distributor."""


class Amounts(_Model):
    """All in Ecom, as decimal text."""

    paid_in: Ecom
    refunded: Ecom
    proceeds: Ecom
    """The sellers'."""
    commission: Ecom
    commission_by_level: dict[int, Ecom]
    """Level 1 is nearest the seller."""
    sealed: Ecom
    locked: Ecom
    open_escrow: Ecom
    freight_left_out: Ecom
    """No part of any price."""


class Check(_Model):
    """One sum computed in several ways; None where a way does not lead to it.

    ``model``: from the plan with the reference model. ``events``: from the contracts' events.
    ``transfers``: from the token's. ``balances``: from balances at the end, less those at the
    beginning. ``stated``: from the contracts' own totals.
    """

    name: str
    unit: str
    model: str
    events: str | None = None
    transfers: str | None = None
    balances: str | None = None
    stated: str | None = None
    agrees: bool


class Gas(_Model):
    """Gas of one action."""

    count: int
    min: int
    median: int
    max: int


class Speed(_Model):
    """Time on the chain; of an interrupted run, of all its parts together."""

    seconds: float
    transactions: int
    transactions_per_second: float
    orders_per_second: float
    resumed: bool


class Report(_Model):
    """What a replay found."""

    version: int = 1
    network: str
    chain_id: int
    market: str
    first_block: int
    last_block: int
    plan: str
    """Equal for equal files, seed and settings."""
    settings: Settings
    files: dict[str, Source]
    orders: Orders
    shops: Shops
    amounts: Amounts
    conserved: bool
    """Whether every check agrees."""
    checks: list[Check]
    differences: list[str]
    """Accounts whose balance is not what it should be; at most a few are named."""
    gas: dict[str, Gas]
    speed: Speed
    skipped: dict[str, list[Row]]
    """Rows left out, by reason."""
    notes: dict[str, list[Row]]
    """Odd rows that were kept, by oddity."""

    def save(self, path: Path) -> None:
        """Write the report as JSON."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"{path} cannot be written: {error.strerror}; name another with --report"
            ) from None


def check(name: str, model: int, *, unit: str = "Ecom", **others: int | None) -> Check:
    """A sum in all the ways in which it was computed."""
    text = format_ecom if unit == "Ecom" else str
    found = {way: value for way, value in others.items() if value is not None}
    return Check(
        name=name,
        unit=unit,
        model=text(model),
        **{way: text(value) for way, value in found.items()},
        agrees=all(value == model for value in found.values()),
    )


class Audit:
    """Compares what the model, the events and the chain say about a finished run."""

    def __init__(self, head: Head, steps: Steps, expected: Expected, tally: Tally, views: Views) -> None:
        self._plan = plan = steps.plan
        self._steps, self._expected, self._tally = steps, expected, tally
        self._market = tally.codec.addresses["market"]
        self._registry, self._vault = tally.codec.addresses["registry"], tally.codec.addresses["vault"]
        self._groups = {
            "buyers": [buyer(i) for i in range(plan.buyers)],
            "sellers": [seller(i) for i in range(plan.sellers)],
            "distributors": [person(i) for i in range(plan.distributors)],
            "others": [BANK, KEEPER, STRANGER],
        }
        names = [name for group in self._groups.values() for name in group]
        self._balances = dict(
            zip(names, views.balances([steps.address(name) for name in names]), strict=True)
        )
        now = views.totals()
        self._grown = {name: now[name] - before for name, before in head.balances.items() if name in now}
        self._handed_out = head.balances["treasury"] - views.balances([head.treasury])[0]
        self._head = head
        self._units = sum(int(found[0]) for found in views.read(steps.stock_reads(tally.known)))

    def checks(self) -> list[Check]:
        """Every sum, in every way there is."""
        want, tally, grown = self._expected, self._tally, self._grown
        commission, events = sum(want.commission.values()), sum(tally.commission.values())
        out = tally.refunded + tally.proceeds + events
        spent = sum(self._steps.needs().values())
        return [
            check(
                "orders placed", len(self._plan.sales), unit="orders",
                events=tally.placed, stated=grown["orders"],
            ),
            check("units sold", want.units_sold, unit="units", stated=self._units),
            check("paid in", want.paid_in, events=tally.paid_in, transfers=self._into(self._market)),
            check(
                "refunded to buyers", want.refunded, events=tally.refunded,
                transfers=self._paid("buyers"), balances=self._held("buyers"),
            ),
            check(
                "sellers' proceeds", want.proceeds, events=tally.proceeds,
                transfers=self._paid("sellers"), balances=self._held("sellers"),
            ),
            check(
                "commission", commission, events=events,
                transfers=self._paid("distributors"), balances=self._held("distributors"),
            ),
            *(
                check(f"commission of level {level}", amount, events=tally.commission[level])
                for level, amount in sorted(want.commission.items())
            ),
            check(
                "locked", want.locked, events=tally.locked,
                transfers=self._into(self._registry) - self._out_of(self._registry),
                balances=grown["registry"], stated=grown["locked"],
            ),
            check(
                "sealed", want.sealed, events=tally.sealed, transfers=self._into(self._vault),
                balances=grown["vault"], stated=grown["sealed"],
            ),
            check(
                "open escrow", 0, events=tally.paid_in - out,
                transfers=self._into(self._market) - self._out_of(self._market),
                balances=grown["market"], stated=grown["escrow"],
            ),
            check(
                "handed out", spent,
                transfers=self._out_of(self._head.treasury.lower()), balances=self._handed_out,
            ),
            check(
                "where it is now", spent, events=tally.paid_in + tally.locked + tally.sealed,
                balances=sum(self._balances.values()) + grown["market"] + grown["registry"] + grown["vault"],
            ),
            check("growth of the supply", 0, stated=grown["supply"]),
            check(
                "accounts as the model says", len(self._balances), unit="accounts",
                transfers=len(self._balances) - len(self._wrong(self._by_transfers())),
                balances=len(self._balances) - len(self._wrong(self._balances)),
            ),
        ]  # fmt: skip

    def differences(self) -> list[str]:
        """The first accounts that do not hold what the model says."""
        wrong = self._wrong(self._balances)
        named = [
            f"{name} ({self._steps.address(name)}) holds {format_ecom(self._balances[name])} Ecom "
            f"instead of {format_ecom(self._expected.balances.get(name, 0))}"
            for name in wrong[:_MOST_NAMED]
        ]
        return named + ([f"and {len(wrong) - _MOST_NAMED} more"] if len(wrong) > _MOST_NAMED else [])

    def _wrong(self, balances: dict[str, int]) -> list[str]:
        return [name for name, held in balances.items() if held != self._expected.balances.get(name, 0)]

    def _by_transfers(self) -> dict[str, int]:
        net: dict[str, int] = defaultdict(int)
        for (source, target), amount in self._tally.flows.items():
            net[source] -= amount
            net[target] += amount
        return {name: net[self._steps.address(name)] for name in self._balances}

    def _held(self, group: str) -> int:
        return sum(self._balances[name] for name in self._groups[group])

    def _paid(self, group: str) -> int:
        return sum(
            self._tally.flows.get((self._market, self._steps.address(name)), 0)
            for name in self._groups[group]
        )

    def _into(self, account: str) -> int:
        return sum(amount for (_, target), amount in self._tally.flows.items() if target == account)

    def _out_of(self, account: str) -> int:
        return sum(amount for (source, _), amount in self._tally.flows.items() if source == account)


def orders_of(plan: Plan) -> Orders:
    """The orders, counted."""
    by_status: dict[str, Counter[str]] = defaultdict(Counter)
    for sale in plan.sales:
        by_status[sale.status][sale.ending] += 1
    return Orders(
        placed=len(plan.sales),
        by_ending=dict(sorted(Counter(str(sale.ending) for sale in plan.sales).items())),
        by_status={status: dict(sorted(endings.items())) for status, endings in sorted(by_status.items())},
        by_levels=dict(sorted(Counter(len(sale.chain) for sale in plan.sales).items())),
        buyers=plan.buyers,
    )


def shops_of(plan: Plan) -> Shops:
    """The shops, counted."""
    return Shops(
        sellers=plan.sellers,
        distributors=plan.distributors,
        listings=sum(map(len, plan.listings)),
        price_changes=len(plan.changes),
        links=len(plan.places),
        most_links=max(plan.links, default=0),
    )


def amounts_of(tally: Tally, plan: Plan) -> Amounts:
    """The sums, as the events tell them."""
    commission = sum(tally.commission.values())
    return Amounts(
        paid_in=tally.paid_in,
        refunded=tally.refunded,
        proceeds=tally.proceeds,
        commission=commission,
        commission_by_level=dict(sorted(tally.commission.items())),
        sealed=tally.sealed,
        locked=tally.locked,
        open_escrow=tally.paid_in - tally.refunded - tally.proceeds - commission,
        freight_left_out=plan.freight_cents * CENT,
    )


def gas_of(tally: Tally) -> dict[str, Gas]:
    """Gas by action; a median between two numbers is rounded down."""
    return {
        action: Gas(count=len(used), min=min(used), median=int(median(used)), max=max(used))
        for action, used in sorted(tally.gas.items())
    }


def speed_of(seconds: float, tally: Tally, resumed: bool) -> Speed:
    """How fast it went."""
    return Speed(
        seconds=round(seconds, 2),
        transactions=tally.transactions,
        transactions_per_second=round(tally.transactions / seconds, 1),
        orders_per_second=round(tally.placed / seconds, 1),
        resumed=resumed,
    )


def rows_of(remarks: Sequence[Remark]) -> dict[str, list[Row]]:
    """Remarks about rows, by reason."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for remark in remarks:
        rows[remark.reason].append(Row(file=remark.file, line=remark.line, detail=str(remark.detail)))
    return dict(sorted(rows.items()))


def files_of(data: Dataset) -> dict[str, Source]:
    """The files, counted."""
    return {role: Source(file=f.file, rows=f.rows, skipped=f.skipped) for role, f in data.files.items()}
