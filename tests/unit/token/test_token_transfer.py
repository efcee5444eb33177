"""ERC-20 transfers (TOK-1)."""

import pytest
from events import assert_logs, log

from helpers import assert_reverts, custom

ZERO = "0x0000000000000000000000000000000000000000"
MAX = 2**256 - 1


@pytest.mark.parametrize("amount", [0, 1, 10**18])
def test_transfer__within_balance__moves_exactly_it(token, alice, bob, amount):
    mine, theirs = token.balanceOf(alice), token.balanceOf(bob)
    receipt = token.transfer(bob, amount, sender=alice)
    assert_logs(receipt, log(token.Transfer, **{"from": alice}, to=bob, amount=amount))
    assert (token.balanceOf(alice), token.balanceOf(bob)) == (mine - amount, theirs + amount)


def test_transfer__whole_balance__leaves_nothing(token, alice, bob):
    mine, theirs = token.balanceOf(alice), token.balanceOf(bob)
    token.transfer(bob, mine, sender=alice)
    assert (token.balanceOf(alice), token.balanceOf(bob)) == (0, theirs + mine)


def test_transfer__to_self__changes_no_balance(token, alice):
    mine = token.balanceOf(alice)
    receipt = token.transfer(alice, 5, sender=alice)
    assert_logs(receipt, log(token.Transfer, **{"from": alice}, to=alice, amount=5))
    assert token.balanceOf(alice) == mine


@pytest.mark.parametrize("amount", [10_000_000 * 10**18 + 1, MAX])
def test_transfer__above_balance__reverts(token, alice, bob, amount):
    assert amount > token.balanceOf(alice)
    assert_reverts(custom(token.InsufficientBalance), token.transfer, bob, amount, sender=alice)


@pytest.mark.parametrize("amount", [0, 1])
def test_transfer__to_the_zero_address__reverts(token, alice, amount):
    expected = custom(token.ERC20InvalidReceiver, receiver=ZERO)
    assert_reverts(expected, token.transfer, ZERO, amount, sender=alice)


def test_transfer_from__within_allowance__moves_and_uses_it_up(token, alice, bob, carol):
    token.approve(carol, 100, sender=alice)
    mine, theirs = token.balanceOf(alice), token.balanceOf(bob)
    receipt = token.transferFrom(alice, bob, 40, sender=carol)
    assert_logs(receipt, log(token.Transfer, **{"from": alice}, to=bob, amount=40))
    assert (token.balanceOf(alice), token.balanceOf(bob)) == (mine - 40, theirs + 40)
    assert token.allowance(alice, carol) == 60
    assert_reverts(custom(token.InsufficientAllowance), token.transferFrom, alice, bob, 61, sender=carol)
    token.transferFrom(alice, bob, 60, sender=carol)
    assert token.allowance(alice, carol) == 0


def test_transfer_from__without_allowance__reverts(token, alice, bob):
    assert_reverts(custom(token.InsufficientAllowance), token.transferFrom, alice, bob, 1, sender=bob)


def test_transfer_from__own_tokens_without_allowance__reverts(token, alice, bob):
    assert_reverts(custom(token.InsufficientAllowance), token.transferFrom, alice, bob, 1, sender=alice)


def test_transfer_from__unlimited_allowance__is_not_used_up(token, alice, bob):
    token.approve(bob, MAX, sender=alice)
    token.transferFrom(alice, bob, 10**18, sender=bob)
    assert token.allowance(alice, bob) == MAX


def test_transfer_from__one_below_unlimited__is_used_up(token, alice, bob):
    token.approve(bob, MAX - 1, sender=alice)
    token.transferFrom(alice, bob, 7, sender=bob)
    assert token.allowance(alice, bob) == MAX - 8


def test_transfer_from__allowance_above_balance__reverts(token, alice, bob):
    token.approve(bob, MAX, sender=alice)
    amount = token.balanceOf(alice) + 1
    assert_reverts(custom(token.InsufficientBalance), token.transferFrom, alice, bob, amount, sender=bob)


def test_transfer_from__to_the_zero_address__reverts(token, alice, bob):
    token.approve(bob, MAX, sender=alice)
    expected = custom(token.ERC20InvalidReceiver, receiver=ZERO)
    assert_reverts(expected, token.transferFrom, alice, ZERO, 1, sender=bob)
