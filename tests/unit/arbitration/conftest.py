"""The scene of the arbitration tests; see ``cases.py``."""

from collections.abc import Iterator
from typing import Any

import ape
from ape import chain
from ape.api import AccountAPI

from .cases import Cases, build_cases


@ape.fixture(chain_isolation=False, scope="package")
def cases(system: Any, operator: AccountAPI, guardian: AccountAPI, foundation: AccountAPI) -> Iterator[Cases]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    yield build_cases(system, foundation)
    chain.restore(before)
