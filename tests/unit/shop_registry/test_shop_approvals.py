"""ERC-721 approvals transfer a shop; they never act for it (SHOP-8)."""

import pytest
from events import assert_logs, log
from permits import Permit

from ecomchain.ids import SHOP, SHOWCASE

from helpers import assert_reverts, custom

ZERO = "0x0000000000000000000000000000000000000000"
CID = (b"\x01" * 32, 0)
MAX = 2**256 - 1


@pytest.fixture(params=["approve", "setApprovalForAll"])
def approved(request, registry, shop, alice, bob):
    """bob, approved for the one shop or for all of alice's."""
    if request.param == "approve":
        registry.approve(bob, shop, sender=alice)
    else:
        registry.setApprovalForAll(bob, True, sender=alice)
    return bob


def test_approve__one_shop__is_on_record(registry, shop, alice, bob):
    receipt = registry.approve(bob, shop, sender=alice)
    assert_logs(receipt, log(registry.Approval, owner=alice, account=bob, id=shop))
    assert registry.getApproved(shop) == bob.address
    assert registry.isApprovedForAll(alice, bob) is False


@pytest.mark.parametrize("allowed", [True, False])
def test_set_approval_for_all__either_way__is_on_record(registry, shop, alice, bob, allowed):
    receipt = registry.setApprovalForAll(bob, allowed, sender=alice)
    assert_logs(receipt, log(registry.ApprovalForAll, owner=alice, operator=bob, isApproved=allowed))
    assert registry.isApprovedForAll(alice, bob) is allowed


def test_transfer__by_whom_is_approved__goes(registry, shop, alice, approved, carol):
    registry.transferFrom(alice, carol, shop, sender=approved)
    assert (registry.ownerOf(shop), registry.shop(shop).transfers) == (carol.address, 1)
    assert registry.getApproved(shop) == ZERO


def test_transfer__by_whom_was_approved_before_another_transfer__reverts(
    registry, shop, alice, approved, carol
):
    registry.transferFrom(alice, carol, shop, sender=alice)
    expected = custom(registry.NotOwnerNorApproved)
    assert_reverts(expected, registry.transferFrom, carol, approved, shop, sender=approved)


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("acquire", (SHOWCASE, 1, MAX)),
        ("acquireWithPermit", (SHOWCASE, 1, MAX, Permit(0, 0, 0, bytes(32), bytes(32)))),
        ("post", (CID,)),
        ("release", (SHOP, 1)),
        ("setMetadata", (CID,)),
        ("withdraw", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_act__by_whom_is_approved__reverts(registry, shop, alice, approved, action, arguments):
    expected = custom(registry.NotShopOwner, shop=shop, caller=approved, owner=alice)
    assert_reverts(expected, getattr(registry, action), shop, *arguments, sender=approved)


def test_approve__by_a_stranger__reverts(registry, shop, bob, carol):
    assert_reverts(custom(registry.NotOwnerNorApproved), registry.approve, carol, shop, sender=bob)


def test_approve__no_shop__reverts(registry, shop, alice, bob):
    assert_reverts(custom(registry.TokenDoesNotExist), registry.approve, bob, shop + 1, sender=alice)
    assert_reverts(custom(registry.TokenDoesNotExist), registry.getApproved, shop + 1)
