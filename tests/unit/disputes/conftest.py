"""Fulfilled orders in the scene of ``tests/scene.py``, disputes about them, and objections."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ape
import pytest
import scene as scenes
from ape import accounts, chain
from ape.api import AccountAPI
from orders import place, place_vouched
from scene import CID, FIAT, OTHER_CID

from .cases import held_after


@dataclass(frozen=True)
class Orders:
    """Ids. ``tokens[n]``, ``mixed[n]`` and ``fiat[n]`` are fulfilled, and were bought through n distributors.

    ``placed``, in tokens, and ``unfulfilled``, in tokens and fiat, both through three, are not fulfilled.
    """

    tokens: tuple[int, ...]
    mixed: tuple[int, ...]
    fiat: tuple[int, ...]
    placed: int
    unfulfilled: int


@ape.fixture(chain_isolation=False, scope="package")
def _stage(
    system: Any, operator: AccountAPI, foundation: AccountAPI, arbitrator: AccountAPI
) -> Iterator[tuple[scenes.Scene, Orders]]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    for scene in scenes.play(system):
        tokens = tuple(place(system, scene, scene.escrowed, n) for n in range(4))
        mixed = tuple(place_vouched(system, scene, n) for n in range(4))
        fiat = tuple(place_vouched(system, scene, n, option=FIAT) for n in range(4))
        for order in (*tokens, *mixed, *fiat):
            system.market.fulfil(order, CID, sender=scene.seller)
        placed = place(system, scene, scene.escrowed, 3)
        unfulfilled = place_vouched(system, scene, 3)
        yield scene, Orders(tokens, mixed, fiat, placed, unfulfilled)


@ape.fixture(chain_isolation=False, scope="package")
def scene(_stage: tuple[scenes.Scene, Orders]) -> scenes.Scene:
    return _stage[0]


@ape.fixture(chain_isolation=False, scope="package")
def orders(_stage: tuple[scenes.Scene, Orders]) -> Orders:
    return _stage[1]


@pytest.fixture
def raised(disputes: Any, scene: scenes.Scene, orders: Orders) -> int:
    """The order through two distributors; its buyer has just disputed it."""
    disputes.raiseDispute(orders.tokens[2], CID, sender=scene.buyer)
    return orders.tokens[2]


@pytest.fixture
def contested(disputes: Any, scene: scenes.Scene, raised: int) -> int:
    """The order through two distributors; its seller has just contested the dispute."""
    disputes.contest(raised, OTHER_CID, sender=scene.seller)
    return raised


@pytest.fixture
def held(market: Any, scene: scenes.Scene, orders: Orders) -> int:
    """The mixed order through three distributors; its seller has just refunded it, after fulfilment."""
    market.refund(orders.mixed[3], sender=scene.seller)
    return orders.mixed[3]


@pytest.fixture
def objected(disputes: Any, scene: scenes.Scene, held: int) -> int:
    """The mixed order; the third distributor has just objected."""
    disputes.object(held, CID, sender=scene.distributors[2])
    return held


@pytest.fixture
def matched(disputes: Any, scene: scenes.Scene, objected: int) -> int:
    """The mixed order; the seller has just matched the objection's bond."""
    disputes.matchObjection(objected, OTHER_CID, sender=scene.seller)
    return objected


@pytest.fixture
def refuser(system: Any) -> AccountAPI:
    """A contract with tokens that it allows the system to pull; it would revert on any call to it."""
    address = scenes.actor(system).address
    chain.provider.set_code(address, "0x5f5ffd")
    return accounts[address]


@pytest.fixture(autouse=True)
def _invariants(system: Any, scene: scenes.Scene) -> Iterator[None]:
    """BOND-1, BUDGET-1 and ESCROW-1, after every test."""
    yield
    token, market, disputes, budgets = system.token, system.market, system.disputes, system.budgets
    bonds = 0
    for order in range(1, market.totals().orders + 1):
        for case in (disputes.dispute(order), disputes.objection(order)):
            bonds += case.bond * int(case.stage)  # one bond while raised, two while contested
    assert disputes.totals().bonds == bonds, "BOND-1"
    assert token.balanceOf(disputes) >= bonds, "BOND-1"
    totals = budgets.totals()
    reserved = sum(budgets.reserved(order).amount for order in range(1, market.totals().orders + 1))
    assert (totals.budgets, totals.reserves) == (budgets.budget(scene.shop), reserved), "BUDGET-1"
    assert token.balanceOf(budgets) >= totals.budgets + totals.reserves, "BUDGET-1"
    assert token.balanceOf(market) >= market.totals().escrow, "ESCROW-1"


@pytest.fixture(params=["refunded", "cancelled", "uncontested", "agreed at 0", "agreed", "unruled"])
def suspicious(request: Any, system: Any, scene: scenes.Scene, orders: Orders) -> tuple[int, int]:
    """A mixed order through three distributors that has just ended in each way that holds its reserve.

    Its id, and the settledBps.
    """
    return held_after(system, scene, orders.unfulfilled, orders.mixed[3], request.param)
