"""Since when a position is held, and a shop is open: what voting asks for (VOTE-2)."""

from clock import DAY, mine_at, next_block_at, now

from ecomchain.ids import SHOP, SHOWCASE

from helpers import assert_reverts, custom

MAX = 2**256 - 1
NO_CID = (bytes(32), 0)


def since(registry, shop, capability):
    return registry.position(shop, capability).since


def test_open__always__holds_shop_since_now(registry, shop, alice):
    at = next_block_at(now() + 1_000)
    registry.open(alice, NO_CID, MAX, sender=alice)
    assert registry.openSince(shop + 1) == (alice.address, at)
    assert since(registry, shop + 1, SHOP) == at
    assert since(registry, shop + 1, SHOWCASE) == 0


def test_acquire__first_units_and_more__holds_since_the_first(registry, shop, alice, module):
    at = next_block_at(now() + 1_000)
    registry.acquire(shop, module, 2, MAX, sender=alice)
    assert since(registry, shop, module) == at
    next_block_at(at + 5 * DAY)
    registry.acquire(shop, module, 1, MAX, sender=alice)
    assert since(registry, shop, module) == at


def test_acquire__another_capability__leaves_that_of_the_others(registry, shop, alice, module):
    opened = registry.openSince(shop).since
    next_block_at(now() + DAY)
    registry.acquire(shop, module, 1, MAX, sender=alice)
    registry.release(shop, module, 1, sender=alice)
    assert registry.openSince(shop) == (alice.address, opened)


def test_release__all_but_one__holds_since_the_first(registry, shop, alice, module):
    registry.acquire(shop, module, 3, MAX, sender=alice)
    at = now()
    next_block_at(at + DAY)
    registry.release(shop, module, 2, sender=alice)
    assert since(registry, shop, module) == at


def test_release__the_last_unit__holds_since_never_and_anew_from_the_next(registry, shop, alice, module):
    registry.acquire(shop, module, 3, MAX, sender=alice)
    registry.release(shop, module, 1, sender=alice)
    registry.release(shop, module, 2, sender=alice)
    assert since(registry, shop, module) == 0
    at = next_block_at(now() + DAY)
    registry.acquire(shop, module, 1, MAX, sender=alice)
    assert since(registry, shop, module) == at


def test_open_since__closed_and_reopened__is_the_reopening(registry, shop, alice):
    assert registry.openSince(shop).since > 0
    registry.release(shop, SHOP, 1, sender=alice)
    assert registry.openSince(shop) == (alice.address, 0)
    at = next_block_at(now() + 40 * DAY)
    registry.acquire(shop, SHOP, 1, MAX, sender=alice)
    assert registry.openSince(shop) == (alice.address, at)


def test_open_since__closed_and_reopened_in_one_transaction__is_that_one(registry, shop, alice):
    calls = [registry.release.encode_input(shop, SHOP, 1), registry.acquire.encode_input(shop, SHOP, 1, MAX)]
    at = next_block_at(now() + DAY)
    registry.multicall(calls, sender=alice)
    assert registry.openSince(shop).since == at


def test_open_since__sold__stays_with_another_owner(registry, shop, alice, bob):
    opened = registry.openSince(shop).since
    next_block_at(now() + DAY)
    registry.transferFrom(alice, bob, shop, sender=alice)
    assert registry.openSince(shop) == (bob.address, opened)


def test_open_since__closed_and_sold__is_never(registry, shop, alice, bob):
    registry.release(shop, SHOP, 1, sender=alice)
    registry.transferFrom(alice, bob, shop, sender=alice)
    assert registry.openSince(shop) == (bob.address, 0)


def test_open_since__no_shop__reverts(registry, shop):
    for unknown in (0, shop + 1):
        assert_reverts(custom(registry.UnknownShop, shop=unknown), registry.openSince, unknown)


def test_position__of_views_later__stays(registry, shop):
    before = registry.position(shop, SHOP)
    mine_at(now() + 400 * DAY)
    assert registry.position(shop, SHOP) == before
