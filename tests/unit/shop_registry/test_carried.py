"""What a shop carries now, and who owns it (SHOP-6)."""

import pytest
from ape import chain

from ecomchain.ids import DISTRIBUTION, SHOP, SHOWCASE

ZERO = "0x0000000000000000000000000000000000000000"
MAX = 2**256 - 1
TOP = 2**16 - 1
"""More links than this no shop carries."""

READER = "0x00000000000000000000000000000000000c0dE1"


@pytest.fixture(scope="module")
def cheap(registry, shop, operator) -> int:
    """DISTRIBUTION at next to nothing, so that a shop can have all of it."""
    registry.setCapability(DISTRIBUTION, (0, 1, registry.MAX_UNITS(), True), sender=operator)
    return DISTRIBUTION


@pytest.mark.parametrize("ahead", [None, 1])
def test_carried__no_shop__is_nothing_of_nobody(registry, shop, ahead):
    assert registry.carried(shop + ahead if ahead else 0) == (ZERO, 0, 0, False)


def test_carried__new_shop__is_the_opening_slots(registry, shop, alice):
    assert registry.carried(shop) == (alice.address, registry.openingSlots(), 0, False)


def test_carried__closed_shop__is_nothing_of_its_owner(registry, shop, alice):
    registry.release(shop, SHOP, 1, sender=alice)
    assert registry.carried(shop) == (alice.address, 0, 0, False)


def test_carried__most_links_that_fit__are_exact_and_more_are_cut(registry, shop, alice, cheap):
    fitting = TOP // registry.linksPerUnit()
    registry.acquire(shop, cheap, fitting, MAX, sender=alice)
    assert (
        registry.carried(shop).links == registry.shop(shop).links == fitting * registry.linksPerUnit() <= TOP
    )
    registry.acquire(shop, cheap, 1, MAX, sender=alice)
    assert registry.carried(shop).links == registry.shop(shop).links == TOP
    registry.acquire(shop, cheap, registry.MAX_UNITS() - fitting - 1, MAX, sender=alice)
    assert registry.carried(shop).links == TOP
    assert registry.shop(shop).distribution == registry.MAX_UNITS()


def test_carried__after_the_cut__a_release_counts_from_the_units(registry, shop, alice, cheap):
    """What was cut is not lost: units are kept, links follow from them."""
    registry.acquire(shop, cheap, registry.MAX_UNITS(), MAX, sender=alice)
    registry.release(shop, cheap, registry.MAX_UNITS() - 2, sender=alice)
    assert registry.carried(shop).links == 2 * registry.linksPerUnit()


def test_carried__at_the_highest_level__is_cut_the_same(registry, shop, alice, cheap, operator):
    registry.setLevelReader(READER, sender=operator)
    chain.provider.make_request("anvil_setCode", [READER, "0x60055f5260205ff3"])  # always 5
    each = registry.linksPerUnit() * 2**5
    registry.acquire(shop, cheap, TOP // each, MAX, sender=alice)
    registry.syncLevel(shop, sender=alice)
    assert registry.carried(shop).links == TOP // each * each
    registry.acquire(shop, cheap, 1, MAX, sender=alice)
    assert registry.carried(shop).links == TOP
    registry.acquire(shop, cheap, registry.MAX_UNITS() - TOP // each - 1, MAX, sender=alice)
    assert registry.carried(shop).links == TOP


def test_carried__most_slots__add_up_exactly(registry, shop, alice, operator):
    registry.setOpeningSlots(registry.MAX_OPENING_SLOTS(), sender=operator)
    registry.setCapability(SHOWCASE, (0, 0, registry.MAX_UNITS(), True), sender=operator)
    registry.release(shop, SHOP, 1, sender=alice)
    registry.acquire(shop, SHOP, 1, MAX, sender=alice)
    registry.acquire(shop, SHOWCASE, registry.MAX_UNITS(), MAX, sender=alice)
    slots = registry.MAX_OPENING_SLOTS() + registry.MAX_UNITS()
    assert registry.carried(shop).showcase == registry.shop(shop).showcase == slots == 11_000
