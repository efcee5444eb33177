"""Everything that the contracts' views say, read while compared with the model (MODEL-1).

Every function that changes something emits an event, so a view is read again after any event of its
contract, after certain events of others, and whenever time has passed. `Observer.all` reads all of them.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.actors import PEOPLE
from engine.pair import Pair
from engine.system import ARBITRATOR, DEPLOYER, FOUNDATION, GUARDIAN, OPERATOR, PRESALE, PUBLISHER, TEAM

from ecomchain.ids import link_id, listing_id, task_id
from ecomchain.model.structs import LinkView, ListingView, Locks, Position, ShopTotals, ShopView, TaskTerms
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
from invariant.seen import Seen, ShopSeen

HOLDERS = (*PEOPLE, PRESALE, FOUNDATION, TEAM, DEPLOYER, OPERATOR, GUARDIAN, ARBITRATOR, PUBLISHER)
"""Everybody who ever gets tokens, the contracts apart."""

Fields = dict[str, Any]


class Part(NamedTuple):
    """Fields of ``Seen``, and the contracts and events that they depend on."""

    depends: frozenset[str]
    read: Callable[[Pair], Fields]


PARTS: list[Part] = []


def part(*depends: str) -> Callable[[Callable[[Pair], Fields]], Callable[[Pair], Fields]]:
    """Register a reader of some fields."""

    def add(read: Callable[[Pair], Fields]) -> Callable[[Pair], Fields]:
        PARTS.append(Part(frozenset(depends), read))
        return read

    return add


class Observer:
    """Remembers what the views have answered."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self._fields: Fields = {}

    def all(self) -> Seen:
        """Read every view of everything there is."""
        return self._read(PARTS)

    def after(self, happened: set[str]) -> Seen:
        """Read what depends on these contracts and events."""
        return self._read([part for part in PARTS if part.depends & happened])

    def _read(self, parts: list[Part]) -> Seen:
        for each in parts:
            self._fields |= each.read(self.pair)
        return Seen(now=self.pair.chain.now, **self._fields)


@part("token", "vault")
def _token(pair: Pair) -> Fields:
    same = pair.same
    return {
        "supply": same("token", "totalSupply"),
        "balances": {holder: same("token", "balanceOf", holder) for holder in HOLDERS},
        "contracts": {
            name: same("token", "balanceOf", contract.address)
            for name, contract in pair.system.contracts.items()
        },
        "sealed": same("vault", "totalSealed"),
        "circulating": same("vault", "circulatingSupply"),
    }


@part("vault")
def _vault(pair: Pair) -> Fields:
    same, vault = pair.same, pair.world.vault
    return {
        "sealed_by": {payer: same("vault", "sealedBy", payer) for payer in list(vault.by_payer)},
        "sealed_for": {reason: same("vault", "sealedFor", reason) for reason in list(vault.by_reason)},
        "sealed_on": {key: same("vault", "sealedOn", *key) for key in list(vault.by_day)},
    }


@part("registry")
def _shops(pair: Pair) -> Fields:
    totals = ShopTotals(*pair.same("registry", "totals"))
    return {
        "shops": {shop: _shop(pair, shop) for shop in range(1, totals.shops + 1)},
        "shop_totals": totals,
    }


def _shop(pair: Pair, shop: int) -> ShopSeen:
    same, touched = pair.same, list(pair.world.registry.shops[shop].positions)
    return ShopSeen(
        view=ShopView(*same("registry", "shop", shop)),
        locks=Locks(*same("registry", "locks", shop)),
        positions={kind: Position(*same("registry", "position", shop, kind)) for kind in touched},
    )


@part("catalog", "registry")
def _catalog(pair: Pair) -> Fields:
    same, shops = pair.same, list(pair.world.registry.shops)
    listings, tasks = {}, {}
    for shop in shops:
        listing_count, task_count = same("catalog", "counts", shop)
        for index in range(1, listing_count + 1):
            listing = listing_id(shop, index)
            listings[listing] = ListingView(*same("catalog", "listing", listing))
        for index in range(1, task_count + 1):
            terms, is_open = same("catalog", "task", task_id(shop, index))
            tasks[task_id(shop, index)] = TaskTerms(*terms), is_open
    places = [link_id(task, shop) for task in tasks for shop in shops]
    taken = [link for link in places if link in pair.world.catalog.links]
    return {
        "listings": listings,
        "tasks": tasks,
        "links": {link: LinkView(*same("catalog", "link", link)) for link in taken},
        "paths": {link: same("catalog", "path", link) for link in taken},
    }


