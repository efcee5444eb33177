"""Everything that the contracts' views say, read while compared with the model (MODEL-1)."""

from dataclasses import dataclass

from engine.actors import PEOPLE
from engine.pair import Pair
from engine.system import DEPLOYER, GUARDIAN, OPERATOR, SHARES

from ecomchain.ids import link_id, listing_id, task_id
from ecomchain.model.structs import (
    LinkView,
    ListingView,
    Locks,
    MarketTotals,
    OrderView,
    Position,
    ShopTotals,
    ShopView,
    TaskTerms,
)

HOLDERS = (*PEOPLE, *SHARES, DEPLOYER, OPERATOR, GUARDIAN)
"""Everybody who ever gets tokens, the contracts apart."""


@dataclass(frozen=True)
class ShopSeen:
    """One shop."""

    view: ShopView
    locks: Locks
    positions: dict[int, Position]


@dataclass(frozen=True)
class Seen:
    """One state of the contracts."""

    now: int
    supply: int
    balances: dict[str, int]
    contracts: dict[str, int]
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


def observe(pair: Pair) -> Seen:
    """Read every view of everything there is."""
    same, vault = pair.same, pair.world.vault
    shop_totals = ShopTotals(*same("registry", "totals"))
    shops = {shop: _shop(pair, shop) for shop in range(1, shop_totals.shops + 1)}
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
    market_totals = MarketTotals(*same("market", "totals"))
    return Seen(
        now=pair.chain.now,
        supply=same("token", "totalSupply"),
        balances={holder: same("token", "balanceOf", holder) for holder in HOLDERS},
        contracts={
            name: same("token", "balanceOf", contract.address)
            for name, contract in pair.system.contracts.items()
        },
        sealed=same("vault", "totalSealed"),
        circulating=same("vault", "circulatingSupply"),
        sealed_by={payer: same("vault", "sealedBy", payer) for payer in list(vault.by_payer)},
        sealed_for={reason: same("vault", "sealedFor", reason) for reason in list(vault.by_reason)},
        sealed_on={key: same("vault", "sealedOn", *key) for key in list(vault.by_day)},
        shops=shops,
        shop_totals=shop_totals,
        listings=listings,
        tasks=tasks,
        links={link: LinkView(*same("catalog", "link", link)) for link in taken},
        paths={link: same("catalog", "path", link) for link in taken},
        orders={
            order: OrderView(*same("market", "order", order)) for order in range(1, market_totals.orders + 1)
        },
        sold={listing: same("market", "sold", listing) for listing in listings},
        market_totals=market_totals,
    )


def _shop(pair: Pair, shop: int) -> ShopSeen:
    touched = list(pair.world.registry.shops[shop].positions)
    return ShopSeen(
        view=ShopView(*pair.same("registry", "shop", shop)),
        locks=Locks(*pair.same("registry", "locks", shop)),
        positions={
            capability: Position(*pair.same("registry", "position", shop, capability))
            for capability in touched
        },
    )
