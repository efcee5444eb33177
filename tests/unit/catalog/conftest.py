"""The scene of the catalog's tests; see ``tests/scene.py``."""

from collections.abc import Iterator
from typing import Any

import ape
import scene as scenes
from ape.api import AccountAPI


@ape.fixture(chain_isolation=False, scope="package")
def scene(
    system: Any, operator: AccountAPI, guardian: AccountAPI, foundation: AccountAPI
) -> Iterator[scenes.Scene]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    yield from scenes.play(system)
