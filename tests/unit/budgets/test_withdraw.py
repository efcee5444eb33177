"""`withdraw`: the shop's owner takes from what is not reserved, at any time (ORD-7)."""

import pytest
from events import assert_logs, log
from orders import transfer_log
from scene import plain

from ecomchain.amounts import MAX_SUPPLY

from helpers import assert_reverts, custom


def test_withdraw__a_part__goes_to_the_owner(token, budgets, scene):
    before, totals = budgets.budget(scene.shop), budgets.totals()
    receipt = budgets.withdraw(scene.shop, 1_000, sender=scene.seller)
    withdrawn = log(budgets.BudgetWithdrawn, shop=scene.shop, owner=scene.seller, amount=1_000)
    assert_logs(receipt, withdrawn, transfer_log(token, budgets, scene.seller, 1_000))
    assert budgets.budget(scene.shop) == before - 1_000
    assert plain(budgets.totals()) == (totals.budgets - 1_000, totals.reserves)


def test_withdraw__all_that_is_not_reserved__leaves_the_reserves(token, budgets, scene, orders):
    budgets.withdraw(scene.shop, budgets.budget(scene.shop), sender=scene.seller)
    reserved = [budgets.reserved(order).amount for order in (*orders.mixed, *orders.fiat)]
    assert (budgets.budget(scene.shop), budgets.totals().budgets) == (0, 0)
    assert token.balanceOf(budgets) == budgets.totals().reserves == sum(reserved)


def test_withdraw__one_more_than_is_not_reserved__reverts(budgets, scene):
    unreserved = budgets.budget(scene.shop)
    expected = custom(budgets.BudgetTooLow, shop=scene.shop, amount=unreserved + 1, budget=unreserved)
    assert_reverts(expected, budgets.withdraw, scene.shop, unreserved + 1, sender=scene.seller)


def test_withdraw__budget_of_another_shop__is_out_of_reach(budgets, scene):
    expected = custom(budgets.BudgetTooLow, shop=scene.rival_shop, amount=1, budget=0)
    assert_reverts(expected, budgets.withdraw, scene.rival_shop, 1, sender=scene.rival)


def test_withdraw__nothing__reverts(budgets, scene):
    expected = custom(budgets.AmountOutOfRange, amount=0, max=MAX_SUPPLY)
    assert_reverts(expected, budgets.withdraw, scene.shop, 0, sender=scene.seller)


def test_withdraw__not_the_owner__reverts(budgets, registry, scene, operator, foundation):
    """Who has put it in has no right to it; nor has who is approved for the shop."""
    registry.approve(scene.stranger, scene.shop, sender=scene.seller)
    budgets.fund(scene.shop, 5, sender=scene.stranger)
    for caller in (scene.stranger, scene.buyer, scene.distributors[0], operator, foundation):
        expected = custom(budgets.NotShopOwner, shop=scene.shop, caller=caller, owner=scene.seller)
        assert_reverts(expected, budgets.withdraw, scene.shop, 1, sender=caller)


def test_withdraw__unknown_shop__reverts(budgets, registry, scene):
    expected = custom(registry.UnknownShop, shop=99)
    assert_reverts(expected, budgets.withdraw, 99, 1, sender=scene.seller)


def test_withdraw__shop_sold__only_the_new_owner(token, budgets, registry, scene):
    """The budget goes with the shop."""
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    expected = custom(budgets.NotShopOwner, shop=scene.shop, caller=scene.seller, owner=scene.rival)
    assert_reverts(expected, budgets.withdraw, scene.shop, 1, sender=scene.seller)
    before = token.balanceOf(scene.rival)
    budgets.withdraw(scene.shop, 77, sender=scene.rival)
    assert token.balanceOf(scene.rival) == before + 77


@pytest.mark.usefixtures("shop_closed")
def test_withdraw__shop_closed_and_market_paused__works(market, budgets, scene, guardian):
    market.pause(100, sender=guardian)
    budgets.withdraw(scene.shop, budgets.budget(scene.shop), sender=scene.seller)
    assert budgets.budget(scene.shop) == 0
