"""People for the unit tests: three who hold tokens, and one who holds nothing."""

from typing import Any

import pytest
from ape import accounts
from ape.api import AccountAPI

PURSE = 10_000_000 * 10**18


@pytest.fixture(scope="session")
def alice(token: Any, deployer: AccountAPI) -> AccountAPI:
    return _with_purse(token, deployer, 9)


@pytest.fixture(scope="session")
def bob(token: Any, deployer: AccountAPI) -> AccountAPI:
    return _with_purse(token, deployer, 6)


@pytest.fixture(scope="session")
def carol(token: Any, deployer: AccountAPI) -> AccountAPI:
    return _with_purse(token, deployer, 7)


@pytest.fixture(scope="session")
def stranger() -> AccountAPI:
    """Holds no tokens, no shop and no role."""
    return accounts.test_accounts[8]


@pytest.fixture(scope="session")
def everybody(
    alice: AccountAPI,
    bob: AccountAPI,
    carol: AccountAPI,
    stranger: AccountAPI,
    deployer: AccountAPI,
    foundation: AccountAPI,
    operator: AccountAPI,
    guardian: AccountAPI,
    arbitrator: AccountAPI,
    publisher: AccountAPI,
    system: Any,
    access_manager: Any,
    token: Any,
    vault: Any,
    registry: Any,
    catalog: Any,
    market: Any,
    reputation: Any,
    budgets: Any,
    vouchers: Any,
    disputes: Any,
    splitter: Any,
    group_buy: Any,
    bounty_board: Any,
    polls: Any,
    reward_pool: Any,
    root_game: Any,
    factor_vote: Any,
    referendum: Any,
    grants: Any,
    sale: Any,
    foundation_vesting: Any,
    team_vesting: Any,
) -> tuple[AccountAPI, ...]:
    """Everybody, and every contract, at once.

    A session fixture that comes only after a module's snapshot was taken is lost with the module.
    """
    return alice, bob, carol, stranger, deployer, foundation, operator, guardian, arbitrator, publisher


def _with_purse(token: Any, deployer: AccountAPI, index: int) -> AccountAPI:
    """The test account, with exactly ``PURSE`` tokens."""
    account: AccountAPI = accounts.test_accounts[index]
    token.transfer(account, PURSE - token.balanceOf(account), sender=deployer)
    return account
