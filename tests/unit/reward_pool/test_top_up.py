"""`topUp`: anyone adds to what phase two emits (EMI-3)."""

import pytest
from events import assert_logs, log
from orders import transfer_log
from permits import sign_permit
from scene import plain

from helpers import assert_reverts, custom


def topped_up(token, pool, payer, amount):
    return log(pool.ToppedUp, payer=payer, amount=amount), transfer_log(token, payer, pool, amount)


@pytest.mark.parametrize("amount", [1, 123 * 10**18 + 1])
def test_top_up__by_anyone__adds_to_the_pool(reward_pool, token, alice, bob, amount):
    held = token.balanceOf(reward_pool)
    assert_logs(reward_pool.topUp(amount, sender=alice), *topped_up(token, reward_pool, alice, amount))
    assert_logs(reward_pool.topUp(5, sender=bob), *topped_up(token, reward_pool, bob, 5))
    assert plain(reward_pool.state()) == (0, 0, 0, amount + 5)
    assert token.balanceOf(reward_pool) == held + amount + 5


def test_top_up__in_phase_one__is_not_available_to_it(reward_pool, alice):
    before = reward_pool.available(28)
    reward_pool.topUp(10**24, sender=alice)
    assert reward_pool.available(28) == before


def test_top_up__nothing__reverts(reward_pool, alice):
    assert_reverts(custom(reward_pool.ZeroAmount), reward_pool.topUp, 0, sender=alice)


def test_top_up__missing_allowance__reverts(reward_pool, token, alice):
    token.approve(reward_pool, 6, sender=alice)
    values = {"payer": alice, "amount": 7, "balance": token.balanceOf(alice), "allowance": 6}
    assert_reverts(custom(reward_pool.PaymentFailed, **values), reward_pool.topUp, 7, sender=alice)


@pytest.mark.parametrize("first", [False, True])
def test_top_up_with_permit__also_submitted_first_by_another__needs_no_allowance(
    reward_pool, token, alice, bob, first
):
    token.approve(reward_pool, 0, sender=alice)
    permit = sign_permit(token, alice, reward_pool, 99)
    approval = [log(token.Approval, owner=alice, spender=reward_pool, amount=99)]
    if first:
        token.permit(alice, reward_pool, *permit, sender=bob)
        approval = []
    receipt = reward_pool.topUpWithPermit(99, permit, sender=alice)
    assert_logs(receipt, *approval, *topped_up(token, reward_pool, alice, 99))


def test_top_up_with_permit__of_another__moves_nothing(reward_pool, token, alice, bob):
    token.approve(reward_pool, 0, sender=alice)
    token.approve(reward_pool, 0, sender=bob)
    permit = sign_permit(token, alice, reward_pool, 99)
    values = {"payer": bob, "amount": 99, "balance": token.balanceOf(bob), "allowance": 0}
    assert_reverts(
        custom(reward_pool.PaymentFailed, **values), reward_pool.topUpWithPermit, 99, permit, sender=bob
    )


def test_transfer__straight_to_the_pool__is_nobodys(reward_pool, token, alice):
    """The ledger says what there is to emit, not the balance."""
    token.transfer(reward_pool, 1_000, sender=alice)
    assert plain(reward_pool.state()) == (0, 0, 0, 0)
