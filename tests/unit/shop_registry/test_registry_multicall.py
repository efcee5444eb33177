"""Several actions in one transaction, as the caller (SHOP-2)."""

from clock import DAY
from permits import sign_permit

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOP, SHOWCASE

from helpers import assert_reverts, custom

NO_CID = (bytes(32), 0)
CID = (b"\x01" * 32, 1)
MAX = 2**256 - 1


def test_multicall__open_and_acquire__is_one_transaction(registry, token, shop, alice):
    mine, new = token.balanceOf(alice), shop + 1
    cost = sum(sum(registry.quote(capability, 1)) for capability in (SHOP, SHOWCASE, DISTRIBUTION, PROMOTION))
    registry.multicall(
        [
            registry.open.encode_input(alice, CID, MAX),
            registry.acquire.encode_input(new, SHOWCASE, 1, MAX),
            registry.acquire.encode_input(new, DISTRIBUTION, 1, MAX),
            registry.acquire.encode_input(new, PROMOTION, 1, MAX),
        ],
        sender=alice,
    )
    assert token.balanceOf(alice) == mine - cost
    assert registry.carried(new) == (
        alice.address,
        registry.openingSlots() + 1,
        registry.linksPerUnit(),
        True,
    )
    assert registry.shop(new).metadata == CID


def test_multicall__permit_once__pays_for_all(registry, token, shop, carol):
    cost = sum(registry.quote(SHOP, 1)) + sum(registry.quote(SHOWCASE, 2))
    permit = sign_permit(token, carol, registry, cost)
    registry.multicall(
        [
            registry.openWithPermit.encode_input(carol, NO_CID, MAX, permit),
            registry.acquire.encode_input(shop + 1, SHOWCASE, 2, MAX),
        ],
        sender=carol,
    )
    assert token.allowance(carol, registry) == 0
    assert registry.carried(shop + 1).showcase == registry.openingSlots() + 2


def test_multicall__release_all__closes_the_shop(registry, shop, alice):
    registry.acquire(shop, SHOWCASE, 2, MAX, sender=alice)
    registry.multicall(
        [registry.release.encode_input(shop, SHOWCASE, 2), registry.release.encode_input(shop, SHOP, 1)],
        sender=alice,
    )
    assert registry.shop(shop).open is False


def test_multicall__one_that_fails__undoes_all_and_tells_its_error(registry, shop, alice, bob):
    calls = [
        registry.setMetadata.encode_input(shop, CID),
        registry.acquire.encode_input(shop, SHOWCASE, 1, 0),
    ]
    cost = sum(registry.quote(SHOWCASE, 1))
    expected = custom(registry.CostAboveMax, cost=cost, maxCost=0)
    assert_reverts(expected, registry.multicall, calls, sender=alice)
    receipt = registry.multicall(calls, sender=alice, gas_limit=1_000_000, raise_on_revert=False)
    assert receipt.failed
    assert registry.tokenURI(shop) == ""


def test_multicall__by_another__acts_as_that_one(registry, shop, alice, bob):
    expected = custom(registry.NotShopOwner, shop=shop, caller=bob, owner=alice)
    calls = [registry.setMetadata.encode_input(shop, CID)]
    assert_reverts(expected, registry.multicall, calls, sender=bob)


def test_multicall__setters__are_the_operators_alone(registry, alice, operator):
    calls = [registry.setCooldown.encode_input(8 * DAY), registry.setOpeningSlots.encode_input(2)]
    expected = custom(registry.AccessManagedUnauthorized, caller=alice)
    assert_reverts(expected, registry.multicall, calls, sender=alice)
    registry.multicall(calls, sender=operator)
    assert (registry.cooldown(), registry.openingSlots()) == (8 * DAY, 2)


def test_multicall__within_itself__acts_as_the_caller_still(registry, shop, alice, bob):
    inner = registry.multicall.encode_input([registry.setMetadata.encode_input(shop, CID)])
    expected = custom(registry.NotShopOwner, shop=shop, caller=bob, owner=alice)
    assert_reverts(expected, registry.multicall, [inner], sender=bob)
    registry.multicall([inner], sender=alice)
    assert registry.shop(shop).metadata == CID


def test_multicall__called__returns_what_each_returns(registry, shop, alice):
    results = registry.multicall.call(
        [registry.open.encode_input(alice, NO_CID, MAX), registry.totals.encode_input()], sender=alice
    )
    assert int.from_bytes(results[0]) == shop + 1
    assert int.from_bytes(results[1][:32]) == shop + 1


def test_multicall__nothing__does_nothing(registry, alice):
    assert registry.multicall.call([], sender=alice) == []
