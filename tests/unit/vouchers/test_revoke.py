"""`revoke`: the shop's owner makes a nonce unusable (ORD-1)."""

import pytest
from events import assert_logs, log
from vouchers_signing import scene_voucher

from helpers import assert_reverts, custom

NONCES = [0, 1, 127, 128, 255, 256, 2**255, 2**256 - 1]
"""At the edges of the words that keep them."""


@pytest.mark.parametrize("nonce", NONCES)
def test_revoke__by_the_owner__the_nonce_cannot_be_used(system, vouchers, scene, wanted, nonce):
    voucher = scene_voucher(system, scene, wanted, nonce=nonce)
    receipt = vouchers.revoke(scene.shop, nonce, sender=scene.seller)
    assert_logs(receipt, log(vouchers.VoucherRevoked, shop=scene.shop, nonce=nonce))
    assert [number for number in NONCES if vouchers.used(scene.shop, number)] == [nonce]
    assert not vouchers.used(scene.rival_shop, nonce)
    expected = custom(vouchers.NonceUsed, shop=scene.shop, nonce=nonce)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


@pytest.mark.parametrize("nonce", NONCES)
def test_place__any_nonce__is_used_alone(system, vouchers, scene, wanted, nonce):
    assert not vouchers.used(scene.shop, nonce)
    vouchers.place(wanted, scene_voucher(system, scene, wanted, nonce=nonce), sender=scene.buyer)
    assert [number for number in NONCES if vouchers.used(scene.shop, number)] == [nonce]


def test_revoke__another_nonce__leaves_the_voucher(system, market, vouchers, scene, wanted):
    voucher, before = scene_voucher(system, scene, wanted, nonce=7), market.totals().orders
    for nonce in (6, 8, 7 + 256):
        vouchers.revoke(scene.shop, nonce, sender=scene.seller)
    vouchers.revoke(scene.rival_shop, 7, sender=scene.rival)
    vouchers.place(wanted, voucher, sender=scene.buyer)
    assert market.totals().orders == before + 1


def test_revoke__not_the_owner__reverts(vouchers, registry, scene):
    registry.approve(scene.stranger, scene.shop, sender=scene.seller)
    for caller in (scene.stranger, scene.buyer, scene.rival):
        expected = custom(vouchers.NotShopOwner, shop=scene.shop, caller=caller, owner=scene.seller)
        assert_reverts(expected, vouchers.revoke, scene.shop, 1, sender=caller)


def test_revoke__shop_sold__only_the_new_owner(vouchers, registry, scene):
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    expected = custom(vouchers.NotShopOwner, shop=scene.shop, caller=scene.seller, owner=scene.rival)
    assert_reverts(expected, vouchers.revoke, scene.shop, 1, sender=scene.seller)
    vouchers.revoke(scene.shop, 1, sender=scene.rival)
    assert vouchers.used(scene.shop, 1)


def test_revoke__used_or_revoked__reverts(system, vouchers, scene, wanted):
    vouchers.place(wanted, scene_voucher(system, scene, wanted, nonce=1), sender=scene.buyer)
    vouchers.revoke(scene.shop, 2, sender=scene.seller)
    for nonce in (1, 2):
        expected = custom(vouchers.NonceUsed, shop=scene.shop, nonce=nonce)
        assert_reverts(expected, vouchers.revoke, scene.shop, nonce, sender=scene.seller)


def test_revoke__unknown_shop__reverts(vouchers, registry, scene):
    assert_reverts(custom(registry.UnknownShop, shop=99), vouchers.revoke, 99, 1, sender=scene.seller)


def test_place__refused_by_the_market__leaves_the_nonce(system, vouchers, catalog, scene, wanted):
    """A voucher is used by an order, not by an attempt."""
    voucher = scene_voucher(system, scene, wanted)
    catalog.setStock(scene.mixed, 0, sender=scene.seller)
    expected = custom(system.market.OutOfStock, listing=scene.mixed, quantity=1, available=0)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)
    assert not vouchers.used(scene.shop, voucher.nonce)
    catalog.setStock(scene.mixed, 1, sender=scene.seller)
    vouchers.place(wanted, voucher, sender=scene.buyer)
    assert vouchers.used(scene.shop, voucher.nonce)
