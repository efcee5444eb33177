"""What the views should answer, and how orders come about."""

from enum import IntEnum
from typing import Any

from orders import place, place_vouched
from scene import CID, FIAT, Scene, offer, plain, purchase, tokens

from ecomchain.amounts import MICRO
from ecomchain.ids import ANY_NUMBER, UNLIMITED, listing_id


class Direction(IntEnum):
    PRODUCT, SERVICE, PAYMENT, PARTNER = range(4)


NO_MARKS = (0,) * 8
"""The struct ``Marks`` of a shop that nobody rated and nothing happened to."""


def micro(amount: int) -> int:
    """In micro-Ecom, rounded down."""
    return amount // MICRO


def fulfilled(system: Any, scene: Scene, n: int = 0, *, kind: str = "tokens") -> int:
    """A fulfilled order through n distributors: ``tokens``, ``mixed`` or ``fiat``."""
    if kind == "tokens":
        order = place(system, scene, scene.escrowed, n)
    elif kind == "mixed":
        order = place_vouched(system, scene, n)
    else:
        order = place_vouched(system, scene, n, option=FIAT)
    system.market.fulfil(order, CID, sender=scene.seller)
    return order


def agree(system: Any, scene: Scene, order: int, bps: int) -> Any:
    """Close it at ``bps`` by agreement."""
    system.market.propose(order, bps, sender=scene.seller)
    return system.market.accept(order, bps, sender=scene.buyer)


def list_at(system: Any, scene: Scene, price: int) -> int:
    """A new instant listing of the seller's shop at ``price``; its id."""
    index = system.catalog.counts(scene.shop).listings + 1
    terms = offer(tokens(price), protection=0, fulfil_within=0)
    system.catalog.list(scene.shop, terms, UNLIMITED, ANY_NUMBER, sender=scene.seller)
    return listing_id(scene.shop, index)


def buy_at(system: Any, scene: Scene, price: int) -> Any:
    """Buy one unit of a new instant listing at ``price``."""
    return buy(system, scene, list_at(system, scene, price), price)


def buy(system: Any, scene: Scene, listing: int, price: int, *, sender: Any = None) -> Any:
    """Buy one unit of an instant listing."""
    return system.market.place(purchase(listing, unit_price=price), sender=sender or scene.buyer)


def seller_of(system: Any, shop: int) -> tuple[Any, Any]:
    """Its statistics and marks as a seller, as tuples."""
    tally, marks = system.reputation.seller(shop)
    return plain(tally), plain(marks)


def distributor_of(system: Any, shop: int) -> tuple[Any, Any]:
    tally, marks = system.reputation.distributor(shop)
    return plain(tally), plain(marks)
