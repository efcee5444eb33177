"""Group buying 拼团: a lower price for buyers who come together (MODULE)."""

from collections.abc import Sequence
from typing import Any

from ape.api import AccountAPI, ReceiptAPI

from ecomchain.console.arguments import (
    DAY,
    UINT8,
    UINT24,
    UINT40,
    UINT96,
    address_of,
    amount_of,
    listing_number,
    whole,
)
from ecomchain.console.base import ActionGroup
from ecomchain.ids import NO_LINK


class GroupActions(ActionGroup):
    """What sellers and buyers do. The shop needs the capability GROUP_BUYING and a floor, see `set_floor`."""

    def offer_deal(
        self,
        account: AccountAPI,
        listing: int,
        price: int | str,
        *,
        size: int,
        window: int = DAY,
        option: int = 0,
    ) -> int:
        """Offer a listing at ``price`` a unit to groups of ``size`` buyers; returns the deal's id."""
        listing_number(listing)
        whole("size", size, 1, UINT8)
        whole("window", window, 1, UINT24, "seconds")
        whole("option", option, 0, UINT8)
        group_buy = self.system.group_buy
        revision = self._read("offer_deal", self.system.catalog.listing, listing).revision
        receipt = self._send(
            "offer_deal", account, group_buy.offer, listing, option, revision, amount_of(price), size, window
        )
        return int(group_buy.DealOffered.from_receipt(receipt)[0].deal)

    def withdraw_deal(self, account: AccountAPI, deal: int) -> ReceiptAPI:
        """Let a deal take no more groups; those that have started go on."""
        whole("deal", deal, 1, UINT40)
        return self._send("withdraw_deal", account, self.system.group_buy.withdrawOffer, deal)

    def start_group(self, account: AccountAPI, deal: int, link: int = NO_LINK, *, quantity: int = 1) -> int:
        """Start a group as its first buyer, and deposit the price; returns the group's id."""
        whole("deal", deal, 1, UINT40)
        _wanted(link, quantity)
        group_buy = self.system.group_buy
        price = self._read("start_group", group_buy.deal, deal).unitPrice
        receipt = self._send(
            "start_group", account, group_buy.start, deal, quantity, link, cost=price * quantity
        )
        return int(group_buy.GroupStarted.from_receipt(receipt)[0].group)

    def join_group(
        self, account: AccountAPI, group: int, link: int = NO_LINK, *, quantity: int = 1
    ) -> ReceiptAPI:
        """Join a group before its deadline, and deposit the price."""
        whole("group", group, 1, UINT40)
        _wanted(link, quantity)
        group_buy = self.system.group_buy
        deal = self._read("join_group", group_buy.group, group).deal
        price = group_buy.deal(deal).unitPrice
        return self._send("join_group", account, group_buy.join, group, quantity, link, cost=price * quantity)

    def place_group(self, account: AccountAPI, group: int, buyers: Sequence[Any] | None = None) -> list[int]:
        """Place the orders (by default all) of a group that has succeeded; anyone. Returns their ids."""
        whole("group", group, 1, UINT40)
        group_buy = self.system.group_buy
        receipt = self._send("place_group", account, group_buy.place, group, self._buyers(group, buyers))
        return [int(log.order) for log in group_buy.OrderPlacedFor.from_receipt(receipt)]

    def refund_group(
        self, account: AccountAPI, group: int, buyers: Sequence[Any] | None = None
    ) -> ReceiptAPI:
        """Send back the deposits (by default all) of a group without success, or without orders; anyone."""
        whole("group", group, 1, UINT40)
        group_buy = self.system.group_buy
        return self._send("refund_group", account, group_buy.refund, group, self._buyers(group, buyers))

    def _buyers(self, group: int, buyers: Sequence[Any] | None) -> list[str]:
        """The addresses of ``buyers``, or of everybody who has joined the group."""
        if buyers is not None:
            return [address_of(buyer) for buyer in buyers]
        start, group_buy = self.system.manifest.first_block, self.system.group_buy
        end = group_buy.provider.get_block("latest").number + 1
        return [log.buyer for log in group_buy.Joined.range(start, end, search_topics={"group": group})]


def _wanted(link: int, quantity: int) -> None:
    whole("link", link, 0, UINT96)
    whole("quantity", quantity, 1, UINT24)
