"""The common actions in one call each, for `ape console` and short scripts.

Each action takes the account that acts first, approves the exact tokens it needs, and raises an
ActionError that names the contract's reason where the contract refuses. Amounts are ints of 1e-18 Ecom
(``ecom("12.5")``), or text in Ecom (``"12.5"``); times are seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ape.api import AccountAPI, ReceiptAPI
from ape.contracts import ContractInstance

from ecomchain import reverts
from ecomchain.amounts import parse_ecom
from ecomchain.errors import EcomError
from ecomchain.ids import ANY_NUMBER, NO_LINK, UNLIMITED
from ecomchain.system import System

DAY = 86_400
NO_CID = (b"\0" * 32, 0)
NOBODY = "0x" + "00" * 20

Cid = tuple[bytes, int]
"""The sha2-256 digest of content, and its codec: 0 dag-pb, 1 raw (SHOP-7)."""


class ActionError(EcomError):
    """A contract refused an action; the message is its error with all values."""


def cid(content: bytes | str) -> Cid:
    """The CIDv1 (raw) of some content."""
    data = content.encode() if isinstance(content, str) else content
    return sha256(data).digest(), 1


@dataclass(frozen=True)
class Actions:
    """The common actions on a system."""

    system: System

    def open_shop(self, account: AccountAPI, metadata: Cid = NO_CID) -> int:
        """Open a shop for the account, at today's price; returns its id (SHOP-2)."""
        registry = self.system.registry
        cost = sum(registry.quote(registry.SHOP(), 1))
        self._allow(account, registry, cost)
        receipt = self._send(account, registry.open, account.address, metadata, cost)
        return int(registry.ShopOpened.from_receipt(receipt)[0].shop)

    def acquire(self, account: AccountAPI, shop: int, capability: int, units: int = 1) -> ReceiptAPI:
        """Acquire units of a capability (``SHOWCASE``, ...) for the account's shop, at today's price."""
        registry = self.system.registry
        cost = sum(registry.quote(capability, units))
        self._allow(account, registry, cost)
        return self._send(account, registry.acquire, shop, capability, units, cost)

    def list_product(
        self,
        account: AccountAPI,
        shop: int,
        price: int | str,
        *,
        stock: int = UNLIMITED,
        protection: int = 7 * DAY,
        fulfil_within: int = 7 * DAY,
        content: Cid = NO_CID,
    ) -> int:
        """List a product for tokens; returns its id (CAT-1). ``protection`` 0 settles sales at once."""
        catalog = self.system.catalog
        offer = (content, protection, fulfil_within, [(_amount(price), 0, 0, 0)])
        receipt = self._send(account, catalog.list, shop, offer, stock, ANY_NUMBER)
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
        terms = (incentive_bps, closing_bps, max_levels, expiry)
        receipt = self._send(account, catalog.publishTask, shop, terms, list(listings))
        return int(catalog.TaskPublished.from_receipt(receipt)[0].task)

    def take_link(self, account: AccountAPI, task: int, shop: int, parent: int = NO_LINK) -> int:
        """Take the shop's place in a task, below ``parent``; returns its id (CAT-4). Needs DISTRIBUTION."""
        catalog = self.system.catalog
        receipt = self._send(account, catalog.takeLink, task, parent, shop, ANY_NUMBER)
        return int(catalog.LinkTaken.from_receipt(receipt)[0].link)

    def buy(
        self, account: AccountAPI, listing: int, link: int = NO_LINK, *, option: int = 0, quantity: int = 1
    ) -> int:
        """Buy at the price that the listing shows now; returns the order's id (ORD-1)."""
        catalog, market = self.system.catalog, self.system.market
        shown = self._read(catalog.terms, listing, option, link)
        price = shown.tokenAmount
        self._allow(account, market, price * quantity)
        purchase = (listing, option, shown.revision, quantity, price, link)
        receipt = self._send(account, market.place, purchase)
        return int(market.OrderPlaced.from_receipt(receipt)[0].order)

    def fulfil(self, account: AccountAPI, order: int, evidence: Cid = NO_CID) -> ReceiptAPI:
        """State that the goods are on their way; the seller."""
        return self._send(account, self.system.market.fulfil, order, evidence)

    def confirm(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Close with success; the buyer."""
        return self._send(account, self.system.market.confirm, order)

    def settle(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Close with success after the buyer's protection; anyone."""
        return self._send(account, self.system.market.settle, order)

    def refund(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Give everything back; the seller."""
        return self._send(account, self.system.market.refund, order)

    def names(self) -> dict[str, Any]:
        """The actions by name."""
        chosen = (
            self.open_shop, self.acquire, self.list_product, self.publish_task, self.take_link,
            self.buy, self.fulfil, self.confirm, self.settle, self.refund,
        )  # fmt: skip
        return {action.__name__: action for action in chosen}

    def _allow(self, account: AccountAPI, spender: ContractInstance, amount: int) -> None:
        if self.system.token.allowance(account, spender) < amount:
            self.system.token.approve(spender, amount, sender=account)

    def _send(self, account: AccountAPI, method: Any, *arguments: Any) -> ReceiptAPI:
        """Send the transaction; try it as a call first, for errors of any contract are readable there."""
        self._try(method, arguments, account)
        receipt: ReceiptAPI = method(*arguments, sender=account)
        return receipt

    def _read(self, method: Any, *arguments: Any) -> Any:
        self._try(method, arguments, None)
        return method(*arguments)

    def _try(self, method: Any, arguments: Sequence[Any], account: AccountAPI | None) -> None:
        contracts = [contract for _, contract in self.system.contracts()]
        reason = reverts.attempt(method, *arguments, sender=account or NOBODY, contracts=contracts)
        if reason is not None:
            notice = f": {reason.notice}" if reason.notice else ""
            raise ActionError(f"{method.abis[0].name} was refused: {reason}{notice}")


def _amount(amount: int | str) -> int:
    return parse_ecom(amount) if isinstance(amount, str) else amount
