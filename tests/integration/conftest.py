"""Whatever lives for the whole session comes first."""

from typing import Any

import pytest
from ape.api import AccountAPI


@pytest.fixture(scope="session", autouse=True)
def _first(
    system: Any,
    deployer: AccountAPI,
    foundation: AccountAPI,
    operator: AccountAPI,
    guardian: AccountAPI,
    arbitrator: AccountAPI,
    publisher: AccountAPI,
) -> None:
    """A session fixture that comes only after a module's snapshot makes Ape take the module back.

    What a fixture of the module has put on the chain is lost then, its own snapshot included.
    """
