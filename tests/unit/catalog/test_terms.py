"""`terms`: what a market needs to know, or why there is no sale (CAT-2, CAT-3, CAT-6)."""

import pytest
from clock import mine_at, now
from scene import FULFIL_WITHIN, PRICE, PROTECTION, STOCK, L, M, offer, plain, tokens

from ecomchain.amounts import ECOM
from ecomchain.ids import DISTRIBUTION, NO_LINK, PROMOTION, SHOWCASE, UNLIMITED, link_id, task_id

from helpers import assert_reverts, custom


@pytest.mark.parametrize("n", [0, 1, 4])
def test_terms__live__are_the_listings(catalog, scene, n):
    terms = catalog.terms(scene.limited, 0, scene.link(n))
    assert plain(terms) == (scene.seller.address, 1, STOCK, PROTECTION, FULFIL_WITHIN, PRICE, 0)


@pytest.mark.parametrize(
    ("option", "amount", "base"), [(0, PRICE, 0), (1, 0, 50 * ECOM), (2, PRICE, 50 * ECOM)]
)
def test_terms__each_option__has_its_price(catalog, scene, option, amount, base):
    terms = catalog.terms(scene.mixed, option, NO_LINK)
    expected = (scene.seller.address, 1, UNLIMITED, PROTECTION, FULFIL_WITHIN, amount, base)
    assert plain(terms) == expected


def test_terms__shop_sold__name_the_new_owner(catalog, registry, scene):
    registry.transferFrom(scene.seller, scene.stranger, scene.shop, sender=scene.seller)
    assert catalog.terms(scene.escrowed, 0, scene.links[0]).seller == scene.stranger.address


@pytest.mark.parametrize("option", [1, 3, 2**256 - 1])
def test_terms__unknown_option__reverts(catalog, scene, option):
    expected = custom(catalog.UnknownOption, listing=scene.escrowed, option=option)
    assert_reverts(expected, catalog.terms, scene.escrowed, option, NO_LINK)


@pytest.mark.parametrize("beyond", [1, 1 << 24])
def test_terms__unknown_listing__reverts(catalog, scene, beyond):
    expected = custom(catalog.UnknownListing, listing=scene.alone + beyond)
    assert_reverts(expected, catalog.terms, scene.alone + beyond, 0, NO_LINK)


@pytest.mark.parametrize("n", [0, 2])
def test_terms__delisted__reverts(catalog, scene, n):
    catalog.delist(scene.escrowed, sender=scene.seller)
    expected = custom(catalog.ListingDelisted, listing=scene.escrowed)
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, scene.link(n))


def test_terms__listing_asleep__reverts(catalog, registry, scene):
    registry.release(scene.shop, SHOWCASE, 5, sender=scene.seller)
    expected = custom(catalog.ListingAsleep, listing=scene.instant_limited, number=3, carried=3)
    assert_reverts(expected, catalog.terms, scene.instant_limited, 0, NO_LINK)
    assert catalog.terms(scene.instant, 0, NO_LINK).revision == 1


def test_terms__listing_in_no_task__reverts(catalog, scene):
    expected = custom(catalog.ListingNotCovered, task=scene.task, listing=scene.alone)
    assert_reverts(expected, catalog.terms, scene.alone, 0, scene.links[0])


def test_terms__link_of_another_task__reverts(catalog, scene):
    """Of the same shop or of another one."""
    catalog.publishTask(scene.shop, (L, M, 1, 0), [scene.alone], sender=scene.seller)
    task = task_id(scene.shop, 2)
    for foreign in (task, scene.rival_task):
        expected = custom(catalog.ListingNotCovered, task=foreign, listing=scene.escrowed)
        assert_reverts(expected, catalog.terms, scene.escrowed, 0, link_id(foreign, scene.shops[0]))


def test_terms__forged_link_with_task_zero__reverts(catalog, scene):
    task = scene.shop << 32
    expected = custom(catalog.UnknownTask, task=task)
    assert_reverts(expected, catalog.terms, scene.alone, 0, task << 32 | scene.shops[0])


def test_terms__task_closed__reverts(catalog, scene):
    catalog.closeTask(scene.task, sender=scene.seller)
    expected = custom(catalog.TaskNotOpen, task=scene.task)
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, scene.links[0])
    assert catalog.terms(scene.escrowed, 0, NO_LINK).revision == 1


def test_terms__moved_to_another_task__old_links_revert(catalog, scene):
    catalog.closeTask(scene.task, sender=scene.seller)
    catalog.publishTask(scene.shop, (L, M, 1, 0), [scene.escrowed], sender=scene.seller)
    expected = custom(catalog.ListingNotCovered, task=scene.task, listing=scene.escrowed)
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, scene.links[0])


@pytest.mark.parametrize("after", [-1, 0])
def test_terms__around_the_tasks_expiry__sell_only_before(catalog, scene, after):
    expiry, task = now() + 1_000, task_id(scene.shop, 2)
    catalog.publishTask(scene.shop, (L, M, 1, expiry), [scene.alone], sender=scene.seller)
    catalog.takeLink(task, NO_LINK, scene.rival_shop, 0, sender=scene.rival)
    link = link_id(task, scene.rival_shop)
    mine_at(expiry + after)
    if after < 0:
        assert catalog.terms(scene.alone, 0, link).revision == 1
    else:
        assert_reverts(custom(catalog.TaskNotOpen, task=task), catalog.terms, scene.alone, 0, link)


def test_terms__promotion_released__only_straight_sales(catalog, registry, scene):
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    expected = custom(catalog.PromotionNotLive, shop=scene.shop)
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, scene.links[0])
    assert catalog.terms(scene.escrowed, 0, NO_LINK).revision == 1
    registry.acquire(scene.shop, PROMOTION, 1, 10**24, sender=scene.seller)
    assert catalog.terms(scene.escrowed, 0, scene.links[0]).revision == 1


def test_terms__unknown_link__reverts(catalog, scene):
    link = link_id(scene.task, scene.rival_shop)
    expected = custom(catalog.UnknownLink, link=link)
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, link)


def test_terms__closing_link_dropped__reverts(catalog, scene):
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    expected = custom(catalog.LinkIsDropped, link=scene.links[1])
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, scene.links[1])


def test_terms__closing_link_asleep__reverts(catalog, registry, scene):
    registry.release(scene.shops[1], DISTRIBUTION, 1, sender=scene.distributors[1])
    expected = custom(catalog.LinkAsleep, link=scene.links[1], number=0, carried=0)
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, scene.links[1])


def test_terms__upper_links_dormant__still_sell(catalog, registry, scene):
    catalog.drop(scene.links[0], sender=scene.distributors[0])
    registry.release(scene.shops[1], DISTRIBUTION, 1, sender=scene.distributors[1])
    assert catalog.terms(scene.escrowed, 0, scene.links[2]).revision == 1


def test_terms__after_a_revision__are_the_new_ones(catalog, scene):
    catalog.revise(scene.escrowed, offer(tokens(9), protection=2, fulfil_within=1), sender=scene.seller)
    expected = (scene.seller.address, 2, UNLIMITED, 2, 1, 9, 0)
    assert plain(catalog.terms(scene.escrowed, 0, NO_LINK)) == expected
