"""How orders come about (ORD-1, ORD-2, CAT-2): by the buyer, by a module, or with the seller's voucher."""

from ecomchain.ids import NO_LINK, UNLIMITED
from ecomchain.model.access import Access
from ecomchain.model.budgets import Budgets
from ecomchain.model.catalog import Catalog
from ecomchain.model.commission import BPS, MAX_AMOUNT
from ecomchain.model.context import ZERO_ADDRESS, Context
from ecomchain.model.errors import require
from ecomchain.model.listings import Listing
from ecomchain.model.order import Order
from ecomchain.model.orders import Orders
from ecomchain.model.registry import Registry
from ecomchain.model.reputation import Reputation
from ecomchain.model.structs import PriceOption
from ecomchain.model.structs_trade import Ending, Purchase
from ecomchain.model.token import Token


class Buying(Orders):
    """``vouchers`` is the only caller of `place_vouched`; modules are what shops enable."""

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
        vouchers: str,
    ) -> None:
        super().__init__(context, access, token, catalog, registry, reputation, budgets, address)
        self.vouchers = vouchers
        self.floors: dict[tuple[int, str], int] = {}
        self.modules: dict[str, int] = {}

    def place(self, caller: str, purchase: Purchase) -> int:
        """Pay the list price: into escrow, or at once to everybody where there is no protection."""
        found, terms = self._offered(purchase)
        self.require_fiat(purchase, terms, wanted=False)
        self._require_list_price(purchase, terms)
        return self._place(caller, caller, purchase, found, fiat=0)

    def place_for(self, caller: str, purchase: Purchase, buyer: str) -> int:
        """A module that the shop enables pays: the seller's floor for it or more, at most the list price."""
        require(buyer != ZERO_ADDRESS, "ZeroBuyer")
        found, terms = self._offered(purchase)
        self.require_fiat(purchase, terms, wanted=False)
        self.require_module(caller, found.shop)
        self.require_price(caller, purchase, terms)
        return self._place(buyer, caller, purchase, found, fiat=0)

    def place_vouched(self, caller: str, purchase: Purchase, buyer: str, payer: str) -> int:
        """With the consent of the seller: an order with a fiat part, whose commission is reserved."""
        require(caller == self.vouchers, "NotSystem", caller=caller, contract_=self.vouchers)
        require(buyer != ZERO_ADDRESS, "ZeroBuyer")
        found, terms = self._offered(purchase)
        self.require_fiat(purchase, terms, wanted=True)
        self._require_list_price(purchase, terms)
        return self._place(buyer, payer, purchase, found, terms.fiat_base * purchase.quantity)

    def set_floor(self, caller: str, listing: int, module: str, floor: int) -> None:
        """The seller says for how little the module may sell a unit; 0 for not at all."""
        self.registry.owned(caller, listing >> 32)
        self.floors[listing, module] = floor
        self.context.emit("market", "FloorSet", listing=listing, module=module, floor=floor)

    def set_module(self, caller: str, module: str, capability: int) -> None:
        """Name the capability with which shops enable the module; 0 for none."""
        self.access.check(caller, "market", "set_module")
        self.modules[module] = capability
        self.context.emit("market", "ModuleSet", module=module, capability=capability)

    # Views

    def floor(self, listing: int, module: str) -> int:
        """The least for which the module may sell a unit; 0 for not at all."""
        return self.floors.get((listing, module), 0)

    def module_capability(self, module: str) -> int:
        """The capability with which a shop enables the module; 0 for no module."""
        return self.modules.get(module, 0)

    def require_module(self, module: str, shop: int) -> None:
        """Refuse a caller that is no module, or one that the shop does not hold a unit for."""
        capability = self.module_capability(module)
        live = capability != 0 and self.registry.position(shop, capability).units > 0
        require(live, "ModuleNotLive", shop=shop, module=module, capability=capability)

    def require_price(self, module: str, purchase: Purchase, terms: PriceOption) -> None:
        """Refuse a price below the floor or above the list price."""
        listing, price = purchase.listing, purchase.unit_price
        floor, top = self.floor(listing, module), terms.token_amount
        values = {"listing": listing, "unitPrice": price, "floor": floor, "listPrice": top}
        require(0 < floor <= price <= top, "PriceOutOfRange", **values)

    def require_current(self, purchase: Purchase, found: Listing) -> None:
        """Refuse another revision than the listing's (CAT-2)."""
        current, given = found.revision, purchase.revision
        require(given == current, "StaleRevision", listing=purchase.listing, given=given, current=current)

    def require_fiat(self, purchase: Purchase, terms: PriceOption, *, wanted: bool) -> None:
        """Refuse an option with a fiat part, or one without."""
        name = "OptionHasNoFiatPart" if wanted else "OptionHasFiatPart"
        fits = (terms.fiat_amount > 0) == wanted
        require(fits, name, listing=purchase.listing, option=purchase.option)

    def require_stock(self, listing: int, quantity: int) -> None:
        """Refuse more units than are left."""
        left = self.available(listing)
        require(quantity <= left, "OutOfStock", listing=listing, quantity=quantity, available=left)

    # Internals

    def _offered(self, purchase: Purchase) -> tuple[Listing, PriceOption]:
        """The listing and option, if they can be bought now at this revision."""
        self.pauses.check()
        found = self.catalog.buyable(purchase.listing, purchase.option, purchase.link)
        self.require_current(purchase, found)
        return found, found.offer.options[purchase.option]

    def _require_list_price(self, purchase: Purchase, terms: PriceOption) -> None:
        given, current = purchase.unit_price, terms.token_amount
        require(given == current, "WrongPrice", listing=purchase.listing, given=given, current=current)

    def _place(self, buyer: str, payer: str, purchase: Purchase, found: Listing, fiat: int) -> int:
        listing, quantity, unit = purchase.listing, purchase.quantity, purchase.unit_price
        price, limited = unit * quantity, found.stock != UNLIMITED
        fits = quantity > 0 and price + fiat <= MAX_AMOUNT
        require(fits, "QuantityOutOfRange", quantity=quantity, unitPrice=unit)
        self.require_stock(listing, quantity)
        offer, instant = found.offer, found.offer.protection == 0 and not fiat
        number = len(self.orders) + 1
        order = Order(
            buyer=buyer,
            shop=found.shop,
            listing=listing,
            link=purchase.link,
            escrow=price,
            fiat=fiat,
            deadline=0 if instant else self.context.now + offer.fulfil_within,
            protection=offer.protection,
            stock_taken=quantity if limited else 0,
        )
        with self.token.atomic():
            self._emit_placed(number, order, purchase)
            if instant:
                self._end(number, order, BPS, Ending.INSTANT, payer)
            elif price:
                self.token.pull(self.address, payer, self.address, price)
            if fiat and purchase.link != NO_LINK:
                self.budgets.reserve(self.address, number, purchase.link, order.base)
        self.orders[number] = order
        self.units_sold[listing] += order.stock_taken
        return number

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
