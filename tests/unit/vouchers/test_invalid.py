"""Vouchers that do not count: altered, used, of another shop, owner, chain or contract (ORD-1, SHOP-8)."""

import pytest
from orders import vouched_purchase
from scene import FIAT, PRICE, purchase
from vouchers_signing import scene_voucher, sign_voucher

from helpers import assert_reverts, custom

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Of secp256k1: s and this less s sign the same, with the other v."""


def invalid(vouchers, wanted, voucher, seller):
    """The error for a voucher that the shop's owner did not sign like this."""
    digest = vouchers.digest(wanted, voucher)
    return custom(vouchers.InvalidVoucher, shop=wanted[0] >> 32, seller=seller, digest=digest)


@pytest.mark.parametrize(
    "field", ["listing", "option", "revision", "quantity", "link", "buyer", "deadline", "nonce", "signature"]
)
def test_place__altered__reverts(system, vouchers, scene, wanted, field):
    voucher = scene_voucher(system, scene, wanted, deadline=2**40 - 10)
    listing, _, revision, quantity, *_ = wanted
    changed = {
        "listing": (scene.escrowed, *wanted[1:]),
        "option": (listing, FIAT, *wanted[2:]),
        "revision": (*wanted[:2], revision + 1, *wanted[3:]),
        "quantity": (*wanted[:3], quantity + 1, *wanted[4:]),
        "link": (*wanted[:5], scene.links[3]),
    }
    replaced = {
        "buyer": {"buyer": scene.stranger.address},
        "deadline": {"deadline": voucher.deadline + 1},
        "nonce": {"nonce": voucher.nonce + 1},
        "signature": {"signature": voucher.signature[:31] + b"\x5a" + voucher.signature[32:]},
    }
    wanted, voucher = changed.get(field, wanted), voucher._replace(**replaced.get(field, {}))
    for caller in (scene.buyer, scene.stranger):
        expected = invalid(vouchers, wanted, voucher, scene.seller)
        assert_reverts(expected, vouchers.place, wanted, voucher, sender=caller)


def test_place__link_taken_out__reverts(system, vouchers, scene, wanted):
    """Who submits it cannot save the seller the commission either."""
    voucher, straight = scene_voucher(system, scene, wanted), (*wanted[:5], 0)
    expected = invalid(vouchers, straight, voucher, scene.seller)
    assert_reverts(expected, vouchers.place, straight, voucher, sender=scene.buyer)


@pytest.mark.parametrize("unit_price", [0, PRICE - 1, PRICE + 1])
def test_place__another_unit_price__reverts(system, market, vouchers, scene, wanted, unit_price):
    """It is not signed, for the revision fixes it."""
    voucher, altered = scene_voucher(system, scene, wanted), (*wanted[:4], unit_price, wanted[5])
    assert vouchers.digest(altered, voucher) == vouchers.digest(wanted, voucher)
    expected = custom(market.WrongPrice, listing=scene.mixed, given=unit_price, current=PRICE)
    assert_reverts(expected, vouchers.place, altered, voucher, sender=scene.buyer)


def test_place__tokens_for_a_fiat_option__reverts(system, market, vouchers, scene):
    wanted = (*vouched_purchase(scene, option=FIAT)[:4], 1, 0)
    voucher = scene_voucher(system, scene, wanted)
    expected = custom(market.WrongPrice, listing=scene.mixed, given=1, current=0)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


def test_place__shop_of_another_seller__reverts(system, vouchers, scene):
    wanted = purchase(scene.rival_listing)
    voucher = sign_voucher(system, scene.seller, wanted, scene.buyer)
    expected = invalid(vouchers, wanted, voucher, scene.rival)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


def test_place__unknown_shop__reverts(system, registry, vouchers, scene):
    wanted = purchase(99 << 32 | 1)
    voucher = sign_voucher(system, scene.seller, wanted, scene.buyer, transfers=0)
    expected = custom(registry.UnknownShop, shop=99)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


@pytest.mark.parametrize("signer", ["buyer", "stranger", "rival", "distributor"])
def test_place__not_signed_by_the_owner__reverts(system, vouchers, scene, wanted, signer):
    signer = scene.distributors[0] if signer == "distributor" else getattr(scene, signer)
    voucher = sign_voucher(system, signer, wanted, scene.buyer)
    expected = invalid(vouchers, wanted, voucher, scene.seller)
    for caller in (signer, scene.buyer):
        assert_reverts(expected, vouchers.place, wanted, voucher, sender=caller)


def test_place__signed_by_who_is_approved_for_the_shop__reverts(system, registry, vouchers, scene, wanted):
    """SHOP-8: an approval can transfer a shop, never act for it."""
    registry.approve(scene.stranger, scene.shop, sender=scene.seller)
    registry.setApprovalForAll(scene.stranger, True, sender=scene.seller)
    voucher = sign_voucher(system, scene.stranger, wanted, scene.buyer)
    expected = invalid(vouchers, wanted, voucher, scene.seller)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.stranger)


def test_place__shop_transferred__reverts_and_the_new_owners_counts(
    system, market, registry, vouchers, scene, wanted
):
    """What the former owner signs afterwards does not count either, with the new counter."""
    voucher = scene_voucher(system, scene, wanted)
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    for late in (voucher, scene_voucher(system, scene, wanted)):
        expected = invalid(vouchers, wanted, late, scene.rival)
        assert_reverts(expected, vouchers.place, wanted, late, sender=scene.buyer)
    before = market.totals().orders
    vouchers.place(wanted, sign_voucher(system, scene.rival, wanted, scene.buyer), sender=scene.buyer)
    assert market.totals().orders == before + 1


