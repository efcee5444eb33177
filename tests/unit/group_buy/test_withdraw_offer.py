"""`withdrawOffer`: no new groups; those that have started go on."""

from events import assert_logs, log

from .deals import QUANTITIES, start
from helpers import assert_reverts, custom


def test_withdraw_offer__by_the_seller__takes_no_new_groups(group_buy, stage):
    receipt = group_buy.withdrawOffer(stage.deal, sender=stage.scene.seller)
    assert_logs(receipt, log(group_buy.DealWithdrawn, deal=stage.deal))
    assert group_buy.deal(stage.deal).withdrawn
    expected = custom(group_buy.DealIsWithdrawn, deal=stage.deal)
    assert_reverts(expected, group_buy.start, stage.deal, 1, 0, sender=stage.buyers[0])


def test_withdraw_offer__groups_that_have_started__go_on(group_buy, market, stage):
    group_buy.withdrawOffer(stage.deal, sender=stage.scene.seller)
    for buyer in stage.buyers[1:]:
        group_buy.join(stage.open, 1, 0, sender=buyer)
    orders = market.totals().orders
    for group in (stage.open, stage.full):
        group_buy.place(group, stage.addresses, sender=stage.scene.stranger)
    assert market.totals().orders == orders + 2 * len(QUANTITIES)


def test_withdraw_offer__other_deals__are_not_touched(system, group_buy, stage):
    group_buy.offer(
        stage.scene.limited, 0, 1, group_buy.deal(stage.deal).unitPrice, 2, 3_600, sender=stage.scene.seller
    )
    other = group_buy.totals().deals
    group_buy.withdrawOffer(stage.deal, sender=stage.scene.seller)
    start(system, other, stage.buyers[0])


def test_withdraw_offer__by_anyone_but_the_seller__reverts(group_buy, stage, operator, guardian):
    scene = stage.scene
    for caller in (scene.rival, stage.buyers[0], operator, guardian):
        expected = custom(group_buy.NotShopOwner, shop=scene.shop, caller=caller, owner=scene.seller)
        assert_reverts(expected, group_buy.withdrawOffer, stage.deal, sender=caller)


def test_withdraw_offer__by_a_new_owner__goes(group_buy, registry, stage):
    scene = stage.scene
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    expected = custom(group_buy.NotShopOwner, shop=scene.shop, caller=scene.seller, owner=scene.rival)
    assert_reverts(expected, group_buy.withdrawOffer, stage.deal, sender=scene.seller)
    group_buy.withdrawOffer(stage.deal, sender=scene.rival)
    assert group_buy.deal(stage.deal).withdrawn


def test_withdraw_offer__twice__reverts(group_buy, stage):
    group_buy.withdrawOffer(stage.deal, sender=stage.scene.seller)
    expected = custom(group_buy.DealIsWithdrawn, deal=stage.deal)
    assert_reverts(expected, group_buy.withdrawOffer, stage.deal, sender=stage.scene.seller)


def test_withdraw_offer__unknown__reverts(group_buy, stage):
    for deal in (0, group_buy.totals().deals + 1):
        expected = custom(group_buy.UnknownDeal, deal=deal)
        assert_reverts(expected, group_buy.withdrawOffer, deal, sender=stage.scene.seller)
