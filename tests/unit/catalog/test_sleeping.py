"""Listings and links beyond what a shop carries now sleep, and wake with it (SHOP-6)."""

import pytest
from ape import accounts, chain
from ape.utils import ZERO_ADDRESS
from events import assert_logs, log
from scene import ENOUGH, plain

from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK, PROMOTION, SHOP, SHOWCASE, link_id

from helpers import assert_reverts, custom


def live(catalog, scene):
    listings = range(scene.escrowed, scene.alone + 1)
    return [catalog.listing(listing).live for listing in listings]


@pytest.mark.parametrize(("released", "awake"), [(1, 6), (2, 6), (3, 5), (5, 3)])
def test_release__of_slots__puts_the_listings_beyond_to_sleep(catalog, registry, scene, released, awake):
    registry.release(scene.shop, SHOWCASE, released, sender=scene.seller)
    assert live(catalog, scene) == [True] * awake + [False] * (6 - awake)
    registry.acquire(scene.shop, SHOWCASE, released, ENOUGH, sender=scene.seller)
    assert live(catalog, scene) == [True] * 6
    assert catalog.listing(scene.alone).revision == 1


def test_release__of_slots__lets_a_listing_move_to_a_freed_number(catalog, registry, scene):
    registry.release(scene.shop, SHOWCASE, 3, sender=scene.seller)
    catalog.delist(scene.limited, sender=scene.seller)
    catalog.delist(scene.alone, sender=scene.seller)
    receipt = catalog.relist(scene.alone, ANY_NUMBER, sender=scene.seller)
    assert_logs(receipt, log(catalog.Relisted, listing=scene.alone, revision=3, number=1))
    assert catalog.listing(scene.alone).live


def test_release__of_the_shop__puts_everything_to_sleep_until_it_reopens(catalog, registry, scene):
    registry.release(scene.shop, SHOWCASE, 5, sender=scene.seller)
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    registry.release(scene.shop, SHOP, 1, sender=scene.seller)
    assert live(catalog, scene) == [False] * 6
    expected = custom(catalog.ListingAsleep, listing=scene.escrowed, number=0, carried=0)
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, NO_LINK)
    registry.acquire(scene.shop, SHOP, 1, ENOUGH, sender=scene.seller)
    assert live(catalog, scene) == [True] * 3 + [False] * 3


def test_release__of_distribution__puts_links_to_sleep_until_it_is_back(catalog, registry, scene):
    owner, shop, link = scene.distributors[0], scene.shops[0], scene.links[0]
    registry.release(shop, DISTRIBUTION, 1, sender=owner)
    assert plain(catalog.link(link)) == (NO_LINK, 1, 0, False)
    registry.acquire(shop, DISTRIBUTION, 1, ENOUGH, sender=owner)
    assert plain(catalog.link(link)) == (NO_LINK, 1, 0, True)


def test_release__of_one_unit_of_two__puts_only_the_excess_to_sleep(catalog, registry, scene):
    owner, shop = scene.rival, scene.rival_shop
    registry.acquire(shop, DISTRIBUTION, 1, ENOUGH, sender=owner)
    number = registry.linksPerUnit()
    catalog.takeLink(scene.task, NO_LINK, shop, number, sender=owner)
    registry.release(shop, DISTRIBUTION, 1, sender=owner)
    link = link_id(scene.task, shop)
    assert not catalog.link(link).live
    expected = custom(catalog.LinkAsleep, link=link, number=number, carried=number)
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, link)
    catalog.drop(link, sender=owner)
    catalog.revive(link, number - 1, sender=owner)
    assert catalog.link(link).live


def test_level__raised_and_without_a_reader__moves_what_is_carried(catalog, registry, scene, operator):
    per_unit = registry.linksPerUnit()
    number, link = per_unit * 32 - 1, link_id(scene.task, scene.rival_shop)
    arguments = scene.task, NO_LINK, scene.rival_shop, number
    reader = accounts.test_accounts.generate_test_account()
    registry.setLevelReader(reader, sender=operator)

    set_level(reader, 4)
    registry.syncLevel(scene.rival_shop, sender=scene.stranger)
    expected = custom(catalog.NumberNotCarried, shop=scene.rival_shop, number=number, carried=per_unit * 16)
    assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.rival)

    set_level(reader, 5)
    assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.rival)  # not before it is synced
    registry.syncLevel(scene.rival_shop, sender=scene.stranger)
    catalog.takeLink(*arguments, sender=scene.rival)
    assert catalog.link(link).live

    set_level(reader, 0)
    registry.syncLevel(scene.rival_shop, sender=scene.stranger)
    assert catalog.link(link).live  # what was grown stays

    registry.setLevelReader(ZERO_ADDRESS, sender=operator)
    assert catalog.link(link).live
    registry.syncLevel(scene.rival_shop, sender=scene.stranger)
    assert not catalog.link(link).live


def set_level(reader, level):
    """Make the account a level reader that always answers ``level``."""
    chain.provider.set_code(reader.address, f"0x60{level:02x}5f5260205ff3")
