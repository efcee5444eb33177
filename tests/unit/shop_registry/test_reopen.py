"""Opening a closed shop again: acquiring SHOP once more (SHOP-3, SHOP-6)."""

from clock import now

from ecomchain.ids import DISTRIBUTION, SHOP, SHOWCASE

from helpers import assert_reverts, custom

MAX = 2**256 - 1


def test_acquire__shop_of_a_closed_shop__reopens_it_with_what_pends_untouched(
    registry, token, shop, alice, operator
):
    lock = registry.position(shop, SHOP).locked
    registry.release(shop, SHOP, 1, sender=alice)
    pending = registry.locks(shop)
    assert registry.carried(shop) == (alice.address, 0, 0, False)
    registry.setOpeningSlots(8, sender=operator)
    registry.setCapability(SHOP, (5, 2, 1, True), sender=operator)
    mine = token.balanceOf(alice)
    registry.acquire(shop, SHOP, 1, 7, sender=alice)
    assert token.balanceOf(alice) == mine - 7
    assert registry.carried(shop) == (alice.address, 8, 0, False)
    assert registry.shop(shop).open is True
    assert registry.position(shop, SHOP) == (5, 1, now())
    assert registry.locks(shop) == (5, lock, pending.availableAt, 1)


def test_acquire__shop_by_another_than_the_owner__reverts(registry, shop, alice, bob):
    registry.release(shop, SHOP, 1, sender=alice)
    expected = custom(registry.NotShopOwner, shop=shop, caller=bob, owner=alice)
    assert_reverts(expected, registry.acquire, shop, SHOP, 1, MAX, sender=bob)


def test_acquire__after_reopening__counts_from_the_opening_slots(registry, shop, alice):
    registry.acquire(shop, SHOWCASE, 2, MAX, sender=alice)
    registry.release(shop, SHOWCASE, 2, sender=alice)
    registry.release(shop, SHOP, 1, sender=alice)
    registry.acquire(shop, SHOP, 1, MAX, sender=alice)
    registry.acquire(shop, SHOWCASE, 1, MAX, sender=alice)
    registry.acquire(shop, DISTRIBUTION, 1, MAX, sender=alice)
    assert registry.carried(shop) == (
        alice.address,
        registry.openingSlots() + 1,
        registry.linksPerUnit(),
        False,
    )


def test_acquire__shop_while_it_is_disabled__reverts(registry, shop, alice, operator):
    registry.release(shop, SHOP, 1, sender=alice)
    registry.setCapability(SHOP, (5, 2, 1, False), sender=operator)
    expected = custom(registry.CapabilityDisabled, capability=SHOP)
    assert_reverts(expected, registry.acquire, shop, SHOP, 1, MAX, sender=alice)
