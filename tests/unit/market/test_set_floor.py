"""`setFloor`: the seller lets a module sell a listing from a price on (MODULE)."""

import pytest
from events import assert_logs, log
from scene import PRICE

from ecomchain.ids import module_id

from helpers import assert_reverts, custom

MODULE = module_id(1)


@pytest.mark.parametrize("floor", [1, PRICE, 2**96 - 1])
def test_set_floor__by_the_owner__is_for_that_listing_and_module(market, scene, floor):
    receipt = market.setFloor(scene.escrowed, scene.rival, floor, sender=scene.seller)
    said = log(market.FloorSet, listing=scene.escrowed, module=scene.rival, floor=floor)
    assert_logs(receipt, said)
    assert market.floor(scene.escrowed, scene.rival) == floor
    assert market.floor(scene.escrowed, scene.stranger) == market.floor(scene.limited, scene.rival) == 0


def test_set_floor__again__replaces_it(market, scene):
    for floor in (5, 7, 0):
        receipt = market.setFloor(scene.escrowed, scene.rival, floor, sender=scene.seller)
        assert_logs(receipt, log(market.FloorSet, listing=scene.escrowed, module=scene.rival, floor=floor))
        assert market.floor(scene.escrowed, scene.rival) == floor


def test_set_floor__several_at_once__are_set(market, scene):
    listings = (scene.escrowed, scene.limited)
    calls = [bytes(market.setFloor.encode_input(listing, scene.rival, 9)) for listing in listings]
    market.multicall(calls, sender=scene.seller)
    assert [market.floor(listing, scene.rival) for listing in listings] == [9, 9]


def test_set_floor__not_the_owner__reverts(market, registry, scene, operator):
    registry.approve(scene.stranger, scene.shop, sender=scene.seller)
    for caller in (scene.stranger, scene.buyer, scene.rival, operator):
        expected = custom(market.NotShopOwner, shop=scene.shop, caller=caller, owner=scene.seller)
        assert_reverts(expected, market.setFloor, scene.escrowed, scene.rival, 1, sender=caller)


def test_set_floor__shop_sold__only_the_new_owner(market, registry, scene):
    """What was set stands until then: it is the shop's, on record for whoever buys it."""
    market.setFloor(scene.escrowed, scene.stranger, 5, sender=scene.seller)
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    expected = custom(market.NotShopOwner, shop=scene.shop, caller=scene.seller, owner=scene.rival)
    assert_reverts(expected, market.setFloor, scene.escrowed, scene.stranger, 6, sender=scene.seller)
    assert market.floor(scene.escrowed, scene.stranger) == 5
    market.setFloor(scene.escrowed, scene.stranger, 0, sender=scene.rival)
    assert market.floor(scene.escrowed, scene.stranger) == 0


def test_set_floor__unknown_shop__reverts(market, registry, scene):
    expected = custom(registry.UnknownShop, shop=99)
    assert_reverts(expected, market.setFloor, 99 << 32 | 1, scene.rival, 1, sender=scene.seller)


@pytest.mark.parametrize("capability", [MODULE, module_id(7), 0])
def test_set_module__by_the_operator__names_its_capability(market, scene, operator, capability):
    receipt = market.setModule(scene.stranger, capability, sender=operator)
    assert_logs(receipt, log(market.ModuleSet, module=scene.stranger, capability=capability))
    assert market.moduleCapability(scene.stranger) == capability


def test_set_module__without_the_role__reverts(market, scene, guardian, foundation):
    for caller in (scene.seller, scene.stranger, guardian, foundation):
        expected = custom(market.AccessManagedUnauthorized, caller=caller)
        assert_reverts(expected, market.setModule, scene.stranger, MODULE, sender=caller)
