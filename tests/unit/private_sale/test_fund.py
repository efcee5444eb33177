"""Adding tokens for later rounds, at genesis and afterwards."""

from ape import accounts, project
from clock import DAY
from events import assert_logs, log
from permits import sign_permit
from web3.utils import get_create_address

from .rounds import FUNDS, moved
from helpers import assert_reverts, custom


def test_construct__with_what_the_token_minted_to_it__may_sell_it(access_manager, reward_pool, vault):
    deployer = accounts.test_accounts[4]
    planned = get_create_address(deployer.address, deployer.nonce + 1)
    token = deployer.deploy(project.EcomToken, planned, deployer, deployer, deployer)
    fresh = deployer.deploy(project.PrivateSale, access_manager, token, reward_pool, vault)
    share = token.MAX_SUPPLY() * 35 // 100
    assert token.balanceOf(fresh) == fresh.unreserved() == fresh.obligations() == share
    assert (fresh.token(), fresh.rewardPool(), fresh.vault(), fresh.authority()) == (
        token.address, reward_pool.address, vault.address, access_manager.address,
    )  # fmt: skip
    assert fresh.rounds() == 0


def test_constants__always__are_the_documented_bounds(sale):
    assert (sale.MAX_PAYMENTS(), sale.MAX_AHEAD(), sale.MAX_LENGTH()) == (8, 365 * DAY, 365 * DAY)
    assert sale.MAX_DURATION() == 3_650 * DAY


def test_fund__any_amount__may_be_sold(sale, token, alice):
    token.approve(sale, 5, sender=alice)
    receipt = sale.fund(5, sender=alice)
    assert_logs(receipt, log(sale.Funded, payer=alice, amount=5), moved(token, alice, sale, 5))
    assert sale.unreserved() == sale.obligations() == FUNDS + 5


def test_fund__nothing__reverts(sale, alice):
    assert_reverts(custom(sale.ZeroAmount), sale.fund, 0, sender=alice)


def test_fund__more_than_allowed__reverts(sale, token, alice):
    token.approve(sale, 5, sender=alice)
    expected = custom(sale.PaymentFailed, payer=alice, amount=6, balance=token.balanceOf(alice), allowance=5)
    assert_reverts(expected, sale.fund, 6, sender=alice)


def test_fund__more_than_there_is__reverts(sale, token, alice):
    token.approve(sale, 2**256 - 1, sender=alice)
    most = 2**96 - 1
    values = {"payer": alice, "amount": most, "balance": token.balanceOf(alice), "allowance": 2**256 - 1}
    assert_reverts(custom(sale.PaymentFailed, **values), sale.fund, most, sender=alice)


def test_fund_with_permit__signed__needs_no_allowance(sale, token, alice):
    permit = sign_permit(token, alice, sale, 9)
    sale.fundWithPermit(9, permit, sender=alice)
    assert sale.unreserved() == FUNDS + 9
    assert token.allowance(alice, sale) == 0


def test_fund_with_permit__front_run__goes_through(sale, token, alice, stranger):
    permit = sign_permit(token, alice, sale, 9)
    token.permit(alice, sale, *permit, sender=stranger)
    sale.fundWithPermit(9, permit, sender=alice)
    assert sale.unreserved() == FUNDS + 9


def test_transfer__plain__backs_and_is_not_for_sale(sale, token, alice):
    token.transfer(sale, 3, sender=alice)
    assert (sale.unreserved(), sale.obligations(), token.balanceOf(sale)) == (FUNDS, FUNDS, FUNDS + 3)
