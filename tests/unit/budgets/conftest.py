"""The scene of the budgets' tests, open orders with a fiat part, and what must hold after every test."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ape
import pytest
import scene as scenes
from ape import accounts, chain
from ape.api import AccountAPI
from orders import place_vouched
from scene import FIAT

from ecomchain.ids import PROMOTION, SHOP, SHOWCASE


@dataclass(frozen=True)
class Orders:
    """Ids. ``mixed[n]`` and ``fiat[n]`` were bought through n distributors and are not yet fulfilled.

    All are one unit of the listing ``mixed``; nothing of ``fiat`` is paid in tokens.
    """

    mixed: tuple[int, ...]
    fiat: tuple[int, ...]


@ape.fixture(chain_isolation=False, scope="package")
def _stage(
    system: Any, operator: AccountAPI, guardian: AccountAPI, foundation: AccountAPI
) -> Iterator[tuple[scenes.Scene, Orders]]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    for scene in scenes.play(system):
        mixed = tuple(place_vouched(system, scene, n) for n in range(5))
        fiat = tuple(place_vouched(system, scene, n, option=FIAT) for n in range(5))
        yield scene, Orders(mixed, fiat)


@ape.fixture(chain_isolation=False, scope="package")
def scene(_stage: tuple[scenes.Scene, Orders]) -> scenes.Scene:
    return _stage[0]


@ape.fixture(chain_isolation=False, scope="package")
def orders(_stage: tuple[scenes.Scene, Orders]) -> Orders:
    return _stage[1]


@pytest.fixture
def shop_closed(system: Any, scene: scenes.Scene) -> None:
    """The seller has released every capability of the shop."""
    for capability, units in ((PROMOTION, 1), (SHOWCASE, 5), (SHOP, 1)):
        system.registry.release(scene.shop, capability, units, sender=scene.seller)


@pytest.fixture
def as_disputes(system: Any) -> AccountAPI:
    """The disputes contract, as sender."""
    chain.set_balance(system.disputes.address, 10**20)
    return accounts[system.disputes.address]


@pytest.fixture
def as_market(system: Any) -> AccountAPI:
    """The market, as sender."""
    chain.set_balance(system.market.address, 10**20)
    return accounts[system.market.address]


@pytest.fixture(autouse=True)
def _covered(system: Any, _stage: tuple[scenes.Scene, Orders]) -> Iterator[None]:
    """BUDGET-1 and its sums, after every test (ORD-6)."""
    yield
    budgets, totals = system.budgets, system.budgets.totals()
    shops = range(1, system.registry.totals().shops + 1)
    orders = range(1, system.market.totals().orders + 1)
    assert totals.budgets == sum(budgets.budget(shop) for shop in shops)
    assert totals.reserves == sum(budgets.reserved(order).amount for order in orders)
    assert system.token.balanceOf(budgets) >= totals.budgets + totals.reserves
