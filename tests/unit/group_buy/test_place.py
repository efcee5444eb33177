"""`place`: the orders of a group that has succeeded, each on its own, within seven days (MODULE)."""

import pytest
from ape import chain
from clock import DAY, mine_at, next_block_at, now
from eth_abi import encode
from eth_utils import keccak
from events import assert_logs
from orders import State, order_view
from scene import NO_CID, PRICE, L, M, plain, shares
from scene import offer as listing_offer

from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, PROMOTION, link_id, task_id

from .deals import (
    LINKS,
    MODULE,
    QUANTITIES,
    SIZE,
    UNIT,
    assert_solvent,
    failed_log,
    fill,
    offer,
    placed_logs,
    refund_logs,
    start,
)
from helpers import assert_reverts, custom

OPEN_DEPOSIT = UNIT * QUANTITIES[0]
"""Of the group that has not succeeded."""


def error_data(expected) -> bytes:
    """The revert data of an expected error."""
    return keccak(text=expected.signature)[:4] + encode(expected.types, expected.values)


@pytest.mark.parametrize("caller", ["stranger", "seller", "buyer"])
def test_place__by_anyone__places_all_orders(system, group_buy, market, stage, caller):
    scene, first = stage.scene, market.totals().orders + 1
    receipt = group_buy.place(stage.full, stage.addresses, sender=getattr(scene, caller))
    expected = [placed_logs(system, stage, stage.full, first + i, i) for i in range(SIZE)]
    assert_logs(receipt, *(one for logs in expected for one in logs))
    for i, buyer in enumerate(stage.buyers):
        link = scene.link(LINKS[i])
        assert plain(market.order(first + i)) == order_view(
            scene,
            State.PLACED,
            link=link,
            buyer=buyer.address,
            escrow=UNIT * QUANTITIES[i],
            deadline=market.order(first).deadline,
        )
        assert plain(group_buy.member(stage.full, buyer)) == (0, 0)
    assert_solvent(system, OPEN_DEPOSIT)


def test_place__some_then_the_others__places_each_once(system, group_buy, market, stage):
    first = market.totals().orders + 1
    receipt = group_buy.place(stage.full, stage.addresses[1:2], sender=stage.scene.stranger)
    assert_logs(receipt, *placed_logs(system, stage, stage.full, first, 1))
    assert_solvent(system, OPEN_DEPOSIT, UNIT * QUANTITIES[0], UNIT * QUANTITIES[2])
    receipt = group_buy.place(stage.full, stage.addresses, sender=stage.scene.stranger)
    assert_logs(
        receipt,
        *placed_logs(system, stage, stage.full, first + 1, 0),
        *placed_logs(system, stage, stage.full, first + 2, 2),
    )
    assert_solvent(system, OPEN_DEPOSIT)


def test_place__again__places_nothing(system, group_buy, market, stage):
    group_buy.place(stage.full, stage.addresses, sender=stage.scene.stranger)
    orders = market.totals().orders
    assert_logs(group_buy.place(stage.full, stage.addresses, sender=stage.scene.stranger))
    assert market.totals().orders == orders
    assert_solvent(system, OPEN_DEPOSIT)


def test_place__the_same_buyer_twice_in_one_call__places_once(system, group_buy, market, stage):
    buyers = [stage.addresses[0], stage.addresses[0]]
    receipt = group_buy.place(stage.full, buyers, sender=stage.scene.stranger)
    assert_logs(receipt, *placed_logs(system, stage, stage.full, market.totals().orders, 0))


def test_place__strangers_and_nobody__are_passed_over(group_buy, stage):
    assert_logs(group_buy.place(stage.full, [stage.scene.stranger], sender=stage.scene.stranger))
    assert_logs(group_buy.place(stage.full, [], sender=stage.scene.stranger))


