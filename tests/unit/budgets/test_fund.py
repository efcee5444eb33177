"""`fund`: anyone adds to a shop's budget (ORD-1)."""

import pytest
from events import assert_logs, log
from orders import transfer_log
from permits import sign_permit
from scene import plain

from ecomchain.amounts import ECOM, MAX_SUPPLY

from helpers import assert_reverts, custom

AMOUNT = 123 * ECOM + 1


def funded_logs(token, budgets, shop, payer, amount):
    funded = log(budgets.BudgetFunded, shop=shop, payer=payer, amount=amount)
    return funded, transfer_log(token, payer, budgets, amount)


@pytest.mark.parametrize("amount", [1, AMOUNT])
@pytest.mark.parametrize("payer", ["seller", "buyer", "stranger"])
def test_fund__by_anyone__adds_to_the_budget(token, budgets, scene, payer, amount):
    payer, before, held = getattr(scene, payer), budgets.budget(scene.shop), token.balanceOf(budgets)
    totals = budgets.totals()
    receipt = budgets.fund(scene.shop, amount, sender=payer)
    assert_logs(receipt, *funded_logs(token, budgets, scene.shop, payer, amount))
    assert budgets.budget(scene.shop) == before + amount
    assert plain(budgets.totals()) == (totals.budgets + amount, totals.reserves)
    assert token.balanceOf(budgets) == held + amount


def test_fund__another_shop__is_kept_apart(budgets, scene):
    before = budgets.budget(scene.shop)
    budgets.fund(scene.rival_shop, AMOUNT, sender=scene.rival)
    assert (budgets.budget(scene.shop), budgets.budget(scene.rival_shop)) == (before, AMOUNT)


@pytest.mark.usefixtures("shop_closed")
def test_fund__closed_shop__is_kept_for_its_owner(budgets, scene):
    before = budgets.budget(scene.shop)
    budgets.fund(scene.shop, AMOUNT, sender=scene.stranger)
    assert budgets.budget(scene.shop) == before + AMOUNT


@pytest.mark.parametrize("amount", [0, MAX_SUPPLY + 1, 2**96 - 1])
def test_fund__nothing_or_more_than_there_is__reverts(budgets, scene, amount):
    expected = custom(budgets.AmountOutOfRange, amount=amount, max=MAX_SUPPLY)
    assert_reverts(expected, budgets.fund, scene.shop, amount, sender=scene.seller)


@pytest.mark.parametrize("shop", [0, 99])
def test_fund__unknown_shop__reverts(budgets, registry, scene, shop):
    expected = custom(registry.UnknownShop, shop=shop)
    assert_reverts(expected, budgets.fund, shop, AMOUNT, sender=scene.seller)


@pytest.mark.parametrize("allowance", [0, AMOUNT - 1])
def test_fund__missing_allowance__reverts(token, budgets, scene, allowance):
    token.approve(budgets, allowance, sender=scene.stranger)
    expected = custom(
        budgets.PaymentFailed,
        payer=scene.stranger,
        amount=AMOUNT,
        balance=token.balanceOf(scene.stranger),
        allowance=allowance,
    )
    assert_reverts(expected, budgets.fund, scene.shop, AMOUNT, sender=scene.stranger)


@pytest.fixture
def nothing_allowed(token, budgets, scene):
    token.approve(budgets, 0, sender=scene.stranger)


@pytest.mark.usefixtures("nothing_allowed")
def test_fund_with_permit__signed__needs_no_allowance(token, budgets, scene):
    permit = sign_permit(token, scene.stranger, budgets, AMOUNT)
    receipt = budgets.fundWithPermit(scene.shop, AMOUNT, permit, sender=scene.stranger)
    approval = log(token.Approval, owner=scene.stranger, spender=budgets, amount=AMOUNT)
    assert_logs(receipt, approval, *funded_logs(token, budgets, scene.shop, scene.stranger, AMOUNT))
    assert token.allowance(scene.stranger, budgets) == 0


@pytest.mark.usefixtures("nothing_allowed")
def test_fund_with_permit__submitted_first_by_another__goes_on(token, budgets, scene):
    permit = sign_permit(token, scene.stranger, budgets, AMOUNT)
    token.permit(scene.stranger, budgets, *permit, sender=scene.rival)
    receipt = budgets.fundWithPermit(scene.shop, AMOUNT, permit, sender=scene.stranger)
    assert_logs(receipt, *funded_logs(token, budgets, scene.shop, scene.stranger, AMOUNT))


@pytest.mark.usefixtures("nothing_allowed")
@pytest.mark.parametrize("caller", ["stranger", "rival"])
def test_fund_with_permit__of_another_or_too_little__moves_nothing(token, budgets, scene, caller):
    """The stranger's permit is one short; in the rival's hands it is no permit at all."""
    permit, caller = sign_permit(token, scene.stranger, budgets, AMOUNT - 1), getattr(scene, caller)
    token.approve(budgets, 0, sender=scene.rival)
    expected = custom(
        budgets.PaymentFailed,
        payer=caller,
        amount=AMOUNT,
        balance=token.balanceOf(caller),
        allowance=AMOUNT - 1 if caller == scene.stranger else 0,
    )
    assert_reverts(expected, budgets.fundWithPermit, scene.shop, AMOUNT, permit, sender=caller)
