"""`placeWithPermit`: the submitter's signature for the market is tried, the allowance counts (ORD-1)."""

import pytest
from clock import now
from events import assert_logs, log
from orders import vouched_logs
from permits import sign_permit
from scene import PRICE
from vouchers_signing import scene_voucher

from helpers import assert_reverts, custom


@pytest.fixture
def voucher(system, token, market, scene, wanted):
    """The buyer has allowed nothing."""
    token.approve(market, 0, sender=scene.buyer)
    return scene_voucher(system, scene, wanted)


def unpaid(token, market, payer, allowance=0):
    values = {"payer": payer, "amount": PRICE, "balance": token.balanceOf(payer), "allowance": allowance}
    return custom(market.PaymentFailed, **values)


def test_place_with_permit__signed__needs_no_allowance(
    system, token, market, vouchers, scene, wanted, voucher
):
    permit = sign_permit(token, scene.buyer, market, PRICE)
    receipt = vouchers.placeWithPermit(wanted, voucher, permit, sender=scene.buyer)
    order = market.totals().orders
    approval = log(token.Approval, owner=scene.buyer, spender=market, amount=PRICE)
    assert_logs(receipt, approval, *vouched_logs(system, scene, order, wanted, voucher))
    assert token.allowance(scene.buyer, market) == 0


def test_place_with_permit__submitted_first_by_another__goes_on(
    system, token, market, vouchers, scene, wanted, voucher
):
    permit = sign_permit(token, scene.buyer, market, PRICE)
    token.permit(scene.buyer, market, *permit, sender=scene.stranger)
    receipt = vouchers.placeWithPermit(wanted, voucher, permit, sender=scene.buyer)
    assert_logs(receipt, *vouched_logs(system, scene, market.totals().orders, wanted, voucher))


def test_place_with_permit__invalid_but_allowed__goes_on(token, market, vouchers, scene, wanted, voucher):
    token.approve(market, PRICE, sender=scene.buyer)
    orders = market.totals().orders
    permit = (PRICE, 0, 27, bytes(32), bytes(32))
    vouchers.placeWithPermit(wanted, voucher, permit, sender=scene.buyer)
    assert market.totals().orders == orders + 1


@pytest.mark.parametrize("fault", ["expired", "too little", "of another", "for the vouchers"])
def test_place_with_permit__faulty_and_nothing_allowed__reverts(
    token, market, vouchers, scene, wanted, voucher, fault
):
    signer = scene.rival if fault == "of another" else scene.buyer
    spender = vouchers if fault == "for the vouchers" else market
    value = PRICE - 1 if fault == "too little" else PRICE
    deadline = now() - 1 if fault == "expired" else 2**256 - 1
    permit = sign_permit(token, signer, spender, value, deadline=deadline)
    expected = unpaid(token, market, scene.buyer, value if fault == "too little" else 0)
    assert_reverts(expected, vouchers.placeWithPermit, wanted, voucher, permit, sender=scene.buyer)


def test_place_with_permit__anothers_signature__never_pulls_from_the_signer(
    token, market, vouchers, scene, wanted, voucher
):
    """The buyer's permit in a stranger's transaction moves nothing: the sender pays, or nobody."""
    permit = sign_permit(token, scene.buyer, market, PRICE)
    token.approve(market, 0, sender=scene.stranger)
    expected = unpaid(token, market, scene.stranger)
    assert_reverts(expected, vouchers.placeWithPermit, wanted, voucher, permit, sender=scene.stranger)


def test_place_with_permit__invalid_voucher__reverts(token, market, vouchers, scene, wanted, voucher):
    permit = sign_permit(token, scene.buyer, market, PRICE)
    altered = voucher._replace(nonce=voucher.nonce + 1)
    digest = vouchers.digest(wanted, altered)
    expected = custom(vouchers.InvalidVoucher, shop=scene.shop, seller=scene.seller, digest=digest)
    assert_reverts(expected, vouchers.placeWithPermit, wanted, altered, permit, sender=scene.buyer)
