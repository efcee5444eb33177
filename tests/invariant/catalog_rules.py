"""Listings, tasks and links."""

from engine.actors import DAY
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.amounts import ECOM
from ecomchain.ids import ANY_NUMBER, NO_LINK, UNLIMITED
from ecomchain.model.structs import Cid, Offer, PriceOption, TaskTerms
from invariant.machine import Machine

TOKENS = st.sampled_from([1, 3 * ECOM + 1, 77 * ECOM + 7, 10**9 + 9, 10**28, 10**28 + 1])
NUMBERS = st.sampled_from([ANY_NUMBER] * 5 + [0, 1, 2, 3, 4, 300])
STOCKS = st.sampled_from([UNLIMITED, UNLIMITED, 0, 1, 3, 9])
FIAT = PriceOption(0, 1_999, 840, 2 * ECOM)
ODD_OPTIONS = [FIAT, FIAT, PriceOption(5, 1), PriceOption(0), PriceOption(1, 1, 978, 10**28 + 1)]
OPTIONS = st.one_of(*[TOKENS.map(PriceOption)] * 5, st.sampled_from(ODD_OPTIONS))
LISTS = st.lists(OPTIONS, min_size=1, max_size=2).map(tuple)
OFFERS = st.builds(
    Offer,
    content=st.sampled_from([Cid(), Cid(b"\5" * 32, 1)]),
    protection=st.sampled_from([0, 0, 1, 10 * DAY, 10 * DAY, 90 * DAY, 90 * DAY + 1]),
    fulfil_within=st.sampled_from([DAY, 5 * DAY, 60 * DAY, 1, 0, 60 * DAY + 1]),
    options=st.one_of(*[LISTS] * 6, st.sampled_from([(), (PriceOption(1),) * 4])),
)
TERMS = st.builds(
    TaskTerms,
    incentive_bps=st.sampled_from([0, 1, 2_500, 3_333, 4_998, 5_001]),
    closing_bps=st.sampled_from([0, 1, 3_333, 5_000, 9_999, 10_000, 10_001]),
    max_levels=st.sampled_from([1, 2, 3, 3, 4, 16, 16, 17, 0]),
    expiry=st.just(0),
)
EXPIRIES = st.sampled_from([None] * 5 + [-1, 0, 1, 3 * DAY])


class CatalogRules(Machine):
    """What sellers and distributors do, and what others try."""

    @rule(data=st.data(), offer=OFFERS, stock=STOCKS, number=NUMBERS)
    def list_offer(self, data: st.DataObject, offer: Offer, stock: int, number: int) -> None:
        shop = self.shop(data)
        self.do("catalog", "list", self.owner(data, shop), shop, offer, stock, number)

    @rule(data=st.data(), offer=OFFERS)
    def revise(self, data: st.DataObject, offer: Offer) -> None:
        listing = self.listing(data)
        self.do("catalog", "revise", self.owner(data, listing >> 32), listing, offer)

    @rule(data=st.data(), stock=STOCKS)
    def set_stock(self, data: st.DataObject, stock: int) -> None:
        listing = self.listing(data)
        self.do("catalog", "setStock", self.owner(data, listing >> 32), listing, stock)

    @rule(data=st.data(), number=NUMBERS, twice=st.booleans())
    def delist_or_relist(self, data: st.DataObject, number: int, twice: bool) -> None:
        """Delist what is up, relist what is down; now and then the reverse."""
        listing = self.listing(data)
        found = self.model.catalog.listings.get(listing)
        down = (found is None or found.active) != (data.draw(st.integers(0, 5)) == 0)
        owner = self.owner(data, listing >> 32)
        if down:
            self.do("catalog", "delist", owner, listing)
        if twice or not down:
            self.do("catalog", "relist", owner, listing, number)

    @rule(data=st.data(), terms=TERMS, expires=EXPIRIES)
    def publish_task(self, data: st.DataObject, terms: TaskTerms, expires: int | None) -> None:
        shop = self.choose(data, [1, 1, 2, self.shop(data)])
        if expires is not None:
            terms = terms._replace(expiry=self.pair.chain.now + expires)
        listings = data.draw(st.lists(st.sampled_from(self._listings_of(shop)), max_size=2))
        self.do("catalog", "publishTask", self.owner(data, shop), shop, terms, listings)

    @rule(data=st.data())
    def cover(self, data: st.DataObject) -> None:
        task = self.task(data)
        listings = data.draw(st.lists(st.sampled_from(self._listings_of(task >> 32)), max_size=2))
        self.do("catalog", "cover", self.owner(data, task >> 32), task, listings)

    @rule(data=st.data())
    def close_task(self, data: st.DataObject) -> None:
        task = self.task(data)
        self.do("catalog", "closeTask", self.owner(data, task >> 32), task)

    @rule(data=st.data(), number=NUMBERS, foreign=st.integers(0, 9))
    def take_link(self, data: st.DataObject, number: int, foreign: int) -> None:
        """Mostly a shop without a place yet, under the latest links of an open task."""
        catalog, shops = self.model.catalog, self.model.registry.shops
        tasks = [task for task in catalog.tasks if catalog._is_open(task)]
        task = self.choose(data, tasks * 3) if tasks and foreign else self.task(data)
        own = [link for link in catalog.links if link >> 32 == task]
        parent = self.link(data) if foreign == 1 else self.choose(data, [NO_LINK, *own[-3:]])
        new = [shop for shop in shops if shops[shop].links and task << 32 | shop not in catalog.links]
        shop = self.choose(data, new) if new and foreign > 2 else self.shop(data)
        self.do("catalog", "takeLink", self.owner(data, shop), task, parent, shop, number)

    @rule(data=st.data(), number=NUMBERS, twice=st.booleans())
    def drop_or_revive(self, data: st.DataObject, number: int, twice: bool) -> None:
        """Drop what is active, revive what sleeps; now and then the reverse."""
        link = self.link(data)
        found = self.model.catalog.links.get(link)
        down = (found is None or found.active) != (data.draw(st.integers(0, 5)) == 0)
        owner = self.owner(data, link & 0xFFFFFFFF)
        if down:
            self.do("catalog", "drop", owner, link)
        if twice or not down:
            self.do("catalog", "revive", owner, link, number)

    @rule(data=st.data(), amount=TOKENS)
    def preview(self, data: st.DataObject, amount: int) -> None:
        link = self.link(data)
        self.pair.same("catalog", "preview", link, amount)
        self.pair.same("budgets", "quote", link, amount)
        bps = data.draw(st.sampled_from([0, 1, 3_333, 10_000, 10_001]))
        self.pair.same("market", "previewClose", self.order(data)[0], bps)

    def _listings_of(self, shop: int) -> list[int]:
        """Mostly the shop's own, the uncovered ones first."""
        listings = self.model.catalog.listings
        own = [listing for listing in listings if listing >> 32 == shop]
        free = [listing for listing in own if not self.model.catalog._is_open(listings[listing].task)]
        return [*free, *free, *own, next(iter(listings)), (1 << 32) | 99]
