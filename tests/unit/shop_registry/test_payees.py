"""Who is paid for places in a task, in one read (CAT-6, COM-6)."""

import pytest

from ecomchain.ids import DISTRIBUTION, SHOP

ZERO = "0x0000000000000000000000000000000000000000"
MAX = 2**256 - 1


@pytest.fixture(scope="module")
def shops(registry, shop, alice, bob) -> tuple[int, int]:
    """alice's with one unit of DISTRIBUTION, bob's with two."""
    registry.open(bob, (bytes(32), 0), MAX, sender=bob)
    registry.acquire(shop, DISTRIBUTION, 1, MAX, sender=alice)
    registry.acquire(shop + 1, DISTRIBUTION, 2, MAX, sender=bob)
    return shop, shop + 1


def place(number: int, shop: int) -> int:
    return number << 32 | shop


def answer(*owners) -> tuple[list[str], int]:
    """What ``payees`` returns: owners, zero for None, and a bit for each that is somebody."""
    live = sum(1 << i for i, owner in enumerate(owners) if owner is not None)
    return [ZERO if owner is None else owner.address for owner in owners], live


def test_payees__none__is_none(registry, shops):
    assert registry.payees([]) == answer()


def test_payees__numbers_around_what_is_carried__are_live_below_it(registry, shops, alice, bob):
    links = registry.linksPerUnit()
    numbers = (0, links - 1, links, 2 * links - 1, 2 * links)
    places = [place(number, shop) for shop in shops for number in numbers]
    expected = answer(alice, alice, None, None, None, bob, bob, bob, bob, None)
    assert registry.payees(places) == expected


def test_payees__the_same_place_twice__answers_twice(registry, shops, alice, bob):
    a, b = shops
    assert registry.payees([b, a, b]) == answer(bob, alice, bob)


@pytest.mark.parametrize("number", [2**16 - 1, 2**16, 2**32, 2**224 - 1])
def test_payees__a_number_nobody_carries__is_nobody(registry, shops, number):
    assert registry.payees([place(number, shops[0])]) == answer(None)


@pytest.mark.parametrize("unknown", [0, 2**32 - 1])
def test_payees__no_shop__is_nobody(registry, shops, unknown):
    assert registry.payees([unknown]) == answer(None)


def test_payees__shop_without_distribution__is_nobody(registry, shops, alice, bob):
    registry.release(shops[0], DISTRIBUTION, 1, sender=alice)
    assert registry.payees(list(shops)) == answer(None, bob)
    registry.release(shops[0], SHOP, 1, sender=alice)
    assert registry.payees(list(shops)) == answer(None, bob)


def test_payees__after_a_transfer__is_the_new_owner(registry, shops, alice, carol):
    registry.transferFrom(alice, carol, shops[0], sender=alice)
    assert registry.payees([shops[0]]) == answer(carol)


@pytest.mark.parametrize("levels", [16, 256])
def test_payees__many_levels__answers_all_in_order(registry, shops, alice, bob, levels):
    places = [*shops] * (levels // 2)
    assert registry.payees(places) == answer(*[alice, bob] * (levels // 2))
