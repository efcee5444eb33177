"""Reputation (REP-1 to REP-4): statistics, ratings, levels, and the volume that counts."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ecomchain.amounts import BPS, MICRO
from ecomchain.model.access import Access
from ecomchain.model.allowance import Allowance
from ecomchain.model.capabilities import require_bounds
from ecomchain.model.context import Context
from ecomchain.model.errors import require
from ecomchain.model.governed import Governance
from ecomchain.model.registry import Registry
from ecomchain.model.statistics import Buyer, Day, Distributor, Marks, Seller
from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import (
    BuyerView,
    DayView,
    Direction,
    DistributorView,
    Fault,
    MarksView,
    OrderView,
    Sale,
    SellerView,
    State,
    Threshold,
)

RATING_DAYS = 30
MAX_KAPPA = 2_000
MIN_RATED_FLOOR, MIN_RATED_CAP = 10**16, 1_000 * 10**18
MAX_AVERAGE = 500
LEVELS = ((10, 1_000), (50, 10_000), (200, 50_000), (1_000, 250_000), (5_000, 1_000_000))
"""Counted orders, and counted volume in Ecom, that levels 1 to 5 take by default."""


def has_voice(direction: Direction, order: OrderView) -> bool:
    """Whether a closed order can be rated in this direction (REP-1, REP-2).

    What was refunded in full cost nothing, and speaks about the seller alone; a buyer whom a voucher named
    need not have acted, and is not rated.
    """
    if direction == Direction.PARTNER:
        return True
    sold = order.settled_bps > 0
    may = {Direction.PRODUCT: True, Direction.SERVICE: sold, Direction.PAYMENT: sold and not order.has_fiat}
    return order.rateable and may[direction]


@dataclass
class Reputation:
    """``orders_of`` answers the orders of each market there is; only those in ``markets`` are believed.

    Without ``governance`` phase one of the rewards never ends.
    """

    context: Context
    access: Access
    registry: Registry
    governance: Governance | None = None
    orders_of: dict[str, Callable[[int], OrderView]] = field(default_factory=dict)
    markets: set[str] = field(default_factory=set)
    kappa: int = 500
    least: int = 10**18
    average: int = 400
    levels: tuple[Threshold, ...] = tuple(Threshold(orders, ecom * 10**6) for orders, ecom in LEVELS)
    sellers: defaultdict[int, Seller] = field(default_factory=lambda: defaultdict(Seller))
    distributors: defaultdict[int, Distributor] = field(default_factory=lambda: defaultdict(Distributor))
    buyers: defaultdict[str, Buyer] = field(default_factory=lambda: defaultdict(Buyer))
    seller_marks: defaultdict[int, Marks] = field(default_factory=lambda: defaultdict(Marks))
    distributor_marks: defaultdict[int, Marks] = field(default_factory=lambda: defaultdict(Marks))
    days: defaultdict[int, Day] = field(default_factory=lambda: defaultdict(Day))
    allowances: defaultdict[int, Allowance] = field(default_factory=lambda: defaultdict(Allowance))
    rated: set[tuple[str, int, int]] = field(default_factory=set)

    def record(self, caller: str, sale: Sale) -> bool:
        """Take note of an order that closes; whether its buyer may rate and be rated. Never refuses."""
        if caller not in self.markets:
            return False
        sold, staked = sale.proceeds >= self.least, sale.escrow >= self.least
        if sold:
            self._tally(caller, sale)
        if sale.fiat_sold:
            self._tally_fiat(sale)
        if staked or sale.fiat >= self.least:
            self._tally_fault(sale)
        return sold or (staked and sale.fault != Fault.NONE)

    def rate(self, caller: str, market: str, order: int, direction: int, score: int, review: Cid) -> None:
        """Rate the other side once, until the end of the 30th day after the one of closing (REP-1)."""
        require(1 <= score <= 5, "ScoreOutOfRange", score=score)
        require(market in self.markets, "UnknownMarket", market=market)
        found, where = self.orders_of[market](order), {"market": market, "order": order}
        require(found.state == State.CLOSED, "OrderNotClosed", **where)
        require(has_voice(Direction(direction), found), "NotRateable", **where)
        today, last = self.context.today, found.closed_day + RATING_DAYS
        require(today <= last, "RatingTooLate", lastDay=last, today=today)
        closing = direction in (Direction.SERVICE, Direction.PARTNER)
        require(not closing or found.distributor > 0, "NoDistributor", **where)
        rater = self._rater(direction, found)
        require(caller == rater, "NotRater", caller=caller, rater=rater)
        key = (market, order, direction)
        require(key not in self.rated, "RatedAlready", **where, direction=direction)
        self.rated.add(key)
        self.context.emit("reputation", "Rated", **where, direction=direction, score=score, review=review)
        if direction == Direction.PAYMENT:
            self.buyers[found.buyer].scores.append(score)
        elif direction == Direction.PARTNER:
            self.seller_marks[found.shop].partner_scores.append(score)
        elif direction == Direction.PRODUCT:
            self.seller_marks[found.shop].scores.append(score)
        else:
            self.distributor_marks[found.distributor].scores.append(score)

    # Governed

    def set_market(self, caller: str, market: str, enabled: bool) -> None:
        """Believe a market, or no longer."""
        self._check_governed(caller, "set_market")
        (self.markets.add if enabled else self.markets.discard)(market)
        self.context.emit("reputation", "MarketSet", market=market, enabled=enabled)

    def set_kappa(self, caller: str, bps: int) -> None:
        """Set the daily allowance in basis points of the live lock."""
        self._check_governed(caller, "set_kappa")
        require_bounds(bps, 1, MAX_KAPPA)
        self.context.emit("reputation", "KappaSet", oldBps=self.kappa, newBps=bps)
        self.kappa = bps

    def set_min_rated(self, caller: str, amount: int) -> None:
        """Set what a sale must bring."""
        self._check_governed(caller, "set_min_rated")
        require_bounds(amount, MIN_RATED_FLOOR, MIN_RATED_CAP)
        require(amount % MICRO == 0, "NotWholeMicro", amount=amount, micro=MICRO)
        self.context.emit("reputation", "MinRatedSet", oldAmount=self.least, newAmount=amount)
        self.least = amount

    # Restricted

    def set_thresholds(self, caller: str, thresholds: Sequence[Threshold]) -> None:
        """Set what levels 1 to 5 take: each at least what the one below takes."""
        self.access.check(caller, "reputation", "set_thresholds")
        below = Threshold(1, 0)
        for threshold in thresholds:
            require_bounds(threshold.orders, below.orders, 2**32 - 1)
            require_bounds(threshold.counted, below.counted, 2**56 - 1)
            below = threshold
        self.levels = tuple(thresholds)
        self.context.emit("reputation", "ThresholdsSet", thresholds=self.levels)

    def set_min_average(self, caller: str, centiscore: int) -> None:
        """Set the average that a distributor's ratings must have, in hundredths."""
        self.access.check(caller, "reputation", "set_min_average")
        require_bounds(centiscore, 0, MAX_AVERAGE)
        values = {"oldCentiscore": self.average, "newCentiscore": centiscore}
        self.context.emit("reputation", "MinAverageSet", **values)
        self.average = centiscore

    # Views

    def level_of(self, shop: int) -> int:
        """How many levels in a row the distributor's counted sales reach; none with ratings too low."""
        marks, record = self.distributor_marks[shop].view(), self.distributors[shop].view()
        if marks.rating_sum * 100 < marks.ratings * self.average:
            return 0
        reached = [
            record.counted_orders >= need.orders and record.counted >= need.counted for need in self.levels
        ]
        return [*reached, False].index(False)

    def is_market(self, market: str) -> bool:
        """Whether it is believed."""
        return market in self.markets

    def seller(self, shop: int) -> tuple[SellerView, MarksView]:
        """As ``IReputation.seller`` answers."""
        record, used = self.sellers[shop], self.allowances[shop].ticks
        return record.view(used), self.seller_marks[shop].view()

    def distributor(self, shop: int) -> tuple[DistributorView, MarksView]:
        """As ``IReputation.distributor`` answers."""
        return self.distributors[shop].view(), self.distributor_marks[shop].view()

    def buyer(self, account: str) -> BuyerView:
        """As ``IReputation.buyer`` answers."""
        return self.buyers[account].view()

    def day(self, number: int) -> DayView:
        """As ``IReputation.day`` answers."""
        return self.days[number].view()

    def allowance(self, shop: int) -> int:
        """How much more of the shop's sales would count now."""
        return self.allowances[shop].available(self.context.now, self.per_day(shop))

    def rated_bits(self, market: str, order: int) -> int:
        """The directions in which the order was rated, as bits."""
        return sum(1 << direction for direction in Direction if (market, order, direction) in self.rated)

    def thresholds(self) -> tuple[Threshold, ...]:
        """What levels 1 to 5 take."""
        return self.levels

    def kappa_bps(self) -> int:
        """The daily allowance."""
        return self.kappa

    def min_rated(self) -> int:
        """What a sale must bring."""
        return self.least

    def min_average(self) -> int:
        """The average that ratings must have, in hundredths."""
        return self.average

    def per_day(self, shop: int) -> Fraction:
        """The shop's allowance of a day at its live lock."""
        return Fraction(self.registry.locks(shop).live * self.kappa, BPS)

    # Internals

    def _check_governed(self, caller: str, function: str) -> None:
        (self.governance or self.access).check(caller, "reputation", function)

    def _tally(self, market: str, sale: Sale) -> None:
        counted = self._count(sale)
        if counted:
            values = {"market": market, "order": sale.order, "counted": counted}
            self.context.emit("reputation", "SaleCounted", **values)
        self.sellers[sale.shop].add(sale, counted)
        self.buyers[sale.buyer].add(sale, counted)
        self.days[self.context.today].add(sale, counted)
        if sale.closing:
            self.distributors[sale.distributor].add(sale, counted)

    def _count(self, sale: Sale) -> int:
        """Whole micro-Ecom up to the allowance there is, or nothing where that is below ``least``."""
        allowance, per_day = self.allowances[sale.shop], self.per_day(sale.shop)
        counted = min(sale.proceeds, allowance.available(self.context.now, per_day)) // MICRO * MICRO
        if counted < self.least:
            return 0
        allowance.spend(self.context.now, counted, per_day)
        return counted

    def _tally_fiat(self, sale: Sale) -> None:
        self.buyers[sale.buyer].fiat_orders += 1
        self.seller_marks[sale.shop].add_fiat(sale.fiat_sold)
        if sale.closing:
            self.distributor_marks[sale.distributor].add_fiat(sale.fiat_sold)

    def _tally_fault(self, sale: Sale) -> None:
        self.seller_marks[sale.shop].missed += sale.fault == Fault.SELLER_MISSED_DEADLINE
        self.seller_marks[sale.shop].lost += sale.fault == Fault.SELLER_LOST_DISPUTE
        self.buyers[sale.buyer].lost += sale.fault == Fault.BUYER_LOST_DISPUTE

    def _rater(self, direction: int, order: OrderView) -> str:
        if direction == Direction.PAYMENT:
            return self.registry.owner_of(order.shop)
        if direction == Direction.PARTNER:
            return self.registry.owner_of(order.distributor)
        return order.buyer
