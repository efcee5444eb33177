"""Listings of the catalog (CAT-1, CAT-2)."""

from dataclasses import dataclass

from ecomchain.ids import ANY_NUMBER, listing_id
from ecomchain.model import numbers
from ecomchain.model.commission import MAX_AMOUNT
from ecomchain.model.context import DAY, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.ownership import Ownership
from ecomchain.model.shop import Shop
from ecomchain.model.structs import ListingView, Offer, PriceOption

MAX_OPTIONS = 3
MAX_PROTECTION = 90 * DAY
MAX_FULFIL_WITHIN = 60 * DAY


@dataclass
class Listing:
    """``task`` is the id of the task it was last put in, 0 for none."""

    shop: int
    offer: Offer
    stock: int
    number: int
    revision: int = 1
    task: int = 0

    @property
    def active(self) -> bool:
        """Not delisted."""
        return self.number != ANY_NUMBER


def check_offer(offer: Offer) -> None:
    """Refuse an offer that breaks CAT-1."""
    count = len(offer.options)
    require(0 < count <= MAX_OPTIONS, "OptionCountOutOfRange", count=count, max=MAX_OPTIONS)
    for period, most in ((offer.protection, MAX_PROTECTION), (offer.fulfil_within, MAX_FULFIL_WITHIN)):
        require(period <= most, "PeriodTooLong", period=period, max=most)
    for index, price in enumerate(offer.options):
        require(_is_price(price), "InvalidOption", option=index, price=price)
    needs_time = offer.protection > 0 or any(price.fiat_amount for price in offer.options)
    require(offer.fulfil_within > 0 or not needs_time, "FulfilWithinMissing")


def _is_price(price: PriceOption) -> bool:
    fiat = [bool(value) for value in (price.fiat_amount, price.currency, price.fiat_base)]
    whole = all(fiat) or not any(fiat)
    small = price.token_amount <= MAX_AMOUNT and price.fiat_base <= MAX_AMOUNT
    return whole and small and (price.token_amount > 0 or price.fiat_amount > 0)


class Listings:
    """What shops offer. A listing is live while its number is below the shop's slots."""

    def __init__(self, context: Context, registry: Ownership) -> None:
        self.context = context
        self.registry = registry
        self.listings: dict[int, Listing] = {}

    def list(self, caller: str, shop: int, offer: Offer, stock: int, number: int) -> int:
        """List an offer: needs a free slot."""
        seller = self.registry.owned(caller, shop)
        check_offer(offer)
        number = self._slot(shop, seller, number)
        listing = listing_id(shop, self.listing_count(shop) + 1)
        self.listings[listing] = Listing(shop, offer, stock, number)
        values = {"listing": listing, "shop": shop, "offer": offer, "stock": stock, "number": number}
        self.context.emit("catalog", "Listed", **values)
        return listing

    def revise(self, caller: str, listing: int, offer: Offer) -> None:
        """Replace the offer; it raises the revision."""
        found = self._own(caller, listing)
        check_offer(offer)
        found.offer = offer
        found.revision += 1
        values = {"listing": listing, "revision": found.revision, "offer": offer}
        self.context.emit("catalog", "Revised", **values)

    def set_stock(self, caller: str, listing: int, stock: int) -> None:
        """Set the units offered in all, without touching the revision."""
        self._own(caller, listing).stock = stock
        self.context.emit("catalog", "StockSet", listing=listing, stock=stock)

    def delist(self, caller: str, listing: int) -> None:
        """Take the listing down; its number is free."""
        found = self._own(caller, listing)
        require(found.active, "ListingDelisted", listing=listing)
        found.number = ANY_NUMBER
        found.revision += 1
        self.context.emit("catalog", "Delisted", listing=listing, revision=found.revision)

    def relist(self, caller: str, listing: int, number: int) -> None:
        """Put a delisted listing up again."""
        found = self._own(caller, listing)
        require(not found.active, "ListingActive", listing=listing)
        number = self._slot(found.shop, self.registry.known(found.shop), number)
        found.number = number
        found.revision += 1
        values = {"listing": listing, "revision": found.revision, "number": number}
        self.context.emit("catalog", "Relisted", **values)

    # Views

    def listing(self, listing: int) -> ListingView:
        """As ``ICatalog.listing`` answers."""
        found = self.known_listing(listing)
        live = found.number < self.registry.known(found.shop).showcase
        return ListingView(found.offer, found.revision, found.stock, found.number, found.task, live)

    def known_listing(self, listing: int) -> Listing:
        """The listing, or ``UnknownListing``."""
        if listing not in self.listings:
            raise ModelRevert("UnknownListing", listing=listing)
        return self.listings[listing]

    def listing_count(self, shop: int) -> int:
        """How many listings the shop has had."""
        return sum(listing.shop == shop for listing in self.listings.values())

    def listing_numbers(self, shop: int) -> set[int]:
        """Numbers in use."""
        return {found.number for found in self.listings.values() if found.shop == shop and found.active}

    def _own(self, caller: str, listing: int) -> Listing:
        found = self.known_listing(listing)
        self.registry.owned(caller, found.shop)
        return found

    def _slot(self, shop: int, seller: Shop, number: int) -> int:
        return numbers.claim(shop, self.listing_numbers(shop), number, seller.showcase)
