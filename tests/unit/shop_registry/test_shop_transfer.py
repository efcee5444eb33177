"""A transfer moves everything with the shop, and is counted (SHOP-5, SHOP-8)."""

import pytest
from clock import mine_at
from events import assert_logs, log

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOP

from helpers import assert_reverts, custom

ZERO = "0x0000000000000000000000000000000000000000"
MAX = 2**256 - 1


def test_transfer__by_the_owner__moves_the_token_and_nothing_else(registry, token, shop, alice, bob):
    registry.acquire(shop, DISTRIBUTION, 2, MAX, sender=alice)
    registry.acquire(shop, PROMOTION, 1, MAX, sender=alice)
    registry.release(shop, DISTRIBUTION, 1, sender=alice)
    before, locks, totals = registry.shop(shop), registry.locks(shop), registry.totals()
    carried, held = registry.carried(shop), token.balanceOf(registry)
    receipt = registry.transferFrom(alice, bob, shop, sender=alice)
    assert_logs(receipt, log(registry.Transfer, **{"from": alice}, to=bob, id=shop))
    after = registry.shop(shop)
    assert (after.owner, after.transfers) == (bob.address, 1)
    assert after[1:7] == before[1:7]
    assert after.metadata == before.metadata
    assert registry.locks(shop) == locks
    assert registry.totals() == totals
    assert registry.carried(shop) == (bob.address, *tuple(carried)[1:])
    assert token.balanceOf(registry) == held
    assert (registry.balanceOf(alice), registry.balanceOf(bob)) == (0, 1)
    assert registry.payees([shop]) == ([bob.address], 1)


def test_transfer__after_it__the_new_owner_alone_acts(registry, token, shop, alice, bob):
    lock = registry.position(shop, SHOP).locked
    registry.transferFrom(alice, bob, shop, sender=alice)
    expected = custom(registry.NotShopOwner, shop=shop, caller=alice, owner=bob)
    assert_reverts(expected, registry.release, shop, SHOP, 1, sender=alice)
    registry.release(shop, SHOP, 1, sender=bob)
    theirs = token.balanceOf(bob)
    mine_at(registry.locks(shop).availableAt)
    registry.withdraw(shop, sender=bob)
    assert token.balanceOf(bob) == theirs + lock


def test_transfer__there_and_back__is_counted_twice(registry, shop, alice, bob):
    assert registry.shop(shop).transfers == 0
    registry.transferFrom(alice, bob, shop, sender=alice)
    registry.transferFrom(bob, alice, shop, sender=bob)
    assert registry.shop(shop).transfers == 2


def test_transfer__to_oneself__is_counted(registry, shop, alice):
    registry.transferFrom(alice, alice, shop, sender=alice)
    assert (registry.shop(shop).transfers, registry.balanceOf(alice)) == (1, 1)


def test_transfer__closed_shop__goes_as_well(registry, shop, alice, bob):
    registry.release(shop, SHOP, 1, sender=alice)
    registry.transferFrom(alice, bob, shop, sender=alice)
    assert registry.shop(shop)[:2] == (bob.address, False)


@pytest.mark.parametrize("data", [(), (b"hello",)], ids=["plain", "with data"])
def test_safe_transfer__to_an_account__goes_and_is_counted(registry, shop, alice, bob, data):
    receipt = registry.safeTransferFrom(alice, bob, shop, *data, sender=alice)
    assert_logs(receipt, log(registry.Transfer, **{"from": alice}, to=bob, id=shop))
    assert (registry.ownerOf(shop), registry.shop(shop).transfers) == (bob.address, 1)


def test_safe_transfer__to_a_contract_that_takes_none__reverts(registry, shop, alice, vault):
    expected = custom(registry.TransferToNonERC721ReceiverImplementer)
    assert_reverts(expected, registry.safeTransferFrom, alice, vault, shop, sender=alice)
    assert_reverts(expected, registry.safeTransferFrom, alice, vault, shop, b"hello", sender=alice)


def test_transfer__to_nobody__reverts(registry, shop, alice):
    """A shop is never burnt."""
    assert_reverts(
        custom(registry.TransferToZeroAddress), registry.transferFrom, alice, ZERO, shop, sender=alice
    )


def test_transfer__by_a_stranger__reverts(registry, shop, alice, bob):
    assert_reverts(custom(registry.NotOwnerNorApproved), registry.transferFrom, alice, bob, shop, sender=bob)


def test_transfer__from_another_than_the_owner__reverts(registry, shop, alice, bob):
    assert_reverts(
        custom(registry.TransferFromIncorrectOwner), registry.transferFrom, bob, alice, shop, sender=alice
    )


@pytest.mark.parametrize("by", ["foundation", "operator", "guardian"])
def test_transfer__by_a_role__reverts(registry, shop, alice, bob, by, request):
    holder = request.getfixturevalue(by)
    expected = custom(registry.NotOwnerNorApproved)
    assert_reverts(expected, registry.transferFrom, alice, bob, shop, sender=holder)


def test_transfer__no_shop__reverts(registry, shop, alice, bob):
    expected = custom(registry.TokenDoesNotExist)
    assert_reverts(expected, registry.transferFrom, alice, bob, shop + 1, sender=alice)


def test_balance_of__nobody__reverts(registry, shop):
    assert_reverts(custom(registry.BalanceQueryForZeroAddress), registry.balanceOf, ZERO)


@pytest.mark.parametrize("unknown", [0, 2**32, 2**256 - 1])
def test_owner_of__no_shop__reverts(registry, shop, unknown):
    expected = custom(registry.UnknownShop, shop=unknown & 0xFFFFFFFF)
    assert_reverts(expected, registry.ownerOf, unknown)


def test_shop__no_shop__reverts(registry, shop):
    assert_reverts(custom(registry.UnknownShop, shop=shop + 1), registry.shop, shop + 1)
    assert_reverts(custom(registry.UnknownShop, shop=0), registry.shop, 0)
