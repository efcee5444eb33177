"""`revive`: a dropped link is back in the same place (CAT-4)."""

import pytest
from events import assert_logs, log
from scene import plain

from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK

from helpers import assert_reverts, custom


@pytest.fixture
def dropped(catalog, scene):
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    return scene.links[1]


@pytest.mark.parametrize(("asked", "given"), [(ANY_NUMBER, 0), (0, 0), (9, 9)])
def test_revive__dropped__is_live_in_the_same_place(catalog, scene, dropped, asked, given):
    receipt = catalog.revive(dropped, asked, sender=scene.distributors[1])
    assert_logs(receipt, log(catalog.LinkRevived, link=dropped, number=given))
    assert plain(catalog.link(dropped)) == (scene.links[0], 2, given, True)


def test_revive__number_taken__reverts(catalog, scene, dropped):
    catalog.takeLink(scene.rival_task, NO_LINK, scene.shops[1], 0, sender=scene.distributors[1])
    expected = custom(catalog.NumberTaken, shop=scene.shops[1], number=0)
    assert_reverts(expected, catalog.revive, dropped, 0, sender=scene.distributors[1])
    receipt = catalog.revive(dropped, ANY_NUMBER, sender=scene.distributors[1])
    assert_logs(receipt, log(catalog.LinkRevived, link=dropped, number=1))


def test_revive__without_distribution__reverts(catalog, registry, scene, dropped):
    registry.release(scene.shops[1], DISTRIBUTION, 1, sender=scene.distributors[1])
    expected = custom(catalog.NumberNotCarried, shop=scene.shops[1], number=0, carried=0)
    assert_reverts(expected, catalog.revive, dropped, ANY_NUMBER, sender=scene.distributors[1])


def test_revive__closed_task__works(catalog, scene, dropped):
    """Orders placed before may still close: their levels can be live again."""
    catalog.closeTask(scene.task, sender=scene.seller)
    receipt = catalog.revive(dropped, ANY_NUMBER, sender=scene.distributors[1])
    assert_logs(receipt, log(catalog.LinkRevived, link=dropped, number=0))


def test_revive__not_dropped__reverts(catalog, scene):
    expected = custom(catalog.LinkNotDropped, link=scene.links[1])
    assert_reverts(expected, catalog.revive, scene.links[1], ANY_NUMBER, sender=scene.distributors[1])


def test_revive__stranger__reverts(catalog, scene, dropped):
    expected = custom(
        catalog.NotShopOwner, shop=scene.shops[1], caller=scene.stranger, owner=scene.distributors[1]
    )
    assert_reverts(expected, catalog.revive, dropped, ANY_NUMBER, sender=scene.stranger)


def test_revive__unknown_link__reverts(catalog, scene):
    link = scene.task << 32 | scene.rival_shop
    expected = custom(catalog.UnknownLink, link=link)
    assert_reverts(expected, catalog.revive, link, ANY_NUMBER, sender=scene.rival)
