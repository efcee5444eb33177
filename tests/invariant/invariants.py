"""Invariants of token, vault, shops, catalog and orders, on what the contracts' views and events say."""

from collections import Counter

from engine.system import LINKS_PER_UNIT

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, PROMOTION, SHOP, SHOWCASE
from ecomchain.model import commission
from ecomchain.model.structs_trade import State
from invariant.checks import invariant
from invariant.history import History
from invariant.seen import Seen, ShopSeen

_MAX_PAUSE, _PAUSE_INTERVAL = 7 * 86_400, 30 * 86_400

IDLE = ("token", "catalog", "reputation", "vouchers", "splitter", "polls", "factor_vote", "referendum")

# Token, vault and empty hands


@invariant("SUPPLY-1")
def supply_is_constant(seen: Seen, _: History) -> None:
    assert seen.supply == MAX_SUPPLY


@invariant("SUPPLY-2")
def balances_add_up(seen: Seen, _: History) -> None:
    assert sum(seen.balances.values()) + sum(seen.contracts.values()) == seen.supply


@invariant("SEAL-1")
def vault_covers_records(seen: Seen, history: History) -> None:
    assert seen.sealed == seen.contracts["vault"]
    assert seen.circulating == seen.supply - seen.sealed
    for records in (seen.sealed_by, seen.sealed_for, seen.sealed_on):
        assert sum(records.values()) == history.sealed <= seen.sealed


@invariant("SEAL-2")
def sealed_never_falls(seen: Seen, history: History) -> None:
    assert seen.sealed >= history.before.sealed


@invariant("HOLD-1")
def others_keep_nothing(seen: Seen, history: History) -> None:
    """Only plain transfers end up there, and nothing takes them away."""
    for name in IDLE:
        assert seen.contracts[name] >= history.before.contracts[name]


# Locks


@invariant("LOCK-1")
def registry_is_solvent(seen: Seen, _: History) -> None:
    assert seen.contracts["registry"] >= seen.shop_totals.locked + seen.shop_totals.pending


@invariant("LOCK-2")
def positions_add_up(seen: Seen, _: History) -> None:
    for shop in seen.shops.values():
        positions = shop.positions.values()
        assert shop.locks.live == sum(position.locked for position in positions)
        assert shop.locks.units == sum(position.units for position in positions)
        assert all(position.units or not position.locked for position in positions)


@invariant("LOCK-3")
def shops_add_up(seen: Seen, _: History) -> None:
    shops = seen.shops.values()
    assert seen.shop_totals.locked == sum(shop.locks.live for shop in shops)
    assert seen.shop_totals.pending == sum(shop.locks.pending for shop in shops)


@invariant("LOCK-4")
def locked_is_given_back(seen: Seen, history: History) -> None:
    for shop, state in seen.shops.items():
        assert state.locks.live == history.acquired[shop] - history.released[shop]
        assert state.locks.pending == history.released[shop] - history.withdrawn[shop]


@invariant("CARRY-1")
def shops_carry_their_units(seen: Seen, _: History) -> None:
    for shop in seen.shops.values():
        view = shop.view
        assert view.open == (_units(shop, SHOP) == 1)
        assert view.promotion == (_units(shop, PROMOTION) > 0)
        assert view.distribution == _units(shop, DISTRIBUTION)
        assert view.links == min(view.distribution * LINKS_PER_UNIT << view.level, ANY_NUMBER)
        assert view.showcase >= _units(shop, SHOWCASE)
        assert view.open or (view.showcase, view.links) == (0, 0)


# Catalog


@invariant("NUMBER-1")
def numbers_are_unique(seen: Seen, _: History) -> None:
    used = [("listing", id_ >> 32, listing.number) for id_, listing in seen.listings.items()]
    used += [("link", id_ & 0xFFFFFFFF, link.number) for id_, link in seen.links.items()]
    active = Counter(entry for entry in used if entry[2] != ANY_NUMBER)
    assert set(active.values()) <= {1}, active
    for shop, state in seen.shops.items():
        for kind, carried in (("listing", state.view.showcase), ("link", state.view.links)):
            live = [entry for entry in active if entry[:2] == (kind, shop) and entry[2] < carried]
            assert len(live) <= carried


@invariant("LINK-1")
def links_form_trees(seen: Seen, _: History) -> None:
    for id_, link in seen.links.items():
        task = id_ >> 32
        assert id_ & 0xFFFFFFFF != task >> 32, "the seller's own shop"
        assert link.parent == 0 or link.parent >> 32 == task
        above = seen.links[link.parent].depth if link.parent else 0
        assert link.depth == above + 1 <= seen.tasks[task][0].max_levels
        path = seen.paths[id_]
        assert len(path) == len(set(path)) == link.depth
        assert path[-1] == id_
        assert path[-2:-1] == ((link.parent,) if link.parent else ())


