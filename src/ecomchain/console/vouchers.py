"""Orders with a fiat part: the seller's voucher, and its submission (ORD-1)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ape.api import AccountAPI, ReceiptAPI

from ecomchain import vouchers
from ecomchain.console.arguments import (
    DAY,
    UINT8,
    UINT24,
    UINT96,
    address_of,
    listing_number,
    shop_id,
    whole,
)
from ecomchain.console.base import ActionGroup
from ecomchain.errors import ArgumentError
from ecomchain.ids import NO_LINK, listing_parts
from ecomchain.sending import ActionError, require_account
from ecomchain.vouchers import VALIDITY, Voucher

Given = Voucher | Mapping[str, Any] | str | Path
"""A voucher, or what it can be read from."""


class VoucherActions(ActionGroup):
    """What seller and buyer do. A voucher goes from one to the other as text: ``voucher.to_json()``.

    Where a voucher is taken, it may be what `make_voucher` answered, its JSON as text or as a dict, or the
    path of a file with that.
    """

    def make_voucher(
        self,
        account: AccountAPI,
        listing: int,
        buyer: Any,
        link: int = NO_LINK,
        *,
        option: int = 0,
        quantity: int = 1,
        valid_for: int = VALIDITY,
    ) -> Voucher:
        """Sign the seller's consent to an order with a fiat part of ``buyer``, as the listing is now."""
        require_account(account)
        listing_number(listing)
        whole("link", link, 0, UINT96)
        whole("option", option, 0, UINT8)
        whole("quantity", quantity, 1, UINT24)
        whole("valid_for", valid_for, 0, 3_650 * DAY, "seconds")
        shop, named = listing_parts(listing).shop, address_of(buyer)
        owner = self._read("make_voucher", self.system.registry.ownerOf, shop)
        if owner != account.address:
            raise ActionError(f"make_voucher was refused: shop {shop} is {owner}'s, not {account.address}'s")
        voucher = vouchers.make(
            self.system, listing, named, option=option, quantity=quantity, link=link, valid_for=valid_for
        )
        return vouchers.sign(account, voucher)

    def check_voucher(self, voucher: Given, submitter: Any = None) -> list[str]:
        """Everything that would make its submission fail now; empty if it would succeed."""
        named = None if submitter is None else address_of(submitter)
        return vouchers.check(self.system, _voucher(voucher), named)

    def submit_voucher(self, account: AccountAPI, voucher: Given) -> int:
        """Place the order, and pay its token part if it has one; anyone. Returns the order's id."""
        return vouchers.submit(self.system, account, _voucher(voucher))

    def revoke_voucher(
        self, account: AccountAPI, voucher: Given | int, nonce: int | None = None
    ) -> ReceiptAPI:
        """Make a voucher unusable, or a ``nonce`` of a shop (whose id comes first then); the shop's owner."""
        if nonce is None:
            found = _voucher(voucher)
            shop, nonce = found.shop, found.nonce
        elif isinstance(voucher, int):
            shop = voucher
        else:
            raise ArgumentError(f"{nonce!r} beside a voucher: give the voucher alone, or a shop and a nonce")
        shop_id(shop)
        whole("nonce", nonce, 0, 2**256 - 1)
        return self._send("revoke_voucher", account, self.system.vouchers.revoke, shop, nonce)


def _voucher(given: object) -> Voucher:
    if isinstance(given, Voucher):
        return given
    if isinstance(given, Mapping):
        return Voucher.from_json(json.dumps(dict(given)))
    if isinstance(given, str) and (given.lstrip()[:1] == "{" or not Path(given).is_file()):
        return Voucher.from_json(given)
    if isinstance(given, str | Path):
        try:
            return Voucher.from_json(Path(given).read_bytes())
        except OSError as error:
            raise ArgumentError(f"{given} cannot be read: {error.strerror}") from None
    raise ArgumentError(
        f"{given!r} is not a voucher: give what make_voucher answered, its JSON, or the path of its file"
    )
