"""Orders, their escrow, and the one way out of it (SPEC section 7)."""

from collections import defaultdict

from ecomchain.ids import UNLIMITED
from ecomchain.model.access import Access
from ecomchain.model.budgets import Budgets
from ecomchain.model.catalog import Catalog
from ecomchain.model.commission import BPS, Shares, part
from ecomchain.model.context import Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.order import Order
from ecomchain.model.pauses import Pauses
from ecomchain.model.registry import Registry
from ecomchain.model.reputation import Reputation
from ecomchain.model.structs_trade import (
    Ending,
    Fault,
    MarketTotals,
    OrderView,
    PaymentView,
    Sale,
    State,
)
from ecomchain.model.token import Token

EVEN = 5_000
"""From this ruling on the buyer has lost the dispute (ORD-4)."""


class Orders:
    """One number, ``settled_bps``, decides every ending."""

    def __init__(
        self,
        context: Context,
        access: Access,
        token: Token,
        catalog: Catalog,
        registry: Registry,
        reputation: Reputation,
        budgets: Budgets,
        address: str,
    ) -> None:
        self.context = context
        self.access = access
        self.token = token
        self.catalog = catalog
        self.registry = registry
        self.reputation = reputation
        self.budgets = budgets
        self.address = address
        self.orders: dict[int, Order] = {}
        self.units_sold: defaultdict[int, int] = defaultdict(int)
        self.pauses = Pauses(context, access)
        self.pause = self.pauses.pause
        self.unpause = self.pauses.unpause

    # Views

    def order(self, order: int) -> OrderView:
        """As ``IMarket.order`` answers."""
        return self.known(order).view()

    def preview_close(self, order: int, bps: int) -> tuple[PaymentView, str, tuple[str, ...]]:
        """Where escrow and reserve would go now, to whom; zero addresses for levels that are not live."""
        found = self._open(order)
        require(bps <= BPS, "BpsOutOfRange", bps=bps, max=BPS)
        shares = self.catalog.shares(found.link, found.base, 0, bps)
        recipients = self.catalog.payees(found.link) if bps else ()
        total = sum(shares.to_levels(len(recipients)))
        success = part(found.escrow, bps)
        to_seller = success if found.fiat else success - total
        paid = PaymentView(found.escrow - success, to_seller, *shares, total)
        return paid, self._seller(found), recipients

    def sold(self, listing: int) -> int:
        """Units taken from a limited stock."""
        return self.units_sold[listing]

    def available(self, listing: int) -> int:
        """Units that are left."""
        stock = self.catalog.known_listing(listing).stock
        return stock if stock == UNLIMITED else max(stock - self.units_sold[listing], 0)

    def totals(self) -> MarketTotals:
        """What the contract owes is the escrow of all open orders (ESCROW-1)."""
        escrow = sum(order.escrow for order in self.orders.values() if order.open)
        return MarketTotals(len(self.orders), escrow, self.pauses.until, self.pauses.pausable_from)

    def known(self, order: int) -> Order:
        """The order, or ``UnknownOrder``."""
        if order not in self.orders:
            raise ModelRevert("UnknownOrder", order=order)
        return self.orders[order]

    # Internals

    def _end(self, number: int, order: Order, bps: int, ending: Ending, payer: str | None = None) -> None:
        """The one way out: pay the buyer, the seller and every live level; tell the reputation.

        Distributors of an order with a fiat part are paid out of its reserve, all others out of the
        escrow; with a ``payer`` there is no escrow yet.
        """
        success = part(order.escrow, bps)
        places = len(self.catalog.recipients(order.link)) if order.link else 0
        if order.fiat:
            shares = self._settle_reserve(number, order, bps, ending)
            to_seller = success
        else:
            shares = self.catalog.shares(order.link, order.escrow, 0, bps)
            to_seller = success - sum(shares.to_levels(places))
        self.context.emit(
            "market",
            "OrderClosed",
            order=number,
            ending=ending,
            settledBps=bps,
            toBuyer=order.escrow - success,
            toSeller=to_seller,
            upper=shares.upper,
            closing=shares.closing,
            paidLevels=shares.paid_levels,
        )
        payouts = [(order.buyer, order.escrow - success), (self._seller(order), to_seller)]
        if places and not order.fiat:
            payouts += zip(self.catalog.recipients(order.link), shares.to_levels(places), strict=True)
        for recipient, amount in payouts:
            if amount and payer:
                self.token.pull(self.address, payer, recipient, amount)
            elif amount:
                self.token.transfer(self.address, recipient, amount)
        if bps == 0 and order.state is State.PLACED:
            self.units_sold[order.listing] -= order.stock_taken
        order.state = State.CLOSED
        order.closed_day, order.settled_bps = self.context.today, bps
        order.rateable = self._record(number, order, bps, ending, shares.to_levels(places))

    def _settle_reserve(self, number: int, order: Order, bps: int, ending: Ending) -> Shares:
        if not order.link:
            return Shares(0, 0, 0)
        stated = order.state is not State.PLACED
        return self.budgets.settle(self.address, number, order.base, bps, ending is Ending.RULED, stated)

    def _record(
        self, number: int, order: Order, bps: int, ending: Ending, commissions: tuple[int, ...]
    ) -> bool:
        """Whether the buyer may rate and be rated. What sold nothing by nobody's fault is not told of."""
        faults = {
            Ending.CANCELLED: Fault.SELLER_MISSED_DEADLINE,
            Ending.UNCONTESTED: Fault.SELLER_LOST_DISPUTE,
            Ending.RULED: Fault.SELLER_LOST_DISPUTE if bps < EVEN else Fault.BUYER_LOST_DISPUTE,
        }
        fault = faults.get(ending, Fault.NONE)
        if bps == 0 and fault is Fault.NONE:
            return False
        sale = Sale(
            order=number,
            shop=order.shop,
            distributor=order.distributor,
            buyer=order.buyer,
            escrow=order.escrow,
            proceeds=part(order.escrow, bps),
            commission=sum(commissions),
            closing=commissions[-1] if commissions else 0,
            fiat=order.fiat,
            fiat_sold=part(order.fiat, bps),
            fault=fault,
        )
        return self.reputation.record(self.address, sale)

    def _open(self, order: int) -> Order:
        found = self.known(order)
        require(found.open, "WrongState", order=order, state=State.CLOSED)
        return found

    def _seller(self, order: Order) -> str:
        return self.registry.owner_of(order.shop)

    def _require_seller(self, caller: str, order: int, found: Order) -> None:
        seller = self._seller(found)
        require(caller == seller, "NotSeller", order=order, caller=caller, seller=seller)

    def _require_state(self, order: int, found: Order, state: State) -> None:
        require(found.state is state, "WrongState", order=order, state=found.state)

    def _require_time(self, order: int, start: int) -> None:
        now = self.context.now
        require(now >= start, "TooEarly", order=order, **{"from": start, "now_": now})
