"""`placeWithPermit`: the signature is tried, the allowance counts (ORD-1, issue 2 on front-run permits)."""

import pytest
from clock import now
from events import assert_logs, log
from orders import Ending, closed_logs, deadline_now, placed_log, transfer_log
from permits import sign_permit
from scene import PRICE, purchase

from helpers import assert_reverts, custom


@pytest.fixture
def wanted(token, market, scene):
    """The buyer has allowed nothing."""
    token.approve(market, 0, sender=scene.buyer)
    return purchase(scene.escrowed, scene.links[1])


def approval(token, market, scene, amount=PRICE):
    return log(token.Approval, owner=scene.buyer, spender=market, amount=amount)


def test_place_with_permit__signed__needs_no_allowance(token, market, scene, wanted):
    permit = sign_permit(token, scene.buyer, market, PRICE)
    receipt = market.placeWithPermit(wanted, permit, sender=scene.buyer)
    assert_logs(
        receipt,
        approval(token, market, scene),
        placed_log(market, scene, market.totals().orders, wanted, deadline_now()),
        transfer_log(token, scene.buyer, market, PRICE),
    )
    assert token.allowance(scene.buyer, market) == 0


def test_place_with_permit__instant__pays_everybody(system, token, market, scene, wanted):
    permit = sign_permit(token, scene.buyer, market, PRICE)
    wanted = purchase(scene.instant, scene.links[1])
    receipt = market.placeWithPermit(wanted, permit, sender=scene.buyer)
    order = market.totals().orders
    paid = closed_logs(system, scene, order, Ending.INSTANT, live=[True] * 2, payer=scene.buyer)
    placed = placed_log(market, scene, order, wanted, 0)
    assert_logs(receipt, approval(token, market, scene), placed, *paid)


def test_place_with_permit__submitted_first_by_another__goes_on(token, market, scene, wanted):
    permit = sign_permit(token, scene.buyer, market, PRICE)
    token.permit(scene.buyer, market, *permit, sender=scene.stranger)
    receipt = market.placeWithPermit(wanted, permit, sender=scene.buyer)
    assert_logs(
        receipt,
        placed_log(market, scene, market.totals().orders, wanted, deadline_now()),
        transfer_log(token, scene.buyer, market, PRICE),
    )


def test_place_with_permit__invalid_but_allowed__goes_on(token, market, scene, wanted):
    token.approve(market, PRICE, sender=scene.buyer)
    orders = market.totals().orders
    market.placeWithPermit(wanted, (PRICE, 0, 27, bytes(32), bytes(32)), sender=scene.buyer)
    assert market.totals().orders == orders + 1


@pytest.mark.parametrize("fault", ["expired", "too little", "of another", "for another"])
def test_place_with_permit__faulty_and_nothing_allowed__reverts(token, market, scene, wanted, fault):
    signer = scene.rival if fault == "of another" else scene.buyer
    spender = scene.rival if fault == "for another" else market
    value = PRICE - 1 if fault == "too little" else PRICE
    deadline = now() - 1 if fault == "expired" else 2**256 - 1
    permit = sign_permit(token, signer, spender, value, deadline=deadline)
    expected = custom(
        market.PaymentFailed,
        payer=scene.buyer,
        amount=PRICE,
        balance=token.balanceOf(scene.buyer),
        allowance=value if fault == "too little" else 0,
    )
    assert_reverts(expected, market.placeWithPermit, wanted, permit, sender=scene.buyer)


def test_place_with_permit__anothers_signature__never_pulls_from_the_signer(token, market, scene, wanted):
    """No call pulls tokens from an address that neither sent nor signed it: the sender pays, or nobody."""
    permit = sign_permit(token, scene.buyer, market, PRICE)
    token.approve(market, 0, sender=scene.stranger)
    expected = custom(
        market.PaymentFailed,
        payer=scene.stranger,
        amount=PRICE,
        balance=token.balanceOf(scene.stranger),
        allowance=0,
    )
    assert_reverts(expected, market.placeWithPermit, wanted, permit, sender=scene.stranger)
