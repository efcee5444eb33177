"""The four shares of the whitepaper's table (TOK-1, TOK-2)."""

import pytest
from ape import accounts, project
from ape.contracts import ContractInstance
from events import assert_logs, log

from helpers import assert_reverts, custom

ECOM = 10**18
ZERO = "0x0000000000000000000000000000000000000000"
SHARES = (3_500_000_000 * ECOM, 2_000_000_000 * ECOM, 2_500_000_000 * ECOM, 2_000_000_000 * ECOM)


@pytest.fixture(scope="module")
def holders() -> list[str]:
    return [account.address for account in accounts.test_accounts[5:9]]


@pytest.fixture(scope="module")
def fresh(holders: list[str]) -> ContractInstance:
    return accounts.test_accounts[4].deploy(project.EcomToken, *holders)


def test_construct__four_holders__each_gets_its_share(fresh, holders):
    assert tuple(fresh.balanceOf(holder) for holder in holders) == SHARES
    assert fresh.totalSupply() == sum(SHARES) == fresh.MAX_SUPPLY() == 10_000_000_000 * ECOM


def test_construct__four_holders__logs_four_mints_and_gives_the_deployer_nothing(fresh, holders):
    assert_logs(
        fresh.creation_metadata.receipt,
        *(
            log(fresh.Transfer, **{"from": ZERO}, to=holder, amount=share)
            for holder, share in zip(holders, SHARES, strict=True)
        ),
    )
    assert fresh.balanceOf(accounts.test_accounts[4]) == 0


def test_construct__one_holder_for_all__gets_the_whole_supply(holders):
    fresh = accounts.test_accounts[4].deploy(project.EcomToken, *[holders[0]] * 4)
    assert fresh.balanceOf(holders[0]) == fresh.totalSupply() == sum(SHARES)


@pytest.mark.parametrize("share", range(4))
def test_construct__a_share_for_nobody__reverts(share, holders):
    arguments = [*holders[:share], ZERO, *holders[share + 1 :]]
    expected = custom(project.EcomToken.ERC20InvalidReceiver, receiver=ZERO)
    assert_reverts(expected, project.EcomToken, *arguments)


def test_construct__system__has_the_whole_supply(token):
    assert token.totalSupply() == token.MAX_SUPPLY() == 10_000_000_000 * ECOM
