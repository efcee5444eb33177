"""The reference model's reputation, told by events what the chain's was told by calls."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from heapq import merge

from ecomchain.ids import link_parts
from ecomchain.invariants.order_rules import levels_of, shares_of
from ecomchain.invariants.state import Event, Record, State
from ecomchain.model.access import Access
from ecomchain.model.commission import part
from ecomchain.model.context import Context
from ecomchain.model.orders import EVEN
from ecomchain.model.registry import Registry
from ecomchain.model.reputation import Reputation
from ecomchain.model.shop import Shop
from ecomchain.model.structs import Position
from ecomchain.model.structs_trade import Direction, Ending, Fault, Sale, Threshold
from ecomchain.model.token import Token
from ecomchain.model.vault import Vault


@dataclass
class Recount:
    """What the model makes of the events. It knows the sales of this system's market alone."""

    state: State
    reputation: Reputation
    counted: Counter[int] = field(default_factory=Counter)
    """By order."""
    rateable: dict[int, bool] = field(default_factory=lambda: defaultdict(bool))
    """By order: whether its buyer may rate and be rated."""

    def tell(self, event: Event) -> None:
        """The next event of the registry, the market or the reputation."""
        args, reputation = event.args, self.reputation
        match event.name:
            case "CapabilityAcquired" | "CapabilityReleased":
                self._lock(event)
            case "OrderClosed":
                reputation.context.now = self.state.times[event.position[0]]
                self._close(args)
            case "Rated" if args.market == self.state.market.address:
                self._rate(args)
            case "MarketSet":
                (reputation.markets.add if args.enabled else reputation.markets.discard)(args.market)
            case "KappaSet":
                reputation.kappa = args.newBps
            case "MinRatedSet":
                reputation.least = args.newAmount
            case "MinAverageSet":
                reputation.average = args.newCentiscore
            case "ThresholdsSet":
                reputation.levels = tuple(Threshold(t.orders, t.counted) for t in args.thresholds)

    def _lock(self, event: Event) -> None:
        args, shops = event.args, self.reputation.registry.shops
        shop = shops.setdefault(args.shop, Shop("", 0))
        held = shop.positions[args.capability]
        acquired = event.name == "CapabilityAcquired"
        locked, units = (args.locked, args.units) if acquired else (-args.amount, -args.units)
        shop.positions[args.capability] = Position(held.locked + locked, held.units + units)

    def _close(self, closed: Record) -> None:
        order = self.state.market.orders[closed.order]
        placed, fault = order.placed, _fault(closed)
        if placed is None or (closed.settledBps == 0 and fault is Fault.NONE):
            return
        levels = shares_of(closed).to_levels(levels_of(self.state, order))
        sale = Sale(
            order=closed.order,
            shop=placed.shop,
            distributor=link_parts(placed.link).shop if placed.link else 0,
            buyer=placed.buyer,
            escrow=order.price,
            proceeds=order.price - closed.toBuyer,
            commission=sum(levels),
            closing=levels[-1] if levels else 0,
            fiat=order.fiat,
            fiat_sold=part(order.fiat, closed.settledBps),
            fault=fault,
        )
        context = self.reputation.context
        context.events.clear()
        self.rateable[closed.order] = self.reputation.record(self.state.market.address, sale)
        self.counted[closed.order] = sum(told.values["counted"] for told in context.events)

    def _rate(self, args: Record) -> None:
        order, reputation = self.state.market.orders[args.order].view, self.reputation
        if order is None:
            return
        match args.direction:
            case Direction.PRODUCT:
                reputation.seller_marks[order.shop].scores.append(args.score)
            case Direction.SERVICE:
                reputation.distributor_marks[order.distributor].scores.append(args.score)
            case Direction.PAYMENT:
                reputation.buyers[order.buyer].scores.append(args.score)
            case Direction.PARTNER:
                reputation.seller_marks[order.shop].partner_scores.append(args.score)


def recount(state: State) -> Recount:
    """All events of the state, told in their order."""
    context, access = Context(0), Access({})
    token = Token(context, {})
    registry = Registry(context, access, token, Vault(context, token, "vault"), "registry", 0)
    result = Recount(state, Reputation(context, access, registry))
    sources = state.registry.events, state.market.events, state.reputation.events
    for event in merge(*sources, key=lambda event: event.position):
        result.tell(event)
    return result


def _fault(closed: Record) -> Fault:
    if closed.ending == Ending.CANCELLED:
        return Fault.SELLER_MISSED_DEADLINE
    if closed.ending == Ending.UNCONTESTED or (closed.ending == Ending.RULED and closed.settledBps < EVEN):
        return Fault.SELLER_LOST_DISPUTE
    return Fault.BUYER_LOST_DISPUTE if closed.ending == Ending.RULED else Fault.NONE
