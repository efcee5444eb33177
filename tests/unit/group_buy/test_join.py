"""`join`: one place for each account, before the deadline, and only what can become an order."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs, log
from orders import transfer_log
from permits import sign_permit
from scene import PRICE, STOCK, plain, purchase
from scene import offer as listing_offer

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.ids import DISTRIBUTION, PROMOTION, UNLIMITED, link_id

from .deals import FLOOR, MODULE, SIZE, UNIT, fill, head, offer, start
from helpers import assert_reverts, custom


def joined_logs(group_buy, token, group, buyer, quantity, link, *, succeeded=False):
    logs = [log(group_buy.Joined, group=group, buyer=buyer, quantity=quantity, link=link)]
    if succeeded:
        place_by = head() + group_buy.PLACE_WITHIN()
        logs.append(log(group_buy.GroupSucceeded, group=group, placeBy=place_by))
    return [*logs, transfer_log(token, buyer, group_buy, UNIT * quantity)]


def test_join__in_time__deposits_the_price(group_buy, token, stage):
    buyer, link, before = stage.buyers[1], stage.scene.link(2), group_buy.totals()
    deadline = group_buy.group(stage.open).deadline
    receipt = group_buy.join(stage.open, 4, link, sender=buyer)
    assert_logs(receipt, *joined_logs(group_buy, token, stage.open, buyer, 4, link))
    assert plain(group_buy.group(stage.open)) == (stage.deal, deadline, 0, 2)
    assert plain(group_buy.member(stage.open, buyer)) == (4, link)
    assert plain(group_buy.totals()) == (before.deals, before.groups, before.deposits + 4 * UNIT)
    assert token.balanceOf(group_buy) == before.deposits + 4 * UNIT


def test_join__as_the_last_buyer__succeeds(group_buy, token, stage):
    group_buy.join(stage.open, 1, 0, sender=stage.buyers[1])
    deadline = group_buy.group(stage.open).deadline
    receipt = group_buy.join(stage.open, 2, 0, sender=stage.buyers[2])
    assert_logs(receipt, *joined_logs(group_buy, token, stage.open, stage.buyers[2], 2, 0, succeeded=True))
    assert plain(group_buy.group(stage.open)) == (stage.deal, deadline, head(), SIZE)


def test_join__by_the_seller_and_a_distributor__goes(group_buy, stage):
    group_buy.join(stage.open, 1, 0, sender=stage.scene.seller)
    group_buy.join(stage.open, 1, stage.scene.links[0], sender=stage.scene.distributors[0])
    assert group_buy.group(stage.open).succeededAt == head()


def test_join__a_second_before_the_deadline__goes(group_buy, stage):
    next_block_at(group_buy.group(stage.open).deadline - 1)
    group_buy.join(stage.open, 1, 0, sender=stage.buyers[1])
    assert group_buy.group(stage.open).buyers == 2


def test_join__as_the_last_a_second_before_the_deadline__succeeds(group_buy, stage):
    group_buy.join(stage.open, 1, 0, sender=stage.buyers[1])
    time = next_block_at(group_buy.group(stage.open).deadline - 1)
    group_buy.join(stage.open, 1, 0, sender=stage.buyers[2])
    assert group_buy.group(stage.open).succeededAt == time


@pytest.mark.parametrize("seconds", [0, 1])
def test_join__from_the_deadline_on__reverts(group_buy, stage, seconds):
    deadline = group_buy.group(stage.open).deadline
    time = mine_at(deadline + seconds)
    expected = custom(group_buy.TooLate, group=stage.open, deadline=deadline, now_=time)
    assert_reverts(expected, group_buy.join, stage.open, 1, 0, sender=stage.buyers[1])


def test_join__a_full_group__reverts(group_buy, stage):
    expected = custom(group_buy.GroupFull, group=stage.full)
    for caller in (stage.scene.stranger, stage.buyers[0]):
        assert_reverts(expected, group_buy.join, stage.full, 1, 0, sender=caller)


def test_join__a_full_group_after_its_orders_were_placed__reverts(group_buy, stage):
    group_buy.place(stage.full, stage.addresses, sender=stage.scene.stranger)
    expected = custom(group_buy.GroupFull, group=stage.full)
    assert_reverts(expected, group_buy.join, stage.full, 1, 0, sender=stage.buyers[0])


def test_join__twice__reverts(group_buy, stage):
    expected = custom(group_buy.AlreadyJoined, group=stage.open, buyer=stage.buyers[0])
    assert_reverts(expected, group_buy.join, stage.open, 1, 0, sender=stage.buyers[0])


def test_join__after_a_refund__reverts(group_buy, stage):
    deadline = group_buy.group(stage.open).deadline
    next_block_at(deadline)
    group_buy.refund(stage.open, [stage.buyers[0]], sender=stage.scene.stranger)
    expected = custom(group_buy.TooLate, group=stage.open, deadline=deadline, now_=head())
    assert_reverts(expected, group_buy.join, stage.open, 1, 0, sender=stage.buyers[0])


def test_join__unknown__reverts(group_buy, stage):
    for group in (0, group_buy.totals().groups + 1):
        expected = custom(group_buy.UnknownGroup, group=group)
        assert_reverts(expected, group_buy.join, group, 1, 0, sender=stage.buyers[1])


@pytest.mark.parametrize("quantity", [0, MAX_SUPPLY // UNIT + 1, 2**24 - 1])
def test_join__quantity_out_of_range__reverts(group_buy, stage, quantity):
    expected = custom(group_buy.QuantityOutOfRange, quantity=quantity, unitPrice=UNIT)
    assert_reverts(expected, group_buy.join, stage.open, quantity, 0, sender=stage.buyers[1])
    assert_reverts(expected, group_buy.start, stage.deal, quantity, 0, sender=stage.buyers[1])


def test_join__largest_quantity__is_only_a_matter_of_money(group_buy, token, stage):
    quantity, buyer = MAX_SUPPLY // UNIT, stage.buyers[1]
    expected = custom(
        group_buy.PaymentFailed,
        payer=buyer,
        amount=quantity * UNIT,
        balance=token.balanceOf(buyer),
        allowance=token.allowance(buyer, group_buy),
    )
    assert_reverts(expected, group_buy.join, stage.open, quantity, 0, sender=buyer)


# What cannot become an order locks up nobody's tokens


def test_join__listing_revised__reverts(group_buy, market, catalog, stage):
    scene = stage.scene
    catalog.revise(scene.escrowed, listing_offer(), sender=scene.seller)
    expected = custom(market.StaleRevision, listing=scene.escrowed, given=1, current=2)
    assert_reverts(expected, group_buy.join, stage.open, 1, 0, sender=stage.buyers[1])
    assert_reverts(expected, group_buy.start, stage.deal, 1, 0, sender=stage.buyers[1])


def test_join__listing_delisted__reverts(group_buy, catalog, stage):
    scene = stage.scene
    catalog.delist(scene.escrowed, sender=scene.seller)
    expected = custom(catalog.ListingDelisted, listing=scene.escrowed)
    assert_reverts(expected, group_buy.join, stage.open, 1, 0, sender=stage.buyers[1])
    assert_reverts(expected, group_buy.start, stage.deal, 1, 0, sender=stage.buyers[1])


@pytest.mark.parametrize("floor", [0, UNIT + 1])
def test_join__floor_raised_or_module_off__reverts(group_buy, market, stage, floor):
    scene = stage.scene
    market.setFloor(scene.escrowed, group_buy, floor, sender=scene.seller)
    expected = custom(
        market.PriceOutOfRange, listing=scene.escrowed, unitPrice=UNIT, floor=floor, listPrice=PRICE
    )
    assert_reverts(expected, group_buy.join, stage.open, 1, 0, sender=stage.buyers[1])
    assert_reverts(expected, group_buy.start, stage.deal, 1, 0, sender=stage.buyers[1])


def test_join__floor_lowered_or_up_to_the_price__goes(group_buy, market, stage):
    for floor, buyer in zip((FLOOR - 1, UNIT), stage.buyers[1:], strict=True):
        market.setFloor(stage.scene.escrowed, group_buy, floor, sender=stage.scene.seller)
        group_buy.join(stage.open, 1, 0, sender=buyer)
    assert group_buy.group(stage.open).buyers == SIZE


def test_join__more_than_in_stock__reverts(system, group_buy, market, catalog, stage):
    scene = stage.scene
    group = start(system, offer(system, scene, scene.limited), stage.buyers[0], STOCK)
    market.place(purchase(scene.limited, quantity=4), sender=stage.buyers[0])
    expected = custom(market.OutOfStock, listing=scene.limited, quantity=STOCK - 3, available=STOCK - 4)
    assert_reverts(expected, group_buy.join, group, STOCK - 3, 0, sender=stage.buyers[1])
    group_buy.join(group, STOCK - 4, 0, sender=stage.buyers[1])
    catalog.setStock(scene.limited, 3, sender=scene.seller)
    expected = custom(market.OutOfStock, listing=scene.limited, quantity=1, available=0)
    assert_reverts(expected, group_buy.join, group, 1, 0, sender=stage.buyers[2])
    catalog.setStock(scene.limited, UNLIMITED, sender=scene.seller)
    group_buy.join(group, 2 * STOCK, 0, sender=stage.buyers[2])


def test_join__capability_released__reverts(group_buy, market, registry, stage):
    scene = stage.scene
    registry.release(scene.shop, MODULE, 1, sender=scene.seller)
    expected = custom(market.ModuleNotLive, shop=scene.shop, module=group_buy, capability=MODULE)
    assert_reverts(expected, group_buy.join, stage.open, 1, 0, sender=stage.buyers[1])
    assert_reverts(expected, group_buy.start, stage.deal, 1, 0, sender=stage.buyers[1])


def test_join__link_dropped__reverts(group_buy, catalog, stage):
    scene = stage.scene
    catalog.drop(scene.links[2], sender=scene.distributors[2])
    expected = custom(catalog.LinkIsDropped, link=scene.links[2])
    assert_reverts(expected, group_buy.join, stage.open, 1, scene.links[2], sender=stage.buyers[1])
    assert_reverts(expected, group_buy.start, stage.deal, 1, scene.links[2], sender=stage.buyers[1])


def test_join__link_asleep__reverts(group_buy, catalog, registry, stage):
    scene = stage.scene
    registry.release(scene.shops[0], DISTRIBUTION, 1, sender=scene.distributors[0])
    expected = custom(catalog.LinkAsleep, link=scene.links[0], number=0, carried=0)
    assert_reverts(expected, group_buy.join, stage.open, 1, scene.links[0], sender=stage.buyers[1])


def test_join__link_unknown__reverts(group_buy, catalog, stage):
    scene = stage.scene
    link = link_id(scene.task, scene.rival_shop)
    expected = custom(catalog.UnknownLink, link=link)
    assert_reverts(expected, group_buy.join, stage.open, 1, link, sender=stage.buyers[1])


def test_join__link_of_another_task__reverts(group_buy, catalog, stage):
    scene = stage.scene
    link = link_id(scene.rival_task, scene.shops[0])
    expected = custom(catalog.ListingNotCovered, task=scene.rival_task, listing=scene.escrowed)
    assert_reverts(expected, group_buy.join, stage.open, 1, link, sender=stage.buyers[1])


def test_join__task_closed__goes_without_a_link_alone(group_buy, catalog, stage):
    scene = stage.scene
    catalog.closeTask(scene.task, sender=scene.seller)
    expected = custom(catalog.TaskNotOpen, task=scene.task)
    assert_reverts(expected, group_buy.join, stage.open, 1, scene.links[0], sender=stage.buyers[1])
    group_buy.join(stage.open, 1, 0, sender=stage.buyers[1])


def test_join__promotion_released__goes_without_a_link_alone(group_buy, catalog, registry, stage):
    scene = stage.scene
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    expected = custom(catalog.PromotionNotLive, shop=scene.shop)
    assert_reverts(expected, group_buy.join, stage.open, 1, scene.links[0], sender=stage.buyers[1])
    group_buy.join(stage.open, 1, 0, sender=stage.buyers[1])


def test_join__a_group_of_two__succeeds_with_the_second(system, group_buy, stage):
    deal = offer(system, stage.scene, stage.scene.alone, size=2)
    group = start(system, deal, stage.buyers[0])
    assert group_buy.group(group).succeededAt == 0
    group_buy.join(group, 1, 0, sender=stage.buyers[1])
    assert group_buy.group(group).succeededAt == head()


def test_join__while_the_market_is_paused__goes(system, group_buy, market, stage, guardian):
    market.pause(60, sender=guardian)
    assert group_buy.group(fill(system, stage, stage.deal)).succeededAt == head()


# With a permit


def test_join_with_permit__signed__needs_no_allowance(group_buy, token, stage):
    buyer = stage.buyers[1]
    token.approve(group_buy, 0, sender=buyer)
    permit = sign_permit(token, buyer, group_buy, UNIT)
    receipt = group_buy.joinWithPermit(stage.open, 1, 0, permit, sender=buyer)
    approval = log(token.Approval, owner=buyer, spender=group_buy, amount=UNIT)
    assert_logs(receipt, approval, *joined_logs(group_buy, token, stage.open, buyer, 1, 0))
    assert token.allowance(buyer, group_buy) == 0


def test_join_with_permit__submitted_first_by_another__goes_on(group_buy, token, stage):
    buyer = stage.buyers[1]
    token.approve(group_buy, 0, sender=buyer)
    permit = sign_permit(token, buyer, group_buy, UNIT)
    token.permit(buyer, group_buy, *permit, sender=stage.scene.stranger)
    receipt = group_buy.joinWithPermit(stage.open, 1, 0, permit, sender=buyer)
    assert_logs(receipt, *joined_logs(group_buy, token, stage.open, buyer, 1, 0))


def test_join_with_permit__anothers_signature__never_pulls_from_the_signer(group_buy, token, stage):
    permit = sign_permit(token, stage.buyers[1], group_buy, UNIT)
    caller = stage.scene.stranger
    token.approve(group_buy, 0, sender=caller)
    expected = custom(
        group_buy.PaymentFailed, payer=caller, amount=UNIT, balance=token.balanceOf(caller), allowance=0
    )
    assert_reverts(expected, group_buy.joinWithPermit, stage.open, 1, 0, permit, sender=caller)
