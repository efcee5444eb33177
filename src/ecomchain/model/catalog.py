"""What the catalog tells markets and front ends (CAT-2, CAT-5, CAT-6)."""

from ecomchain.ids import NO_LINK
from ecomchain.model import numbers
from ecomchain.model.commission import BPS, MAX_AMOUNT, Shares, between, payment
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.errors import require
from ecomchain.model.links import Links
from ecomchain.model.listings import Listing
from ecomchain.model.structs import Payout


class Catalog(Links):
    """Holds no tokens; every answer is about now."""

    def buyable(self, listing: int, option: int, link: int) -> Listing:
        """The listing, if this option can be bought now, through this link."""
        found = self.known_listing(listing)
        slots, number = self.registry.known(found.shop).showcase, found.number
        require(found.active, "ListingDelisted", listing=listing)
        require(number < slots, "ListingAsleep", listing=listing, number=number, carried=slots)
        if link != NO_LINK:
            self._check_link(listing, found, link)
        require(option < len(found.offer.options), "UnknownOption", listing=listing, option=option)
        return found

    def recipients(self, link: int) -> tuple[str, ...]:
        """Owners of the shops on the link's path, live or not."""
        return tuple(self.registry.owner_of(place & 0xFFFFFFFF) for place in self.path(link))

    def liveness(self, link: int) -> tuple[bool, ...]:
        """Who of the path is paid now, the one nearest the seller first; nobody for no link."""
        return tuple(self.is_live(place) for place in self.path(link)) if link != NO_LINK else ()

    def payees(self, link: int) -> tuple[str, ...]:
        """Whom to pay now, the one nearest the seller first; the zero address for who is not live."""
        if link == NO_LINK:
            return ()
        places = zip(self.recipients(link), self.liveness(link), strict=True)
        return tuple(owner if live else ZERO_ADDRESS for owner, live in places)

    def rates(self, link: int) -> tuple[int, int]:
        """``(L, M)`` of the link's task."""
        if link == NO_LINK:
            return 0, 0
        terms = self.known_task(self.known_link(link).task).terms
        return terms.incentive_bps, terms.closing_bps

    def shares(self, link: int, base: int, before: int, bps: int) -> Shares:
        """What raising an ending from ``before`` to ``bps`` pays through the link now (CAT-6)."""
        return between(base, before, bps, *self.rates(link), self.liveness(link))

    def preview(self, link: int, amount: int) -> tuple[Payout, ...]:
        """Who would get what of ``amount``: the seller, then level by level."""
        self.known_link(link)
        require(amount <= MAX_AMOUNT, "AmountTooLarge", amount=amount, max=MAX_AMOUNT)
        path, live = self.path(link), self.liveness(link)
        paid = payment(amount, BPS, *self.rates(link), live)
        seller = link >> 64
        lines = [Payout(0, seller, self.registry.owner_of(seller), True, paid.to_seller)]
        for level, share in enumerate(paid.to_levels(len(path)), start=1):
            shop = path[level - 1] & 0xFFFFFFFF
            lines.append(Payout(level, shop, self.registry.owner_of(shop), live[level - 1], share))
        return tuple(lines)

    def counts(self, shop: int) -> tuple[int, int]:
        """How many listings and tasks the shop has had."""
        return self.listing_count(shop), self.task_count(shop)

    def free_listing_number(self, shop: int, start: int) -> int:
        """The lowest number from ``start`` on that no active listing of the shop has."""
        return numbers.lowest_free(self.listing_numbers(shop), start)

    def free_link_number(self, shop: int, start: int) -> int:
        """The lowest number from ``start`` on that no active link of the shop has."""
        return numbers.lowest_free(self.link_numbers(shop), start)

    def _check_link(self, listing: int, found: Listing, link: int) -> None:
        task, distributor = link >> 32, link & 0xFFFFFFFF
        covered = found.task or found.shop << 32  # "no task" composes to the shop's index 0
        require(task == covered, "ListingNotCovered", task=task, listing=listing)
        self.open_task(task)
        require(self.registry.known(found.shop).promotion, "PromotionNotLive", shop=found.shop)
        number = self.known_link(link).number
        require(self.known_link(link).active, "LinkIsDropped", link=link)
        carried = self.registry.known(distributor).links
        require(number < carried, "LinkAsleep", link=link, number=number, carried=carried)
