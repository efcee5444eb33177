"""The vault's tests stand on a known day, at noon, with allowances given."""

import pytest
from ape.api import AccountAPI
from ape.contracts import ContractInstance
from clock import DAY, mine_at, now

NOON = DAY // 2


@pytest.fixture(scope="session", autouse=True)
def _first(everybody: tuple[AccountAPI, ...]) -> None:
    """See `everybody`."""


@pytest.fixture(scope="module")
def today(vault: ContractInstance, token: ContractInstance, alice: AccountAPI, bob: AccountAPI) -> int:
    """The UTC day; alice and bob have allowed the vault all they have."""
    for account in (alice, bob):
        token.approve(vault, token.balanceOf(account), sender=account)
    day = now() // DAY + 1
    mine_at(day * DAY + NOON)
    return day
