"""Numbers and names as a person wants to read them."""

from collections.abc import Sequence

from ecomchain.amounts import DECIMALS, ECOM
from ecomchain.ids import link_parts, listing_parts
from ecomchain.text import percent, period

__all__ = ["column", "ecom", "item", "link", "percent", "period"]

SHOWN_DECIMALS = 6


def ecom(amount: int) -> str:
    """An amount in Ecom, thousands separated; cut after six decimals it ends in ``…``."""
    whole, fraction = divmod(amount, ECOM)
    digits = f"{fraction:0{DECIMALS}d}".rstrip("0")
    shown = f".{digits[:SHOWN_DECIMALS]}" if digits else ""
    return f"{whole:,}{shown}{'…' if len(digits) > SHOWN_DECIMALS else ''}"


def column(amounts: Sequence[int]) -> list[str]:
    """Amounts in Ecom, padded so that their decimal points stand in one line."""
    shown = [ecom(amount) for amount in amounts]
    wholes = [len(text.partition(".")[0]) for text in shown]
    width = max(wholes, default=0)
    return [" " * (width - whole) + text for whole, text in zip(wholes, shown, strict=True)]


def item(id_: int) -> str:
    """A listing or task as shop/index, such as ``1/2``."""
    shop, index = listing_parts(id_)
    return f"{shop}/{index}"


def link(id_: int) -> str:
    """A link as its task and the distributor's shop, such as ``1/1 of shop 2``."""
    task, shop = link_parts(id_)
    return f"{item(task)} of shop {shop}"