def test_place__buyer__has_the_buyers_rights_and_the_seller_is_paid(token, group_buy, market, stage):
    scene, order = stage.scene, market.totals().orders + 1
    group_buy.place(stage.full, stage.addresses[:1], sender=scene.stranger)
    people = (scene.seller, *scene.distributors[:3])
    before = [token.balanceOf(one) for one in people]
    market.confirm(order, sender=stage.buyers[0])
    expected = shares(UNIT * QUANTITIES[0], [True] * 3)
    paid = [token.balanceOf(one) - was for one, was in zip(people, before, strict=True)]
    assert paid == [expected.seller, *expected.each]


def test_place__instant_listing__is_paid_at_once(system, token, group_buy, market, stage):
    scene = stage.scene
    group = fill(system, stage, offer(system, scene, scene.instant))
    people = (scene.seller, *scene.distributors)
    before, first = [token.balanceOf(one) for one in people], market.totals().orders + 1
    group_buy.place(group, stage.addresses, sender=scene.stranger)
    due = [0] * len(people)
    for i, n in enumerate(LINKS):
        expected = shares(UNIT * QUANTITIES[i], [True] * n)
        for j, amount in enumerate((expected.seller, *expected.each)):
            due[j] += amount
        assert market.order(first + i).state == State.CLOSED
        assert market.order(first + i).buyer == stage.buyers[i]
    assert [token.balanceOf(one) - was for one, was in zip(people, before, strict=True)] == due
    assert sum(due) == UNIT * sum(QUANTITIES)
    deposits = [OPEN_DEPOSIT, *(UNIT * quantity for quantity in QUANTITIES)]
    assert_solvent(system, *deposits)


# In time


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_place__at_the_end_of_its_time(system, group_buy, market, stage, seconds):
    assert group_buy.PLACE_WITHIN() == 7 * DAY
    end = group_buy.group(stage.full).succeededAt + group_buy.PLACE_WITHIN()
    if seconds < 0:
        next_block_at(end + seconds)
        first = market.totals().orders + 1
        receipt = group_buy.place(stage.full, stage.addresses[:1], sender=stage.scene.stranger)
        assert_logs(receipt, *placed_logs(system, stage, stage.full, first, 0))
    else:
        time = mine_at(end + seconds)
        expected = custom(group_buy.TooLate, group=stage.full, deadline=end, now_=time)
        assert_reverts(expected, group_buy.place, stage.full, stage.addresses, sender=stage.scene.stranger)


def test_place__after_the_groups_deadline__goes(group_buy, market, stage):
    deadline = group_buy.group(stage.full).deadline
    assert deadline < group_buy.group(stage.full).succeededAt + group_buy.PLACE_WITHIN()
    orders = market.totals().orders
    next_block_at(deadline + 1)
    group_buy.place(stage.full, stage.addresses, sender=stage.scene.stranger)
    assert market.totals().orders == orders + SIZE


@pytest.mark.parametrize("late", [False, True])
def test_place__without_success__reverts(group_buy, stage, late):
    if late:
        mine_at(group_buy.group(stage.open).deadline)
    expected = custom(group_buy.NotSucceeded, group=stage.open)
    assert_reverts(expected, group_buy.place, stage.open, stage.addresses, sender=stage.scene.stranger)


def test_place__unknown_group__reverts(group_buy, stage):
    for group in (0, group_buy.totals().groups + 1):
        expected = custom(group_buy.UnknownGroup, group=group)
        assert_reverts(expected, group_buy.place, group, stage.addresses, sender=stage.scene.stranger)


# What the market refuses


