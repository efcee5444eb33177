"""The common actions in one call each, for `ape console` and short scripts.

Each action takes the account that acts first, approves the exact tokens it needs, and raises an
ActionError that names the contract's reason where the contract refuses: then nothing is sent. Amounts are
ints of 1e-18 Ecom (``ecom("12.5")``), or text in Ecom (``"12.5"``); times are seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from ape.api import AccountAPI, ReceiptAPI
from ape.contracts import ContractInstance

from ecomchain import reverts
from ecomchain.amounts import MAX_SUPPLY, format_ecom, parse_ecom
from ecomchain.errors import AmountError, ArgumentError, EcomError
from ecomchain.ids import ANY_NUMBER, NO_LINK, UNLIMITED
from ecomchain.system import System

DAY = 86_400
NO_CID = (b"\0" * 32, 0)
NOBODY = "0x" + "00" * 20
STATES = ("none", "placed", "fulfilled", "closed")
"""An order's states by number."""

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
        _account(account)
        registry = self.system.registry
        cost = sum(registry.quote(registry.SHOP(), 1))
        receipt = self._send("open_shop", account, registry.open, account.address, metadata, cost, cost=cost)
        return int(registry.ShopOpened.from_receipt(receipt)[0].shop)

    def acquire(self, account: AccountAPI, shop: int, capability: int, units: int = 1) -> ReceiptAPI:
        """Acquire units of a capability (``SHOWCASE``, ...) for the account's shop, at today's price."""
        _account(account)
        _whole("shop", shop, 1, _UINT32)
        _whole("capability", capability, 1, _UINT32, "such as SHOWCASE")
        _whole("units", units, 1, _UINT16)
        registry = self.system.registry
        cost = sum(self._read("acquire", registry.quote, capability, units))
        return self._send("acquire", account, registry.acquire, shop, capability, units, cost, cost=cost)

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
        """List a product for tokens; returns its id (CAT-1). ``protection`` 0 settles sales at once.

        ``price``: an int is in 1e-18 Ecom, a str like ``"12.5"`` in Ecom.
        """
        _account(account)
        _whole("shop", shop, 1, _UINT32)
        _whole("stock", stock, 0, _UINT32)
        _whole("protection", protection, 0, _UINT24, "seconds")
        _whole("fulfil_within", fulfil_within, 0, _UINT24, "seconds")
        catalog = self.system.catalog
        offer = (content, protection, fulfil_within, [(_amount(price), 0, 0, 0)])
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
        _whole("expiry", expiry, 0, 2**40 - 1, "Unix time")
        terms = (incentive_bps, closing_bps, max_levels, expiry)
        receipt = self._send("publish_task", account, catalog.publishTask, shop, terms, list(listings))
        return int(catalog.TaskPublished.from_receipt(receipt)[0].task)

    def take_link(self, account: AccountAPI, task: int, shop: int, parent: int = NO_LINK) -> int:
        """Take the shop's place in a task, below ``parent``; returns its id (CAT-4). Needs DISTRIBUTION."""
        catalog = self.system.catalog
        receipt = self._send("take_link", account, catalog.takeLink, task, parent, shop, ANY_NUMBER)
        return int(catalog.LinkTaken.from_receipt(receipt)[0].link)

    def buy(
        self, account: AccountAPI, listing: int, link: int = NO_LINK, *, option: int = 0, quantity: int = 1
    ) -> int:
        """Buy at the price that the listing shows now; returns the order's id (ORD-1).

        It takes no amount, ``quantity`` is in units; where an action takes one, an int is in 1e-18 Ecom, a
        str like ``"12.5"`` in Ecom.
        """
        _account(account)
        _whole("listing", listing, 1, 2**64 - 1)
        _whole("link", link, 0, 2**96 - 1)
        _whole("option", option, 0, _UINT8)
        _whole("quantity", quantity, 1, _UINT24)
        catalog, market = self.system.catalog, self.system.market
        shown = self._read("buy", catalog.terms, listing, option, link)
        price = shown.tokenAmount
        purchase = (listing, option, shown.revision, quantity, price, link)
        receipt = self._send("buy", account, market.place, purchase, cost=price * quantity)
        return int(market.OrderPlaced.from_receipt(receipt)[0].order)

    def fulfil(self, account: AccountAPI, order: int, evidence: Cid = NO_CID) -> ReceiptAPI:
        """State that the goods are on their way; the seller."""
        return self._send("fulfil", account, self.system.market.fulfil, order, evidence)

    def confirm(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Close with success; the buyer."""
        return self._send("confirm", account, self.system.market.confirm, order)

    def settle(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Close with success after the buyer's protection; anyone."""
        return self._send("settle", account, self.system.market.settle, order)

    def refund(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Give everything back; the seller."""
        return self._send("refund", account, self.system.market.refund, order)

    def names(self) -> dict[str, Any]:
        """The actions by name."""
        chosen = (
            self.open_shop, self.acquire, self.list_product, self.publish_task, self.take_link,
            self.buy, self.fulfil, self.confirm, self.settle, self.refund,
        )  # fmt: skip
        return {action.__name__: action for action in chosen}

    def _send(
        self, action: str, account: AccountAPI, method: Any, *arguments: Any, cost: int = 0
    ) -> ReceiptAPI:
        """Send the transaction; try it as a call first, for errors of any contract are readable there.

        The contract is allowed to take ``cost`` only where the call lacks nothing else; an allowance that
        turns out to be in vain is taken back.
        """
        _account(account)
        reason = self._try(method, arguments, account)
        token, spender, before = self.system.token, method.contract, None
        if reason is not None and self._lacks_allowance(reason, account, spender, cost):
            before = token.allowance(account, spender)
            token.approve(spender, cost, sender=account)
            reason = self._try(method, arguments, account)
        if reason is not None:
            if before is not None:
                token.approve(spender, before, sender=account)
            raise _refused(action, reason)
        receipt: ReceiptAPI = method(*arguments, sender=account)
        return receipt

    def _lacks_allowance(
        self, reason: reverts.Revert, account: AccountAPI, spender: ContractInstance, cost: int
    ) -> bool:
        token = self.system.token
        return bool(
            reason.name == "PaymentFailed"
            and reason.values["balance"] >= reason.values["amount"]
            and token.balanceOf(account) >= cost > token.allowance(account, spender)
        )

    def _read(self, action: str, method: Any, *arguments: Any) -> Any:
        reason = self._try(method, arguments, None)
        if reason is not None:
            raise _refused(action, reason)
        return method(*arguments)

    def _try(
        self, method: Any, arguments: Sequence[Any], account: AccountAPI | None
    ) -> reverts.Revert | None:
        contracts = [contract for _, contract in self.system.contracts()]
        return reverts.attempt(method, *arguments, sender=account or NOBODY, contracts=contracts)


_UINT8, _UINT16, _UINT24, _UINT32 = 2**8 - 1, 2**16 - 1, 2**24 - 1, 2**32 - 1


def _refused(action: str, reason: reverts.Revert) -> ActionError:
    state = reason.values.get("state")
    if reason.name == "WrongState" and isinstance(state, int) and state < len(STATES):
        reason = replace(reason, values={**reason.values, "state": STATES[state]})
    notice = f": {reason.notice}" if reason.notice else ""
    return ActionError(f"{action} was refused: {reason}{notice}")


def _amount(amount: int | str) -> int:
    if isinstance(amount, str):
        return parse_ecom(amount)
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        raise AmountError(
            f'{amount!r} is not an amount of Ecom: give text in Ecom, such as "12.5", or an int of 1e-18 Ecom'
        )
    if amount > MAX_SUPPLY:
        raise AmountError(f"{format_ecom(amount)} Ecom is more than there is: an int is in 1e-18 Ecom")
    return amount


def _whole(what: str, value: object, least: int, most: int, hint: str = "") -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        hint = f" ({hint})" if hint else ""
        raise ArgumentError(f"{what} cannot be {value!r}: give a whole number{hint} from {least} to {most}")


def _account(account: object) -> None:
    if not isinstance(account, AccountAPI):
        raise ArgumentError(
            f"{account!r} is not an account that can sign: give one such as accounts.test_accounts[0] "
            'or accounts.load("name")'
        )
