"""What actions are given: amounts, numbers, content."""

from typing import Any

from eth_utils import is_address, to_checksum_address

import ecomchain.content.cid as content_cid
from ecomchain.amounts import BPS, MAX_SUPPLY, format_ecom, parse_ecom
from ecomchain.errors import AmountError, ArgumentError

DAY = 86_400
NO_CID = (b"\0" * 32, 0)
UINT8, UINT16, UINT24, UINT32, UINT40, UINT64, UINT96 = (2**n - 1 for n in (8, 16, 24, 32, 40, 64, 96))

Cid = tuple[bytes, int]
"""The sha2-256 digest of content, and its codec: 0 dag-pb, 1 raw (SHOP-7)."""

Price = tuple[int, int, int, int]
"""``ICatalog.PriceOption``: tokens, fiat in minor units, currency, declared value of the fiat in tokens."""


def cid(content: bytes | str | content_cid.Cid) -> Cid:
    """The CIDv1 (raw) of some content; or the CID itself, given as one or as ``ipfs://...``.

    Raises CidError for what begins with ``ipfs://`` and is no CID.
    """
    if isinstance(content, str) and content.startswith("ipfs://"):
        content = content_cid.Cid.parse(content)
    if isinstance(content, content_cid.Cid):
        return content.struct
    return content_cid.Cid.of(content.encode() if isinstance(content, str) else content).struct


def price(tokens: int | str = 0, *, fiat: int = 0, currency: int = 0, base: int | str = 0) -> Price:
    """A price of a unit, one of up to three that a listing offers (CAT-1).

    ``tokens`` is an amount of Ecom; ``fiat`` is in minor units (cents) of ``currency``, an ISO-4217 number
    (840 is USD), and ``base`` what it is worth in Ecom, as the seller declares: commission is on that.
    """
    whole("fiat", fiat, 0, 2**48 - 1, "minor units, such as cents")
    whole("currency", currency, 0, 999, "ISO-4217, such as 840 for USD")
    return amount_of(tokens), fiat, currency, amount_of(base)


def amount_of(amount: int | str) -> int:
    """An amount in 1e-18 Ecom."""
    if isinstance(amount, str):
        return parse_ecom(amount)
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        raise AmountError(
            f'{amount!r} is not an amount of Ecom: give text in Ecom, such as "12.5", or an int of 1e-18 Ecom'
        )
    if amount > MAX_SUPPLY:
        raise AmountError(f"{format_ecom(amount)} Ecom is more than there is: an int is in 1e-18 Ecom")
    return amount


def whole(what: str, value: object, least: int, most: int, hint: str = "") -> None:
    """Raises ArgumentError for what is no whole number from ``least`` to ``most``."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        hint = f" ({hint})" if hint else ""
        raise ArgumentError(f"{what} cannot be {value!r}: give a whole number{hint} from {least} to {most}")


def shop_id(shop: int) -> None:
    """Raises ArgumentError for what is no shop's id."""
    whole("shop", shop, 1, UINT32)


def listing_number(listing: int) -> None:
    """Raises ArgumentError for what is no listing's id."""
    whole("listing", listing, 1, UINT64)


def order_id(order: int) -> None:
    """Raises ArgumentError for what is no order's id."""
    whole("order", order, 1, UINT40)


def basis_points(bps: int) -> None:
    """Raises ArgumentError for what is no part of 10,000."""
    whole("bps", bps, 0, BPS, "basis points")


def address_of(account: Any) -> str:
    """The address of an account, or the address that it is. Raises ArgumentError for anything else."""
    address = str(getattr(account, "address", account))
    if not is_address(address):
        raise ArgumentError(f"{account!r} is neither an account nor an address")
    return to_checksum_address(address)