def refused(system, stage, reason):
    """All orders fail for this reason, and the deposits stay until they go back."""
    group_buy = system.group_buy
    failures = [failed_log(system, stage, stage.full, i, error_data(reason)) for i in range(SIZE)]
    assert_logs(group_buy.place(stage.full, stage.addresses, sender=stage.scene.stranger), *failures)
    for i, buyer in enumerate(stage.buyers):
        member = group_buy.member(stage.full, buyer)
        assert plain(member) == (QUANTITIES[i], stage.scene.link(LINKS[i]))
    deposits = (UNIT * quantity for quantity in QUANTITIES)
    assert_solvent(system, OPEN_DEPOSIT, *deposits)
    next_block_at(group_buy.group(stage.full).succeededAt + group_buy.PLACE_WITHIN())
    receipt = group_buy.refund(stage.full, stage.addresses, sender=stage.scene.stranger)
    assert_logs(receipt, *refund_logs(system, stage, stage.full, *range(SIZE)))
    assert_solvent(system, OPEN_DEPOSIT)


def test_place__listing_revised__fails_and_goes_back(system, market, catalog, stage):
    scene = stage.scene
    catalog.revise(scene.escrowed, listing_offer(content=NO_CID), sender=scene.seller)
    refused(system, stage, custom(market.StaleRevision, listing=scene.escrowed, given=1, current=2))


def test_place__listing_delisted__fails_and_goes_back(system, catalog, stage):
    scene = stage.scene
    catalog.delist(scene.escrowed, sender=scene.seller)
    refused(system, stage, custom(catalog.ListingDelisted, listing=scene.escrowed))


def test_place__capability_released__fails_and_goes_back(system, group_buy, market, registry, stage):
    scene = stage.scene
    registry.release(scene.shop, MODULE, 1, sender=scene.seller)
    expected = custom(market.ModuleNotLive, shop=scene.shop, module=group_buy.address, capability=MODULE)
    refused(system, stage, expected)


def test_place__module_retired__fails_and_goes_back(system, group_buy, market, stage, operator):
    market.setModule(group_buy, 0, sender=operator)
    expected = custom(market.ModuleNotLive, shop=stage.scene.shop, module=group_buy.address, capability=0)
    refused(system, stage, expected)


@pytest.mark.parametrize("floor", [0, UNIT + 1])
def test_place__floor_raised_or_module_off__fails_and_goes_back(system, group_buy, market, stage, floor):
    scene = stage.scene
    market.setFloor(scene.escrowed, group_buy, floor, sender=scene.seller)
    expected = custom(
        market.PriceOutOfRange, listing=scene.escrowed, unitPrice=UNIT, floor=floor, listPrice=PRICE
    )
    refused(system, stage, expected)


def test_place__market_paused__fails_and_can_be_tried_again(system, group_buy, market, stage, guardian):
    market.pause(DAY, sender=guardian)
    until = market.totals().pausedUntil
    next_block_at(until - 1)
    receipt = group_buy.place(stage.full, stage.addresses[:1], sender=stage.scene.stranger)
    reason = error_data(custom(market.PausedUntil, until=until, now_=until - 1))
    assert_logs(receipt, failed_log(system, stage, stage.full, 0, reason))
    next_block_at(until)
    receipt = group_buy.place(stage.full, stage.addresses[:1], sender=stage.scene.stranger)
    assert_logs(receipt, *placed_logs(system, stage, stage.full, market.totals().orders, 0))


# Links through which the order cannot be sold any more

ENDS = ["link dropped", "link asleep", "task closed", "promotion released"]


