"""All orders: by state and ending, by day, and what they paid."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ecomchain.amounts import BPS
from ecomchain.overview.figures import Day, Trade
from ecomchain.overview.supply import Holders
from ecomchain.reports.counting import Counting
from ecomchain.reports.figures import Check
from ecomchain.reports.formats import DAY
from ecomchain.reports.logs import Found, named
from ecomchain.reports.source import Source
from ecomchain.rewards.chain.events import Event

EVENTS = (
    "market.OrderPlaced", "market.OrderFulfilled", "market.OrderDisputed", "market.OrderClosed",
    "budgets.Reserved", "budgets.ReserveSettled", "budgets.ReserveHeld", "budgets.ReserveReleased",
)  # fmt: skip
ENDINGS = (
    "Instant", "Confirmed", "Settled", "Refunded", "Cancelled", "Agreed", "Uncontested", "Ruled", "Unruled",
)  # fmt: skip
"""As `IMarket.Ending`."""


@dataclass(frozen=True)
class Paid:
    """Commission that an event tells of."""

    event: Event
    amount: int
    budget: bool


class Activity:
    """Counts up what the events say; ``found`` are all of `EVENTS`."""

    def __init__(self, source: Source, found: Found, counting: Counting) -> None:
        self._source, self._found, self._counting = source, found, counting
        self._price = {
            int(event.values["order"]): int(event.values["unitPrice"]) * int(event.values["quantity"])
            for event in named(found, "market.OrderPlaced")
        }
        self._closed = {int(event.values["order"]): event for event in named(found, "market.OrderClosed")}
        self._fiat = {int(event.values["order"]) for event in named(found, "budgets.Reserved")}
        self._paid = list(self._commissions())

    def trade(self) -> Trade:
        """All of it."""
        closed = self._closed.values()
        return Trade(
            orders=len(self._price),
            by_state=self._states(),
            by_ending=dict(Counter(ENDINGS[int(event.values["ending"])] for event in closed)),
            fiat_orders=len(self._fiat),
            days=self._days(),
            paid_in=sum(self._price.values()),
            proceeds=sum(self._proceeds(event) for event in closed),
            refunded=sum(int(event.values["toBuyer"]) for event in closed),
            in_escrow=self._source.reader.view(self._source.system.market, "totals").escrow,
            commission_escrow=sum(paid.amount for paid in self._paid if not paid.budget),
            commission_budgets=sum(paid.amount for paid in self._paid if paid.budget),
        )

    def checks(self, trade: Trade, held: Holders | None) -> Iterator[Check]:
        """Against the contracts' totals, the days of the reputation, and the token's transfers."""
        totals = self._source.reader.view(self._source.system.market, "totals")
        yield Check("orders_placed", "", trade.orders, totals.orders, "count")
        still = sum(price for order, price in self._price.items() if order not in self._closed)
        yield Check("escrow_open", "", still, totals.escrow)
        if self._counting.alone:
            counted = [event for event in self._closed.values() if self._counts(event)]
            volume = sum(self._proceeds(event) for event in counted)
            yield Check("volume", "", volume, sum(day.volume for day in trade.days))
            yield Check("orders_counted", "", len(counted), sum(day.orders for day in trade.days), "count")
        if held is None:
            return
        market, budgets = (
            int(getattr(self._source.system, name).address, 16) for name in ("market", "budgets")
        )
        instant = {order for order, event in self._closed.items() if event.values["ending"] == 0}
        into = sum(price for order, price in self._price.items() if order not in instant)
        yield Check("into_market", "", into, held.flows.get((0, market), 0), covers=True)
        out = sum(
            price for order, price in self._price.items() if order in self._closed and order not in instant
        )
        yield Check("out_of_market", "", out, held.flows.get((market, 0), 0))
        withdrawn = self._source.logs.all("budgets.BudgetWithdrawn")
        left = sum(int(event.values["amount"]) for event in named(withdrawn, "budgets.BudgetWithdrawn"))
        yield Check("out_of_budgets", "", trade.commission_budgets + left, held.flows.get((budgets, 0), 0))

    def _states(self) -> dict[str, int]:
        disputed = self._orders("market.OrderDisputed") - set(self._closed)
        fulfilled = self._orders("market.OrderFulfilled") - set(self._closed) - disputed
        placed = len(self._price) - len(self._closed) - len(disputed) - len(fulfilled)
        return {
            "Placed": placed, "Fulfilled": len(fulfilled), "Disputed": len(disputed),
            "Closed": len(self._closed),
        }  # fmt: skip

    def _orders(self, name: str) -> set[int]:
        return {int(event.values["order"]) for event in named(self._found, name)}

    def _proceeds(self, event: Event) -> int:
        return self._price[int(event.values["order"])] * int(event.values["settledBps"]) // BPS

    def _counts(self, event: Event) -> bool:
        return self._counting.counts(event[:2], self._proceeds(event))

    def _commissions(self) -> Iterator[Paid]:
        held: dict[int, int] = {}
        for event in named(
            self._found, "budgets.ReserveSettled", "budgets.ReserveHeld", "budgets.ReserveReleased"
        ):
            if event.name == "ReserveReleased":
                amount = held.pop(int(event.values["order"])) - int(event.values["returned"])
            else:
                amount = int(event.values["paid"])
            if event.name == "ReserveHeld":
                held[int(event.values["order"])] = int(event.values["held"])
            yield Paid(event, amount, budget=True)
        for order, event in self._closed.items():
            if order not in self._fiat:
                yield Paid(event, self._proceeds(event) - int(event.values["toSeller"]), budget=False)

    def _days(self) -> list[Day]:
        """From the first to the last day with trade, with what the reputation states of each."""
        moments = [event.block for event in self._closed.values()] + [paid.event.block for paid in self._paid]
        if not moments:
            return []
        times = self._source.reader.times(set(moments))
        commission: dict[int, int] = defaultdict(int)
        for paid in self._paid:
            commission[times[paid.event.block] // DAY] += paid.amount
        span = range(min(times.values()) // DAY, max(times.values()) // DAY + 1)
        reputation = self._source.system.reputation
        views = self._source.reader.views([(reputation, "day", (day,)) for day in span])
        return [
            Day(day, view.orders, view.volume, view.counted, commission[day])
            for day, view in zip(span, views, strict=True)
        ]
