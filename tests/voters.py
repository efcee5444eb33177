"""Shops that vote."""

from typing import Any

from ape.api import AccountAPI
from scene import NO_CID

from ecomchain.ids import SHOP


def open_shops(system: Any, owner: AccountAPI, count: int) -> tuple[int, ...]:
    """Open so many shops in one block, at their owner's cost."""
    registry = system.registry
    system.token.approve(registry, 2**256 - 1, sender=owner)
    registry.multicall([registry.open.encode_input(owner, NO_CID, 2**96 - 1)] * count, sender=owner)
    last = int(registry.totals().shops)
    return tuple(range(last - count + 1, last + 1))


def close_shop(system: Any, owner: AccountAPI, shop: int) -> None:
    """Release SHOP: the shop is closed."""
    system.registry.release(shop, SHOP, 1, sender=owner)


def reopen_shop(system: Any, owner: AccountAPI, shop: int) -> None:
    """Acquire SHOP again."""
    system.registry.acquire(shop, SHOP, 1, 2**96 - 1, sender=owner)
