"""All contracts of the model together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ecomchain.model.access import Access
from ecomchain.model.bounties import BountyBoard
from ecomchain.model.budgets import Budgets
from ecomchain.model.catalog import Catalog
from ecomchain.model.context import DAY, Context
from ecomchain.model.disputes import Disputes
from ecomchain.model.emission import LAST_DAY
from ecomchain.model.factor_vote import FactorVote
from ecomchain.model.governed import Governance
from ecomchain.model.grants import Grants
from ecomchain.model.group_buy import GroupBuy
from ecomchain.model.market import Market
from ecomchain.model.money import Money
from ecomchain.model.polls import ShopPolls
from ecomchain.model.referendum import Calls, Referendum, call
from ecomchain.model.registry import Registry
from ecomchain.model.reputation import Reputation
from ecomchain.model.reward_pool import RewardPool
from ecomchain.model.root_game import RootGame
from ecomchain.model.sale import PrivateSale
from ecomchain.model.splitter import Splitter
from ecomchain.model.token import Token
from ecomchain.model.vault import Vault
from ecomchain.model.vouchers import Vouchers


class RewardTerms(NamedTuple):
    """What the contracts of rewards and votes are deployed with; days are UTC days."""

    start_day: int
    pool_cap_bps: int
    vote_bond: int
    scoring: bytes
    quorum_bps: int
    min_turnout: int
    votes_start_day: int
    min_shops: int


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
    reward_pool: RewardPool
    root_game: RootGame
    polls: ShopPolls
    factor_vote: FactorVote
    referendum: Referendum
    grants: Grants
    sale: PrivateSale
    money: Money
    other_money: Money


def create(
    now: int,
    chain_id: int,
    shares: Mapping[str, int],
    addresses: Mapping[str, str],
    holders: Mapping[tuple[str, str], frozenset[str]],
    links_per_unit: int,
    rewards: RewardTerms,
    monies: tuple[str, str],
) -> World:
    """A fresh system at time ``now``.

    ``shares`` are the token's first balances, ``addresses`` those of the contracts by the names of
    ``World``'s fields, ``holders`` who may call the restricted functions (see ``Access``); ``monies``
    are the addresses of two currencies that misbehave as told.
    """
    context, access, at = Context(now), Access(holders), addresses
    token = Token(context, shares)
    vault = Vault(context, token, at["vault"])
    governed_from = (rewards.start_day + LAST_DAY) * DAY
    governance = Governance(context, access, at["referendum"], governed_from)
    registry = Registry(context, access, token, vault, at["registry"], links_per_unit, governance)
    catalog = Catalog(context, access, registry)
    reputation = Reputation(context, access, registry, governance)
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
    pool = RewardPool(
        context,
        token,
        reputation,
        at["reward_pool"],
        chain_id,
        at["root_game"],
        rewards.start_day,
        rewards.pool_cap_bps,
    )
    polls = ShopPolls(context, registry, rewards.quorum_bps, rewards.min_turnout)
    game = RootGame(
        context,
        access,
        governance,
        token,
        pool,
        polls,
        vault,
        at["root_game"],
        rewards.vote_bond,
        rewards.scoring,
    )
    targets = {
        at["reputation"]: _calls_of_reputation(reputation),
        at["root_game"]: _calls_of_game(game),
        at["registry"]: _calls_of_registry(registry),
    }
    money, other = map(Money, monies)
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
        reward_pool=pool,
        root_game=game,
        polls=polls,
        factor_vote=FactorVote(context, polls, at["factor_vote"], rewards.votes_start_day, rewards.min_shops),
        referendum=Referendum(context, polls, at["referendum"], targets),
        grants=Grants(context, token, at["grants"], chain_id),
        sale=PrivateSale(
            context,
            access,
            token,
            pool,
            vault,
            at["sale"],
            chain_id,
            at["token"],
            {money.address: money, other.address: other},
        ),
        money=money,
        other_money=other,
    )


def _calls_of_reputation(reputation: Reputation) -> Calls:
    """What proposals can call: the governed functions, and one that the shops do not govern."""
    return dict(
        [
            call("setMarket(address,bool)", reputation.set_market),
            call("setKappa(uint16)", reputation.set_kappa),
            call("setMinRated(uint96)", reputation.set_min_rated),
            call("setMinAverage(uint16)", reputation.set_min_average),
        ]
    )


def _calls_of_game(game: RootGame) -> Calls:
    return dict(
        [
            call("setScoring(bytes32,(bytes32,uint8))", game.set_scoring),
            call("veto(uint32,bytes32,(bytes32,uint8))", game.veto),
        ]
    )


def _calls_of_registry(registry: Registry) -> Calls:
    """The terms of SHOP are governed, those of other capabilities and the cooldown are not."""
    return dict(
        [
            call("setCapability(uint32,(uint96,uint96,uint16,bool))", registry.set_capability),
            call("setCooldown(uint40)", registry.set_cooldown),
        ]
    )