def end_distribution(system, stage, end):
    """The link of the first buyer sells no more; the error of the market."""
    scene, catalog, registry = stage.scene, system.catalog, system.registry
    link, distributor = scene.links[2], scene.distributors[2]
    if end == "link dropped":
        catalog.drop(link, sender=distributor)
        return custom(catalog.LinkIsDropped, link=link)
    if end == "link asleep":
        registry.release(scene.shops[2], DISTRIBUTION, 1, sender=distributor)
        return custom(catalog.LinkAsleep, link=link, number=0, carried=0)
    if end == "task closed":
        catalog.closeTask(scene.task, sender=scene.seller)
        return custom(catalog.TaskNotOpen, task=scene.task)
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    return custom(catalog.PromotionNotLive, shop=scene.shop)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("caller", ["stranger", "seller", "the closing distributor", "another buyer"])
def test_place__link_sells_no_more__fails_on_anyone_elses_word(system, group_buy, market, stage, end, caller):
    """Neither the closing distributor nor the seller shakes off the upper levels by ending a link."""
    scene, orders = stage.scene, market.totals().orders
    reason = error_data(end_distribution(system, stage, end))
    others = {"the closing distributor": scene.distributors[2], "another buyer": stage.buyers[1]}
    sender = others.get(caller) or getattr(scene, caller)
    receipt = group_buy.place(stage.full, stage.addresses[:1], sender=sender)
    assert_logs(receipt, failed_log(system, stage, stage.full, 0, reason))
    assert plain(group_buy.member(stage.full, stage.buyers[0])) == (QUANTITIES[0], scene.links[2])
    assert market.totals().orders == orders
    assert_solvent(system, OPEN_DEPOSIT, *(UNIT * quantity for quantity in QUANTITIES))


@pytest.mark.parametrize("end", ENDS)
def test_place__link_sells_no_more__the_buyers_own_call_goes_straight_from_the_seller(
    system, group_buy, market, stage, end
):
    order = market.totals().orders + 1
    end_distribution(system, stage, end)
    receipt = group_buy.place(stage.full, stage.addresses[:1], sender=stage.buyers[0])
    assert_logs(receipt, *placed_logs(system, stage, stage.full, order, 0, n=0))
    assert market.order(order).distributor == 0
    assert_solvent(system, OPEN_DEPOSIT, *(UNIT * quantity for quantity in QUANTITIES[1:]))


@pytest.mark.parametrize("end", ENDS)
def test_place__link_sells_no_more__the_buyer_of_another_link_decides_for_itself_alone(
    system, group_buy, market, stage, end
):
    """One caller, three buyers: its own order goes straight, the others' go as their links are."""
    order = market.totals().orders + 1
    reason = error_data(end_distribution(system, stage, end))
    receipt = group_buy.place(stage.full, stage.addresses, sender=stage.buyers[2])
    through = 1 if end.startswith("link") else 0
    assert_logs(
        receipt,
        failed_log(system, stage, stage.full, 0, reason),
        *placed_logs(system, stage, stage.full, order, 1),
        *placed_logs(system, stage, stage.full, order + 1, 2, n=through),
    )
    assert_solvent(system, OPEN_DEPOSIT, UNIT * QUANTITIES[0])


def test_place__link_live__the_buyers_own_call_goes_through_it(system, group_buy, market, stage):
    order = market.totals().orders + 1
    receipt = group_buy.place(stage.full, stage.addresses[:1], sender=stage.buyers[0])
    assert_logs(receipt, *placed_logs(system, stage, stage.full, order, 0))


def test_place__link_revived__goes_through_it_on_anyones_word(system, group_buy, market, catalog, stage):
    scene, order = stage.scene, market.totals().orders + 1
    catalog.drop(scene.links[2], sender=scene.distributors[2])
    group_buy.place(stage.full, stage.addresses[:1], sender=scene.stranger)
    catalog.revive(scene.links[2], ANY_NUMBER, sender=scene.distributors[2])
    receipt = group_buy.place(stage.full, stage.addresses[:1], sender=scene.stranger)
    assert_logs(receipt, *placed_logs(system, stage, stage.full, order, 0))


