"""What reputation must say in the end (REP-1 to REP-4): the reference model, told of the plan's orders."""

from collections.abc import Iterable

from ecomchain.model.access import Access
from ecomchain.model.commission import part
from ecomchain.model.context import Context
from ecomchain.model.registry import Registry
from ecomchain.model.reputation import Reputation
from ecomchain.model.shop import Shop
from ecomchain.model.structs import Cid, Position
from ecomchain.model.structs_trade import Fault, OrderView, State, Threshold
from ecomchain.model.structs_trade import Sale as Closed
from ecomchain.model.token import Token
from ecomchain.model.vault import Vault
from ecomchain.replay import money
from ecomchain.replay.actors import buyer, person, seller
from ecomchain.replay.needs import Needs
from ecomchain.replay.sale import CANCELLED, Direction, Ending, Sale

MARKET = "market"
Statistics = tuple[tuple[int, ...], ...]


class Standing:
    """Statistics, days and levels after the plan's orders were closed, and rated.

    ``closings`` are the sales, each with the time of its block, in the order of the chain: how much of a
    sale counts depends on when it was closed.
    """

    def __init__(self, needs: Needs, closings: Iterable[tuple[int, int]]) -> None:
        self._needs, self._context = needs, Context(0)
        self._shops = {name: number for number, name in enumerate(needs.shops, start=1)}
        self._model = self._reputation()
        for number, now in closings:
            self._context.now = now
            sale = needs.plan.sales[number]
            rateable = self._model.record(MARKET, self._closed(number, sale))
            self._rate(number, sale, rateable)

    def statistics(self, role: str, name: str) -> Statistics:
        """Somebody's statistics, as the view for that role answers them."""
        if role == "buyers":
            return (self._model.buyer(name),)
        shop = self._shops[name]
        return self._model.seller(shop) if role == "sellers" else self._model.distributor(shop)

    def level(self, name: str) -> int:
        """The level of a distributor."""
        return self._model.level_of(self._shops[name])

    @property
    def days(self) -> list[int]:
        """The UTC days on which something that can count was sold."""
        return list(self._model.days)

    @property
    def volume(self) -> int:
        """Token proceeds that can count, in the token's smallest unit."""
        return sum(day.volume for day in self._model.days.values())

    @property
    def counted(self) -> int:
        """What of them counted."""
        return sum(day.counted for day in self._model.days.values())

    def _reputation(self) -> Reputation:
        """The model, in a registry with the plan's shops."""
        terms, context, access = self._needs.terms, self._context, Access({})
        token = Token(context, {})
        vault = Vault(context, token, "vault")
        registry = Registry(context, access, token, vault, "registry", terms.links_per_unit)
        for name, number in self._shops.items():
            registry.shops[number] = shop = Shop(name, terms.links_per_unit)
            for key, units in self._needs.units(name).items():
                shop.positions[key] = Position(terms.lock[key] * units, units)
        return Reputation(
            context,
            access,
            registry,
            markets={MARKET},
            kappa=terms.kappa_bps,
            least=terms.min_rated,
            average=terms.min_average,
            levels=tuple(Threshold(*level) for level in terms.thresholds),
        )

    def _closed(self, number: int, sale: Sale) -> Closed:
        levels = money.commission(sale, self._needs.plan.settings, sale.settled_bps)
        return Closed(
            order=number,
            shop=self._shops[seller(sale.seller)],
            distributor=self._shops[person(sale.chain[-1])] if sale.chain else 0,
            buyer=buyer(sale.buyer),
            escrow=sale.escrow,
            proceeds=part(sale.escrow, sale.settled_bps),
            commission=sum(levels),
            closing=levels[-1] if levels else 0,
            fiat=sale.fiat,
            fiat_sold=part(sale.fiat, sale.settled_bps),
            fault=_fault(sale),
        )

    def _rate(self, number: int, sale: Sale, rateable: bool) -> None:
        """The ratings that the plan gives, as the model takes them."""
        closed, bps = self._closed(number, sale), sale.settled_bps
        self._model.orders_of[MARKET] = lambda _: _view(closed, self._context.today, bps, rateable)
        for rating in money.given(sale, self._needs.terms.min_rated):
            rater = {
                Direction.PRODUCT: buyer(sale.buyer),
                Direction.SERVICE: buyer(sale.buyer),
                Direction.PAYMENT: seller(sale.seller),
                Direction.PARTNER: person(sale.chain[-1]) if sale.chain else "",
            }[rating.direction]
            direction = list(Direction).index(rating.direction)
            self._model.rate(rater, MARKET, number, direction, rating.score, Cid())


def _fault(sale: Sale) -> Fault:
    if sale.ending in CANCELLED:
        return Fault.SELLER_MISSED_DEADLINE
    if sale.ending is Ending.RULED and sale.settled_bps >= money.EVEN:
        return Fault.BUYER_LOST_DISPUTE
    if sale.ending in (Ending.RULED, Ending.UNCONTESTED):
        return Fault.SELLER_LOST_DISPUTE
    return Fault.NONE


def _view(closed: Closed, today: int, settled_bps: int, rateable: bool) -> OrderView:
    """A closed order, as a market shows it."""
    return OrderView(
        state=State.CLOSED,
        buyer=closed.buyer,
        shop=closed.shop,
        link=0,
        distributor=closed.distributor,
        listing=0,
        escrow=0,
        fiat=0,
        deadline=0,
        protection=0,
        stock_taken=0,
        has_fiat=closed.fiat > 0,
        proposed=False,
        proposed_by_seller=False,
        proposed_bps=0,
        closed_day=today,
        settled_bps=settled_bps,
        rateable=rateable,
    )
