"""Opening a shop: one unit of SHOP, at the caller's cost (SHOP-1, SHOP-2, SHOP-6)."""

import pytest
from clock import DAY, now
from events import assert_logs, log

from ecomchain.ids import SHOP

from helpers import EMPTY, assert_reverts, custom

ZERO = "0x0000000000000000000000000000000000000000"
NO_CID = (bytes(32), 0)
CID = (bytes.fromhex("c1d0" * 16), 1)
CAPABILITY = b"CAPABILITY".ljust(32, b"\0")
MAX = 2**256 - 1


def opening_logs(registry, token, vault, shop, owner, payer, lock, seal, metadata=NO_CID):
    """All that an opening logs."""
    return (
        log(registry.Transfer, **{"from": ZERO}, to=owner, id=shop),
        log(registry.ShopOpened, shop=shop, owner=owner, metadata=metadata),
        log(registry.CapabilityAcquired, shop=shop, capability=SHOP, units=1, locked=lock, sealed_=seal),
        log(token.Transfer, **{"from": payer}, to=registry, amount=lock + seal),
        log(vault.Sealed, payer=payer, reason=CAPABILITY, ref=SHOP, day=now() // DAY, amount=seal),
        log(token.Transfer, **{"from": registry}, to=vault, amount=seal),
    )


def test_open__for_oneself__locks_seals_and_carries(registry, token, vault, shop, alice):
    lock, seal = registry.quote(SHOP, 1)
    assert lock > 0
    assert seal > 0
    mine, held, sealed, totals = (
        token.balanceOf(alice),
        token.balanceOf(registry),
        vault.totalSealed(),
        registry.totals(),
    )
    receipt = registry.open(alice, NO_CID, MAX, sender=alice)
    new = shop + 1
    assert_logs(receipt, *opening_logs(registry, token, vault, new, alice, alice, lock, seal))
    assert token.balanceOf(alice) == mine - lock - seal
    assert token.balanceOf(registry) == held + lock
    assert vault.totalSealed() == sealed + seal
    assert registry.totals() == (new, totals.open + 1, totals.locked + lock, totals.pending)
    assert registry.shop(new) == (alice.address, True, False, registry.openingSlots(), 0, 0, 0, 0, NO_CID)
    assert registry.locks(new) == (lock, 0, 0, 1)
    assert registry.position(new, SHOP) == (lock, 1, now())
    assert registry.ownerOf(new) == alice.address
    assert registry.balanceOf(alice) == 2


def test_open__for_another__costs_the_caller_alone(registry, token, vault, shop, alice, carol):
    lock, seal = registry.quote(SHOP, 1)
    mine, theirs, named = token.balanceOf(alice), token.balanceOf(carol), vault.sealedBy(alice)
    receipt = registry.open(carol, NO_CID, MAX, sender=alice)
    assert_logs(receipt, *opening_logs(registry, token, vault, shop + 1, carol, alice, lock, seal))
    assert registry.ownerOf(shop + 1) == carol.address
    assert (registry.balanceOf(alice), registry.balanceOf(carol)) == (1, 1)
    assert (token.balanceOf(alice), token.balanceOf(carol)) == (mine - lock - seal, theirs)
    assert (vault.sealedBy(alice), vault.sealedBy(carol)) == (named + seal, 0)


def test_open__with_metadata__sets_it_at_once(registry, token, vault, shop, alice):
    lock, seal = registry.quote(SHOP, 1)
    receipt = registry.open(alice, CID, MAX, sender=alice)
    assert_logs(receipt, *opening_logs(registry, token, vault, shop + 1, alice, alice, lock, seal, CID))
    assert registry.shop(shop + 1).metadata == CID


def test_open__called__tells_the_id(registry, shop, alice):
    assert registry.open.call(alice, NO_CID, MAX, sender=alice) == shop + 1


def test_open__twice__counts_ids_up(registry, shop, alice, bob):
    registry.open(alice, NO_CID, MAX, sender=alice)
    registry.open(bob, NO_CID, MAX, sender=bob)
    assert registry.totals().shops == shop + 2
    assert [registry.ownerOf(shop + i) for i in (1, 2)] == [alice.address, bob.address]


def test_open__exactly_the_most_the_caller_pays__is_enough(registry, shop, alice):
    registry.open(alice, NO_CID, sum(registry.quote(SHOP, 1)), sender=alice)
    assert registry.ownerOf(shop + 1) == alice.address


@pytest.mark.parametrize("below", [1, None])
def test_open__above_the_most_the_caller_pays__reverts(registry, shop, alice, below):
    cost = sum(registry.quote(SHOP, 1))
    most = cost - below if below else 0
    expected = custom(registry.CostAboveMax, cost=cost, maxCost=most)
    assert_reverts(expected, registry.open, alice, NO_CID, most, sender=alice)


def test_open__for_nobody__reverts(registry, shop, alice):
    assert_reverts(custom(registry.TransferToZeroAddress), registry.open, ZERO, NO_CID, MAX, sender=alice)


def test_open__for_a_contract_that_takes_no_tokens__calls_nothing(registry, shop, alice, splitter):
    registry.open(splitter, NO_CID, MAX, sender=alice)
    assert registry.ownerOf(shop + 1) == splitter.address


def test_open__without_allowance__names_what_is_missing(registry, token, shop, carol):
    cost = sum(registry.quote(SHOP, 1))
    for allowance in (0, cost - 1):
        token.approve(registry, allowance, sender=carol)
        expected = custom(
            registry.PaymentFailed,
            payer=carol,
            amount=cost,
            balance=token.balanceOf(carol),
            allowance=allowance,
        )
        assert_reverts(expected, registry.open, carol, NO_CID, MAX, sender=carol)


def test_open__without_tokens__names_what_is_missing(registry, token, shop, stranger):
    token.approve(registry, MAX, sender=stranger)
    cost = sum(registry.quote(SHOP, 1))
    expected = custom(registry.PaymentFailed, payer=stranger, amount=cost, balance=0, allowance=MAX)
    assert_reverts(expected, registry.open, stranger, NO_CID, MAX, sender=stranger)


def test_open__refused__uses_up_no_id(registry, shop, alice, carol):
    receipt = registry.open(carol, NO_CID, MAX, sender=carol, gas_limit=1_000_000, raise_on_revert=False)
    assert receipt.failed
    assert registry.totals().shops == shop
    assert_reverts(custom(registry.UnknownShop, shop=shop + 1), registry.ownerOf, shop + 1)


def test_open__disabled__reverts(registry, shop, alice, operator):
    registry.setCapability(SHOP, (1, 1, 1, False), sender=operator)
    expected = custom(registry.CapabilityDisabled, capability=SHOP)
    assert_reverts(expected, registry.open, alice, NO_CID, MAX, sender=alice)


def test_open__for_free__moves_no_tokens(registry, token, vault, shop, alice, operator):
    registry.setCapability(SHOP, (0, 0, 1, True), sender=operator)
    receipt = registry.open(alice, NO_CID, 0, sender=alice)
    assert_logs(receipt, *opening_logs(registry, token, vault, shop + 1, alice, alice, 0, 0)[:3])


def test_open__lock_alone__seals_nothing(registry, token, vault, shop, alice, operator):
    registry.setCapability(SHOP, (5, 0, 1, True), sender=operator)
    receipt = registry.open(alice, NO_CID, 5, sender=alice)
    assert_logs(receipt, *opening_logs(registry, token, vault, shop + 1, alice, alice, 5, 0)[:4])


def test_open__seal_alone__locks_nothing(registry, token, vault, shop, alice, operator):
    registry.setCapability(SHOP, (0, 5, 1, True), sender=operator)
    receipt = registry.open(alice, NO_CID, 5, sender=alice)
    assert_logs(receipt, *opening_logs(registry, token, vault, shop + 1, alice, alice, 0, 5))
    assert registry.locks(shop + 1) == (0, 0, 0, 1)


@pytest.mark.parametrize("slots", [0, 1_000])
def test_open__other_opening_slots__come_with_the_shop(registry, shop, alice, operator, slots):
    registry.setOpeningSlots(slots, sender=operator)
    registry.open(alice, NO_CID, MAX, sender=alice)
    assert registry.carried(shop + 1) == (alice.address, slots, 0, False)


@pytest.mark.parametrize("digest", [bytes(32), CID[0]], ids=["none", "a cid"])
def test_open__unknown_codec__reverts(registry, shop, alice, digest):
    assert_reverts(EMPTY, registry.open, alice, (digest, 2), MAX, sender=alice)
