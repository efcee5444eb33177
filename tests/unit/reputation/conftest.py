"""The scene of the reputation's tests; see ``tests/scene.py``. Its seller's live lock is 300 Ecom."""

from collections.abc import Iterator
from typing import Any

import ape
import scene as scenes
from ape.api import AccountAPI


@ape.fixture(chain_isolation=False, scope="package")
def scene(
    system: Any, arbitrator: AccountAPI, foundation: AccountAPI, operator: AccountAPI
) -> Iterator[scenes.Scene]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    yield from scenes.play(system)
