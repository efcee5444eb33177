"""The parts of a report, out of the plan and the tally."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import fmean, median

from ecomchain.replay.csvfile import Remark
from ecomchain.replay.plan import CENT, Plan
from ecomchain.replay.report import (
    Amounts,
    Budgets,
    Disputes,
    Gas,
    Orders,
    Ratings,
    Reputation,
    Row,
    Shops,
    Source,
    Speed,
)
from ecomchain.replay.sale import Direction
from ecomchain.replay.source import Dataset
from ecomchain.replay.tally import Tally


def orders_of(plan: Plan) -> Orders:
    """The orders, counted."""
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    by_status: dict[str, Counter[str]] = defaultdict(Counter)
    for sale in plan.sales:
        by_kind[sale.kind][sale.ending] += 1
        by_status[sale.status][sale.ending] += 1
    return Orders(
        placed=len(plan.sales),
        by_kind=_sorted(by_kind),
        by_ending=dict(sorted(Counter(str(sale.ending) for sale in plan.sales).items())),
        by_status=_sorted(by_status),
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
    sums = tally.sums
    return Amounts(
        paid_in=sums["paid_in"],
        refunded=sums["refunded"],
        proceeds=sums["proceeds"],
        commission=sum(tally.commission.values()),
        commission_out_of_escrow=sums["from_escrow"],
        commission_out_of_budgets=sums["from_budgets"],
        commission_by_level=dict(sorted(tally.commission.items())),
        fiat_declared=sum(sale.fiat for sale in plan.sales),
        sealed=sums["sealed"],
        locked=sums["locked"],
        open_escrow=sums["paid_in"] - sums["refunded"] - sums["proceeds"] - sums["from_escrow"],
        freight_left_out=plan.freight_cents * CENT,
    )


def budgets_of(tally: Tally) -> Budgets:
    """The budgets, as the events tell them."""
    sums = tally.sums
    return Budgets(
        funded=sums["funded"],
        reserved=sums["reserved"],
        paid=sums["from_budgets"],
        returned=sums["returned"],
        held=sums["held"],
        withdrawn=sums["withdrawn"],
        left=sums["funded"] - sums["reserved"] + sums["returned"] - sums["withdrawn"],
        open_reserves=sums["reserved"] - sums["from_budgets"] - sums["returned"],
    )


def disputes_of(tally: Tally) -> Disputes:
    """Disputes and objections, as the events tell them."""
    return Disputes(
        disputes=dict(sorted(tally.disputes.items())),
        objections=dict(sorted(tally.objections.items())),
        bonds_put_up=tally.sums["bonds_in"],
        bonds_won=tally.sums["bonds_won"],
        open_bonds=tally.sums["bonds_in"] - tally.sums["bonds_out"],
    )


def reputation_of(tally: Tally) -> Reputation:
    """Ratings, volume and levels, as the events tell them."""
    return Reputation(
        volume=tally.sums["volume"],
        counted=tally.sums["counted"],
        ratings={
            str(direction): Ratings(count=len(scores), average=round(fmean(scores), 2) if scores else None)
            for direction in Direction
            for scores in [tally.scores[direction]]
        },
        levels=dict(sorted(Counter(tally.levels.values()).items())),
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


def _sorted(counts: dict[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {name: dict(sorted(found.items())) for name, found in sorted(counts.items())}
