"""ERC-2612 permits (TOK-1)."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs, log
from permits import FOREVER, sign_permit

from helpers import assert_reverts, custom

PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"


@pytest.mark.parametrize("value", [0, 7, 2**256 - 1])
def test_permit__signed_by_the_owner__sets_the_allowance_and_uses_the_nonce(
    token, alice, bob, stranger, value
):
    assert token.nonces(alice) == 0
    receipt = token.permit(alice, bob, *sign_permit(token, alice, bob, value), sender=stranger)
    assert_logs(receipt, log(token.Approval, owner=alice, spender=bob, amount=value))
    assert token.allowance(alice, bob) == value
    assert (token.nonces(alice), token.nonces(bob)) == (1, 0)


def test_permit__next_nonce__replaces_the_allowance(token, alice, bob):
    token.permit(alice, bob, *sign_permit(token, alice, bob, 7), sender=bob)
    token.permit(alice, bob, *sign_permit(token, alice, bob, 3), sender=bob)
    assert (token.allowance(alice, bob), token.nonces(alice)) == (3, 2)


def test_permit__replayed__reverts(token, alice, bob):
    permit = sign_permit(token, alice, bob, 7)
    token.permit(alice, bob, *permit, sender=bob)
    assert_reverts(custom(token.InvalidPermit), token.permit, alice, bob, *permit, sender=bob)


@pytest.mark.parametrize("after", [-1, 0])
def test_permit__until_its_deadline__counts(token, alice, bob, after):
    deadline = now() + 1_000
    permit = sign_permit(token, alice, bob, 7, deadline=deadline)
    next_block_at(deadline + after)
    token.permit(alice, bob, *permit, sender=bob)
    assert token.allowance(alice, bob) == 7


def test_permit__a_second_after_its_deadline__reverts(token, alice, bob):
    deadline = now() + 1_000
    permit = sign_permit(token, alice, bob, 7, deadline=deadline)
    mine_at(deadline + 1)
    assert_reverts(custom(token.PermitExpired), token.permit, alice, bob, *permit, sender=bob)


def test_permit__expired_and_wrong__reverts_as_expired(token, alice, bob):
    permit = sign_permit(token, bob, bob, 7, deadline=0)
    assert_reverts(custom(token.PermitExpired), token.permit, alice, bob, *permit, sender=bob)


@pytest.mark.parametrize(
    "domain",
    [
        {"name": "Ecom2"},
        {"version": "2"},
        {"chainId": 1},
        {"verifyingContract": "0x00000000000000000000000000000000000000AA"},
    ],
    ids=str,
)
def test_permit__signed_for_another_domain__reverts(token, alice, bob, domain):
    permit = sign_permit(token, alice, bob, 7, domain=domain)
    assert_reverts(custom(token.InvalidPermit), token.permit, alice, bob, *permit, sender=bob)


def test_permit__signed_by_another__reverts(token, alice, bob):
    permit = sign_permit(token, bob, bob, 7, nonce=0)
    assert_reverts(custom(token.InvalidPermit), token.permit, alice, bob, *permit, sender=bob)


@pytest.mark.parametrize("nonce", [1, FOREVER])
def test_permit__with_a_later_nonce__reverts(token, alice, bob, nonce):
    permit = sign_permit(token, alice, bob, 7, nonce=nonce)
    assert_reverts(custom(token.InvalidPermit), token.permit, alice, bob, *permit, sender=bob)


@pytest.mark.parametrize(
    "change",
    [
        {"value": 8},
        {"deadline": FOREVER - 1},
        {"v": 0},
        {"r": b"\x01" * 32},
        {"s": b"\x01" * 32},
        {"r": b"\0" * 32, "s": b"\0" * 32},
    ],
    ids=str,
)
def test_permit__with_a_changed_field__reverts(token, alice, bob, change):
    permit = sign_permit(token, alice, bob, 7)._replace(**change)
    assert_reverts(custom(token.InvalidPermit), token.permit, alice, bob, *permit, sender=bob)


def test_permit__for_another_spender__reverts(token, alice, bob, carol):
    permit = sign_permit(token, alice, bob, 7)
    assert_reverts(custom(token.InvalidPermit), token.permit, alice, carol, *permit, sender=bob)


def test_permit__of_the_zero_address__reverts(token, bob):
    zero = "0x0000000000000000000000000000000000000000"
    arguments = (zero, bob, 7, FOREVER, 27, b"\x01" * 32, b"\xff" * 32)
    assert_reverts(custom(token.InvalidPermit), token.permit, *arguments, sender=bob)


def test_permit__for_permit2__sets_exactly_the_value(token, alice):
    token.permit(alice, PERMIT2, *sign_permit(token, alice, PERMIT2, 7), sender=alice)
    assert token.allowance(alice, PERMIT2) == 7
