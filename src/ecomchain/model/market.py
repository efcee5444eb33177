"""The market (ORD-1 to ORD-4, ORD-6, ORD-7): orders, stock, escrow and every ending."""

from collections import defaultdict

from ecomchain.ids import NO_LINK, UNLIMITED
from ecomchain.model.access import Access
from ecomchain.model.catalog import Catalog
from ecomchain.model.commission import BPS, MAX_AMOUNT, Payment
from ecomchain.model.context import DAY, ZERO_ADDRESS, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.order import Order, Proposal
from ecomchain.model.pauses import Pauses
from ecomchain.model.registry import Registry
from ecomchain.model.structs import Cid, Ending, MarketTotals, OrderView, Purchase, State
from ecomchain.model.token import Token

CANCEL_GRACE = 7 * DAY


class Market:
    """One number, ``settled_bps``, decides every ending."""

    def __init__(
        self,
        context: Context,
        access: Access,
        token: Token,
        catalog: Catalog,
        registry: Registry,
        address: str,
    ) -> None:
        self.context = context
        self.token = token
        self.catalog = catalog
        self.registry = registry
        self.address = address
        self.orders: dict[int, Order] = {}
        self.units_sold: defaultdict[int, int] = defaultdict(int)
        self.pauses = Pauses(context, access)
        self.pause = self.pauses.pause
        self.unpause = self.pauses.unpause

    # Buying

    def place(self, caller: str, purchase: Purchase) -> int:
        """Pay for an order: into escrow, or at once to everybody where there is no protection."""
        price, limited = self._check_purchase(purchase)
        offer = self.catalog.listings[purchase.listing].offer
        now, instant = self.context.now, offer.protection == 0
        number = len(self.orders) + 1
        order = Order(
            buyer=caller,
            shop=purchase.listing >> 32,
            listing=purchase.listing,
            link=purchase.link,
            escrow=price,
            deadline=0 if instant else now + offer.fulfil_within,
            protection=offer.protection,
            stock_taken=purchase.quantity if limited else 0,
        )
        with self.token.atomic():
            self._emit_placed(number, order, purchase)
            if instant:
                self._end(number, order, BPS, Ending.INSTANT)
            else:
                self.token.pull(self.address, caller, self.address, price)
        self.orders[number] = order
        self.units_sold[purchase.listing] += order.stock_taken
        return number

    # The life of an order

    def fulfil(self, caller: str, order: int, evidence: Cid) -> None:
        """The seller states, before the deadline, that the goods are on their way."""
        found = self._open(order)
        self._require_seller(caller, order, found)
        self._require_state(order, found, State.PLACED)
        now, deadline = self.context.now, found.deadline
        require(now < deadline, "TooLate", order=order, deadline=deadline, now_=now)
        found.state = State.FULFILLED
        found.deadline = now + found.protection
        found.proposal = None
        values = {"order": order, "evidence": evidence, "deadline": found.deadline}
        self.context.emit("market", "OrderFulfilled", **values)

    def confirm(self, caller: str, order: int) -> None:
        """The buyer closes at 10,000."""
        found = self._open(order)
        require(caller == found.buyer, "NotBuyer", order=order, caller=caller, buyer=found.buyer)
        self._end(order, found, BPS, Ending.CONFIRMED)

    def settle(self, _caller: str, order: int) -> None:
        """Anyone closes at 10,000 once the protection has ended."""
        found = self._open(order)
        self._require_state(order, found, State.FULFILLED)
        self._require_time(order, found.deadline)
        self._end(order, found, BPS, Ending.SETTLED)

    def refund(self, caller: str, order: int) -> None:
        """The seller closes at 0."""
        found = self._open(order)
        self._require_seller(caller, order, found)
        self._end(order, found, 0, Ending.REFUNDED)

    def cancel(self, caller: str, order: int) -> None:
        """The buyer, and a grace period later anyone, closes at 0 what was not fulfilled in time."""
        found = self._open(order)
        self._require_state(order, found, State.PLACED)
        grace = 0 if caller == found.buyer else CANCEL_GRACE
        self._require_time(order, found.deadline + grace)
        self._end(order, found, 0, Ending.CANCELLED)

    def propose(self, caller: str, order: int, bps: int) -> None:
        """One side proposes an ending; the last proposal counts."""
        found = self._open(order)
        require(bps <= BPS, "BpsOutOfRange", bps=bps, max=BPS)
        by_seller = caller != found.buyer
        party = not by_seller or caller == self._seller(found)
        require(party, "NotParty", order=order, caller=caller)
        found.proposal = Proposal(by_seller, bps)
        self.context.emit("market", "AgreementProposed", order=order, bySeller=by_seller, settledBps=bps)

    def accept(self, caller: str, order: int, bps: int) -> None:
        """The other side accepts, repeating the number."""
        found = self._open(order)
        require(bps <= BPS, "BpsOutOfRange", bps=bps, max=BPS)
        proposal = found.proposal
        if proposal is None or proposal.bps != bps:
            raise ModelRevert("NothingToAccept", order=order, bps=bps)
        other = found.buyer if proposal.by_seller else self._seller(found)
        require(caller == other, "NothingToAccept", order=order, bps=bps)
        self._end(order, found, bps, Ending.AGREED)

    # Views

    def order(self, order: int) -> OrderView:
        """As ``IMarket.order`` answers."""
        return self._known(order).view()

    def preview_close(self, order: int, bps: int) -> tuple[Payment, str, tuple[str, ...]]:
        """Where the escrow would go now, to whom; zero addresses for levels that are not live."""
        found = self._open(order)
        require(bps <= BPS, "BpsOutOfRange", bps=bps, max=BPS)
        paid = self.catalog.payment(found.link, found.escrow, bps)
        recipients: list[str] = []
        if bps and found.link != NO_LINK:
            places = zip(self.catalog.recipients(found.link), self.catalog.liveness(found.link), strict=True)
            recipients = [owner if live else ZERO_ADDRESS for owner, live in places]
        return paid, self._seller(found), tuple(recipients)

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

    # Internals

    def _check_purchase(self, purchase: Purchase) -> tuple[int, bool]:
        """``(price, whether the stock is limited)`` if the purchase is what is offered."""
        self.pauses.check()
        listing, option, quantity = purchase.listing, purchase.option, purchase.quantity
        found = self.catalog.buyable(listing, option, purchase.link)
        current, given = found.revision, purchase.revision
        require(given == current, "StaleRevision", listing=listing, given=given, current=current)
        terms, unit = found.offer.options[option], purchase.unit_price
        require(terms.fiat_amount == 0, "OptionHasFiatPart", listing=listing, option=option)
        right = unit == terms.token_amount
        require(right, "WrongPrice", listing=listing, given=unit, current=terms.token_amount)
        price, limited = unit * quantity, found.stock != UNLIMITED
        fits = quantity > 0 and price <= MAX_AMOUNT
        require(fits, "QuantityOutOfRange", quantity=quantity, unitPrice=unit)
        if limited:
            left = self.available(listing)
            enough = quantity <= left
            require(enough, "OutOfStock", listing=listing, quantity=quantity, available=left)
        return price, limited

    def _end(self, number: int, order: Order, bps: int, ending: Ending) -> None:
        """The one way out: pay the buyer, the seller and every live level."""
        paid = self.catalog.payment(order.link, order.escrow, bps)
        self.context.emit(
            "market",
            "OrderClosed",
            order=number,
            ending=ending,
            settledBps=bps,
            toBuyer=paid.to_buyer,
            toSeller=paid.to_seller,
            upper=paid.upper,
            closing=paid.closing,
            paidLevels=paid.paid_levels,
        )
        payouts = [(order.buyer, paid.to_buyer), (self._seller(order), paid.to_seller)]
        if order.link != NO_LINK:
            owners = self.catalog.recipients(order.link)
            payouts += zip(owners, paid.to_levels(len(owners)), strict=True)
        for recipient, amount in payouts:
            if amount and ending is Ending.INSTANT:
                self.token.pull(self.address, order.buyer, recipient, amount)
            elif amount:
                self.token.transfer(self.address, recipient, amount)
        if bps == 0 and order.state is State.PLACED:
            self.units_sold[order.listing] -= order.stock_taken
        order.state = State.CLOSED
        order.closed_day, order.settled_bps = self.context.today, bps

    def _emit_placed(self, number: int, order: Order, purchase: Purchase) -> None:
        self.context.emit(
            "market",
            "OrderPlaced",
            order=number,
            buyer=order.buyer,
            shop=order.shop,
            listing=purchase.listing,
            link=purchase.link,
            option=purchase.option,
            quantity=purchase.quantity,
            unitPrice=purchase.unit_price,
            deadline=order.deadline,
        )

    def _known(self, order: int) -> Order:
        if order not in self.orders:
            raise ModelRevert("UnknownOrder", order=order)
        return self.orders[order]

    def _open(self, order: int) -> Order:
        found = self._known(order)
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
