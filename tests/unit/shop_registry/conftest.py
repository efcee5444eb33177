"""A shop of alice's, with SHOP alone, and everybody's allowance for the registry."""

import pytest
from ape.api import AccountAPI
from ape.contracts import ContractInstance
from clock import DAY, mine_at, now

NO_CID = (bytes(32), 0)
FOREVER = 2**256 - 1


@pytest.fixture(scope="session", autouse=True)
def _first(everybody: tuple[AccountAPI, ...]) -> None:
    """See `everybody`."""


@pytest.fixture(scope="module")
def shop(registry: ContractInstance, token: ContractInstance, alice: AccountAPI, bob: AccountAPI) -> int:
    """alice's open shop, at a day's noon; alice and bob have allowed the registry all they have."""
    mine_at((now() // DAY + 1) * DAY + DAY // 2)
    for account in (alice, bob):
        token.approve(registry, FOREVER, sender=account)
    registry.open(alice, NO_CID, FOREVER, sender=alice)
    return int(registry.totals().shops)


@pytest.fixture(scope="module")
def module(registry: ContractInstance, operator: AccountAPI) -> int:
    """A marketing module's capability with awkward prices: 7 locked and 3 sealed a unit, at most 100."""
    capability = int(registry.MODULE_BASE()) + 7
    registry.setCapability(capability, (7, 3, 100, True), sender=operator)
    return capability