def test_place__shop_transferred_and_back__stays_void(system, registry, vouchers, scene, wanted):
    voucher = scene_voucher(system, scene, wanted)
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    registry.transferFrom(scene.rival, scene.seller, scene.shop, sender=scene.rival)
    expected = invalid(vouchers, wanted, voucher, scene.seller)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


@pytest.mark.parametrize("transfers", [1, 2**32 - 1])
def test_place__another_transfer_counter__reverts(system, vouchers, scene, wanted, transfers):
    """Nor can an owner sign for the time after a transfer that is still to come."""
    voucher = scene_voucher(system, scene, wanted, transfers=transfers)
    expected = invalid(vouchers, wanted, voucher, scene.seller)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


@pytest.mark.parametrize(
    "domain", [{"chainId": 1}, {"verifyingContract": "market"}, {"name": "Ecom"}, {"version": "2"}]
)
def test_place__for_another_chain_or_contract__reverts(system, vouchers, scene, wanted, domain):
    if "verifyingContract" in domain:
        domain = {"verifyingContract": system.market.address}
    voucher = scene_voucher(system, scene, wanted, domain=domain)
    expected = invalid(vouchers, wanted, voucher, scene.seller)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


@pytest.mark.parametrize("length", [0, 1, 32, 63, 66, 97, 130])
def test_place__signature_of_odd_length__reverts(system, vouchers, scene, wanted, length):
    voucher = scene_voucher(system, scene, wanted)
    voucher = voucher._replace(signature=(voucher.signature * 2)[:length])
    expected = invalid(vouchers, wanted, voucher, scene.seller)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


@pytest.mark.parametrize("signature", [bytes(64), bytes(65), b"\xff" * 65, bytes(64) + b"\x1b"])
def test_place__signature_of_nobody__reverts(system, vouchers, scene, wanted, signature):
    voucher = scene_voucher(system, scene, wanted)._replace(signature=signature)
    expected = invalid(vouchers, wanted, voucher, scene.seller)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


def test_place__short_form_of_a_signature__counts(system, market, vouchers, scene, wanted):
    """ERC-2098: 64 bytes, with v in the highest bit of s; for each v."""
    seen, before = set(), market.totals().orders
    while len(seen) < 2:
        voucher = scene_voucher(system, scene, wanted)
        r, s, v = voucher.signature[:32], int.from_bytes(voucher.signature[32:64]), voucher.signature[64]
        if v in seen:
            continue
        seen.add(v)
        short = voucher._replace(signature=r + ((v - 27) << 255 | s).to_bytes(32))
        vouchers.place(wanted, short, sender=scene.buyer)
    assert market.totals().orders == before + 2
    assert seen == {27, 28}


def test_place__replayed__reverts(system, vouchers, scene, wanted):
    voucher = scene_voucher(system, scene, wanted)
    vouchers.place(wanted, voucher, sender=scene.buyer)
    expected = custom(vouchers.NonceUsed, shop=scene.shop, nonce=voucher.nonce)
    for caller in (scene.buyer, scene.stranger, scene.seller):
        assert_reverts(expected, vouchers.place, wanted, voucher, sender=caller)


def test_place__replayed_in_another_form__reverts(system, vouchers, scene, wanted):
    """The same consent signed with the other s, or in 64 bytes, has the same nonce."""
    voucher = scene_voucher(system, scene, wanted)
    vouchers.place(wanted, voucher, sender=scene.buyer)
    r, s, v = voucher.signature[:32], int.from_bytes(voucher.signature[32:64]), voucher.signature[64]
    other = r + (CURVE_ORDER - s).to_bytes(32) + bytes([55 - v])
    short = r + ((v - 27) << 255 | s).to_bytes(32)
    expected = custom(vouchers.NonceUsed, shop=scene.shop, nonce=voucher.nonce)
    for signature in (other, short):
        again = voucher._replace(signature=signature)
        assert_reverts(expected, vouchers.place, wanted, again, sender=scene.buyer)


def test_place__replayed_after_the_order_ended__reverts(system, market, vouchers, scene, wanted):
    voucher = scene_voucher(system, scene, wanted)
    vouchers.place(wanted, voucher, sender=scene.buyer)
    market.refund(market.totals().orders, sender=scene.seller)
    expected = custom(vouchers.NonceUsed, shop=scene.shop, nonce=voucher.nonce)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


def test_place__nonce_of_another_voucher__reverts(system, vouchers, scene, wanted):
    """Whatever else it says."""
    used = scene_voucher(system, scene, wanted)
    vouchers.place(wanted, used, sender=scene.buyer)
    other = vouched_purchase(scene, option=FIAT)
    voucher = sign_voucher(system, scene.seller, other, scene.stranger, nonce=used.nonce)
    expected = custom(vouchers.NonceUsed, shop=scene.shop, nonce=used.nonce)
    assert_reverts(expected, vouchers.place, other, voucher, sender=scene.buyer)


def test_place__account_that_became_a_contract__needs_its_answer(system, chain, vouchers, scene, wanted):
    """With code at the owner's address, that code decides, not the key."""
    voucher = scene_voucher(system, scene, wanted)
    chain.provider.set_code(scene.seller.address, "0x5f5ffd")  # reverts whenever it is called
    expected = invalid(vouchers, wanted, voucher, scene.seller)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)
