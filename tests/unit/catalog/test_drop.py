"""`drop`: a dormant link keeps its place and frees its number (CAT-4)."""

from events import assert_logs, log
from scene import plain

from ecomchain.ids import ANY_NUMBER, DISTRIBUTION

from helpers import assert_reverts, custom


def test_drop__live_link__is_dormant_and_its_number_free(catalog, scene):
    receipt = catalog.drop(scene.links[1], sender=scene.distributors[1])
    assert_logs(receipt, log(catalog.LinkDropped, link=scene.links[1]))
    assert plain(catalog.link(scene.links[1])) == (scene.links[0], 2, ANY_NUMBER, False)
    assert catalog.freeLinkNumber(scene.shops[1], 0) == 0


def test_drop__other_links_of_the_chain__stay_live(catalog, scene):
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    assert [catalog.link(link).live for link in scene.links] == [True, False, True, True]
    assert plain(catalog.path(scene.links[3])) == scene.links


def test_drop__asleep__works(catalog, registry, scene):
    registry.release(scene.shops[1], DISTRIBUTION, 1, sender=scene.distributors[1])
    receipt = catalog.drop(scene.links[1], sender=scene.distributors[1])
    assert_logs(receipt, log(catalog.LinkDropped, link=scene.links[1]))


def test_drop__closed_task__works(catalog, scene):
    catalog.closeTask(scene.task, sender=scene.seller)
    receipt = catalog.drop(scene.links[0], sender=scene.distributors[0])
    assert_logs(receipt, log(catalog.LinkDropped, link=scene.links[0]))


def test_drop__twice__reverts(catalog, scene):
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    expected = custom(catalog.LinkIsDropped, link=scene.links[1])
    assert_reverts(expected, catalog.drop, scene.links[1], sender=scene.distributors[1])


def test_drop__by_the_seller__reverts(catalog, scene):
    expected = custom(
        catalog.NotShopOwner, shop=scene.shops[1], caller=scene.seller, owner=scene.distributors[1]
    )
    assert_reverts(expected, catalog.drop, scene.links[1], sender=scene.seller)


def test_drop__unknown_link__reverts(catalog, scene):
    link = scene.task << 32 | scene.rival_shop
    expected = custom(catalog.UnknownLink, link=link)
    assert_reverts(expected, catalog.drop, link, sender=scene.rival)


def test_drop__link_of_no_shop__reverts(catalog, registry, scene):
    assert_reverts(custom(registry.UnknownShop, shop=0), catalog.drop, 0, sender=scene.rival)
