"""Orders from purchase to every ending."""

from engine.actors import BUYERS, ENOUGH, PEOPLE, POOR, STRANGER
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK, PROMOTION, SHOWCASE
from ecomchain.model.market import CANCEL_GRACE
from ecomchain.model.order import Order
from ecomchain.model.structs import Cid, TaskTerms
from ecomchain.model.structs_trade import Purchase, State
from invariant.machine import Machine

SHOPPERS = st.sampled_from([*BUYERS * 3, *PEOPLE, POOR])
BPS = st.sampled_from([0, 1, 2_500, 3_333, 5_000, 9_999, 10_000, 10_001])
TIMED = {
    "fulfil": (State.PLACED, 0, "seller"),
    "settle": (State.FULFILLED, 0, "anyone"),
    "cancel by the buyer": (State.PLACED, 0, "buyer"),
    "cancel by anyone": (State.PLACED, CANCEL_GRACE, "anyone"),
}
"""Calls that depend on the time: in which state, from how long after the deadline, by whom."""
SUPPORTS = st.sampled_from([PROMOTION, SHOWCASE, DISTRIBUTION])
AGREED = st.sampled_from([0, 1, 4_999, 7_777, 10_000])
FULFILS = st.sampled_from([False, False, True])
QUANTITIES = st.sampled_from([1, 1, 1, 2, 5, 0, 2**24 - 1])


