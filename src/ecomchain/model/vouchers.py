"""Vouchers (ORD-1, SHOP-8): the seller's EIP-712 consent to an order with a fiat part."""

from functools import lru_cache
from typing import Any

from eth_account import Account
from eth_account.messages import SignableMessage, encode_typed_data
from eth_keys.exceptions import BadSignature
from eth_utils import ValidationError, keccak

from ecomchain.model.context import Context
from ecomchain.model.errors import require
from ecomchain.model.market import Market
from ecomchain.model.registry import Registry
from ecomchain.model.structs_trade import Purchase, Voucher

FIELDS = {
    "listing": "uint64",
    "revision": "uint32",
    "option": "uint8",
    "link": "uint96",
    "buyer": "address",
    "quantity": "uint24",
    "deadline": "uint40",
    "nonce": "uint256",
    "transfers": "uint32",
}
"""What the seller signs, in this order. The unit price is not among it: it follows from the revision."""


@lru_cache(maxsize=10_000)
def text_of(chain_id: int, contract: str, *values: Any) -> SignableMessage:
    """The typed data of the values of ``FIELDS``."""
    domain = {
        "name": "Ecom Vouchers",
        "version": "1",
        "chainId": chain_id,
        "verifyingContract": contract,
    }
    types = {"Voucher": [{"name": name, "type": kind} for name, kind in FIELDS.items()]}
    return encode_typed_data(domain, types, dict(zip(FIELDS, values, strict=True)))


class Vouchers:
    """Anyone may submit a voucher, once; it is good only as long as the signer owns the shop.

    ``wallets`` are owners that are contracts, with the digests that each accepts (ERC-1271).
    """

    def __init__(
        self, context: Context, market: Market, registry: Registry, address: str, chain_id: int
    ) -> None:
        self.context = context
        self.market = market
        self.registry = registry
        self.address = address
        self.chain_id = chain_id
        self.spent: set[tuple[int, int]] = set()
        self.wallets: dict[str, set[bytes]] = {}

    def place(self, caller: str, purchase: Purchase, voucher: Voucher) -> int:
        """Place the order for the buyer that the voucher names; the caller pays the token part."""
        now, shop, nonce = self.context.now, purchase.listing >> 32, voucher.nonce
        require(now <= voucher.deadline, "VoucherExpired", deadline=voucher.deadline, now_=now)
        seller = self.registry.owner_of(shop)
        digest = self.digest(purchase, voucher)
        if seller in self.wallets:
            consents = digest in self.wallets[seller]
        else:
            consents = _signer(self.text(purchase, voucher), voucher.signature) == seller
        require(consents, "InvalidVoucher", shop=shop, seller=seller, digest=digest)
        self._require_unused(shop, nonce)
        order = self.market.place_vouched(self.address, purchase, voucher.buyer, caller)
        self.spent.add((shop, nonce))
        values = {"order": order, "shop": shop, "submitter": caller, "nonce": nonce}
        self.context.emit("vouchers", "VoucherUsed", **values)
        return order

    def revoke(self, caller: str, shop: int, nonce: int) -> None:
        """The seller makes a nonce unusable."""
        self.registry.owned(caller, shop)
        self._require_unused(shop, nonce)
        self.spent.add((shop, nonce))
        self.context.emit("vouchers", "VoucherRevoked", shop=shop, nonce=nonce)

    # Views

    def digest(self, purchase: Purchase, voucher: Voucher) -> bytes:
        """What the shop's owner has to sign now."""
        text = self.text(purchase, voucher)
        return keccak(b"\x19" + text.version + text.header + text.body)

    def used(self, shop: int, nonce: int) -> bool:
        """Whether the nonce was used or revoked."""
        return (shop, nonce) in self.spent

    def text(self, purchase: Purchase, voucher: Voucher) -> SignableMessage:
        """The typed data that the shop's owner has to sign now."""
        transfers = self.registry.known(purchase.listing >> 32).transfers
        parts = {**purchase._asdict(), **voucher._asdict(), "transfers": transfers}
        return text_of(self.chain_id, self.address, *(parts[name] for name in FIELDS))

    def _require_unused(self, shop: int, nonce: int) -> None:
        require(not self.used(shop, nonce), "NonceUsed", shop=shop, nonce=nonce)


@lru_cache(maxsize=10_000)
def _signer(text: SignableMessage, signature: bytes) -> str | None:
    """Who has signed: 65 bytes with v as 27 or 28, or 64 bytes with v in the highest bit of s (ERC-2098)."""
    if len(signature) == 64:
        s = int.from_bytes(signature[32:], "big")
        half = (s & (1 << 255) - 1).to_bytes(32, "big")
        signature = signature[:32] + half + bytes([27 + (s >> 255)])
    if len(signature) != 65 or signature[64] not in (27, 28):
        return None
    try:
        return str(Account.recover_message(text, signature=signature)).lower()
    except (BadSignature, ValidationError):
        return None
