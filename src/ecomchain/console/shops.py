"""Shops, their capabilities, what they sell, and who distributes it."""

from collections.abc import Sequence
from typing import Any

from ape.api import AccountAPI, ReceiptAPI

from ecomchain.console.arguments import (
    DAY,
    NO_CID,
    UINT16,
    UINT24,
    UINT32,
    UINT40,
    Cid,
    Price,
    address_of,
    amount_of,
    listing_number,
    price,
    shop_id,
    whole,
)
from ecomchain.console.base import ActionGroup
from ecomchain.ids import ANY_NUMBER, NO_LINK, UNLIMITED
from ecomchain.sending import require_account


class ShopActions(ActionGroup):
    """What a shop's owner does."""

    def open_shop(self, account: AccountAPI, metadata: Cid = NO_CID) -> int:
        """Open a shop for the account, at today's price; returns its id (SHOP-2)."""
        require_account(account)
        registry = self.system.registry
        cost = sum(registry.quote(registry.SHOP(), 1))
        receipt = self._send("open_shop", account, registry.open, account.address, metadata, cost, cost=cost)
        return int(registry.ShopOpened.from_receipt(receipt)[0].shop)

    def acquire(self, account: AccountAPI, shop: int, capability: int, units: int = 1) -> ReceiptAPI:
        """Acquire units of a capability (``SHOWCASE``, ...) for the account's shop, at today's price."""
        require_account(account)
        shop_id(shop)
        whole("capability", capability, 1, UINT32, "such as SHOWCASE")
        whole("units", units, 1, UINT16)
        registry = self.system.registry
        cost = sum(self._read("acquire", registry.quote, capability, units))
        return self._send("acquire", account, registry.acquire, shop, capability, units, cost, cost=cost)

    def post(self, account: AccountAPI, shop: int, content: Cid) -> ReceiptAPI:
        """Share content in the account's shop 分享内容: an event, no more (SHOP-7)."""
        shop_id(shop)
        return self._send("post", account, self.system.registry.post, shop, content)

    def join(self, account: AccountAPI, shop: int) -> ReceiptAPI:
        """Join a shop's network 加入分销网络: an event, no more (SHOP-7). Any account."""
        shop_id(shop)
        return self._send("join", account, self.system.registry.join, shop)

    def list_product(
        self,
        account: AccountAPI,
        shop: int,
        prices: int | str | Price | list[int | str | Price],
        *,
        stock: int = UNLIMITED,
        protection: int = 7 * DAY,
        fulfil_within: int = 7 * DAY,
        content: Cid = NO_CID,
    ) -> int:
        """List a product; returns its id (CAT-1). ``protection`` 0 settles sales for tokens at once.

        ``prices``: for tokens alone an amount, where an int is in 1e-18 Ecom, a str like ``"12.5"`` in Ecom.
        For several options, or with a fiat part, a list such as
        ``["12.5", price(fiat=990, currency=840, base="12.5")]``.
        """
        require_account(account)
        shop_id(shop)
        whole("stock", stock, 0, UINT32)
        whole("protection", protection, 0, UINT24, "seconds")
        whole("fulfil_within", fulfil_within, 0, UINT24, "seconds")
        options = [_option(one) for one in prices] if isinstance(prices, list) else [_option(prices)]
        catalog = self.system.catalog
        offer = (content, protection, fulfil_within, options)
        receipt = self._send("list_product", account, catalog.list, shop, offer, stock, ANY_NUMBER)
        return int(catalog.Listed.from_receipt(receipt)[0].listing)

    def publish_task(
        self,
        account: AccountAPI,
        shop: int,
        listings: Sequence[int],
        *,
        incentive_bps: int = 1_000,
        closing_bps: int = 5_000,
        max_levels: int = 3,
        expiry: int = 0,
    ) -> int:
        """Publish a distribution task over the shop's listings; returns its id (CAT-3). Needs PROMOTION."""
        catalog = self.system.catalog
        whole("expiry", expiry, 0, UINT40, "Unix time")
        terms = (incentive_bps, closing_bps, max_levels, expiry)
        receipt = self._send("publish_task", account, catalog.publishTask, shop, terms, list(listings))
        return int(catalog.TaskPublished.from_receipt(receipt)[0].task)

    def take_link(self, account: AccountAPI, task: int, shop: int, parent: int = NO_LINK) -> int:
        """Take the shop's place in a task, below ``parent``; returns its id (CAT-4). Needs DISTRIBUTION."""
        catalog = self.system.catalog
        receipt = self._send("take_link", account, catalog.takeLink, task, parent, shop, ANY_NUMBER)
        return int(catalog.LinkTaken.from_receipt(receipt)[0].link)

    def fund_budget(self, account: AccountAPI, shop: int, amount: int | str) -> ReceiptAPI:
        """Add to a shop's budget, out of which orders with a fiat part pay commission (ORD-1); anyone."""
        shop_id(shop)
        paid, budgets = amount_of(amount), self.system.budgets
        return self._send("fund_budget", account, budgets.fund, shop, paid, cost=paid)

    def withdraw_budget(self, account: AccountAPI, shop: int, amount: int | str) -> ReceiptAPI:
        """Take from the unreserved budget of the account's shop (ORD-7)."""
        shop_id(shop)
        return self._send("withdraw_budget", account, self.system.budgets.withdraw, shop, amount_of(amount))

    def set_floor(
        self, account: AccountAPI, listing: int, floor: int | str, module: Any = None
    ) -> ReceiptAPI:
        """Let a module, by default group buying, sell a listing for ``floor`` a unit or more; 0: no more."""
        listing_number(listing)
        address = address_of(module or self.system.group_buy)
        return self._send(
            "set_floor", account, self.system.market.setFloor, listing, address, amount_of(floor)
        )


def _option(one: int | str | Price) -> Price:
    return one if isinstance(one, tuple) else price(one)
