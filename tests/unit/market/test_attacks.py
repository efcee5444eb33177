"""Odd parties: contracts that refuse, the market itself, one person on every side (COM-5, ORD-6, ORD-8)."""

import pytest
from ape import accounts, chain
from events import assert_logs
from orders import Ending, closed_logs, placed_log
from scene import PRICE, actor, purchase, shares

from helpers import assert_reverts, custom

REVERTS = "0x5f5ffd"
"""Code that reverts whenever it is called."""


@pytest.fixture
def refuser(system):
    """A contract with tokens; it would revert on any call to it."""
    address = actor(system).address
    chain.provider.set_code(address, REVERTS)
    return accounts[address]


def test_contract_as_buyer__cannot_be_called_and_is_refunded(system, token, market, scene, refuser):
    market.place(purchase(scene.escrowed), sender=refuser)
    order = market.totals().orders
    receipt = market.refund(order, sender=scene.seller)
    expected = closed_logs(system, scene, order, Ending.REFUNDED, bps=0, buyer=refuser)
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_contract_as_payee__cannot_block_the_payment(system, market, registry, scene, orders, refuser, level):
    """Level 0 is the seller. Nothing is called at a recipient: there is nowhere to re-enter from."""
    owners = [scene.seller, *scene.distributors]
    former, shop = owners[level], [scene.shop, *scene.shops][level]
    registry.transferFrom(former, refuser, shop, sender=former)
    owners[level] = refuser
    receipt = market.confirm(orders.placed[2], sender=scene.buyer)
    expected = closed_logs(
        system,
        scene,
        orders.placed[2],
        Ending.CONFIRMED,
        live=[True] * 2,
        seller=owners[0],
        distributors=owners[1:],
    )
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_market_as_payee__keeps_it_as_surplus_and_owes_the_same(
    system, token, market, registry, scene, orders, level
):
    """Whoever gives a shop to the market gives its income away; the escrow of others stays covered."""
    owners = [scene.seller, *scene.distributors]
    former, shop = owners[level], [scene.shop, *scene.shops][level]
    registry.transferFrom(former, market, shop, sender=former)
    owners[level] = market
    before, owed = token.balanceOf(market), market.totals().escrow
    receipt = market.confirm(orders.placed[2], sender=scene.buyer)
    people = {"seller": owners[0], "distributors": owners[1:]}
    assert_logs(
        receipt,
        *closed_logs(system, scene, orders.placed[2], Ending.CONFIRMED, live=[True] * 2, **people),
    )
    expected = shares(PRICE, [True] * 2)
    surplus = [expected.seller, *expected.each][level]
    assert market.totals().escrow == owed - PRICE
    assert token.balanceOf(market) == before - PRICE + surplus

    wanted = purchase(scene.instant, scene.links[1])
    receipt = market.place(wanted, sender=scene.buyer)
    order = market.totals().orders
    paid = closed_logs(system, scene, order, Ending.INSTANT, live=[True] * 2, payer=scene.buyer, **people)
    assert_logs(receipt, placed_log(market, scene, order, wanted, 0), *paid)
    assert token.balanceOf(market) == before - PRICE + 2 * surplus
    assert market.totals().escrow == owed - PRICE


def test_plain_transfer_to_the_market__changes_no_order(token, market, scene, orders):
    owed = market.totals().escrow
    token.transfer(market, 1_000, sender=scene.stranger)
    market.refund(orders.placed[0], sender=scene.seller)
    assert market.totals().escrow == owed - PRICE
    assert token.balanceOf(market) == owed - PRICE + 1_000


@pytest.mark.parametrize("listing", ["escrowed", "instant"])
def test_self_purchase__through_own_shops__yields_what_was_put_in(token, market, registry, scene, listing):
    """One person as buyer, seller and every distributor."""
    one = scene.buyer
    registry.transferFrom(scene.seller, one, scene.shop, sender=scene.seller)
    for owner, shop in zip(scene.distributors, scene.shops, strict=True):
        registry.transferFrom(owner, one, shop, sender=owner)
    before, held = token.balanceOf(one), token.balanceOf(market)
    market.place(purchase(getattr(scene, listing), scene.links[3]), sender=one)
    order = market.totals().orders
    if listing == "escrowed":
        assert token.balanceOf(one) == before - PRICE
        market.propose(order, 1_234, sender=one)
        market.accept(order, 1_234, sender=one)
    assert (token.balanceOf(one), token.balanceOf(market)) == (before, held)


def test_self_referral__buyer_closes_his_own_sale__gets_only_the_commission(system, market, scene):
    market.place(purchase(scene.escrowed, scene.links[0]), sender=scene.distributors[0])
    order = market.totals().orders
    receipt = market.confirm(order, sender=scene.distributors[0])
    expected = closed_logs(system, scene, order, Ending.CONFIRMED, live=[True], buyer=scene.distributors[0])
    assert_logs(receipt, *expected)


def test_seller_as_buyer__has_the_buyers_rights_too(system, market, scene):
    market.place(purchase(scene.escrowed), sender=scene.seller)
    order = market.totals().orders
    receipt = market.confirm(order, sender=scene.seller)
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.CONFIRMED, buyer=scene.seller))


def test_stranger__can_move_nothing_out_of_escrow(
    token, market, scene, orders, guardian, operator, foundation
):
    order = orders.placed[2]
    for caller in (scene.stranger, guardian, operator, foundation, scene.distributors[1]):
        expected = custom(market.NotBuyer, order=order, caller=caller, buyer=scene.buyer)
        assert_reverts(expected, market.confirm, order, sender=caller)
        expected = custom(market.NotSeller, order=order, caller=caller, seller=scene.seller)
        assert_reverts(expected, market.refund, order, sender=caller)
        expected = custom(market.NotParty, order=order, caller=caller)
        assert_reverts(expected, market.propose, order, 0, sender=caller)
    assert token.allowance(market, scene.stranger) == 0
