"""Withdrawing what is pending, after the cooldown, by the owner alone (SHOP-3, SHOP-4, SHOP-5)."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs, log

from helpers import assert_reverts, custom

MAX = 2**256 - 1


@pytest.fixture(scope="module")
def due(registry, shop, module, alice) -> int:
    """From when the shop's pending 14 can be withdrawn; a third unit holds 7."""
    registry.acquire(shop, module, 3, MAX, sender=alice)
    registry.release(shop, module, 2, sender=alice)
    locks = registry.locks(shop)
    assert locks.pending == 14
    return locks.availableAt


@pytest.mark.parametrize("after", [0, 1, 10**7])
def test_withdraw__from_the_end_of_the_cooldown_on__pays_the_owner(registry, token, shop, alice, due, after):
    mine, held, before, totals = (
        token.balanceOf(alice),
        token.balanceOf(registry),
        registry.locks(shop),
        registry.totals(),
    )
    next_block_at(due + after)
    receipt = registry.withdraw(shop, sender=alice)
    assert_logs(
        receipt,
        log(registry.Withdrawn, shop=shop, owner=alice, amount=14),
        log(token.Transfer, **{"from": registry}, to=alice, amount=14),
    )
    assert (token.balanceOf(alice), token.balanceOf(registry)) == (mine + 14, held - 14)
    assert registry.locks(shop) == (before.live, 0, due, before.units)
    assert registry.totals() == (totals.shops, totals.open, totals.locked, totals.pending - 14)


def test_withdraw__a_second_before__reverts(registry, shop, alice, due):
    mine_at(due - 1)
    expected = custom(registry.CooldownRunning, shop=shop, availableAt=due, now_=due - 1)
    assert_reverts(expected, registry.withdraw, shop, sender=alice)


def test_withdraw__called__tells_the_amount(registry, shop, alice, due):
    mine_at(due)
    assert registry.withdraw.call(shop, sender=alice) == 14


def test_withdraw__twice__reverts(registry, shop, alice, due):
    next_block_at(due)
    registry.withdraw(shop, sender=alice)
    assert_reverts(custom(registry.NothingPending, shop=shop), registry.withdraw, shop, sender=alice)


def test_withdraw__nothing_ever_released__reverts(registry, shop, bob, due):
    registry.open(bob, (bytes(32), 0), MAX, sender=bob)
    assert_reverts(custom(registry.NothingPending, shop=shop + 1), registry.withdraw, shop + 1, sender=bob)


def test_withdraw__another_release_meanwhile__waits_for_all_of_it(registry, token, shop, module, alice, due):
    next_block_at(due - 1)
    registry.release(shop, module, 1, sender=alice)
    later = due - 1 + registry.cooldown()
    mine_at(due)
    expected = custom(registry.CooldownRunning, shop=shop, availableAt=later, now_=due)
    assert_reverts(expected, registry.withdraw, shop, sender=alice)
    mine = token.balanceOf(alice)
    next_block_at(later)
    registry.withdraw(shop, sender=alice)
    assert token.balanceOf(alice) == mine + 21


def test_withdraw__cooldown_changed_meanwhile__keeps_its_date(registry, shop, alice, due, operator):
    registry.setCooldown(registry.MAX_COOLDOWN(), sender=operator)
    next_block_at(due)
    registry.withdraw(shop, sender=alice)
    assert registry.locks(shop).pending == 0


def test_withdraw__cooldown_shortened_meanwhile__waits_all_the_same(
    registry, shop, module, alice, due, operator
):
    next_block_at(due)
    registry.withdraw(shop, sender=alice)
    registry.setCooldown(registry.MAX_COOLDOWN(), sender=operator)
    later = next_block_at(now() + 100) + registry.MAX_COOLDOWN()
    registry.release(shop, module, 1, sender=alice)
    registry.setCooldown(registry.MIN_COOLDOWN(), sender=operator)
    mine_at(later - 1)
    expected = custom(registry.CooldownRunning, shop=shop, availableAt=later, now_=later - 1)
    assert_reverts(expected, registry.withdraw, shop, sender=alice)
    next_block_at(later)
    registry.withdraw(shop, sender=alice)
    assert registry.locks(shop)[1:3] == (0, later)


def test_withdraw__by_anyone_but_the_owner__reverts(registry, shop, alice, bob, operator, foundation, due):
    mine_at(due)
    for caller in (bob, operator, foundation):
        expected = custom(registry.NotShopOwner, shop=shop, caller=caller, owner=alice)
        assert_reverts(expected, registry.withdraw, shop, sender=caller)


def test_withdraw__after_a_transfer__pays_the_new_owner(registry, token, shop, alice, bob, due):
    registry.transferFrom(alice, bob, shop, sender=alice)
    theirs = token.balanceOf(bob)
    mine_at(due)
    expected = custom(registry.NotShopOwner, shop=shop, caller=alice, owner=bob)
    assert_reverts(expected, registry.withdraw, shop, sender=alice)
    registry.withdraw(shop, sender=bob)
    assert token.balanceOf(bob) == theirs + 14


def test_withdraw__for_no_shop__reverts(registry, shop, alice, due):
    expected = custom(registry.UnknownShop, shop=shop + 1)
    assert_reverts(expected, registry.withdraw, shop + 1, sender=alice)