class MarketRules(Machine):
    """What buyers, sellers and strangers do with orders."""

    @rule(data=st.data(), buyer=SHOPPERS, quantity=QUANTITIES)
    def place_directly(self, data: st.DataObject, buyer: str, quantity: int) -> None:
        self._place(data, buyer, quantity, self.listing(data), NO_LINK)

    @rule(data=st.data(), buyer=SHOPPERS, quantity=QUANTITIES)
    def place_through_a_link(self, data: st.DataObject, buyer: str, quantity: int) -> None:
        """Mostly a listing that the link's task covers."""
        link = self.link(data)
        listings = self.model.catalog.listings
        covered = [listing for listing in listings if listings[listing].task == link >> 32]
        listing = self.choose(data, covered) if covered else self.listing(data)
        self._place(data, buyer, quantity, listing, link)

    @rule(data=st.data(), buyer=st.sampled_from(BUYERS), quantity=st.integers(1, 3))
    def place_deep(self, data: st.DataObject, buyer: str, quantity: int) -> None:
        """Through the longest chain of an open task that covers something."""
        catalog = self.model.catalog
        links = sorted(catalog.links, key=lambda link: -len(catalog.path(link)))
        for link in links:
            covered = [id_ for id_, found in catalog.listings.items() if found.task == link >> 32]
            if covered and catalog.tasks[link >> 32].is_open(self.pair.chain.now):
                return self._place(data, buyer, quantity, self.choose(data, covered), link)
        return None

    @rule(data=st.data(), buyer=st.sampled_from(BUYERS), kind=SUPPORTS)
    def place_on_thin_ice(self, data: st.DataObject, buyer: str, kind: int) -> None:
        """Through a link whose seller or distributor has just given up what it stands on."""
        link = self.link(data)
        shop = link & 0xFFFFFFFF if kind == DISTRIBUTION else link >> 64
        held = self.model.registry.position(shop, kind).units
        covered = [id_ for id_, found in self.model.catalog.listings.items() if found.task == link >> 32]
        if held and covered:
            units = data.draw(st.integers(1, held))
            self.do("registry", "release", self.owner_of(shop), shop, kind, units)
            self._place(data, buyer, 1, covered[-1], link)
            self.do("registry", "acquire", self.owner_of(shop), shop, kind, units, ENOUGH)

    @rule(data=st.data(), buyer=st.sampled_from(BUYERS), offset=st.sampled_from([-1, 0, 1]))
    def place_at_the_expiry(self, data: st.DataObject, buyer: str, offset: int) -> None:
        """In a task published for this alone, with a link that is taken before or at its end."""
        catalog = self.model.catalog
        expiry = self.pair.chain.now + 100
        shop = self.choose(data, [1, 2])
        listings = [id_ for id_, found in catalog.listings.items() if found.shop == shop]
        for id_ in {catalog.listings[id_].task for id_ in listings} - {0}:
            self.do("catalog", "closeTask", self.owner_of(shop), id_)
        terms = TaskTerms(1_000, 5_000, 3, expiry)
        task = self.do("catalog", "publishTask", self.owner_of(shop), shop, terms, listings[:1]).value
        if task is None:
            return
        first, second = 3, 4
        link = self.do("catalog", "takeLink", self.owner_of(first), task, NO_LINK, first, ANY_NUMBER).value
        self.wait_for(100 + offset)
        self.do("catalog", "takeLink", self.owner_of(second), task, link or NO_LINK, second, ANY_NUMBER)
        self.do("catalog", "cover", self.owner_of(shop), task, listings[1:2])
        if link is not None:
            self._place(data, buyer, 1, listings[0], link)

    @rule(data=st.data(), buyer=SHOPPERS, stale=st.sampled_from(["option", "revision", "unit_price"]))
    def place_stale(self, data: st.DataObject, buyer: str, stale: str) -> None:
        """With an option, a revision or a price that is not offered."""
        purchase = self._offered(data, 1, self.listing(data), NO_LINK)
        value = getattr(purchase, stale)
        wrong = data.draw(st.sampled_from([0, value + 1, max(value - 1, 0)]))
        self.do("market", "place", buyer, purchase._replace(**{stale: wrong}))

    @rule(data=st.data())
    def fulfil(self, data: st.DataObject) -> None:
        id_, found = self.order(data, State.PLACED)
        self.do("market", "fulfil", self._seller_of(data, found), id_, Cid(b"\3" * 32, 1))

    @rule(data=st.data(), offset=st.sampled_from([-1, 0]), action=st.sampled_from(list(TIMED)))
    def act_at_the_deadline(self, data: st.DataObject, offset: int, action: str) -> None:
        """The second before the deadline (or the end of the grace), or at it, and a second later again."""
        state, grace, right = TIMED[action]
        orders = [(id_, order) for id_, order in self.model.market.orders.items() if order.state is state]
        if not orders:
            return
        id_, found = self.choose(data, orders)
        self.wait_until(found.deadline + grace + offset)
        person = {"buyer": found.buyer, "seller": self.owner_of(found.shop), "anyone": STRANGER}[right]
        function, _, _ = action.partition(" ")
        for _ in range(2):
            args = (Cid(),) if function == "fulfil" else ()
            self.do("market", function, person, id_, *args)
            self.wait_for(1)

    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        id_, found = self.order(data)
        self.do("market", "confirm", self._buyer_of(data, found), id_)

    @rule(data=st.data(), caller=st.sampled_from(PEOPLE))
    def settle(self, data: st.DataObject, caller: str) -> None:
        id_, _ = self.order(data, State.FULFILLED)
        self.do("market", "settle", caller, id_)

    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        id_, found = self.order(data)
        self.do("market", "refund", self._seller_of(data, found), id_)

    @rule(data=st.data(), caller=st.sampled_from(PEOPLE), by_buyer=st.booleans())
    def cancel(self, data: st.DataObject, caller: str, by_buyer: bool) -> None:
        id_, found = self.order(data, State.PLACED)
        self.do("market", "cancel", found.buyer if by_buyer and found else caller, id_)

    @rule(data=st.data(), bps=BPS, by_buyer=st.booleans())
    def propose(self, data: st.DataObject, bps: int, by_buyer: bool) -> None:
        id_, found = self.order(data)
        side = self._buyer_of if by_buyer else self._seller_of
        self.do("market", "propose", side(data, found), id_, bps)

    @rule(data=st.data(), bps=BPS, right=st.integers(0, 4), by_buyer=st.booleans())
    def accept(self, data: st.DataObject, bps: int, right: int, by_buyer: bool) -> None:
        """Mostly what was proposed, by the side that did not."""
        orders = self.model.market.orders
        proposed = [id_ for id_, order in orders.items() if order.open and order.proposal]
        id_, found = self.order(data)
        if proposed and right:
            id_ = self.choose(data, proposed)
            found = orders[id_]
            assert found.proposal is not None
            bps, by_buyer = found.proposal.bps, found.proposal.by_seller
        side = self._buyer_of if by_buyer else self._seller_of
        self.do("market", "accept", side(data, found), id_, bps)

    @rule(data=st.data(), bps=AGREED, by_buyer=st.booleans(), fulfil=FULFILS)
    def agree(self, data: st.DataObject, bps: int, by_buyer: bool, fulfil: bool) -> None:
        """One side proposes; only the other can accept, and nobody once `fulfil` came between."""
        id_, found = self.order(data)
        buyer, seller = found.buyer if found else PEOPLE[0], self.owner_of(found.shop if found else 1)
        first, second = (buyer, seller) if by_buyer else (seller, buyer)
        self.do("market", "propose", first, id_, bps)
        if fulfil:
            self.do("market", "fulfil", seller, id_, Cid())
        for person in (first, STRANGER, second):
            self.do("market", "accept", person, id_, bps)

    def _place(self, data: st.DataObject, buyer: str, quantity: int, listing: int, link: int) -> None:
        self.do("market", "place", buyer, self._offered(data, quantity, listing, link))
        self.pair.same("market", "available", listing)

    def _offered(self, data: st.DataObject, quantity: int, listing: int, link: int) -> Purchase:
        found = self.model.catalog.listings.get(listing)
        if found is None:
            return Purchase(listing, 0, 1, quantity, 1, link)
        option = data.draw(st.integers(0, len(found.offer.options) - 1))
        unit_price = found.offer.options[option].token_amount
        return Purchase(listing, option, found.revision, quantity, unit_price, link)

    def _buyer_of(self, data: st.DataObject, found: Order | None) -> str:
        return self.caller(data, found.buyer if found else PEOPLE[0])

    def _seller_of(self, data: st.DataObject, found: Order | None) -> str:
        return self.caller(data, self.owner_of(found.shop if found else 1))
