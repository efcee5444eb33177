"""`cover`: more listings for an open task (CAT-3)."""

import pytest
from clock import mine_at, now
from events import assert_logs, log
from scene import L, M, offer

from ecomchain.ids import PROMOTION, UNLIMITED, listing_id, task_id

from helpers import assert_reverts, custom


def test_cover__own_listings__are_in_the_task(catalog, scene):
    catalog.list(scene.shop, offer(), UNLIMITED, 7, sender=scene.seller)
    listings = [scene.alone, listing_id(scene.shop, 7)]
    receipt = catalog.cover(scene.task, listings, sender=scene.seller)
    assert_logs(
        receipt, *(log(catalog.ListingCovered, task=scene.task, listing=listing) for listing in listings)
    )
    assert [catalog.listing(listing).task for listing in listings] == [scene.task] * 2


def test_cover__after_the_other_task_closed__moves_the_listing(catalog, scene):
    catalog.publishTask(scene.shop, (L, M, 1, 0), [scene.alone], sender=scene.seller)
    other = task_id(scene.shop, 2)
    expected = custom(catalog.ListingInOpenTask, listing=scene.alone, openTask=other)
    assert_reverts(expected, catalog.cover, scene.task, [scene.alone], sender=scene.seller)
    catalog.closeTask(other, sender=scene.seller)
    receipt = catalog.cover(scene.task, [scene.alone], sender=scene.seller)
    assert_logs(receipt, log(catalog.ListingCovered, task=scene.task, listing=scene.alone))


@pytest.mark.parametrize("after", [-1, 0])
def test_cover__other_task_expiring__is_free_from_its_expiry_on(catalog, scene, after):
    expiry, other = now() + 1_000, task_id(scene.shop, 2)
    catalog.publishTask(scene.shop, (L, M, 1, expiry), [scene.alone], sender=scene.seller)
    mine_at(expiry + after)
    if after < 0:
        expected = custom(catalog.ListingInOpenTask, listing=scene.alone, openTask=other)
        assert_reverts(expected, catalog.cover, scene.task, [scene.alone], sender=scene.seller)
    else:
        catalog.cover(scene.task, [scene.alone], sender=scene.seller)
        assert catalog.listing(scene.alone).task == scene.task


def test_cover__covered_already__reverts(catalog, scene):
    expected = custom(catalog.ListingInOpenTask, listing=scene.escrowed, openTask=scene.task)
    assert_reverts(expected, catalog.cover, scene.task, [scene.escrowed], sender=scene.seller)


def test_cover__closed_task__reverts(catalog, scene):
    catalog.closeTask(scene.task, sender=scene.seller)
    expected = custom(catalog.TaskNotOpen, task=scene.task)
    assert_reverts(expected, catalog.cover, scene.task, [scene.alone], sender=scene.seller)


@pytest.mark.parametrize("index", [0, 2, 1 << 24 | 1])
def test_cover__unknown_task__reverts(catalog, scene, index):
    task = scene.shop << 32 | index
    expected = custom(catalog.UnknownTask, task=task)
    assert_reverts(expected, catalog.cover, task, [scene.alone], sender=scene.seller)


def test_cover__without_promotion__reverts(catalog, registry, scene):
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    expected = custom(catalog.PromotionNotLive, shop=scene.shop)
    assert_reverts(expected, catalog.cover, scene.task, [scene.alone], sender=scene.seller)


def test_cover__foreign_listing__reverts(catalog, scene):
    expected = custom(catalog.ForeignListing, task=scene.task, listing=scene.rival_listing)
    assert_reverts(expected, catalog.cover, scene.task, [scene.rival_listing], sender=scene.seller)


def test_cover__unknown_listing__reverts(catalog, scene):
    expected = custom(catalog.UnknownListing, listing=scene.alone + 1)
    assert_reverts(expected, catalog.cover, scene.task, [scene.alone + 1], sender=scene.seller)


def test_cover__stranger__reverts(catalog, scene):
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=scene.rival, owner=scene.seller)
    assert_reverts(expected, catalog.cover, scene.task, [scene.rival_listing], sender=scene.rival)
