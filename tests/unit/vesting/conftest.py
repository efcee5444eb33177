"""The vestings as they were deployed: foundation and team shares, to account 1."""

from collections.abc import Iterator
from typing import Any

import ape
import pytest
from ape import chain
from ape.api import AccountAPI


@ape.fixture(chain_isolation=False, scope="package", autouse=True)
def _stage(system: Any, everybody: Any) -> Iterator[None]:
    """See `everybody`."""
    before = chain.snapshot()
    yield
    chain.restore(before)


@pytest.fixture(params=["foundation_vesting", "team_vesting"])
def vesting(request: pytest.FixtureRequest, system: Any) -> Any:
    """Each of the two."""
    return getattr(system, request.param)


@pytest.fixture
def beneficiary(foundation: AccountAPI) -> AccountAPI:
    """Of both, on local networks."""
    return foundation
