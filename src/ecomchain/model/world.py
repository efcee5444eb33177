"""All contracts of the model together."""

from collections.abc import Mapping
from dataclasses import dataclass

from ecomchain.model.access import Access
from ecomchain.model.bounties import BountyBoard
from ecomchain.model.budgets import Budgets
from ecomchain.model.catalog import Catalog
from ecomchain.model.context import Context
from ecomchain.model.disputes import Disputes
from ecomchain.model.group_buy import GroupBuy
from ecomchain.model.market import Market
from ecomchain.model.registry import Registry
from ecomchain.model.reputation import Reputation
from ecomchain.model.splitter import Splitter
from ecomchain.model.token import Token
from ecomchain.model.vault import Vault
from ecomchain.model.vouchers import Vouchers


@dataclass
class World:
    """Functions take the caller first and then the contracts' arguments; views take no caller."""

    context: Context
    token: Token
    vault: Vault
    registry: Registry
    catalog: Catalog
    reputation: Reputation
    market: Market
    budgets: Budgets
    vouchers: Vouchers
    disputes: Disputes
    splitter: Splitter
    group_buy: GroupBuy
    bounty_board: BountyBoard


def create(
    now: int,
    chain_id: int,
    shares: Mapping[str, int],
    addresses: Mapping[str, str],
    holders: Mapping[tuple[str, str], frozenset[str]],
    links_per_unit: int,
) -> World:
    """A fresh system at time ``now``.

    ``shares`` are the token's first balances, ``addresses`` those of the contracts by the names of
    ``World``'s fields, ``holders`` who may call the restricted functions (see ``Access``).
    """
    context, access, at = Context(now), Access(holders), addresses
    token = Token(context, shares)
    vault = Vault(context, token, at["vault"])
    registry = Registry(context, access, token, vault, at["registry"], links_per_unit)
    catalog = Catalog(context, access, registry)
    reputation = Reputation(context, access, registry)
    budgets = Budgets(context, token, catalog, registry, at["budgets"], at["market"], at["disputes"])
    market = Market(
        context,
        access,
        token,
        catalog,
        registry,
        reputation,
        budgets,
        at["market"],
        at["vouchers"],
        at["disputes"],
    )
    registry.readers[at["reputation"]] = reputation.level_of
    reputation.orders_of[at["market"]] = market.order
    return World(
        context=context,
        token=token,
        vault=vault,
        registry=registry,
        catalog=catalog,
        reputation=reputation,
        market=market,
        budgets=budgets,
        vouchers=Vouchers(context, market, registry, at["vouchers"], chain_id),
        disputes=Disputes(context, access, token, market, budgets, at["disputes"]),
        splitter=Splitter(context, token, at["splitter"]),
        group_buy=GroupBuy(context, token, market, at["group_buy"]),
        bounty_board=BountyBoard(context, token, registry, at["bounty_board"]),
    )
