"""加入分销网络: joining a shop's network, as an event (SHOP-7)."""

import pytest
from events import assert_logs, log

from ecomchain.ids import SHOP

from helpers import assert_reverts, custom


@pytest.mark.parametrize("who", ["alice", "stranger"])
def test_join__any_account__is_an_event_and_nothing_else(registry, shop, who, request):
    account, before = request.getfixturevalue(who), registry.shop(shop)
    receipt = registry.join(shop, sender=account)
    assert_logs(receipt, log(registry.Joined, shop=shop, account=account))
    assert registry.shop(shop) == before


def test_join__a_closed_shop__reverts(registry, shop, alice, bob):
    registry.release(shop, SHOP, 1, sender=alice)
    assert_reverts(custom(registry.ShopClosed, shop=shop), registry.join, shop, sender=bob)


@pytest.mark.parametrize("unknown", [0, 2**32 - 1])
def test_join__no_shop__reverts(registry, shop, bob, unknown):
    assert_reverts(custom(registry.UnknownShop, shop=unknown), registry.join, unknown, sender=bob)
