"""Reads what parties have done: reputation, group buying and bounties of a live deployment."""

from collections.abc import Iterable

from ecomchain.invariants.chain import Reader, each, named
from ecomchain.invariants.state import Bounties, GroupBuy, Market, Reputation
from ecomchain.system import System

RATED = "Rated"


def read_reputation(reader: Reader, system: System, shops: Iterable[int], market: Market) -> Reputation:
    """Of all shops, of all buyers and orders of the market, and of the days on which these were closed."""
    reputation, shops = system.reputation, list(shops)
    views = [order.view for order in market.orders.values() if order.view is not None]
    rated = each(reader, reputation, "ratedBits", [(market.address, order) for order in market.orders])
    return Reputation(
        sellers=each(reader, reputation, "seller", shops),
        distributors=each(reader, reputation, "distributor", shops),
        buyers=each(reader, reputation, "buyer", sorted({view.buyer for view in views})),
        days=each(reader, reputation, "day", sorted({view.closedDay for view in views if view.closedDay})),
        rated={order: bits for (_, order), bits in rated.items()},
        levels=each(reader, reputation, "levelOf", shops),
        events=reader.events(reputation, system.manifest.first_block),
    )


def read_group_buy(reader: Reader, system: System) -> GroupBuy:
    """All of it."""
    group_buy = system.group_buy
    events = reader.events(group_buy, system.manifest.first_block)
    totals = reader.view(group_buy, "totals")
    joined = sorted({(event.group, event.buyer) for event in named(events, "Joined")})
    return GroupBuy(
        address=group_buy.address,
        totals=totals,
        deals=each(reader, group_buy, "deal", range(1, totals.deals + 1)),
        groups=each(reader, group_buy, "group", range(1, totals.groups + 1)),
        members=each(reader, group_buy, "member", joined),
        events=events,
    )


def read_bounties(reader: Reader, system: System) -> Bounties:
    """All of them."""
    board = system.bounty_board
    events = reader.events(board, system.manifest.first_block)
    totals = reader.view(board, "totals")
    assigned = sorted({(event.bounty, event.worker) for event in named(events, "SlotAssigned")})
    return Bounties(
        address=board.address,
        totals=totals,
        bounties=each(reader, board, "bounty", range(1, totals.bounties + 1)),
        assignments=each(reader, board, "assignment", assigned),
    )
