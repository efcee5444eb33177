"""Releasing capabilities: at once, in proportion, and nothing stops it (SHOP-3, SHOP-6)."""

import pytest
from clock import DAY, next_block_at, now
from events import assert_logs, log

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOP, SHOWCASE

from helpers import assert_reverts, custom

MAX = 2**256 - 1


@pytest.fixture(scope="module")
def three(registry, shop, module, alice, operator) -> int:
    """The shop's three units of the module: 25 locked, since two came at 7 and one at 11."""
    registry.acquire(shop, module, 2, MAX, sender=alice)
    registry.setCapability(module, (11, 3, 100, True), sender=operator)
    registry.acquire(shop, module, 1, MAX, sender=alice)
    assert registry.position(shop, module)[:2] == (25, 3)
    return module


@pytest.mark.parametrize(
    "steps",
    [
        [(1, 8), (1, 8), (1, 9)],
        [(1, 8), (2, 17)],
        [(2, 16), (1, 9)],
        [(3, 25)],
    ],
    ids=str,
)
def test_release__in_steps__gives_the_floor_and_the_rest_with_the_last(registry, shop, alice, three, steps):
    live, pending, units, locked = registry.locks(shop).live, 0, 3, 25
    since = registry.position(shop, three).since
    for count, amount in steps:
        assert registry.previewRelease(shop, three, count).amount == amount
        registry.release(shop, three, count, sender=alice)
        pending, units, locked = pending + amount, units - count, locked - amount
        assert registry.position(shop, three) == (locked, units, since if units else 0)
        assert registry.locks(shop).pending == pending
        assert registry.locks(shop).live == live - pending
        assert registry.locks(shop).units == units + 1  # SHOP
    assert (pending, units, locked) == (25, 0, 0)


def test_release__once__moves_no_tokens_and_is_on_record(registry, token, vault, shop, alice, three):
    before, totals = registry.locks(shop), registry.totals()
    held, mine, sealed = token.balanceOf(registry), token.balanceOf(alice), vault.totalSealed()
    at = next_block_at(now() + 100)
    due = at + registry.cooldown()
    receipt = registry.release(shop, three, 2, sender=alice)
    assert_logs(
        receipt,
        log(registry.CapabilityReleased, shop=shop, capability=three, units=2, amount=16, availableAt=due),
    )
    assert registry.locks(shop) == (before.live - 16, 16, due, before.units - 2)
    assert registry.totals() == (totals.shops, totals.open, totals.locked - 16, totals.pending + 16)
    assert (token.balanceOf(registry), token.balanceOf(alice)) == (held, mine)
    assert vault.totalSealed() == sealed


@pytest.mark.parametrize("cooldown", [7 * DAY, 7 * DAY + 1, 30 * DAY])
def test_release__other_cooldowns__make_it_available_then(registry, shop, alice, three, operator, cooldown):
    registry.setCooldown(cooldown, sender=operator)
    at = next_block_at(now() + 100)
    registry.release(shop, three, 1, sender=alice)
    assert registry.locks(shop).availableAt == at + cooldown


def test_release__while_something_is_pending__extends_its_date(registry, shop, alice, three):
    registry.release(shop, three, 1, sender=alice)
    first = registry.locks(shop).availableAt
    at = next_block_at(first - 1)
    receipt = registry.release(shop, three, 1, sender=alice)
    due = at + registry.cooldown()
    assert due > first
    assert registry.locks(shop)[1:3] == (16, due)
    assert_logs(
        receipt,
        log(registry.CapabilityReleased, shop=shop, capability=three, units=1, amount=8, availableAt=due),
    )


def test_release__with_a_shorter_cooldown_meanwhile__never_brings_the_date_forward(
    registry, shop, alice, three, operator
):
    registry.setCooldown(registry.MAX_COOLDOWN(), sender=operator)
    registry.release(shop, three, 1, sender=alice)
    first = registry.locks(shop).availableAt
    registry.setCooldown(registry.MIN_COOLDOWN(), sender=operator)
    registry.release(shop, three, 1, sender=alice)
    assert registry.locks(shop)[1:3] == (16, first)


def test_release__showcase__ends_the_slots_at_once(registry, shop, alice):
    slots = registry.openingSlots()
    registry.acquire(shop, SHOWCASE, 4, MAX, sender=alice)
    registry.release(shop, SHOWCASE, 3, sender=alice)
    assert registry.carried(shop) == (alice.address, slots + 1, 0, False)
    registry.release(shop, SHOWCASE, 1, sender=alice)
    assert registry.carried(shop) == (alice.address, slots, 0, False)


def test_release__distribution__ends_its_links_at_once(registry, shop, alice):
    registry.acquire(shop, DISTRIBUTION, 3, MAX, sender=alice)
    registry.release(shop, DISTRIBUTION, 2, sender=alice)
    assert registry.carried(shop).links == registry.linksPerUnit()
    assert registry.shop(shop).distribution == 1
    registry.release(shop, DISTRIBUTION, 1, sender=alice)
    assert registry.carried(shop).links == registry.shop(shop).distribution == 0


def test_release__promotion__ends_it_at_once(registry, shop, alice):
    registry.acquire(shop, PROMOTION, 1, MAX, sender=alice)
    registry.release(shop, PROMOTION, 1, sender=alice)
    assert registry.carried(shop).promotion is False


