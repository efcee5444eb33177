"""`publishTask`: terms that never change, over the shop's own listings (CAT-3)."""

import pytest
from clock import now
from events import assert_logs, log
from scene import L, M, plain

from ecomchain.ids import PROMOTION, task_id

from helpers import assert_reverts, custom

TERMS = (L, M, 3, 0)


def test_publish_task__over_several_listings__covers_each(catalog, scene):
    catalog.closeTask(scene.task, sender=scene.seller)
    terms, task = (1_234, 5_678, 9, now() + 1_000), task_id(scene.shop, 2)
    listings = [scene.alone, scene.escrowed, scene.mixed]
    receipt = catalog.publishTask(scene.shop, terms, listings, sender=scene.seller)
    assert_logs(
        receipt,
        log(catalog.TaskPublished, task=task, shop=scene.shop, terms=terms),
        *(log(catalog.ListingCovered, task=task, listing=listing) for listing in listings),
    )
    assert plain(catalog.task(task)) == (terms, True)
    assert [catalog.listing(listing).task for listing in listings] == [task] * 3
    assert catalog.listing(scene.limited).task == scene.task
    assert plain(catalog.counts(scene.shop)) == (6, 2)


def test_publish_task__over_nothing__is_open(catalog, scene):
    task = task_id(scene.shop, 2)
    receipt = catalog.publishTask(scene.shop, TERMS, [], sender=scene.seller)
    assert_logs(receipt, log(catalog.TaskPublished, task=task, shop=scene.shop, terms=TERMS))
    assert plain(catalog.task(task)) == (TERMS, True)


@pytest.mark.parametrize("rates", [(0, 0), (5_000, 10_000)])
@pytest.mark.parametrize("levels", [1, 16])
def test_publish_task__bounds__are_allowed(catalog, scene, rates, levels):
    terms = (*rates, levels, 0)
    catalog.publishTask(scene.shop, terms, [scene.alone], sender=scene.seller)
    assert plain(catalog.task(task_id(scene.shop, 2))) == (terms, True)


@pytest.mark.parametrize(
    ("rates", "bps", "most"),
    [((5_001, M), 5_001, 5_000), ((10_001, M), 10_001, 5_000), ((L, 10_001), 10_001, 10_000)],
)
def test_publish_task__rate_too_high__reverts(catalog, scene, rates, bps, most):
    expected = custom(catalog.RateTooHigh, bps=bps, max=most)
    assert_reverts(expected, catalog.publishTask, scene.shop, (*rates, 3, 0), [], sender=scene.seller)


@pytest.mark.parametrize("levels", [0, 17, 255])
def test_publish_task__levels_out_of_range__reverts(catalog, scene, levels):
    expected = custom(catalog.LevelsOutOfRange, levels=levels, max=16)
    assert_reverts(expected, catalog.publishTask, scene.shop, (L, M, levels, 0), [], sender=scene.seller)


@pytest.mark.parametrize("after", [-1, 0])
def test_publish_task__expiry_in_past__reverts(catalog, scene, after):
    expiry = now() + after
    expected = custom(catalog.ExpiryInPast, expiry=expiry, now_=now())
    assert_reverts(expected, catalog.publishTask, scene.shop, (L, M, 3, expiry), [], sender=scene.seller)


def test_publish_task__expiry_in_a_second__is_allowed(catalog, scene):
    """By a call, at the latest block's time."""
    terms = (L, M, 3, now() + 1)
    assert catalog.publishTask.call(scene.shop, terms, [], sender=scene.seller) == task_id(scene.shop, 2)


def test_publish_task__without_promotion__reverts(catalog, registry, scene):
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    expected = custom(catalog.PromotionNotLive, shop=scene.shop)
    for listings in ([], [scene.alone]):
        assert_reverts(expected, catalog.publishTask, scene.shop, TERMS, listings, sender=scene.seller)


def test_publish_task__listing_in_an_open_task__reverts(catalog, scene):
    expected = custom(catalog.ListingInOpenTask, listing=scene.escrowed, openTask=scene.task)
    listings = [scene.alone, scene.escrowed]
    assert_reverts(expected, catalog.publishTask, scene.shop, TERMS, listings, sender=scene.seller)


def test_publish_task__same_listing_twice__reverts(catalog, scene):
    expected = custom(catalog.ListingInOpenTask, listing=scene.alone, openTask=task_id(scene.shop, 2))
    listings = [scene.alone, scene.alone]
    assert_reverts(expected, catalog.publishTask, scene.shop, TERMS, listings, sender=scene.seller)


def test_publish_task__foreign_listing__reverts(catalog, scene):
    expected = custom(catalog.ForeignListing, task=task_id(scene.shop, 2), listing=scene.rival_listing)
    listings = [scene.rival_listing]
    assert_reverts(expected, catalog.publishTask, scene.shop, TERMS, listings, sender=scene.seller)


def test_publish_task__unknown_listing__reverts(catalog, scene):
    expected = custom(catalog.UnknownListing, listing=scene.alone + 1)
    listings = [scene.alone, scene.alone + 1]
    assert_reverts(expected, catalog.publishTask, scene.shop, TERMS, listings, sender=scene.seller)


def test_publish_task__stranger__reverts(catalog, scene):
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=scene.stranger, owner=scene.seller)
    assert_reverts(expected, catalog.publishTask, scene.shop, TERMS, [], sender=scene.stranger)


def test_publish_task__delisted_listing__is_covered(catalog, scene):
    """Coverage is about what comes back, too."""
    catalog.delist(scene.alone, sender=scene.seller)
    catalog.publishTask(scene.shop, TERMS, [scene.alone], sender=scene.seller)
    assert catalog.listing(scene.alone).task == task_id(scene.shop, 2)