@invariant("LINK-2")
def first_parent_wins(seen: Seen, history: History) -> None:
    for id_, link in history.before.links.items():
        assert (seen.links[id_].parent, seen.links[id_].depth) == (link.parent, link.depth)


@invariant("TASK-1")
def terms_never_change(seen: Seen, history: History) -> None:
    for id_, (terms, was_open) in history.before.tasks.items():
        assert seen.tasks[id_][0] == terms
        assert was_open or not seen.tasks[id_][1], "a task that was closed is open"


@invariant("TASK-2")
def coverage_ends_by_closing(seen: Seen, history: History) -> None:
    for id_, listing in history.before.listings.items():
        if listing.task and seen.tasks[listing.task][1]:
            assert seen.listings[id_].task == listing.task


@invariant("REVISION-1")
def changes_raise_the_revision(seen: Seen, history: History) -> None:
    for id_, before in history.before.listings.items():
        now = seen.listings[id_]
        changed = (now.offer, now.number) != (before.offer, before.number)
        assert now.revision >= before.revision + changed
        assert now.revision == before.revision or now.stock == before.stock


# Orders


@invariant("ESCROW-1")
def market_is_solvent(seen: Seen, _: History) -> None:
    escrow = seen.market_totals.escrow
    assert escrow == sum(order.escrow for order in seen.orders.values())
    assert seen.contracts["market"] >= escrow


@invariant("ORDER-1")
def orders_go_forward(seen: Seen, history: History) -> None:
    """Placed, fulfilled, disputed, closed: forward only, each at most once."""
    for id_, order in seen.orders.items():
        deal, closed = history.orders[id_], order.state == State.CLOSED
        assert len(deal.closings) == closed
        assert order.escrow == (0 if closed else deal.price)
        assert order.fiat == (0 if closed else deal.fiat)
        assert order.has_fiat == (deal.fiat > 0)
        assert closed or deal.fulfilled == (order.state != State.PLACED)
        assert closed or deal.disputes == (order.state == State.DISPUTED)
        if id_ in history.before.orders:
            before = history.before.orders[id_]
            assert order.state >= before.state
            assert order == before or before.state != State.CLOSED, "a closed order changed"


@invariant("ORDER-2")
def payouts_add_up(seen: Seen, history: History) -> None:
    """To the escrow; commission of an order with a fiat part is paid out of its reserve (BUDGET-2)."""
    for deal in history.orders.values():
        for closed in deal.closings:
            shares = () if deal.fiat else _shares(closed).to_levels(_levels(seen, deal.link))
            assert closed["toBuyer"] + closed["toSeller"] + sum(shares) == deal.price


@invariant("ORDER-3")
def payouts_follow_the_formula(seen: Seen, history: History) -> None:
    for deal in history.orders.values():
        for closed in deal.closings:
            bps, levels = closed["settledBps"], _levels(seen, deal.link)
            terms = seen.tasks[deal.link >> 32][0] if deal.link else None
            rates = (terms.incentive_bps, terms.closing_bps) if terms else (0, 0)
            live = [bool(closed["paidLevels"] >> level & 1) for level in range(levels)]
            shares = commission.between(deal.price + deal.fiat, 0, bps, *rates, live)
            assert _shares(closed) == shares
            assert closed["toBuyer"] == deal.price - deal.price * bps // commission.BPS


@invariant("STOCK-1")
def sold_is_what_orders_took(seen: Seen, history: History) -> None:
    assert seen.sold == {listing: history.taken(listing) for listing in seen.listings}


@invariant("STOCK-2")
def nothing_is_oversold(_: Seen, history: History) -> None:
    for deal in history.orders.values():
        assert deal.left is None or deal.quantity <= deal.left


@invariant("PAUSE-1")
def pauses_are_short_and_rare(seen: Seen, history: History) -> None:
    now, before = seen.market_totals, history.before.market_totals
    assert now.paused_until <= seen.now + _MAX_PAUSE or now == before
    if now.pausable_from != before.pausable_from:
        assert before.pausable_from <= seen.now
        assert now.pausable_from >= now.paused_until + _PAUSE_INTERVAL


def _units(shop: ShopSeen, capability: int) -> int:
    return shop.positions[capability].units if capability in shop.positions else 0


def _levels(seen: Seen, link: int) -> int:
    return seen.links[link].depth if link else 0


def _shares(closed: dict[str, int]) -> commission.Shares:
    return commission.Shares(*(closed[name] for name in ("upper", "closing", "paidLevels")))
