"""Whatever lives for the whole session comes first."""

import pytest
from ape.api import AccountAPI


@pytest.fixture(scope="session", autouse=True)
def _first(everybody: tuple[AccountAPI, ...]) -> None:
    """See `everybody`."""