def test_release__one_of_several_promotions__leaves_it_live(registry, shop, alice, operator):
    registry.setCapability(PROMOTION, (1, 0, 2, True), sender=operator)
    registry.acquire(shop, PROMOTION, 2, MAX, sender=alice)
    registry.release(shop, PROMOTION, 1, sender=alice)
    assert registry.carried(shop).promotion is True


def test_release__disabled_and_repriced_since__gives_what_was_locked(registry, shop, alice, three, operator):
    registry.setCapability(three, (1_000, 1_000, 1, False), sender=operator)
    registry.release(shop, three, 3, sender=alice)
    assert registry.locks(shop).pending == 25


def test_release__what_was_free__is_pending_with_nothing(registry, shop, alice, module, operator):
    free, units = module + 1, registry.locks(shop).units
    registry.setCapability(free, (0, 0, 100, True), sender=operator)
    registry.acquire(shop, free, 2, 0, sender=alice)
    at = next_block_at(now() + 100)
    receipt = registry.release(shop, free, 2, sender=alice)
    due = at + registry.cooldown()
    assert_logs(
        receipt,
        log(registry.CapabilityReleased, shop=shop, capability=free, units=2, amount=0, availableAt=due),
    )
    assert registry.locks(shop)[1:] == (0, due, units)


@pytest.mark.parametrize("units", [0, 4, 2**16 - 1])
def test_release__units_that_are_not_held__reverts(registry, shop, alice, three, units):
    expected = custom(registry.UnitsNotHeld, units=units, held=3)
    assert_reverts(expected, registry.release, shop, three, units, sender=alice)


@pytest.mark.parametrize("capability", [0, SHOWCASE, DISTRIBUTION, PROMOTION])
def test_release__what_the_shop_does_not_have__reverts(registry, shop, alice, capability):
    expected = custom(registry.UnitsNotHeld, units=1, held=0)
    assert_reverts(expected, registry.release, shop, capability, 1, sender=alice)


def test_release__shop_while_others_are_live__reverts_and_names_how_many(registry, shop, alice, three):
    expected = custom(registry.OtherCapabilitiesLive, shop=shop, units=3)
    assert_reverts(expected, registry.release, shop, SHOP, 1, sender=alice)
    registry.release(shop, three, 2, sender=alice)
    expected = custom(registry.OtherCapabilitiesLive, shop=shop, units=1)
    assert_reverts(expected, registry.release, shop, SHOP, 1, sender=alice)


def test_release__shop_last__closes_the_shop(registry, token, shop, alice, three):
    lock = registry.position(shop, SHOP).locked
    registry.release(shop, three, 3, sender=alice)
    at = next_block_at(now() + 100)
    due = at + registry.cooldown()
    receipt = registry.release(shop, SHOP, 1, sender=alice)
    assert_logs(
        receipt,
        log(
            registry.CapabilityReleased,
            shop=shop,
            capability=SHOP,
            units=1,
            amount=lock,
            availableAt=due,
        ),
    )
    assert registry.carried(shop) == (alice.address, 0, 0, False)
    assert registry.shop(shop).open is False
    assert registry.ownerOf(shop) == alice.address  # for ever
    assert registry.locks(shop) == (0, lock + 25, due, 0)


def test_release__two_units_of_shop__reverts(registry, shop, alice):
    expected = custom(registry.UnitsNotHeld, units=2, held=1)
    assert_reverts(expected, registry.release, shop, SHOP, 2, sender=alice)


def test_release__for_a_shop_that_is_not_the_callers__reverts(registry, shop, alice, bob, three):
    expected = custom(registry.NotShopOwner, shop=shop, caller=bob, owner=alice)
    assert_reverts(expected, registry.release, shop, three, 1, sender=bob)


def test_release__for_no_shop__reverts(registry, shop, alice, three):
    expected = custom(registry.UnknownShop, shop=shop + 1)
    assert_reverts(expected, registry.release, shop + 1, three, 1, sender=alice)


def test_release__with_listings_and_links_in_use__is_not_blocked(registry, catalog, shop, alice, bob):
    """The excess goes to sleep; what stays below the carried number stays live."""
    registry.acquire(shop, SHOWCASE, 1, MAX, sender=alice)
    registry.acquire(shop, PROMOTION, 1, MAX, sender=alice)
    offer = ((bytes(32), 0), 0, 0, [(10**18, 0, 0, 0)])
    top = registry.openingSlots()
    catalog.list(shop, offer, 1, 0, sender=alice)
    catalog.list(shop, offer, 1, top, sender=alice)
    first, last = (shop << 32) | 1, (shop << 32) | 2
    catalog.publishTask(shop, (1_000, 1_000, 3, 0), [first], sender=alice)
    registry.open(bob, ((bytes(32)), 0), MAX, sender=bob)
    registry.acquire(shop + 1, DISTRIBUTION, 1, MAX, sender=bob)
    task = (shop << 32) | 1
    catalog.takeLink(task, 0, shop + 1, 0, sender=bob)
    link = (task << 32) | (shop + 1)
    assert (catalog.listing(last).live, catalog.link(link).live) == (True, True)
    registry.release(shop, SHOWCASE, 1, sender=alice)
    registry.release(shop + 1, DISTRIBUTION, 1, sender=bob)
    assert (catalog.listing(first).live, catalog.listing(last).live) == (True, False)
    assert catalog.link(link).live is False
