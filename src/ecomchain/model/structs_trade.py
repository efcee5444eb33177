"""The structs of the market, budgets, vouchers, disputes and reputation, in the order of their interfaces.

Amounts are in the token's smallest unit unless a field is said to be in micro-Ecom (1e12 of it), rates in
basis points, times in seconds. What each field means is said in the interfaces.
"""

from enum import IntEnum
from typing import NamedTuple

from ecomchain.model.context import ZERO_ADDRESS

# The market


class Purchase(NamedTuple):
    """``IMarket.Purchase``."""

    listing: int
    option: int
    revision: int
    quantity: int
    unit_price: int
    link: int = 0


class State(IntEnum):
    """``IMarket.State``."""

    NONE = 0
    PLACED = 1
    FULFILLED = 2
    DISPUTED = 3
    CLOSED = 4


class Ending(IntEnum):
    """``IMarket.Ending``."""

    INSTANT = 0
    CONFIRMED = 1
    SETTLED = 2
    REFUNDED = 3
    CANCELLED = 4
    AGREED = 5
    UNCONTESTED = 6
    RULED = 7
    UNRULED = 8


class OrderView(NamedTuple):
    """``IMarket.Order``."""

    state: int
    buyer: str
    shop: int
    link: int
    distributor: int
    listing: int
    escrow: int
    fiat: int
    deadline: int
    protection: int
    stock_taken: int
    has_fiat: bool
    proposed: bool
    proposed_by_seller: bool
    proposed_bps: int
    closed_day: int
    settled_bps: int
    rateable: bool


class PaymentView(NamedTuple):
    """``IMarket.Payment``."""

    to_buyer: int
    to_seller: int
    upper: int
    closing: int
    paid_levels: int
    commission: int


class MarketTotals(NamedTuple):
    """``IMarket.Totals``."""

    orders: int
    escrow: int
    paused_until: int
    pausable_from: int


# Budgets


class Stage(IntEnum):
    """``IBudgets.Stage``."""

    NONE = 0
    RESERVED = 1
    HELD = 2
    OBJECTED = 3


class ReserveView(NamedTuple):
    """``IBudgets.Reserve``."""

    amount: int = 0
    link: int = 0
    deadline: int = 0
    settled_bps: int = 0
    stage: int = Stage.NONE
    base: int = 0
    fulfilled: bool = False


class BudgetTotals(NamedTuple):
    """``IBudgets.Totals``."""

    budgets: int
    reserves: int


# Vouchers


class Voucher(NamedTuple):
    """``IVouchers.Voucher``."""

    buyer: str
    deadline: int
    nonce: int
    signature: bytes = b""


# Disputes


class CaseStage(IntEnum):
    """``IDisputes.Stage``."""

    NONE = 0
    RAISED = 1
    CONTESTED = 2


class CaseView(NamedTuple):
    """``IDisputes.Case``."""

    bond: int = 0
    deadline: int = 0
    stage: int = CaseStage.NONE
    respondent: str = ZERO_ADDRESS
    claimant: str = ZERO_ADDRESS


class DisputeTotals(NamedTuple):
    """``IDisputes.Totals``."""

    bonds: int
    min_bond: int
    bond_bps: int


# Reputation


class Fault(IntEnum):
    """``IReputation.Fault``."""

    NONE = 0
    SELLER_MISSED_DEADLINE = 1
    SELLER_LOST_DISPUTE = 2
    BUYER_LOST_DISPUTE = 3


class Direction(IntEnum):
    """``IReputation.Direction``."""

    PRODUCT = 0
    SERVICE = 1
    PAYMENT = 2
    PARTNER = 3


class Sale(NamedTuple):
    """``IReputation.Sale``."""

    order: int
    shop: int
    distributor: int
    buyer: str
    escrow: int
    proceeds: int
    commission: int = 0
    closing: int = 0
    fiat: int = 0
    fiat_sold: int = 0
    fault: int = Fault.NONE


class SellerView(NamedTuple):
    """``IReputation.Seller``; volumes and commission in micro-Ecom, ``counted_until`` in 1/65,536 s."""

    orders: int
    volume: int
    counted: int
    commission: int
    counted_until: int


class DistributorView(NamedTuple):
    """``IReputation.Distributor``; volumes and commission in micro-Ecom."""

    orders: int
    counted_orders: int
    volume: int
    counted: int
    commission: int


class MarksView(NamedTuple):
    """``IReputation.Marks``; ``fiat_volume`` in micro-Ecom."""

    ratings: int
    rating_sum: int
    partner_ratings: int
    partner_sum: int
    missed: int
    lost: int
    fiat_orders: int
    fiat_volume: int


class BuyerView(NamedTuple):
    """``IReputation.Buyer``; volumes in micro-Ecom."""

    orders: int
    volume: int
    counted: int
    ratings: int
    rating_sum: int
    lost: int
    fiat_orders: int


class DayView(NamedTuple):
    """``IReputation.Day``; volumes in the token's smallest unit."""

    counted: int
    volume: int
    orders: int


class Threshold(NamedTuple):
    """``IReputation.Threshold``; ``counted`` in micro-Ecom."""

    orders: int
    counted: int
