"""Opening a shop with a signature instead of an approval, also where it was front-run (SHOP-2)."""

import pytest
from clock import mine_at, now
from permits import Permit, sign_permit

from ecomchain.ids import SHOP

from helpers import assert_reverts, custom

NO_CID = (bytes(32), 0)
MAX = 2**256 - 1
NONSENSE = Permit(MAX, MAX, 27, b"\x01" * 32, b"\x01" * 32)


@pytest.fixture(scope="module")
def cost(registry, shop) -> int:
    return sum(registry.quote(SHOP, 1))


def lacking(registry, token, payer, amount, allowance):
    return custom(
        registry.PaymentFailed,
        payer=payer,
        amount=amount,
        balance=token.balanceOf(payer),
        allowance=allowance,
    )


def test_open_with_permit__signed__needs_no_approval(registry, token, shop, carol, cost):
    mine = token.balanceOf(carol)
    registry.openWithPermit(carol, NO_CID, cost, sign_permit(token, carol, registry, cost), sender=carol)
    assert registry.ownerOf(shop + 1) == carol.address
    assert token.balanceOf(carol) == mine - cost
    assert (token.allowance(carol, registry), token.nonces(carol)) == (0, 1)


def test_open_with_permit__for_another__costs_the_signer(registry, token, shop, carol, bob, cost):
    mine, theirs = token.balanceOf(carol), token.balanceOf(bob)
    registry.openWithPermit(bob, NO_CID, cost, sign_permit(token, carol, registry, cost), sender=carol)
    assert registry.ownerOf(shop + 1) == bob.address
    assert (token.balanceOf(carol), token.balanceOf(bob)) == (mine - cost, theirs)


def test_open_with_permit__front_run__goes_through(registry, token, shop, carol, stranger, cost):
    permit = sign_permit(token, carol, registry, cost)
    token.permit(carol, registry, *permit, sender=stranger)
    registry.openWithPermit(carol, NO_CID, cost, permit, sender=carol)
    assert registry.ownerOf(shop + 1) == carol.address
    assert token.allowance(carol, registry) == 0


def test_open_with_permit__invalid_but_allowed_before__goes_through(registry, token, shop, carol, cost):
    token.approve(registry, cost, sender=carol)
    registry.openWithPermit(carol, NO_CID, cost, NONSENSE, sender=carol)
    assert registry.ownerOf(shop + 1) == carol.address


def test_open_with_permit__invalid_and_not_allowed__names_what_is_missing(registry, token, shop, carol, cost):
    expected = lacking(registry, token, carol, cost, 0)
    assert_reverts(expected, registry.openWithPermit, carol, NO_CID, cost, NONSENSE, sender=carol)


def test_open_with_permit__expired__names_what_is_missing(registry, token, shop, carol, cost):
    permit = sign_permit(token, carol, registry, cost, deadline=now() + 10)
    mine_at(permit.deadline + 1)
    expected = lacking(registry, token, carol, cost, 0)
    assert_reverts(expected, registry.openWithPermit, carol, NO_CID, cost, permit, sender=carol)


def test_open_with_permit__of_one_too_little__names_what_is_missing(registry, token, shop, carol, cost):
    permit = sign_permit(token, carol, registry, cost - 1)
    expected = lacking(registry, token, carol, cost, cost - 1)
    assert_reverts(expected, registry.openWithPermit, carol, NO_CID, cost, permit, sender=carol)


def test_open_with_permit__signed_by_another__takes_nothing_from_it(
    registry, token, shop, carol, stranger, cost
):
    permit = sign_permit(token, carol, registry, cost)
    expected = lacking(registry, token, stranger, cost, 0)
    assert_reverts(expected, registry.openWithPermit, stranger, NO_CID, cost, permit, sender=stranger)


def test_open_with_permit__above_the_most_the_caller_pays__reverts(registry, token, shop, carol, cost):
    permit = sign_permit(token, carol, registry, cost)
    expected = custom(registry.CostAboveMax, cost=cost, maxCost=cost - 1)
    assert_reverts(expected, registry.openWithPermit, carol, NO_CID, cost - 1, permit, sender=carol)
