"""The scene of the group buying tests; see ``deals.py``."""

from collections.abc import Iterator
from typing import Any

import ape
from ape import chain
from ape.api import AccountAPI
from scene import Scene

from .deals import Stage, set_stage


@ape.fixture(chain_isolation=False, scope="package")
def stage(system: Any, operator: AccountAPI, guardian: AccountAPI, foundation: AccountAPI) -> Iterator[Stage]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    yield set_stage(system)
    chain.restore(before)


@ape.fixture(chain_isolation=False, scope="package")
def scene(stage: Stage) -> Scene:
    return stage.scene
