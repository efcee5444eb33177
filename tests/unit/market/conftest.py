"""The scene of the market's tests, and orders in every state; see ``tests/scene.py``."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ape
import scene as scenes
from ape.api import AccountAPI
from orders import place


@dataclass(frozen=True)
class Orders:
    """Ids. ``placed[n]`` was bought through n distributors; ``fulfilled`` and ``closed`` through three.

    All are one unit of ``escrowed``, but ``limited``: three units of that listing, through two.
    """

    placed: tuple[int, ...]
    limited: int
    fulfilled: int
    closed: int


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
        yield scene, Orders(placed, limited, fulfilled, closed)


@ape.fixture(chain_isolation=False, scope="package")
def scene(_stage: tuple[scenes.Scene, Orders]) -> scenes.Scene:
    return _stage[0]


@ape.fixture(chain_isolation=False, scope="package")
def orders(_stage: tuple[scenes.Scene, Orders]) -> Orders:
    return _stage[1]
