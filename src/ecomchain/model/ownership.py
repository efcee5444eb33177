"""Shops as ERC-721 tokens (SHOP-5, SHOP-8)."""

from ecomchain.model.context import ZERO_ADDRESS, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.shop import Shop


class Ownership:
    """Transfers and approvals. Everything a shop has goes with it; approvals never act for it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.shops: dict[int, Shop] = {}
        self.operators: set[tuple[str, str]] = set()

    def known(self, shop: int) -> Shop:
        """The shop, or ``UnknownShop``."""
        if shop not in self.shops:
            raise ModelRevert("UnknownShop", shop=shop)
        return self.shops[shop]

    def owned(self, caller: str, shop: int) -> Shop:
        """The shop, if the caller owns it."""
        found = self.known(shop)
        require(caller == found.owner, "NotShopOwner", shop=shop, caller=caller, owner=found.owner)
        return found

    def owner_of(self, shop: int) -> str:
        """Who is paid for the shop, and acts for it."""
        return self.known(shop).owner

    def mint(self, owner: str) -> int:
        """The id of a new shop; the caller adds it to ``shops``."""
        require(owner != ZERO_ADDRESS, "TransferToZeroAddress")
        return len(self.shops) + 1

    def approve(self, caller: str, account: str, shop: int) -> None:
        """Let ``account`` transfer the shop."""
        found = self._token(shop)
        allowed = caller == found.owner or (found.owner, caller) in self.operators
        require(allowed, "NotOwnerNorApproved")
        found.approved = None if account == ZERO_ADDRESS else account
        self.context.emit("registry", "Approval", owner=found.owner, account=account, id=shop)

    def set_approval_for_all(self, caller: str, operator: str, approved: bool) -> None:
        """Let ``operator`` transfer all shops of the caller, or no longer."""
        (self.operators.add if approved else self.operators.discard)((caller, operator))
        self.context.emit("registry", "ApprovalForAll", owner=caller, operator=operator, isApproved=approved)

    def transfer_from(self, caller: str, owner: str, to: str, shop: int) -> None:
        """Transfer the shop with all it has; it counts (SHOP-8)."""
        found = self._token(shop)
        require(owner == found.owner, "TransferFromIncorrectOwner")
        allowed = caller in (owner, found.approved) or (owner, caller) in self.operators
        require(allowed, "NotOwnerNorApproved")
        require(to != ZERO_ADDRESS, "TransferToZeroAddress")
        found.owner, found.approved = to, None
        found.transfers += 1
        self.context.emit("registry", "Transfer", **{"from": owner, "to": to, "id": shop})

    def _token(self, shop: int) -> Shop:
        require(shop in self.shops, "TokenDoesNotExist")
        return self.shops[shop]
