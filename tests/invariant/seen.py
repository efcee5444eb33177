"""One state of the contracts, as their views tell it."""

from dataclasses import dataclass

from ecomchain.model.structs import (
    LinkView,
    ListingView,
    Locks,
    Position,
    ShopTotals,
    ShopView,
    TaskTerms,
)
from ecomchain.model.structs_modules import (
    AssignmentView,
    BountyTotals,
    BountyView,
    DealView,
    GroupTotals,
    GroupView,
    MemberView,
)
from ecomchain.model.structs_trade import (
    BudgetTotals,
    BuyerView,
    CaseView,
    DayView,
    DisputeTotals,
    DistributorView,
    MarketTotals,
    MarksView,
    OrderView,
    ReserveView,
    SellerView,
)
from invariant.reward_seen import ClaimsSeen, GameSeen, PoolSeen, VotesSeen
from invariant.sale_seen import SaleSeen


@dataclass(frozen=True)
class ShopSeen:
    """One shop."""

    view: ShopView
    locks: Locks
    positions: dict[int, Position]


@dataclass(frozen=True)
class Seen:
    """Keys are ids, accounts, or what a view is asked for."""

    now: int

    supply: int
    balances: dict[str, int]
    contracts: dict[str, int]
    """The balances of the contracts, by name."""

    sealed: int
    circulating: int
    sealed_by: dict[str, int]
    sealed_for: dict[bytes, int]
    sealed_on: dict[tuple[bytes, int, int], int]

    shops: dict[int, ShopSeen]
    shop_totals: ShopTotals

    listings: dict[int, ListingView]
    tasks: dict[int, tuple[TaskTerms, bool]]
    links: dict[int, LinkView]
    paths: dict[int, tuple[int, ...]]

    orders: dict[int, OrderView]
    sold: dict[int, int]
    market_totals: MarketTotals

    budgets: dict[int, int]
    reserves: dict[int, ReserveView]
    budget_totals: BudgetTotals

    nonces: dict[tuple[int, int], bool]

    disputes: dict[int, CaseView]
    objections: dict[int, CaseView]
    dispute_totals: DisputeTotals

    sellers: dict[int, tuple[SellerView, MarksView]]
    distributors: dict[int, tuple[DistributorView, MarksView]]
    levels: dict[int, int]
    allowances: dict[int, int]
    buyers: dict[str, BuyerView]
    days: dict[int, DayView]
    rated: dict[int, int]
    thresholds: tuple[tuple[int, int], ...]
    min_average: int

    bounties: dict[int, BountyView]
    assignments: dict[tuple[int, str], AssignmentView]
    bounty_totals: BountyTotals

    deals: dict[int, DealView]
    groups: dict[int, GroupView]
    members: dict[tuple[int, str], MemberView]
    group_totals: GroupTotals

    open_since: dict[int, tuple[str, int]]
    open_counts: dict[int, int]
    """By UTC day, those around which it has changed."""

    rewards: PoolSeen
    game: GameSeen
    votes: VotesSeen
    grants: ClaimsSeen
    sale: SaleSeen
