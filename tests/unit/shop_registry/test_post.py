"""分享内容: sharing content, as an event (SHOP-7)."""

import pytest
from events import assert_logs, log

from ecomchain.ids import SHOP

from helpers import EMPTY, assert_reverts, custom

CID = (bytes(range(32)), 1)


@pytest.mark.parametrize("cid", [CID, (bytes(32), 0)], ids=["a cid", "none"])
def test_post__by_the_owner__is_an_event_and_nothing_else(registry, shop, alice, cid):
    before = registry.shop(shop)
    receipt = registry.post(shop, cid, sender=alice)
    assert_logs(receipt, log(registry.Posted, shop=shop, cid=cid))
    assert registry.shop(shop) == before


def test_post__by_another_than_the_owner__reverts(registry, shop, alice, bob):
    expected = custom(registry.NotShopOwner, shop=shop, caller=bob, owner=alice)
    assert_reverts(expected, registry.post, shop, CID, sender=bob)


def test_post__of_a_closed_shop__reverts(registry, shop, alice):
    registry.release(shop, SHOP, 1, sender=alice)
    assert_reverts(custom(registry.ShopClosed, shop=shop), registry.post, shop, CID, sender=alice)


def test_post__of_no_shop__reverts(registry, shop, alice):
    assert_reverts(custom(registry.UnknownShop, shop=shop + 1), registry.post, shop + 1, CID, sender=alice)


def test_post__unknown_codec__reverts(registry, shop, alice):
    assert_reverts(EMPTY, registry.post, shop, (CID[0], 2), sender=alice)
