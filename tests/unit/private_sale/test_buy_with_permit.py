"""Buying with a signature for the currency."""

import pytest
from clock import now
from permits import sign_permit

from ecomchain.amounts import ECOM

from .rounds import ALICE_CAP, USD_PRICE
from helpers import assert_reverts, custom

FOREVER = 2**256 - 1


@pytest.fixture
def arguments(sale, usd, opened, alice):
    """alice buys one Ecom; she has allowed the sale nothing."""
    usd.approve(sale, 0, sender=alice)
    return 1, usd, ECOM, FOREVER, ALICE_CAP, opened.tree.proof(alice)


@pytest.fixture
def permit(sale, usd, alice):
    """alice's, for the price of one Ecom."""
    return sign_permit(usd, alice, sale, USD_PRICE, domain={"name": "TUSD"})


def test_buy_with_permit__signed__needs_no_allowance(sale, usd, treasury, arguments, permit, alice):
    sale.buyWithPermit(*arguments, permit, sender=alice)
    assert (usd.balanceOf(treasury), usd.allowance(alice, sale)) == (USD_PRICE, 0)
    assert sale.position(1, alice) == (ECOM, 0)


def test_buy_with_permit__front_run__goes_through(sale, usd, arguments, permit, alice, stranger):
    usd.permit(alice, sale, *permit, sender=stranger)
    sale.buyWithPermit(*arguments, permit, sender=alice)
    assert sale.position(1, alice) == (ECOM, 0)


def test_buy_with_permit__expired__is_as_good_as_none(sale, usd, arguments, alice):
    permit = sign_permit(usd, alice, sale, USD_PRICE, domain={"name": "TUSD"}, deadline=now() - 1)
    values = {"currency": usd, "payer": alice, "payment": USD_PRICE}
    expected = custom(sale.CurrencyRefused, **values, balance=usd.balanceOf(alice), allowance=0)
    assert_reverts(expected, sale.buyWithPermit, *arguments, permit, sender=alice)


def test_buy_with_permit__of_another__moves_nothing(sale, usd, opened, permit, bob):
    """bob submits alice's signature: it is tried as his."""
    usd.approve(sale, 0, sender=bob)
    cap, proof = opened.tree.amounts[bob.address], opened.tree.proof(bob)
    values = {"currency": usd, "payer": bob, "payment": USD_PRICE}
    expected = custom(sale.CurrencyRefused, **values, balance=usd.balanceOf(bob), allowance=0)
    assert_reverts(expected, sale.buyWithPermit, 1, usd, ECOM, FOREVER, cap, proof, permit, sender=bob)


def test_buy_with_permit__currency_without_permits__takes_the_allowance(sale, hostile, opened, permit, alice):
    arguments = 1, hostile, ECOM, FOREVER, ALICE_CAP, opened.tree.proof(alice)
    sale.buyWithPermit(*arguments, permit, sender=alice)
    assert sale.position(1, alice) == (ECOM, 0)


def test_buy_with_permit__currency_not_accepted__is_not_called(sale, token, opened, permit, alice):
    arguments = 1, token, ECOM, FOREVER, ALICE_CAP, opened.tree.proof(alice)
    expected = custom(sale.CurrencyNotAccepted, round=1, currency=token)
    assert_reverts(expected, sale.buyWithPermit, *arguments, permit, sender=alice)
