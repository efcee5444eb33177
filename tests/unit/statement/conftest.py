"""A world with positions of every kind, and what is said of it."""

from collections.abc import Iterator
from typing import Any

import ape
from ape import chain

from ecomchain.overview import Overview, overview
from ecomchain.statement import Statement, statement

from .positions import World, build_world


@ape.fixture(chain_isolation=False, scope="package")
def world(system: Any, everybody: Any) -> Iterator[World]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    yield build_world(system)
    chain.restore(before)


@ape.fixture(chain_isolation=False, scope="package")
def of_seller(world: World) -> Statement:
    return statement(world.system, world.scene.seller.address)


@ape.fixture(chain_isolation=False, scope="package")
def of_buyer(world: World) -> Statement:
    return statement(world.system, world.scene.buyer.address)


@ape.fixture(chain_isolation=False, scope="package")
def whole(world: World) -> Overview:
    return overview(world.system)
