"""Shops of contracts: what the contract accepts, it has signed (ERC-1271)."""

import pytest
from ape import project
from events import assert_logs
from orders import vouched_logs
from vouchers_signing import sign_voucher

from helpers import assert_reverts, custom


@pytest.fixture
def wallet(registry, scene):
    """A contract that accepts what the scene's seller signs; the shop is its own."""
    wallet = project.TestWallet.deploy(scene.seller, sender=scene.seller)
    registry.transferFrom(scene.seller, wallet, scene.shop, sender=scene.seller)
    return wallet


def invalid(vouchers, scene, wanted, voucher, wallet):
    digest = vouchers.digest(wanted, voucher)
    return custom(vouchers.InvalidVoucher, shop=scene.shop, seller=wallet, digest=digest)


@pytest.mark.parametrize("submitter", ["seller", "buyer", "stranger"])
def test_place__accepted_by_the_wallet__counts(system, market, vouchers, scene, wanted, wallet, submitter):
    voucher = sign_voucher(system, scene.seller, wanted, scene.buyer)
    submitter = getattr(scene, submitter)
    receipt = vouchers.place(wanted, voucher, sender=submitter)
    order = market.totals().orders
    assert_logs(receipt, *vouched_logs(system, scene, order, wanted, voucher, submitter=submitter))


@pytest.mark.parametrize("signer", ["buyer", "stranger"])
def test_place__refused_by_the_wallet__reverts(system, vouchers, scene, wanted, wallet, signer):
    voucher = sign_voucher(system, getattr(scene, signer), wanted, scene.buyer)
    expected = invalid(vouchers, scene, wanted, voucher, wallet)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


def test_place__altered__reverts(system, vouchers, scene, wanted, wallet):
    voucher = sign_voucher(system, scene.seller, wanted, scene.buyer)
    altered = voucher._replace(buyer=scene.stranger.address)
    expected = invalid(vouchers, scene, wanted, altered, wallet)
    assert_reverts(expected, vouchers.place, wanted, altered, sender=scene.stranger)


def test_place__wallet_has_a_new_owner__asks_it_as_it_is_now(system, market, vouchers, scene, wanted, wallet):
    """The shop has not moved: so its counter has not either, and the wallet decides."""
    voucher = sign_voucher(system, scene.seller, wanted, scene.buyer)
    wallet.transferOwnership(scene.rival, sender=scene.seller)
    expected = invalid(vouchers, scene, wanted, voucher, wallet)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)
    before = market.totals().orders
    vouchers.place(wanted, sign_voucher(system, scene.rival, wanted, scene.buyer), sender=scene.buyer)
    assert market.totals().orders == before + 1


def test_place__replayed__reverts(system, vouchers, scene, wanted, wallet):
    voucher = sign_voucher(system, scene.seller, wanted, scene.buyer)
    vouchers.place(wanted, voucher, sender=scene.buyer)
    expected = custom(vouchers.NonceUsed, shop=scene.shop, nonce=voucher.nonce)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


def test_place__shop_of_a_contract_that_cannot_sign__reverts(
    system, token, registry, vouchers, scene, wanted
):
    """Such as the token: it has no `isValidSignature`."""
    registry.transferFrom(scene.seller, token, scene.shop, sender=scene.seller)
    voucher = sign_voucher(system, scene.seller, wanted, scene.buyer)
    expected = invalid(vouchers, scene, wanted, voucher, token)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)
