"""The beneficiary alone hands over, in two steps, and cannot just leave."""

from clock import DAY, mine_at, next_block_at
from events import assert_logs, log

from ecomchain.amounts import MAX_SUPPLY

from helpers import assert_reverts, custom

ZERO = "0x" + "0" * 40


def test_hand_over__named_then_accepted__the_heir_receives_all_that_is_left(
    vesting, token, beneficiary, alice, bob
):
    had = token.balanceOf(alice)
    receipt = vesting.transferOwnership(alice, sender=beneficiary)
    assert_logs(receipt, log(vesting.OwnershipTransferStarted, previousOwner=beneficiary, newOwner=alice))
    assert (vesting.owner(), vesting.pendingOwner()) == (beneficiary.address, alice.address)
    receipt = vesting.acceptOwnership(sender=alice)
    assert_logs(receipt, log(vesting.OwnershipTransferred, previousOwner=beneficiary, newOwner=alice))
    assert (vesting.owner(), vesting.pendingOwner()) == (alice.address, ZERO)
    next_block_at(vesting.end())
    vesting.release(token, sender=bob)
    assert token.balanceOf(alice) - had == MAX_SUPPLY // 5
    assert token.balanceOf(beneficiary) == 0


def test_hand_over__not_accepted__changes_nothing(vesting, token, beneficiary, alice, bob):
    vesting.transferOwnership(alice, sender=beneficiary)
    next_block_at(vesting.end())
    vesting.release(token, sender=bob)
    assert token.balanceOf(beneficiary) == MAX_SUPPLY // 5


def test_hand_over__taken_back__cannot_be_accepted(vesting, beneficiary, alice):
    vesting.transferOwnership(alice, sender=beneficiary)
    vesting.transferOwnership(ZERO, sender=beneficiary)
    expected = custom(vesting.OwnableUnauthorizedAccount, account=alice)
    assert_reverts(expected, vesting.acceptOwnership, sender=alice)


def test_hand_over__by_anyone_else__reverts(vesting, everybody, beneficiary):
    for caller in everybody:
        if caller != beneficiary:
            expected = custom(vesting.OwnableUnauthorizedAccount, account=caller)
            assert_reverts(expected, vesting.transferOwnership, caller, sender=caller)
            assert_reverts(expected, vesting.acceptOwnership, sender=caller)


def test_renounce__by_the_beneficiary__reverts(vesting, beneficiary, stranger):
    for caller in (beneficiary, stranger):
        assert_reverts(custom(vesting.CannotRenounce), vesting.renounceOwnership, sender=caller)


def test_hand_over__former_beneficiary__has_no_say_any_more(vesting, token, beneficiary, alice):
    vesting.transferOwnership(alice, sender=beneficiary)
    vesting.acceptOwnership(sender=alice)
    expected = custom(vesting.OwnableUnauthorizedAccount, account=beneficiary)
    assert_reverts(expected, vesting.transferOwnership, beneficiary, sender=beneficiary)
    mine_at(vesting.start() + 400 * DAY)
    vesting.release(token, sender=beneficiary)
    assert token.balanceOf(beneficiary) == 0
