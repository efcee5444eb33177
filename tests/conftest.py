"""Shared set-up of the test suite."""

from pathlib import Path

import pytest
from ape.api import TestAccountAPI
from ape.contracts import ContractInstance

from ecomchain.system import System


def pytest_sessionstart(session: pytest.Session) -> None:
    """Never test stale bytecode: `ape test` by itself overlooks changed imports and settings."""
    from ape import project

    from ape_ecomtools.build import build, is_current

    root = Path(__file__).resolve().parents[1]
    if not is_current(root):
        build(root)
        project.load_manifest()


@pytest.fixture(scope="session", autouse=True)
def block_times() -> None:
    """Blocks are a second apart, however slow the machine: what a test reaches does not hang on the clock."""
    from ape import chain

    chain.provider.make_request("anvil_setBlockTimestampInterval", [1])


@pytest.fixture(scope="session")
def system() -> System:
    """The whole system with the parameters of ``local.yaml``; account 0 holds the presale share."""
    from ape import accounts

    from ecomchain import deployment, parameters

    return deployment.deploy(accounts.test_accounts[0], parameters.load("local"))


@pytest.fixture(scope="session")
def deployer() -> TestAccountAPI:
    """Deployed the system and holds 35 % of the supply; no role."""
    return _account(0)


@pytest.fixture(scope="session")
def foundation() -> TestAccountAPI:
    """Administers the access manager."""
    return _account(1)


@pytest.fixture(scope="session")
def operator() -> TestAccountAPI:
    """May call every setter that is not the foundation's, at once."""
    return _account(2)


@pytest.fixture(scope="session")
def guardian() -> TestAccountAPI:
    """May pause and unpause the market, and veto and recall roots."""
    return _account(3)


@pytest.fixture(scope="session")
def arbitrator() -> TestAccountAPI:
    """Rules disputes and objections."""
    return _account(4)


@pytest.fixture(scope="session")
def publisher() -> TestAccountAPI:
    """Posts the roots of community rewards until reward day 1095 is over."""
    return _account(5)


@pytest.fixture(scope="session")
def access_manager(system: System) -> ContractInstance:
    return system.access_manager


@pytest.fixture(scope="session")
def token(system: System) -> ContractInstance:
    return system.token


@pytest.fixture(scope="session")
def vault(system: System) -> ContractInstance:
    return system.vault


@pytest.fixture(scope="session")
def registry(system: System) -> ContractInstance:
    return system.registry


@pytest.fixture(scope="session")
def catalog(system: System) -> ContractInstance:
    return system.catalog


@pytest.fixture(scope="session")
def market(system: System) -> ContractInstance:
    return system.market


@pytest.fixture(scope="session")
def reputation(system: System) -> ContractInstance:
    return system.reputation


@pytest.fixture(scope="session")
def budgets(system: System) -> ContractInstance:
    return system.budgets


@pytest.fixture(scope="session")
def vouchers(system: System) -> ContractInstance:
    return system.vouchers


@pytest.fixture(scope="session")
def disputes(system: System) -> ContractInstance:
    return system.disputes


@pytest.fixture(scope="session")
def group_buy(system: System) -> ContractInstance:
    return system.group_buy


@pytest.fixture(scope="session")
def bounty_board(system: System) -> ContractInstance:
    return system.bounty_board


@pytest.fixture(scope="session")
def splitter(system: System) -> ContractInstance:
    return system.splitter


@pytest.fixture(scope="session")
def polls(system: System) -> ContractInstance:
    return system.polls


@pytest.fixture(scope="session")
def reward_pool(system: System) -> ContractInstance:
    return system.reward_pool


@pytest.fixture(scope="session")
def root_game(system: System) -> ContractInstance:
    return system.root_game


@pytest.fixture(scope="session")
def factor_vote(system: System) -> ContractInstance:
    return system.factor_vote


@pytest.fixture(scope="session")
def referendum(system: System) -> ContractInstance:
    return system.referendum


@pytest.fixture(scope="session")
def grants(system: System) -> ContractInstance:
    return system.grants


@pytest.fixture(scope="session")
def sale(system: System) -> ContractInstance:
    return system.sale


@pytest.fixture(scope="session")
def foundation_vesting(system: System) -> ContractInstance:
    return system.foundation_vesting


@pytest.fixture(scope="session")
def team_vesting(system: System) -> ContractInstance:
    return system.team_vesting


def _account(index: int) -> TestAccountAPI:
    from ape import accounts

    return accounts.test_accounts[index]
