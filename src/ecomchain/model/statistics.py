"""What parties did (REP-2), as plain sums; views stop at what the contract's counters hold.

Volumes and commission are in micro-Ecom, each sale's rounded down, but a day's, which are exact.
"""

from dataclasses import dataclass, field

from ecomchain.amounts import MICRO
from ecomchain.model.structs_trade import (
    BuyerView,
    DayView,
    DistributorView,
    MarksView,
    Sale,
    SellerView,
)


def capped(value: int, bits: int) -> int:
    """As a counter of so many bits shows it."""
    return min(value, (1 << bits) - 1)


@dataclass
class Scores:
    """Ratings: how many, and their sum, which stops when the number is full."""

    count: int = 0
    total: int = 0
    bits: int = 32

    def append(self, score: int) -> None:
        """One more."""
        if self.count < (1 << self.bits) - 1:
            self.count += 1
            self.total += score


@dataclass
class Seller:
    """A shop as a seller."""

    orders: int = 0
    volume: int = 0
    counted: int = 0
    commission: int = 0

    def add(self, sale: Sale, counted: int) -> None:
        """A sale that brought enough."""
        self.orders += 1
        self.volume += sale.proceeds // MICRO
        self.counted += counted // MICRO
        self.commission += sale.commission // MICRO

    def view(self, counted_until: int) -> SellerView:
        """As ``IReputation.Seller``."""
        return SellerView(
            orders=capped(self.orders, 32),
            volume=capped(self.volume, 56),
            counted=capped(self.counted, 56),
            commission=capped(self.commission, 56),
            counted_until=counted_until,
        )


@dataclass
class Distributor:
    """A shop as a closing distributor that was paid."""

    orders: int = 0
    counted_orders: int = 0
    volume: int = 0
    counted: int = 0
    commission: int = 0

    def add(self, sale: Sale, counted: int) -> None:
        """Its part of what counts is its part of the commission."""
        part = counted * sale.closing // (sale.commission * MICRO)
        self.orders += 1
        self.counted_orders += part > 0
        self.volume += sale.proceeds // MICRO
        self.counted += part
        self.commission += sale.closing // MICRO

    def view(self) -> DistributorView:
        """As ``IReputation.Distributor``."""
        return DistributorView(
            orders=capped(self.orders, 32),
            counted_orders=capped(self.counted_orders, 32),
            volume=capped(self.volume, 56),
            counted=capped(self.counted, 56),
            commission=capped(self.commission, 56),
        )


@dataclass
class Buyer:
    """An account as a buyer."""

    orders: int = 0
    volume: int = 0
    counted: int = 0
    scores: Scores = field(default_factory=lambda: Scores(bits=24))
    lost: int = 0
    fiat_orders: int = 0

    def add(self, sale: Sale, counted: int) -> None:
        """A sale that brought enough."""
        self.orders += 1
        self.volume += sale.proceeds // MICRO
        self.counted += counted // MICRO

    def view(self) -> BuyerView:
        """As ``IReputation.Buyer``."""
        return BuyerView(
            orders=capped(self.orders, 32),
            volume=capped(self.volume, 56),
            counted=capped(self.counted, 56),
            ratings=capped(self.scores.count, 24),
            rating_sum=capped(self.scores.total, 32),
            lost=capped(self.lost, 16),
            fiat_orders=capped(self.fiat_orders, 32),
        )


@dataclass
class Marks:
    """How a shop was found, as a seller or as a distributor."""

    scores: Scores = field(default_factory=Scores)
    partner_scores: Scores = field(default_factory=lambda: Scores(bits=24))
    missed: int = 0
    lost: int = 0
    fiat_orders: int = 0
    fiat_volume: int = 0

    def add_fiat(self, sold: int) -> None:
        """A sale with a fiat part."""
        self.fiat_orders += 1
        self.fiat_volume += sold // MICRO

    def view(self) -> MarksView:
        """As ``IReputation.Marks``."""
        return MarksView(
            ratings=capped(self.scores.count, 32),
            rating_sum=capped(self.scores.total, 40),
            partner_ratings=capped(self.partner_scores.count, 24),
            partner_sum=capped(self.partner_scores.total, 32),
            missed=capped(self.missed, 16),
            lost=capped(self.lost, 16),
            fiat_orders=capped(self.fiat_orders, 32),
            fiat_volume=capped(self.fiat_volume, 56),
        )


@dataclass
class Day:
    """All that was traded on a UTC day."""

    counted: int = 0
    volume: int = 0
    orders: int = 0

    def add(self, sale: Sale, counted: int) -> None:
        """A sale that brought enough."""
        self.counted += counted
        self.volume += sale.proceeds
        self.orders += 1

    def view(self) -> DayView:
        """As ``IReputation.Day``."""
        return DayView(capped(self.counted, 96), capped(self.volume, 96), capped(self.orders, 32))
