"""What acquiring costs and what releasing gives, before it is done (SHOP-2, SHOP-3)."""

import pytest
from clock import DAY, mine_at, now

from ecomchain.ids import SHOP

from helpers import assert_reverts, custom

MAX = 2**256 - 1


@pytest.mark.parametrize("units", [0, 1, 3, 100, 2**16 - 1])
def test_quote__any_units__is_proportional(registry, module, units):
    assert registry.quote(module, units) == (7 * units, 3 * units)


@pytest.mark.parametrize("unknown", [0, 999])
def test_quote__what_nobody_set__is_nothing(registry, unknown):
    assert registry.quote(unknown, 5) == (0, 0)
    assert registry.capability(unknown) == (0, 0, 0, False)


@pytest.mark.parametrize("units", [1, 2, 3])
def test_preview_release__now__is_what_releasing_gives(registry, shop, alice, module, operator, units):
    registry.acquire(shop, module, 2, MAX, sender=alice)
    registry.setCapability(module, (11, 3, 100, True), sender=operator)
    registry.acquire(shop, module, 1, MAX, sender=alice)
    at = mine_at(now() + 50)
    preview = registry.previewRelease(shop, module, units)
    assert preview == (25 * units // 3, at + registry.cooldown())
    registry.release(shop, module, units, sender=alice)
    assert registry.locks(shop).pending == preview.amount


def test_preview_release__while_something_pends_for_longer__tells_that_date(
    registry, shop, alice, module, operator
):
    registry.acquire(shop, module, 3, MAX, sender=alice)
    registry.setCooldown(30 * DAY, sender=operator)
    registry.release(shop, module, 1, sender=alice)
    due = registry.locks(shop).availableAt
    registry.setCooldown(7 * DAY, sender=operator)
    assert registry.previewRelease(shop, module, 1) == (7, due)
    mine_at(due - 7 * DAY)
    assert registry.previewRelease(shop, module, 1) == (7, due)
    mine_at(due - 7 * DAY + 1)
    assert registry.previewRelease(shop, module, 1) == (7, due + 1)


@pytest.mark.parametrize("units", [0, 2, 2**16 - 1])
def test_preview_release__units_that_are_not_held__reverts(registry, shop, units):
    expected = custom(registry.UnitsNotHeld, units=units, held=1)
    assert_reverts(expected, registry.previewRelease, shop, SHOP, units)


def test_preview_release__no_shop__reverts(registry, shop):
    expected = custom(registry.UnitsNotHeld, units=1, held=0)
    assert_reverts(expected, registry.previewRelease, shop + 1, SHOP, 1)
