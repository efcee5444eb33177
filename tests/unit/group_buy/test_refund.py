"""`refund`: every deposit has a way back that anyone can open (MODULE)."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs
from scene import NO_CID, plain
from scene import offer as listing_offer

from ecomchain.ids import ANY_NUMBER

from .deals import QUANTITIES, SIZE, UNIT, assert_solvent, placed_logs, refund_logs
from helpers import assert_reverts, custom

DEPOSITS = [UNIT * quantity for quantity in QUANTITIES]


def place_end(group_buy, group):
    return group_buy.group(group).succeededAt + group_buy.PLACE_WITHIN()


# A group that has failed


@pytest.mark.parametrize("seconds", [0, 1, 10**8])
@pytest.mark.parametrize("caller", ["stranger", "seller", "buyer"])
def test_refund__failed_group_from_its_deadline_on__pays_the_buyer(system, group_buy, stage, seconds, caller):
    next_block_at(group_buy.group(stage.open).deadline + seconds)
    receipt = group_buy.refund(stage.open, stage.addresses[:1], sender=getattr(stage.scene, caller))
    assert_logs(receipt, *refund_logs(system, stage, stage.open, 0))
    assert plain(group_buy.member(stage.open, stage.buyers[0])) == (0, 0)
    assert_solvent(system, *DEPOSITS)


def test_refund__failed_group_before_its_deadline__reverts(group_buy, stage):
    deadline = group_buy.group(stage.open).deadline
    time = mine_at(deadline - 1)
    expected = custom(group_buy.TooEarly, group=stage.open, **{"from": deadline}, now_=time)
    for caller in (stage.buyers[0], stage.scene.stranger, stage.scene.seller):
        assert_reverts(expected, group_buy.refund, stage.open, stage.addresses[:1], sender=caller)


def test_refund__failed_group_of_several__pays_each(system, group_buy, stage):
    group_buy.join(stage.open, QUANTITIES[1], 0, sender=stage.buyers[1])
    next_block_at(group_buy.group(stage.open).deadline)
    receipt = group_buy.refund(stage.open, stage.addresses, sender=stage.scene.stranger)
    assert_logs(receipt, *refund_logs(system, stage, stage.open, 0, 1))
    assert_solvent(system, *DEPOSITS)


# A group that has succeeded


@pytest.mark.parametrize("seconds", [0, 1, 10**8])
def test_refund__succeeded_group_after_the_time_to_place__pays_each(system, group_buy, stage, seconds):
    next_block_at(place_end(group_buy, stage.full) + seconds)
    receipt = group_buy.refund(stage.full, stage.addresses, sender=stage.scene.stranger)
    assert_logs(receipt, *refund_logs(system, stage, stage.full, *range(SIZE)))
    assert_solvent(system, DEPOSITS[0])


def test_refund__succeeded_group_before__reverts(group_buy, stage):
    end = place_end(group_buy, stage.full)
    for time in (group_buy.group(stage.full).deadline, end - 1):
        mine_at(time)
        expected = custom(group_buy.TooEarly, group=stage.full, **{"from": end}, now_=time)
        assert_reverts(expected, group_buy.refund, stage.full, stage.addresses, sender=stage.buyers[0])


def test_refund__some_orders_placed__pays_the_others(system, group_buy, stage):
    group_buy.place(stage.full, stage.addresses[1:2], sender=stage.scene.stranger)
    next_block_at(place_end(group_buy, stage.full))
    receipt = group_buy.refund(stage.full, stage.addresses, sender=stage.scene.stranger)
    assert_logs(receipt, *refund_logs(system, stage, stage.full, 0, 2))
    assert_solvent(system, DEPOSITS[0])


def test_refund__all_orders_placed__pays_nobody(system, group_buy, stage):
    group_buy.place(stage.full, stage.addresses, sender=stage.scene.stranger)
    next_block_at(place_end(group_buy, stage.full))
    assert_logs(group_buy.refund(stage.full, stage.addresses, sender=stage.scene.stranger))
    assert_solvent(system, DEPOSITS[0])


def test_refund__then_place__reverts(group_buy, stage):
    end = next_block_at(place_end(group_buy, stage.full))
    group_buy.refund(stage.full, stage.addresses[:1], sender=stage.scene.stranger)
    expected = custom(group_buy.TooLate, group=stage.full, deadline=end, now_=end)
    assert_reverts(expected, group_buy.place, stage.full, stage.addresses, sender=stage.scene.stranger)


# A deal that is void


def void(system, stage, how):
    """Raise the revision of the deal's listing: at once, whatever else has come of it since."""
    scene, catalog = stage.scene, system.catalog
    if how == "revised":
        catalog.revise(scene.escrowed, listing_offer(content=NO_CID), sender=scene.seller)
    else:
        catalog.delist(scene.escrowed, sender=scene.seller)
    if how == "relisted":
        catalog.relist(scene.escrowed, ANY_NUMBER, sender=scene.seller)


