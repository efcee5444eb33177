"""Group buying, and the floors and capability that let a module sell."""

from engine.actors import BUYERS, DAY, ENOUGH, PEOPLE, STRANGER
from engine.system import MODULE, OPERATOR
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.ids import NO_LINK, PROMOTION
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.structs_modules import DealView
from ecomchain.model.structs_trade import Purchase
from invariant.machine import Machine

SIZES = st.sampled_from([2, 2, 2, 3, 100, 1, 101])
WINDOWS = st.sampled_from([3_600, 3_600, DAY, 30 * DAY, 3_599, 30 * DAY + 1])
QUANTITIES = st.sampled_from([1, 1, 2, 3, 0, 2**24 - 1])
SHARES = st.sampled_from([(1, 2), (1, 2), (1, 1), (0, 1), (3, 2)])
MEMBERS = (*BUYERS, STRANGER)
SPOILERS = ("floor", "delist", "stock", "module", "drop", "close")
"""What can come between a group's success and its orders."""


class GroupRules(Machine):
    """Sellers offer deals, buyers come together, anybody places or refunds."""

    @property
    def module(self) -> str:
        """The address of group buying."""
        return str(self.pair.system.group_buy.address)

    @rule(data=st.data(), share=SHARES)
    def set_floor(self, data: st.DataObject, share: tuple[int, int]) -> None:
        """Mostly half of the list price."""
        listing = self.listing(data)
        found = self.model.catalog.listings.get(listing)
        price = found.offer.options[0].token_amount if found else 1
        floor = min(price * share[0] // share[1], 2**96 - 1)
        module = self.choose(data, [self.module] * 5 + [STRANGER])
        self.do("market", "setFloor", self.owner(data, listing >> 32), listing, module, floor)

    @rule(data=st.data(), buyer=st.sampled_from([*PEOPLE, ZERO_ADDRESS]), trusted=st.booleans())
    def place_as_a_module(self, data: st.DataObject, buyer: str, trusted: bool) -> None:
        """By somebody whom the foundation and a shop may have made a module, and who pays."""
        listing = self.choose(data, [*list(self.model.catalog.listings)[:2] * 3, self.listing(data)])
        found = self.model.catalog.listings.get(listing)
        price = found.offer.options[0].token_amount if found else 1
        capability = MODULE if trusted else data.draw(st.sampled_from([0, PROMOTION]))
        self.do("market", "setModule", self.caller(data, OPERATOR), STRANGER, capability)
        if self.model.registry.position(1, MODULE).units == 0:
            self.do("registry", "acquire", self.owner_of(1), 1, MODULE, 1, ENOUGH)
        floor = data.draw(st.sampled_from([0, price // 2, price, price]))
        self.do("market", "setFloor", self.owner_of(listing >> 32), listing, STRANGER, min(floor, 2**96 - 1))
        unit = price - data.draw(st.sampled_from([0, 1, 1, -1]))
        purchase = Purchase(listing, 0, found.revision if found else 1, 1, max(unit, 0), NO_LINK)
        self.do("market", "placeFor", STRANGER, purchase, buyer)

    @rule(data=st.data(), size=SIZES, window=WINDOWS, lower=st.booleans())
    def offer_deal(self, data: st.DataObject, size: int, window: int, lower: bool) -> None:
        listing = self.listing(data)
        found = self.model.catalog.listings.get(listing)
        floor = self.model.market.floor(listing, self.module)
        price = floor - lower if floor else 1
        option = data.draw(st.sampled_from([0, 0, 0, 1]))
        args = (listing, option, found.revision if found else 1, price, size, window)
        self.do("group_buy", "offer", self.owner(data, listing >> 32), *args)

    @rule(
        data=st.data(),
        action=st.sampled_from(["start", "start", "join", "join", "withdrawOffer"]),
        buyer=st.sampled_from(MEMBERS),
        quantity=QUANTITIES,
    )
    def step_in_a_group(self, data: st.DataObject, action: str, buyer: str, quantity: int) -> None:
        """One step, of a deal or a group that mostly is there."""
        if action == "join":
            id_ = self._group(data)
            group = self.model.group_buy.groups.get(id_)
            self.do("group_buy", "join", buyer, id_, quantity, self._link(data, group.deal if group else 1))
            return
        id_ = self._deal(data)
        if action == "start":
            self.do("group_buy", "start", buyer, id_, quantity, self._link(data, id_))
        else:
            found = self.model.group_buy.deals.get(id_)
            owner = self.owner(data, found.listing >> 32 if found else 1)
            self.do("group_buy", "withdrawOffer", owner, id_)

    @rule(
        data=st.data(),
        size=st.integers(2, 4),
        offset=st.sampled_from([None, None, None, -1, 0, 1]),
        spoil=st.sampled_from([*SPOILERS, "drop", "", "", ""]),
        own=st.booleans(),
    )
    def buy_together(self, data: st.DataObject, size: int, offset: int | None, spoil: str, own: bool) -> None:
        """A deal, a group that fills up (or comes to its deadline), and its orders; then each for itself."""
        deal = self._new_deal(data, size)
        group = self.do("group_buy", "start", MEMBERS[0], deal, 1, self._link(data, deal)).value
        if group is None:
            return
        if offset is not None:
            self.wait_for(3_600 + offset)
        for member in MEMBERS[1:size]:
            self.do("group_buy", "join", member, group, 1, self._link(data, deal))
        self._spoil(spoil, group)
        self.do("group_buy", "place", STRANGER, group, [*MEMBERS[1:], MEMBERS[0], MEMBERS[1]])
        for member in MEMBERS[:size] if own else ():
            self.do("group_buy", "place", member, group, [MEMBERS[0], member])
        self.do("group_buy", "refund", STRANGER, group, list(MEMBERS))
        if spoil == "module":
            self.do("market", "setModule", OPERATOR, self.module, MODULE)

    @rule(
        data=st.data(),
        function=st.sampled_from(["place", "refund"]),
        offset=st.sampled_from([-1, 0, 1, None]),
    )
    def place_or_refund(self, data: st.DataObject, function: str, offset: int | None) -> None:
        """At the deadline of a group, or of placing its orders."""
        group = self._group(data)
        found = self.model.group_buy.groups.get(group)
        if found and offset is not None:
            self.wait_until(found.refundable_from + offset)
        buyers = data.draw(st.lists(st.sampled_from(MEMBERS), max_size=4))
        self.do("group_buy", function, data.draw(st.sampled_from(MEMBERS)), group, buyers)

    def _new_deal(self, data: st.DataObject, size: int) -> int:
        """A deal that the seller has prepared everything for; the next id where that fails."""
        catalog = self.model.catalog
        live = [listing for listing in catalog.listings if catalog.listing(listing).live]
        listing = self.choose(data, live or list(catalog.listings))
        seller, found = self.owner_of(listing >> 32), catalog.listings[listing]
        price = max(min(found.offer.options[0].token_amount, 2**96 - 1) // 2, 1)
        self.do("market", "setFloor", seller, listing, self.module, price)
        if self.model.registry.position(listing >> 32, MODULE).units == 0:
            self.do("registry", "acquire", seller, listing >> 32, MODULE, 1, ENOUGH)
        args = (listing, 0, found.revision, price, size, 3_600)
        return self.do("group_buy", "offer", seller, *args).value or len(self.model.group_buy.deals) + 1

    def _spoil(self, spoil: str, group: int) -> None:
        """Change something on which the group's orders depend."""
        found = self.model.group_buy.groups[group]
        listing = self.model.group_buy.deals[found.deal].listing
        seller = self.owner_of(listing >> 32)
        if spoil == "floor":
            self.do("market", "setFloor", seller, listing, self.module, 2**90)
        elif spoil == "delist":
            self.do("catalog", "delist", seller, listing)
        elif spoil == "stock":
            self.do("catalog", "setStock", seller, listing, 0)
        elif spoil == "module":
            self.do("market", "setModule", OPERATOR, self.module, 0)
        elif spoil == "close":
            self.do("catalog", "closeTask", seller, self.model.catalog.listings[listing].task)
        elif spoil == "drop":
            for link in {link for _, link in found.deposits.values() if link != NO_LINK}:
                self.do("catalog", "drop", self.owner_of(link & 0xFFFFFFFF), link)

    def _link(self, data: st.DataObject, deal: int) -> int:
        """A link that covers the deal's listing, none, or any."""
        found: DealView | None = self.model.group_buy.deals.get(deal)
        task = self.model.catalog.listings[found.listing].task if found else 0
        covering = [link for link in self.model.catalog.links if link >> 32 == task]
        return self.choose(data, [*covering[-2:], NO_LINK, self.link(data) if not covering else NO_LINK])

    def _deal(self, data: st.DataObject) -> int:
        """Mostly a late one, or one for this alone; sometimes none."""
        deals = list(self.model.group_buy.deals) or [self._new_deal(data, 2)]
        return self.choose(data, [*deals[-3:] * 4, len(deals) + 1])

    def _group(self, data: st.DataObject) -> int:
        """Mostly one with deposits, or one for this alone; sometimes none."""
        groups = self.model.group_buy.groups
        if not groups:
            self.do("group_buy", "start", MEMBERS[0], self._deal(data), 1, NO_LINK)
        full = [group for group, found in groups.items() if found.deposits]
        return self.choose(data, [*full * 4, *list(groups)[-1:], len(groups) + 1])
