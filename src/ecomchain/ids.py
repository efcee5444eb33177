"""Identifiers of the protocol, as in ``interfaces/types/Ids.sol``.

Composite identifiers carry their parents::

    shop     32 bits   the ERC-721 token id, from 1
    listing  64 bits   shop << 32 | index within the shop, from 1 (24 bits)
    task     64 bits   shop << 32 | index within the shop, from 1 (24 bits)
    link     96 bits   task << 32 | the distributor's shop
"""

import re
from typing import NamedTuple

from ecomchain.errors import IdError

NO_LINK = 0
"""A purchase straight from the seller, or a link's parent where there is none."""

ANY_NUMBER = 0xFFFF
"""As the number of a listing or link: any free one (input), none (output)."""

UNLIMITED = 2**32 - 1
"""Stock that never runs out."""

SHOP, SHOWCASE, DISTRIBUTION, PROMOTION = 1, 2, 3, 4
"""The capabilities that the protocol itself reads."""

MODULE_BASE = 65_536
"""MODULE(id) is capability ``MODULE_BASE + id``."""

_NAMES = {SHOP: "SHOP", SHOWCASE: "SHOWCASE", DISTRIBUTION: "DISTRIBUTION", PROMOTION: "PROMOTION"}
_SHOP_BITS = 32
_INDEX_BITS = 24


class ShopItem(NamedTuple):
    """A listing or task: the shop it belongs to, and its index there."""

    shop: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here


class LinkParts(NamedTuple):
    """A link: its task, and the distributor's shop."""

    task: int
    shop: int


def listing_id(shop: int, index: int) -> int:
    """The id of the shop's ``index``-th listing (from 1)."""
    return _item("listing", shop, index)


def listing_parts(listing: int) -> ShopItem:
    """The shop and index of a listing: the reverse of `listing_id`."""
    return _parts("listing", listing)


def task_id(shop: int, index: int) -> int:
    """The id of the shop's ``index``-th task (from 1)."""
    return _item("task", shop, index)


def task_parts(task: int) -> ShopItem:
    """The shop and index of a task: the reverse of `task_id`."""
    return _parts("task", task)


def link_id(task: int, shop: int) -> int:
    """The id of the link of distributor ``shop`` in ``task``: there is only one (CAT-4)."""
    task_parts(task)
    _check("shop", shop, _SHOP_BITS)
    return task << _SHOP_BITS | shop


def link_parts(link: int) -> LinkParts:
    """The task and the distributor's shop of a link: the reverse of `link_id`."""
    task, shop = link >> _SHOP_BITS, link & (1 << _SHOP_BITS) - 1
    try:
        link_id(task, shop)
    except IdError:
        raise IdError(f"{link} is not a link id: it is task << 32 | shop, see link_id(task, shop)") from None
    return LinkParts(task, shop)


def module_id(number: int) -> int:
    """The capability id of marketing module ``number``."""
    highest = 2**32 - 1 - MODULE_BASE
    if not 0 <= number <= highest:
        raise IdError(f"{number} is not a module number: they go from 0 to {highest}")
    return MODULE_BASE + number


def capability_name(capability: int) -> str:
    """``SHOP``, ``MODULE(7)``, or the plain number of a capability without a name."""
    if capability >= MODULE_BASE:
        return f"MODULE({capability - MODULE_BASE})"
    return _NAMES.get(capability, str(capability))


def capability_id(name: str) -> int:
    """The capability of that name: the reverse of `capability_name`."""
    for known, text in _NAMES.items():
        if text == name.strip():
            return known
    if (match := re.fullmatch(r"MODULE\(([0-9]{1,10})\)", name.strip())) is not None:
        return module_id(int(match[1]))
    if re.fullmatch(r"[0-9]{1,10}", name.strip()) and 0 < (number := int(name)) < 2**32:
        return number
    raise IdError(
        f"{name!r} is not a capability: write {', '.join(_NAMES.values())}, MODULE(number), or a number"
    )


def _item(kind: str, shop: int, index: int) -> int:
    _check("shop", shop, _SHOP_BITS)
    _check(f"{kind} index", index, _INDEX_BITS)
    return shop << _SHOP_BITS | index


def _parts(kind: str, value: int) -> ShopItem:
    shop, index = value >> _SHOP_BITS, value & (1 << _SHOP_BITS) - 1
    try:
        _item(kind, shop, index)
    except IdError:
        raise IdError(
            f"{value} is not a {kind} id: it is shop << 32 | index, see {kind}_id(shop, index)"
        ) from None
    return ShopItem(shop, index)


def _check(what: str, value: int, bits: int) -> None:
    if not 1 <= value < 1 << bits:
        raise IdError(f"{value} is not a {what}: they go from 1 to {(1 << bits) - 1}")