@pytest.mark.parametrize("how", ["revised", "delisted", "relisted"])
@pytest.mark.parametrize("caller", ["stranger", "seller", "buyer"])
def test_refund__listing_changed__pays_all_groups_at_once(system, group_buy, stage, how, caller):
    """No order can come of these deposits any more: nothing is to be waited for."""
    void(system, stage, how)
    sender = getattr(stage.scene, caller)
    receipt = group_buy.refund(stage.open, stage.addresses, sender=sender)
    assert_logs(receipt, *refund_logs(system, stage, stage.open, 0))
    receipt = group_buy.refund(stage.full, stage.addresses, sender=sender)
    assert_logs(receipt, *refund_logs(system, stage, stage.full, *range(SIZE)))
    assert_solvent(system)


@pytest.mark.parametrize("how", ["revised", "delisted", "relisted"])
def test_refund__listing_changed__nobody_can_come_back(system, group_buy, market, catalog, stage, how):
    scene = stage.scene
    void(system, stage, how)
    group_buy.refund(stage.open, stage.addresses, sender=scene.stranger)
    expected = custom(market.StaleRevision, listing=scene.escrowed, given=1, current=...)
    if how == "delisted":
        expected = custom(catalog.ListingDelisted, listing=scene.escrowed)
    for buyer in stage.buyers[:2]:
        assert_reverts(expected, group_buy.join, stage.open, 1, 0, sender=buyer)


def test_refund__listing_changed_after_some_orders__pays_the_others(system, group_buy, stage):
    group_buy.place(stage.full, stage.addresses[1:2], sender=stage.scene.stranger)
    void(system, stage, "revised")
    receipt = group_buy.refund(stage.full, stage.addresses, sender=stage.scene.stranger)
    assert_logs(receipt, *refund_logs(system, stage, stage.full, 0, 2))
    assert_solvent(system, DEPOSITS[0])


@pytest.mark.parametrize("change", ["stock", "floor", "another listing", "deal withdrawn"])
def test_refund__another_change_of_the_seller__does_not_void(
    system, group_buy, market, catalog, stage, change
):
    """What can be undone, or is about something else, waits for the time that it has."""
    scene = stage.scene
    if change == "stock":
        catalog.setStock(scene.escrowed, 0, sender=scene.seller)
    elif change == "floor":
        market.setFloor(scene.escrowed, group_buy, 0, sender=scene.seller)
    elif change == "another listing":
        catalog.delist(scene.limited, sender=scene.seller)
    else:
        group_buy.withdrawOffer(stage.deal, sender=scene.seller)
    for group, end in (
        (stage.open, group_buy.group(stage.open).deadline),
        (stage.full, place_end(group_buy, stage.full)),
    ):
        expected = custom(group_buy.TooEarly, group=group, **{"from": end}, now_=...)
        assert_reverts(expected, group_buy.refund, group, stage.addresses, sender=stage.buyers[0])


# Both


def test_refund__twice__pays_once(system, group_buy, stage):
    next_block_at(place_end(group_buy, stage.full))
    twice = [stage.addresses[0], stage.addresses[0]]
    receipt = group_buy.refund(stage.full, twice, sender=stage.scene.stranger)
    assert_logs(receipt, *refund_logs(system, stage, stage.full, 0))
    assert_logs(group_buy.refund(stage.full, twice, sender=stage.scene.stranger))
    assert_solvent(system, DEPOSITS[0], *DEPOSITS[1:])


def test_refund__strangers_and_nobody__are_passed_over(group_buy, stage):
    mine_at(place_end(group_buy, stage.full))
    assert_logs(group_buy.refund(stage.full, [stage.scene.stranger], sender=stage.scene.stranger))
    assert_logs(group_buy.refund(stage.open, [stage.buyers[1]], sender=stage.scene.stranger))
    assert_logs(group_buy.refund(stage.full, [], sender=stage.scene.stranger))


def test_refund__unknown_group__reverts(group_buy, stage):
    for group in (0, group_buy.totals().groups + 1):
        expected = custom(group_buy.UnknownGroup, group=group)
        assert_reverts(expected, group_buy.refund, group, stage.addresses, sender=stage.scene.stranger)


def test_refund__of_one_group__does_not_touch_another(system, group_buy, stage):
    next_block_at(group_buy.group(stage.open).deadline)
    group_buy.refund(stage.open, stage.addresses, sender=stage.scene.stranger)
    order = system.market.totals().orders + 1
    receipt = group_buy.place(stage.full, stage.addresses[:1], sender=stage.scene.stranger)
    assert_logs(receipt, *placed_logs(system, stage, stage.full, order, 0))
    assert_solvent(system, *DEPOSITS[1:])
