"""ERC-20 allowances: nobody has one that its owner did not give (TOK-1)."""

import pytest
from events import assert_logs, log

from helpers import assert_reverts, custom

PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"
MAX = 2**256 - 1


@pytest.mark.parametrize("amount", [0, 1, MAX])
def test_approve__any_amount__sets_exactly_it(token, alice, bob, amount):
    receipt = token.approve(bob, amount, sender=alice)
    assert_logs(receipt, log(token.Approval, owner=alice, spender=bob, amount=amount))
    assert token.allowance(alice, bob) == amount
    assert token.allowance(bob, alice) == 0


def test_approve__again__replaces_the_amount(token, alice, bob):
    token.approve(bob, 5, sender=alice)
    token.approve(bob, 3, sender=alice)
    assert token.allowance(alice, bob) == 3


def test_allowance__of_permit2__is_nothing_by_default(token, alice, bob):
    assert token.allowance(alice, PERMIT2) == token.allowance(bob, PERMIT2) == 0


def test_allowance__of_permit2__is_what_the_owner_gave(token, alice):
    token.approve(PERMIT2, 5, sender=alice)
    assert token.allowance(alice, PERMIT2) == 5


def test_transfer_from__by_permit2_unasked__reverts(token, alice, bob):
    assert_reverts(custom(token.InsufficientAllowance), token.transferFrom, alice, bob, 1, sender=PERMIT2)


def test_transfer_from__by_permit2_within_its_allowance__uses_it_up(token, alice, bob, accounts):
    token.approve(PERMIT2, 5, sender=alice)
    permit2 = accounts[PERMIT2]
    permit2.balance = 10**18
    token.transferFrom(alice, bob, 4, sender=permit2)
    assert token.allowance(alice, PERMIT2) == 1
