"""Acquiring with a signature instead of an approval, also where it was front-run (SHOP-2)."""

import pytest
from clock import DAY, now
from events import assert_logs, log
from permits import Permit, sign_permit

from helpers import assert_reverts, custom

MAX = 2**256 - 1
NONSENSE = Permit(MAX, MAX, 27, b"\x01" * 32, b"\x01" * 32)


@pytest.fixture(scope="module")
def carols(registry, shop, alice, carol, module) -> int:
    """carol's shop; she has allowed the registry nothing."""
    registry.transferFrom(alice, carol, shop, sender=alice)
    return shop


def lacking(registry, token, payer, allowance):
    return custom(
        registry.PaymentFailed, payer=payer, amount=30, balance=token.balanceOf(payer), allowance=allowance
    )


def test_acquire_with_permit__signed__needs_no_approval(registry, token, carols, carol, module):
    mine = token.balanceOf(carol)
    permit = sign_permit(token, carol, registry, 30)
    registry.acquireWithPermit(carols, module, 3, 30, permit, sender=carol)
    assert registry.position(carols, module) == (21, 3, now())
    assert token.balanceOf(carol) == mine - 30
    assert (token.allowance(carol, registry), token.nonces(carol)) == (0, 1)


def test_acquire_with_permit__front_run__goes_through(
    registry, token, vault, carols, carol, stranger, module
):
    permit = sign_permit(token, carol, registry, 30)
    token.permit(carol, registry, *permit, sender=stranger)
    receipt = registry.acquireWithPermit(carols, module, 3, 30, permit, sender=carol)
    assert registry.position(carols, module) == (21, 3, now())
    assert_logs(
        receipt,
        log(registry.CapabilityAcquired, shop=carols, capability=module, units=3, locked=21, sealed_=9),
        log(token.Transfer, **{"from": carol}, to=registry, amount=30),
        log(
            vault.Sealed,
            payer=carol,
            reason=b"CAPABILITY".ljust(32, b"\0"),
            ref=module,
            day=now() // DAY,
            amount=9,
        ),
        log(token.Transfer, **{"from": registry}, to=vault, amount=9),
    )


def test_acquire_with_permit__invalid_but_allowed_before__goes_through(
    registry, token, carols, carol, module
):
    token.approve(registry, 30, sender=carol)
    registry.acquireWithPermit(carols, module, 3, 30, NONSENSE, sender=carol)
    assert registry.position(carols, module) == (21, 3, now())


def test_acquire_with_permit__invalid_and_not_allowed__names_what_is_missing(
    registry, token, carols, carol, module
):
    expected = lacking(registry, token, carol, 0)
    assert_reverts(expected, registry.acquireWithPermit, carols, module, 3, 30, NONSENSE, sender=carol)


def test_acquire_with_permit__of_one_too_little__names_what_is_missing(
    registry, token, carols, carol, module
):
    permit = sign_permit(token, carol, registry, 29)
    expected = lacking(registry, token, carol, 29)
    assert_reverts(expected, registry.acquireWithPermit, carols, module, 3, 30, permit, sender=carol)


def test_acquire_with_permit__by_the_former_owner__reverts(registry, token, carols, alice, carol, module):
    permit = sign_permit(token, alice, registry, 30)
    expected = custom(registry.NotShopOwner, shop=carols, caller=alice, owner=carol)
    assert_reverts(expected, registry.acquireWithPermit, carols, module, 3, 30, permit, sender=alice)


def test_acquire_with_permit__above_the_most_the_caller_pays__reverts(registry, token, carols, carol, module):
    permit = sign_permit(token, carol, registry, 30)
    expected = custom(registry.CostAboveMax, cost=30, maxCost=29)
    assert_reverts(expected, registry.acquireWithPermit, carols, module, 3, 29, permit, sender=carol)


def test_acquire_with_permit__for_no_shop__reverts(registry, carols, carol, module):
    expected = custom(registry.UnknownShop, shop=carols + 1)
    assert_reverts(expected, registry.acquireWithPermit, carols + 1, module, 3, 30, NONSENSE, sender=carol)