@pytest.mark.parametrize("own", [False, True])
def test_place__task_expired_since__only_the_buyers_own_call_goes(
    system, group_buy, market, catalog, stage, own
):
    scene, buyer = stage.scene, stage.buyers[0]
    task, expiry = task_id(scene.shop, 2), now() + DAY
    catalog.publishTask(scene.shop, (L, M, 1, expiry), [scene.alone], sender=scene.seller)
    catalog.takeLink(task, 0, scene.shops[0], ANY_NUMBER, sender=scene.distributors[0])
    link = link_id(task, scene.shops[0])
    group = start(system, offer(system, scene, scene.alone, size=2), buyer, 1, link)
    group_buy.join(group, 1, 0, sender=stage.buyers[1])
    order = market.totals().orders + 1
    next_block_at(expiry)
    receipt = group_buy.place(group, [buyer], sender=buyer if own else scene.stranger)
    if own:
        expected = placed_logs(system, stage, group, order, 0, n=0, listing=scene.alone)
    else:
        reason = error_data(custom(catalog.TaskNotOpen, task=task))
        expected = [failed_log(system, stage, group, 0, reason)]
    assert_logs(receipt, *expected)


def test_place__refused_with_and_without_the_link__fails_for_the_latter_reason(
    system, group_buy, market, catalog, stage
):
    scene, buyer = stage.scene, stage.buyers[0]
    group = fill(system, stage, offer(system, scene, scene.limited))
    catalog.drop(scene.links[2], sender=scene.distributors[2])
    catalog.setStock(scene.limited, 0, sender=scene.seller)
    reason = error_data(custom(market.OutOfStock, listing=scene.limited, quantity=QUANTITIES[0], available=0))
    receipt = group_buy.place(group, [buyer], sender=buyer)
    assert_logs(receipt, failed_log(system, stage, group, 0, reason))
    assert plain(group_buy.member(group, buyer)) == (QUANTITIES[0], scene.links[2])


def test_place__upper_link_dropped__keeps_the_link(system, group_buy, market, catalog, stage):
    """Who is paid is read at payment (CAT-6)."""
    scene = stage.scene
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    receipt = group_buy.place(stage.full, stage.addresses[:1], sender=scene.stranger)
    assert_logs(receipt, *placed_logs(system, stage, stage.full, market.totals().orders, 0))


def test_place__stock_sold_out__fails_for_those_it_does_not_reach(system, group_buy, market, catalog, stage):
    scene = stage.scene
    group = fill(system, stage, offer(system, scene, scene.limited))
    left = QUANTITIES[0] + QUANTITIES[1] + 1
    catalog.setStock(scene.limited, left, sender=scene.seller)
    order = market.totals().orders + 1
    receipt = group_buy.place(group, stage.addresses, sender=scene.stranger)
    reason = error_data(custom(market.OutOfStock, listing=scene.limited, quantity=QUANTITIES[2], available=1))
    assert_logs(
        receipt,
        *placed_logs(system, stage, group, order, 0, listing=scene.limited),
        *placed_logs(system, stage, group, order + 1, 1, listing=scene.limited),
        failed_log(system, stage, group, 2, reason),
    )
    catalog.setStock(scene.limited, left + 2, sender=scene.seller)
    receipt = group_buy.place(group, stage.addresses, sender=scene.stranger)
    assert_logs(receipt, *placed_logs(system, stage, group, order + 2, 2, listing=scene.limited))


@pytest.mark.parametrize("caller", ["stranger", "the buyer"])
def test_place__too_little_gas__leaves_the_deposit(system, group_buy, market, stage, caller):
    """Whoever places with too little gas harms nobody: no order goes past a link for want of it."""
    scene, orders, outcomes = stage.scene, market.totals().orders, set()
    sender = stage.buyers[0] if caller == "the buyer" else scene.stranger
    for gas in range(60_000, 320_000, 10_000):
        before = chain.snapshot()
        receipt = group_buy.place(
            stage.full, stage.addresses[:1], sender=sender, gas=gas, raise_on_revert=False
        )
        placed = market.totals().orders - orders
        assert group_buy.member(stage.full, stage.buyers[0]).quantity == (0 if placed else QUANTITIES[0])
        if placed:
            assert market.order(orders + 1).link == scene.links[2]
        outcomes.add((receipt.failed, placed))
        chain.restore(before)
    assert outcomes >= {(True, 0), (False, 1)}
