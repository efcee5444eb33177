"""Orders for tokens, and the life of every order."""

from ape.api import AccountAPI, ReceiptAPI

from ecomchain.console.arguments import (
    NO_CID,
    UINT8,
    UINT24,
    UINT96,
    Cid,
    basis_points,
    listing_number,
    order_id,
    whole,
)
from ecomchain.console.base import ActionGroup
from ecomchain.ids import NO_LINK
from ecomchain.sending import require_account


class OrderActions(ActionGroup):
    """What buyers and sellers do."""

    def buy(
        self, account: AccountAPI, listing: int, link: int = NO_LINK, *, option: int = 0, quantity: int = 1
    ) -> int:
        """Buy at the price that the listing shows now; returns the order's id (ORD-1).

        It takes no amount, ``quantity`` is in units; where an action takes one, an int is in 1e-18 Ecom, a
        str like ``"12.5"`` in Ecom.
        """
        require_account(account)
        listing_number(listing)
        whole("link", link, 0, UINT96)
        whole("option", option, 0, UINT8)
        whole("quantity", quantity, 1, UINT24)
        catalog, market = self.system.catalog, self.system.market
        shown = self._read("buy", catalog.terms, listing, option, link)
        price = shown.tokenAmount
        purchase = (listing, option, shown.revision, quantity, price, link)
        receipt = self._send("buy", account, market.place, purchase, cost=price * quantity)
        return int(market.OrderPlaced.from_receipt(receipt)[0].order)

    def fulfil(self, account: AccountAPI, order: int, evidence: Cid = NO_CID) -> ReceiptAPI:
        """State that fiat was received, if any, and the goods are on their way; the seller."""
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

    def cancel(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Give everything back of an order that was not fulfilled in time; the buyer, later anyone."""
        order_id(order)
        return self._send("cancel", account, self.system.market.cancel, order)

    def propose(self, account: AccountAPI, order: int, bps: int) -> ReceiptAPI:
        """Propose to close with ``bps`` (of 10,000) of the price paid; the buyer or the seller."""
        order_id(order)
        basis_points(bps)
        return self._send("propose", account, self.system.market.propose, order, bps)

    def accept(self, account: AccountAPI, order: int, bps: int) -> ReceiptAPI:
        """Accept what the other side has proposed, repeating the number: closes the order."""
        order_id(order)
        basis_points(bps)
        return self._send("accept", account, self.system.market.accept, order, bps)
