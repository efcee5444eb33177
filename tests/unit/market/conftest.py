"""The scene of the market's tests, and orders in every state; see ``tests/scene.py``."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ape
import pytest
import scene as scenes
from ape import accounts, chain
from ape.api import AccountAPI
from orders import place, place_vouched
from scene import FIAT


@dataclass(frozen=True)
class Orders:
    """Ids. ``placed[n]`` was bought through n distributors; ``fulfilled`` and ``closed`` through three.

    All are one unit of ``escrowed``, but ``limited``: three units of that listing, through two; and
    ``mixed[n]`` and ``fiat[n]``: one of the listing ``mixed`` for tokens and fiat, or fiat alone, through n,
    not yet fulfilled.
    """

    placed: tuple[int, ...]
    limited: int
    fulfilled: int
    closed: int
    mixed: tuple[int, ...]
    fiat: tuple[int, ...]


@ape.fixture(chain_isolation=False, scope="package")
def _stage(
    system: Any, operator: AccountAPI, guardian: AccountAPI, foundation: AccountAPI
) -> Iterator[tuple[scenes.Scene, Orders]]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    for scene in scenes.play(system):
        fulfilled = place(system, scene, scene.escrowed, 3)
        system.market.fulfil(fulfilled, scenes.CID, sender=scene.seller)
        closed = place(system, scene, scene.escrowed, 3)
        system.market.confirm(closed, sender=scene.buyer)
        limited = place(system, scene, scene.limited, 2, quantity=3)
        placed = tuple(place(system, scene, scene.escrowed, n) for n in range(5))
        mixed = tuple(place_vouched(system, scene, n) for n in range(5))
        fiat = tuple(place_vouched(system, scene, n, option=FIAT) for n in range(5))
        yield scene, Orders(placed, limited, fulfilled, closed, mixed, fiat)


@ape.fixture(chain_isolation=False, scope="package")
def scene(_stage: tuple[scenes.Scene, Orders]) -> scenes.Scene:
    return _stage[0]


@ape.fixture(chain_isolation=False, scope="package")
def orders(_stage: tuple[scenes.Scene, Orders]) -> Orders:
    return _stage[1]


@pytest.fixture
def as_disputes(system: Any) -> AccountAPI:
    """The disputes contract, as sender."""
    chain.set_balance(system.disputes.address, 10**20)
    return accounts[system.disputes.address]


@pytest.fixture
def as_vouchers(system: Any) -> AccountAPI:
    """The vouchers contract, as sender."""
    chain.set_balance(system.vouchers.address, 10**20)
    return accounts[system.vouchers.address]
