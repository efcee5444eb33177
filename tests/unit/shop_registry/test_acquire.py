"""Acquiring capabilities (SHOP-1, SHOP-2, SHOP-6)."""

import pytest
from clock import DAY, now
from events import assert_logs, log

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOP, SHOWCASE

from helpers import assert_reverts, custom

NO_CID = (bytes(32), 0)
CAPABILITY = b"CAPABILITY".ljust(32, b"\0")
MAX = 2**256 - 1


@pytest.mark.parametrize(("capability", "units"), [(SHOWCASE, 4), (DISTRIBUTION, 2), (PROMOTION, 1)])
def test_acquire__units__locks_seals_and_carries(registry, token, vault, shop, alice, capability, units):
    lock, seal = registry.quote(capability, units)
    terms = registry.capability(capability)
    assert (lock, seal) == (units * terms.lockPerUnit, units * terms.sealPerUnit)
    slots, links, promotion = registry.openingSlots(), 0, False
    if capability == SHOWCASE:
        slots += units
    elif capability == DISTRIBUTION:
        links = units * registry.linksPerUnit()
    else:
        promotion = True
    mine, held, sealed = token.balanceOf(alice), token.balanceOf(registry), vault.totalSealed()
    before, totals = registry.locks(shop), registry.totals()
    receipt = registry.acquire(shop, capability, units, lock + seal, sender=alice)
    expected = [
        log(
            registry.CapabilityAcquired,
            shop=shop,
            capability=capability,
            units=units,
            locked=lock,
            sealed_=seal,
        ),
        log(token.Transfer, **{"from": alice}, to=registry, amount=lock + seal),
    ]
    if seal:
        expected += [
            log(vault.Sealed, payer=alice, reason=CAPABILITY, ref=capability, day=now() // DAY, amount=seal),
            log(token.Transfer, **{"from": registry}, to=vault, amount=seal),
        ]
    assert_logs(receipt, *expected)
    assert registry.carried(shop) == (alice.address, slots, links, promotion)
    assert registry.position(shop, capability) == (lock, units, now())
    assert registry.locks(shop) == (before.live + lock, 0, 0, 1 + units)
    assert registry.totals() == (totals.shops, totals.open, totals.locked + lock, totals.pending)
    assert token.balanceOf(alice) == mine - lock - seal
    assert token.balanceOf(registry) == held + lock
    assert vault.totalSealed() == sealed + seal


def test_acquire__a_module__changes_nothing_that_is_carried(registry, token, vault, shop, alice, module):
    receipt = registry.acquire(shop, module, 3, 30, sender=alice)
    assert_logs(
        receipt,
        log(registry.CapabilityAcquired, shop=shop, capability=module, units=3, locked=21, sealed_=9),
        log(token.Transfer, **{"from": alice}, to=registry, amount=30),
        log(vault.Sealed, payer=alice, reason=CAPABILITY, ref=module, day=now() // DAY, amount=9),
        log(token.Transfer, **{"from": registry}, to=vault, amount=9),
    )
    assert registry.position(shop, module) == (21, 3, now())


def test_acquire__again_at_another_price__adds_what_was_paid(registry, shop, alice, module, operator):
    registry.acquire(shop, module, 2, 20, sender=alice)
    since = now()
    registry.setCapability(module, (11, 0, 100, True), sender=operator)
    assert registry.position(shop, module) == (14, 2, since)
    live = registry.locks(shop).live
    registry.acquire(shop, module, 1, 11, sender=alice)
    assert registry.position(shop, module) == (25, 3, since)
    assert registry.locks(shop).live == live + 11


def test_acquire__exactly_the_most_the_caller_pays__is_enough(registry, shop, alice, module):
    registry.acquire(shop, module, 3, 30, sender=alice)
    assert registry.position(shop, module).units == 3


@pytest.mark.parametrize("most", [29, 21, 0])
def test_acquire__above_the_most_the_caller_pays__reverts(registry, shop, alice, module, most):
    expected = custom(registry.CostAboveMax, cost=30, maxCost=most)
    assert_reverts(expected, registry.acquire, shop, module, 3, most, sender=alice)


def test_acquire__no_units__reverts(registry, shop, alice, module):
    expected = custom(registry.UnitsOutOfRange, units=0, held=0, maxUnits=100)
    assert_reverts(expected, registry.acquire, shop, module, 0, MAX, sender=alice)


def test_acquire__as_many_as_allowed__is_allowed_and_one_more_is_not(registry, shop, alice, module):
    expected = custom(registry.UnitsOutOfRange, units=101, held=0, maxUnits=100)
    assert_reverts(expected, registry.acquire, shop, module, 101, MAX, sender=alice)
    registry.acquire(shop, module, 99, MAX, sender=alice)
    expected = custom(registry.UnitsOutOfRange, units=2, held=99, maxUnits=100)
    assert_reverts(expected, registry.acquire, shop, module, 2, MAX, sender=alice)
    registry.acquire(shop, module, 1, MAX, sender=alice)
    assert registry.position(shop, module).units == 100
    expected = custom(registry.UnitsOutOfRange, units=1, held=100, maxUnits=100)
    assert_reverts(expected, registry.acquire, shop, module, 1, MAX, sender=alice)


def test_acquire__units_whose_sum_overflows_sixteen_bits__reverts(registry, shop, alice, module):
    registry.acquire(shop, module, 1, MAX, sender=alice)
    expected = custom(registry.UnitsOutOfRange, units=2**16 - 1, held=1, maxUnits=100)
    assert_reverts(expected, registry.acquire, shop, module, 2**16 - 1, MAX, sender=alice)


def test_acquire__maximum_lowered_below_what_is_held__reverts_and_takes_nothing(
    registry, shop, alice, module, operator
):
    registry.acquire(shop, module, 5, MAX, sender=alice)
    since = now()
    registry.setCapability(module, (7, 3, 4, True), sender=operator)
    assert registry.position(shop, module) == (35, 5, since)
    expected = custom(registry.UnitsOutOfRange, units=1, held=5, maxUnits=4)
    assert_reverts(expected, registry.acquire, shop, module, 1, MAX, sender=alice)


@pytest.mark.parametrize("capability", [SHOP, PROMOTION])
def test_acquire__what_a_shop_has_once__a_second_time_reverts(registry, shop, alice, capability):
    if capability == PROMOTION:
        registry.acquire(shop, PROMOTION, 1, MAX, sender=alice)
    expected = custom(registry.UnitsOutOfRange, units=1, held=1, maxUnits=1)
    assert_reverts(expected, registry.acquire, shop, capability, 1, MAX, sender=alice)


def test_acquire__disabled__reverts_but_what_is_held_stays(registry, shop, alice, module, operator):
    registry.acquire(shop, module, 5, MAX, sender=alice)
    since = now()
    registry.setCapability(module, (7, 3, 100, False), sender=operator)
    expected = custom(registry.CapabilityDisabled, capability=module)
    assert_reverts(expected, registry.acquire, shop, module, 1, MAX, sender=alice)
    assert registry.position(shop, module) == (35, 5, since)


@pytest.mark.parametrize("capability", [0, 5, 65_536, 2**32 - 1])
def test_acquire__what_nobody_set__reverts(registry, shop, alice, capability):
    expected = custom(registry.CapabilityDisabled, capability=capability)
    assert_reverts(expected, registry.acquire, shop, capability, 1, MAX, sender=alice)


def test_acquire__for_a_shop_that_is_not_the_callers__reverts(registry, shop, alice, bob, module):
    expected = custom(registry.NotShopOwner, shop=shop, caller=bob, owner=alice)
    assert_reverts(expected, registry.acquire, shop, module, 1, MAX, sender=bob)


@pytest.mark.parametrize("ahead", [None, 1])
def test_acquire__for_no_shop__reverts(registry, shop, alice, module, ahead):
    unknown = shop + ahead if ahead else 0
    expected = custom(registry.UnknownShop, shop=unknown)
    assert_reverts(expected, registry.acquire, unknown, module, 1, MAX, sender=alice)


@pytest.mark.parametrize("capability", [SHOWCASE, DISTRIBUTION, PROMOTION, 65_543])
def test_acquire__for_a_closed_shop__reverts(registry, shop, alice, module, capability):
    registry.release(shop, SHOP, 1, sender=alice)
    expected = custom(registry.ShopClosed, shop=shop)
    assert_reverts(expected, registry.acquire, shop, capability, 1, MAX, sender=alice)


def test_acquire__without_allowance__names_what_is_missing(registry, token, shop, alice, module):
    token.approve(registry, 29, sender=alice)
    expected = custom(
        registry.PaymentFailed, payer=alice, amount=30, balance=token.balanceOf(alice), allowance=29
    )
    assert_reverts(expected, registry.acquire, shop, module, 3, MAX, sender=alice)


def test_acquire__for_free__moves_no_tokens(registry, shop, alice, module, operator):
    registry.setCapability(module, (0, 0, 100, True), sender=operator)
    receipt = registry.acquire(shop, module, 2, 0, sender=alice)
    assert_logs(
        receipt,
        log(registry.CapabilityAcquired, shop=shop, capability=module, units=2, locked=0, sealed_=0),
    )


def test_acquire__at_the_highest_price_and_most_units__adds_up(registry, token, shop, alice, operator):
    """All that the parameters allow for one capability, as far as the supply goes: nothing overflows."""
    top, most = registry.MAX_PER_UNIT(), registry.MAX_UNITS()
    registry.setCapability(SHOWCASE, (top, top, most, True), sender=operator)
    assert registry.quote(SHOWCASE, most) == (top * most, top * most)
    assert top * most == token.MAX_SUPPLY()
    expected = custom(
        registry.PaymentFailed,
        payer=alice,
        amount=2 * top * most,
        balance=token.balanceOf(alice),
        allowance=MAX,
    )
    assert_reverts(expected, registry.acquire, shop, SHOWCASE, most, MAX, sender=alice)
