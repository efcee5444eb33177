"""A small market, into phase two, played once."""

import pytest

from ecomchain.rewards.simulation.economy import Economy, run
from ecomchain.rewards.simulation.settings import Settings
from ecomchain.rewards.simulation.trial import Window


@pytest.fixture(scope="session")
def small_market() -> Economy:
    return run(Settings(days=1_200, agents=200))


@pytest.fixture(scope="session", params=[(1_000, 1_090), (1_096, 1_186)], ids=["phase one", "phase two"])
def window(request: pytest.FixtureRequest) -> Window:
    return Window("", *request.param)
