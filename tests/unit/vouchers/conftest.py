"""The scene of the vouchers' tests; see ``tests/scene.py``."""

from collections.abc import Iterator
from typing import Any

import ape
import pytest
import scene as scenes
from ape.api import AccountAPI
from orders import vouched_purchase


@ape.fixture(chain_isolation=False, scope="package")
def scene(
    system: Any, operator: AccountAPI, guardian: AccountAPI, foundation: AccountAPI
) -> Iterator[scenes.Scene]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    yield from scenes.play(system)


@pytest.fixture
def wanted(scene: scenes.Scene) -> tuple[int, ...]:
    """A unit for tokens and fiat, through two distributors."""
    return vouched_purchase(scene, 2)
