"""Group buying 拼团 (MODULE): n buyers within a window get the lower price, else all are refunded."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ecomchain.ids import NO_LINK
from ecomchain.model.commission import MAX_AMOUNT
from ecomchain.model.context import DAY, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.market import Market
from ecomchain.model.structs_modules import DealView, GroupTotals, GroupView, MemberView
from ecomchain.model.structs_trade import Purchase
from ecomchain.model.token import INFINITE, Token

SIZES = (2, 100)
WINDOWS = (3_600, 30 * DAY)
PLACE_WITHIN = 7 * DAY


@dataclass
class Group:
    """``joined`` are all who ever joined, ``deposits`` those whose deposit is still here."""

    deal: int
    deadline: int
    joined: list[str] = field(default_factory=list)
    succeeded_at: int = 0
    deposits: dict[str, MemberView] = field(default_factory=dict)

    @property
    def refundable_from(self) -> int:
        """When deposits can go back at the latest: after a failure, or when the time for placing is over."""
        return self.succeeded_at + PLACE_WITHIN if self.succeeded_at else self.deadline


class GroupBuy:
    """A deposit leaves for an order of its buyer, or for its buyer."""

    def __init__(self, context: Context, token: Token, market: Market, address: str) -> None:
        self.context = context
        self.token = token
        self.market = market
        self.address = address
        self.deals: dict[int, DealView] = {}
        self.groups: dict[int, Group] = {}
        token.allowances[address, market.address] = INFINITE

    # Deals

    def offer(
        self, caller: str, listing: int, option: int, revision: int, unit_price: int, size: int, window: int
    ) -> int:
        """The seller offers a deal that the market would take now."""
        for value, (low, high), name in ((size, SIZES, "size"), (window, WINDOWS, "window")):
            fits = low <= value <= high
            require(fits, f"{name.title()}OutOfRange", **{name: value, "min": low, "max": high})
        self.market.registry.owned(caller, listing >> 32)
        deal = DealView(listing, revision, unit_price, window, size, option)
        self._require_sellable(deal, 1, NO_LINK)
        number = len(self.deals) + 1
        self.deals[number] = deal
        self.context.emit(
            "group_buy",
            "DealOffered",
            deal=number,
            listing=listing,
            option=option,
            revision=revision,
            unitPrice=unit_price,
            size=size,
            window=window,
        )
        return number

    def withdraw_offer(self, caller: str, deal: int) -> None:
        """No more groups."""
        found = self.deal(deal)
        self.market.registry.owned(caller, found.listing >> 32)
        require(not found.withdrawn, "DealIsWithdrawn", deal=deal)
        self.deals[deal] = found._replace(withdrawn=True)
        self.context.emit("group_buy", "DealWithdrawn", deal=deal)

    # Groups

    def start(self, caller: str, deal: int, quantity: int, link: int) -> int:
        """Start a group as its first buyer."""
        found = self.deal(deal)
        require(not found.withdrawn, "DealIsWithdrawn", deal=deal)
        number = len(self.groups) + 1
        group = Group(deal, self.context.now + found.window)
        self._enter(caller, number, group, quantity, link)
        self.groups[number] = group
        return number

    def join(self, caller: str, group: int, quantity: int, link: int) -> None:
        """Join before the deadline."""
        found, now = self._known(group), self.context.now
        require(len(found.joined) < self.deals[found.deal].size, "GroupFull", group=group)
        require(now < found.deadline, "TooLate", group=group, deadline=found.deadline, now_=now)
        require(caller not in found.joined, "AlreadyJoined", group=group, buyer=caller)
        self._enter(caller, group, found, quantity, link)

    def place(self, caller: str, group: int, buyers: Sequence[str]) -> None:
        """Place the orders of these buyers, each on its own; only for itself a caller gives up the link."""
        found, now = self._known(group), self.context.now
        require(found.succeeded_at > 0, "NotSucceeded", group=group)
        deadline = found.succeeded_at + PLACE_WITHIN
        require(now < deadline, "TooLate", group=group, deadline=deadline, now_=now)
        deal = self.deals[found.deal]
        for buyer in buyers:
            if buyer not in found.deposits:
                continue
            quantity, link = found.deposits[buyer]
            where, reason = {"group": group, "buyer": buyer}, None
            for way in (link, NO_LINK) if caller == buyer and link != NO_LINK else (link,):
                try:
                    order = self.market.place_for(self.address, self._purchase(deal, quantity, way), buyer)
                except ModelRevert as refused:
                    reason = (refused.name, refused.values)
                else:
                    del found.deposits[buyer]
                    self.context.emit("group_buy", "OrderPlacedFor", **where, order=order)
                    break
            else:
                self.context.emit("group_buy", "PlacementFailed", **where, reason=reason)

    def refund(self, _caller: str, group: int, buyers: Sequence[str]) -> None:
        """Send these buyers' deposits back."""
        found, now = self._known(group), self.context.now
        start, deal = found.refundable_from, self.deals[found.deal]
        void = self.market.catalog.listing(deal.listing).revision != deal.revision
        require(now >= start or void, "TooEarly", group=group, **{"from": start, "now_": now})
        for buyer in buyers:
            if buyer in found.deposits:
                amount = self._deposit(found, found.deposits.pop(buyer))
                self.context.emit("group_buy", "Refunded", group=group, buyer=buyer, amount=amount)
                self.token.transfer(self.address, buyer, amount)

    # Views

    def deal(self, deal: int) -> DealView:
        """As ``IGroupBuy.deal`` answers."""
        if deal not in self.deals:
            raise ModelRevert("UnknownDeal", deal=deal)
        return self.deals[deal]

    def group(self, group: int) -> GroupView:
        """As ``IGroupBuy.group`` answers."""
        found = self._known(group)
        return GroupView(found.deal, found.deadline, found.succeeded_at, len(found.joined))

    def member(self, group: int, buyer: str) -> MemberView:
        """As ``IGroupBuy.member`` answers."""
        found = self.groups.get(group)
        return found.deposits.get(buyer, MemberView()) if found else MemberView()

    def totals(self) -> GroupTotals:
        """What the contract owes (DEPOSIT-1)."""
        groups = self.groups.values()
        deposits = sum(self._deposit(group, member) for group in groups for member in group.deposits.values())
        return GroupTotals(len(self.deals), len(self.groups), deposits)

    # Internals

    def _enter(self, caller: str, number: int, group: Group, quantity: int, link: int) -> None:
        deal = self.deals[group.deal]
        amount = deal.unit_price * quantity
        fits = quantity > 0 and amount <= MAX_AMOUNT
        require(fits, "QuantityOutOfRange", quantity=quantity, unitPrice=deal.unit_price)
        self._require_sellable(deal, quantity, link)
        self.token.pull(self.address, caller, self.address, amount)
        if not group.joined:
            values = {"group": number, "deal": group.deal, "deadline": group.deadline}
            self.context.emit("group_buy", "GroupStarted", **values)
        group.joined.append(caller)
        group.deposits[caller] = MemberView(quantity, link)
        self.context.emit("group_buy", "Joined", group=number, buyer=caller, quantity=quantity, link=link)
        if len(group.joined) == deal.size:
            group.succeeded_at = self.context.now
            place_by = self.context.now + PLACE_WITHIN
            self.context.emit("group_buy", "GroupSucceeded", group=number, placeBy=place_by)

    def _require_sellable(self, deal: DealView, quantity: int, link: int) -> None:
        """What the market asks of an order; only a pause does not matter."""
        purchase = self._purchase(deal, quantity, link)
        found = self.market.catalog.buyable(deal.listing, deal.option, link)
        terms = found.offer.options[deal.option]
        self.market.require_fiat(purchase, terms, wanted=False)
        self.market.require_current(purchase, found)
        self.market.require_stock(deal.listing, quantity)
        self.market.require_price(self.address, purchase, terms)
        self.market.require_module(self.address, found.shop)

    def _purchase(self, deal: DealView, quantity: int, link: int) -> Purchase:
        return Purchase(deal.listing, deal.option, deal.revision, quantity, deal.unit_price, link)

    def _deposit(self, group: Group, member: MemberView) -> int:
        return self.deals[group.deal].unit_price * member.quantity

    def _known(self, group: int) -> Group:
        if group not in self.groups:
            raise ModelRevert("UnknownGroup", group=group)
        return self.groups[group]
