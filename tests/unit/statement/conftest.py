"""A world with positions of every kind, built once for each file of tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from ape import chain

from ecomchain.overview import Overview, overview
from ecomchain.statement import Statement, statement

from .positions import World, build_world


@pytest.fixture(scope="session", autouse=True)
def _first(everybody: Any) -> None:
    """Whatever lives for the whole session comes before the first module's snapshot, which would lose it."""


@pytest.fixture(scope="module")
def world(system: Any) -> Iterator[World]:
    """Everything is taken back afterwards."""
    before = chain.snapshot()
    yield build_world(system)
    chain.restore(before)


@pytest.fixture(scope="module")
def of_seller(world: World) -> Statement:
    return statement(world.system, world.scene.seller.address)


@pytest.fixture(scope="module")
def of_buyer(world: World) -> Statement:
    return statement(world.system, world.scene.buyer.address)


@pytest.fixture(scope="module")
def whole(world: World) -> Overview:
    return overview(world.system)