@part("market", "Listed")
def _market(pair: Pair) -> Fields:
    same, totals = pair.same, MarketTotals(*pair.same("market", "totals"))
    return {
        "orders": {
            order: OrderView(*same("market", "order", order)) for order in range(1, totals.orders + 1)
        },
        "sold": {listing: same("market", "sold", listing) for listing in pair.world.catalog.listings},
        "market_totals": totals,
    }


@part("budgets", "ShopOpened", "OrderPlaced")
def _budgets(pair: Pair) -> Fields:
    same, world = pair.same, pair.world
    return {
        "budgets": {shop: same("budgets", "budget", shop) for shop in world.registry.shops},
        "reserves": {
            order: ReserveView(*same("budgets", "reserved", order)) for order in world.market.orders
        },
        "budget_totals": BudgetTotals(*same("budgets", "totals")),
    }


@part("vouchers")
def _vouchers(pair: Pair) -> Fields:
    spent = pair.world.vouchers.spent
    return {"nonces": {key: pair.same("vouchers", "used", *key) for key in spent}}


@part("disputes", "OrderPlaced")
def _disputes(pair: Pair) -> Fields:
    same, orders = pair.same, list(pair.world.market.orders)
    same("disputes", "arbitrator")
    return {
        "disputes": {order: CaseView(*same("disputes", "dispute", order)) for order in orders},
        "objections": {order: CaseView(*same("disputes", "objection", order)) for order in orders},
        "dispute_totals": DisputeTotals(*same("disputes", "totals")),
    }


@part("reputation", "registry", "OrderClosed")
def _allowances(pair: Pair) -> Fields:
    shops = pair.world.registry.shops
    return {"allowances": {shop: pair.same("reputation", "allowance", shop) for shop in shops}}


@part("reputation", "ShopOpened", "OrderPlaced", "OrderClosed")
def _reputation(pair: Pair) -> Fields:
    """Of a sale that does not count nothing is emitted here."""
    same, world, market = pair.same, pair.world, pair.system.market.address
    shops = list(world.registry.shops)
    for name in ("kappaBps", "minRated"):
        same("reputation", name)
    return {
        "sellers": {shop: _record(pair, "seller", SellerView, shop) for shop in shops},
        "distributors": {shop: _record(pair, "distributor", DistributorView, shop) for shop in shops},
        "levels": {shop: same("reputation", "levelOf", shop) for shop in shops},
        "buyers": {person: BuyerView(*same("reputation", "buyer", person)) for person in PEOPLE},
        "days": {day: DayView(*same("reputation", "day", day)) for day in list(world.reputation.days)},
        "thresholds": same("reputation", "thresholds"),
        "min_average": same("reputation", "minAverage"),
        "rated": {order: same("reputation", "ratedBits", market, order) for order in world.market.orders},
    }


def _record(pair: Pair, view: str, kind: type[Any], shop: int) -> tuple[Any, MarksView]:
    record, marks = pair.same("reputation", view, shop)
    return kind(*record), MarksView(*marks)


@part("bounty_board")
def _bounties(pair: Pair) -> Fields:
    same, bounties = pair.same, pair.world.bounty_board.bounties
    totals = BountyTotals(*same("bounty_board", "totals"))
    workers = [(bounty, worker) for bounty, found in bounties.items() for worker in found.workers]
    return {
        "bounties": {
            bounty: BountyView(*same("bounty_board", "bounty", bounty))
            for bounty in range(1, totals.bounties + 1)
        },
        "assignments": {key: AssignmentView(*same("bounty_board", "assignment", *key)) for key in workers},
        "bounty_totals": totals,
    }


@part("group_buy")
def _groups(pair: Pair) -> Fields:
    same, groups = pair.same, pair.world.group_buy.groups
    totals = GroupTotals(*same("group_buy", "totals"))
    members = [(group, buyer) for group, found in groups.items() for buyer in found.joined]
    return {
        "deals": {deal: DealView(*same("group_buy", "deal", deal)) for deal in range(1, totals.deals + 1)},
        "groups": {
            group: GroupView(*same("group_buy", "group", group)) for group in range(1, totals.groups + 1)
        },
        "members": {key: MemberView(*same("group_buy", "member", *key)) for key in members},
        "group_totals": totals,
    }
