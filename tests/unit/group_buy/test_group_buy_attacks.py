"""What does not work: a module that names its own price, tokens of others, tokens that nobody deposited."""

import pytest
from clock import next_block_at
from scene import ENOUGH, PRICE, actor, plain, purchase

from ecomchain.ids import capability_name

from .deals import FLOOR, MODULE, QUANTITIES, UNIT, assert_solvent
from helpers import assert_reverts, custom

DEPOSITS = [UNIT * QUANTITIES[0], *(UNIT * quantity for quantity in QUANTITIES)]


@pytest.fixture
def greedy(system, operator, stage):
    """A module of bad intent: an account that the operator has made one, that the seller lets sell."""
    module = actor(system)
    system.market.setModule(module, MODULE, sender=operator)
    system.market.setFloor(stage.scene.escrowed, module, FLOOR, sender=stage.scene.seller)
    return module


@pytest.mark.parametrize("unit_price", [0, FLOOR - 1, PRICE + 1])
def test_place_for__module_raises_or_undercuts_the_price__is_refused(market, stage, greedy, unit_price):
    scene = stage.scene
    expected = custom(
        market.PriceOutOfRange, listing=scene.escrowed, unitPrice=unit_price, floor=FLOOR, listPrice=PRICE
    )
    wanted = purchase(scene.escrowed, unit_price=unit_price)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=greedy)


def test_place_for__another_module__pays_itself(system, token, market, stage, greedy):
    """What buyers deposited with this module is out of another one's reach."""
    before = token.balanceOf(greedy)
    market.placeFor(purchase(stage.scene.escrowed, unit_price=UNIT), stage.buyers[0], sender=greedy)
    assert token.balanceOf(greedy) == before - UNIT
    assert_solvent(system, *DEPOSITS)


def test_place_for__by_a_buyer_itself__is_refused(market, stage):
    scene = stage.scene
    expected = custom(market.ModuleNotLive, shop=scene.shop, module=scene.buyer, capability=0)
    wanted = purchase(scene.escrowed, unit_price=UNIT)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=scene.buyer)


def test_allowance__of_the_deposits__is_the_markets_alone(system, token, group_buy, market, stage):
    assert token.allowance(group_buy, market) == 2**256 - 1
    for other in (system.registry, system.budgets, system.disputes, system.splitter, stage.scene.seller):
        assert token.allowance(group_buy, other) == 0


def test_transfer__to_the_module__is_nobodys_deposit(system, token, group_buy, stage):
    token.transfer(group_buy, ENOUGH // 2, sender=stage.scene.rival)
    assert group_buy.totals().deposits == sum(DEPOSITS)
    next_block_at(group_buy.group(stage.full).succeededAt + group_buy.PLACE_WITHIN())
    group_buy.refund(stage.full, stage.addresses, sender=stage.scene.stranger)
    group_buy.refund(stage.open, stage.addresses, sender=stage.scene.stranger)
    assert group_buy.totals().deposits == 0
    assert token.balanceOf(group_buy) == ENOUGH // 2


def test_buyer__who_wants_out__is_in_until_the_end(group_buy, stage):
    """A place that others count on cannot be given up, neither before success nor in the time to place."""
    buyer = stage.buyers[0]
    for group, end in (
        (stage.open, group_buy.group(stage.open).deadline),
        (stage.full, group_buy.group(stage.full).succeededAt + group_buy.PLACE_WITHIN()),
    ):
        expected = custom(group_buy.TooEarly, group=group, **{"from": end}, now_=...)
        assert_reverts(expected, group_buy.refund, group, [buyer], sender=buyer)


def test_shop_sold__proceeds_and_the_deal__go_to_the_new_owner(token, registry, market, group_buy, stage):
    scene, order = stage.scene, market.totals().orders + 1
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    before = token.balanceOf(scene.rival)
    group_buy.place(stage.full, stage.addresses[1:2], sender=scene.stranger)
    market.confirm(order, sender=stage.buyers[1])
    assert token.balanceOf(scene.rival) == before + UNIT * QUANTITIES[1]


def test_capability__of_the_module__is_the_first(market, group_buy):
    assert capability_name(market.moduleCapability(group_buy)) == "MODULE(1)"


def test_ids__of_deals_and_groups__count_from_one(group_buy, stage):
    assert plain(group_buy.totals()) == (stage.deal, stage.full, sum(DEPOSITS))
    assert (stage.open, stage.full) == (1, 2)
