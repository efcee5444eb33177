"""`takeLink`: a shop's one place in a task, for ever (CAT-4)."""

import pytest
from events import assert_logs, log
from scene import L, M, open_shop, plain

from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK, PROMOTION, link_id, task_id

from helpers import assert_reverts, custom


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_take_link__behind_a_parent__stands_one_deeper(catalog, scene, depth):
    parent, link = scene.link(depth - 1), link_id(scene.task, scene.rival_shop)
    receipt = catalog.takeLink(scene.task, parent, scene.rival_shop, ANY_NUMBER, sender=scene.rival)
    taken = log(
        catalog.LinkTaken,
        link=link,
        task=scene.task,
        shop=scene.rival_shop,
        parent=parent,
        depth=depth,
        number=0,
    )
    assert_logs(receipt, taken)
    assert plain(catalog.link(link)) == (parent, depth, 0, True)
    assert plain(catalog.path(link)) == (*scene.links[: depth - 1], link)
    assert catalog.freeLinkNumber(scene.rival_shop, 0) == 1


def test_take_link__deeper_than_the_task_allows__reverts(catalog, scene):
    expected = custom(catalog.ChainTooDeep, depth=5, maxLevels=4)
    arguments = scene.task, scene.links[3], scene.rival_shop, ANY_NUMBER
    assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.rival)


def test_take_link__named_number__takes_it(catalog, registry, scene):
    last = registry.shop(scene.rival_shop).links - 1
    catalog.takeLink(scene.task, NO_LINK, scene.rival_shop, last, sender=scene.rival)
    assert catalog.link(link_id(scene.task, scene.rival_shop)).number == last
    assert catalog.freeLinkNumber(scene.rival_shop, 0) == 0


def test_take_link__number_not_carried__reverts(catalog, registry, scene):
    carried = registry.shop(scene.rival_shop).links
    expected = custom(catalog.NumberNotCarried, shop=scene.rival_shop, number=carried, carried=carried)
    arguments = scene.task, NO_LINK, scene.rival_shop, carried
    assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.rival)


def test_take_link__number_taken__reverts(catalog, scene):
    distributor, shop = scene.distributors[0], scene.shops[0]
    expected = custom(catalog.NumberTaken, shop=shop, number=0)
    assert_reverts(expected, catalog.takeLink, scene.rival_task, NO_LINK, shop, 0, sender=distributor)
    catalog.takeLink(scene.rival_task, NO_LINK, shop, ANY_NUMBER, sender=distributor)
    assert catalog.link(link_id(scene.rival_task, shop)).number == 1


def test_take_link__without_distribution__reverts(system, catalog, scene):
    shop = open_shop(system, scene.stranger)
    expected = custom(catalog.NumberNotCarried, shop=shop, number=0, carried=0)
    assert_reverts(expected, catalog.takeLink, scene.task, 0, shop, ANY_NUMBER, sender=scene.stranger)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_take_link__again__reverts_whatever_the_parent(catalog, scene, n):
    """The first parent wins: no duplicates, no re-parenting, no cycles."""
    expected = custom(catalog.LinkExists, link=scene.links[1])
    arguments = scene.task, scene.link(n), scene.shops[1], ANY_NUMBER
    assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.distributors[1])


def test_take_link__dropped__reverts(catalog, scene):
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    expected = custom(catalog.LinkExists, link=scene.links[1])
    arguments = scene.task, NO_LINK, scene.shops[1], ANY_NUMBER
    assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.distributors[1])


def test_take_link__own_task__reverts(catalog, registry, scene):
    registry.acquire(scene.shop, DISTRIBUTION, 1, 10**24, sender=scene.seller)
    expected = custom(catalog.OwnTask, task=scene.task)
    for parent in (NO_LINK, scene.links[0]):
        arguments = scene.task, parent, scene.shop, ANY_NUMBER
        assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.seller)


def test_take_link__in_two_tasks_of_a_shop__are_two_links(catalog, scene):
    catalog.publishTask(scene.shop, (L, M, 1, 0), [], sender=scene.seller)
    task = task_id(scene.shop, 2)
    catalog.takeLink(task, NO_LINK, scene.shops[3], ANY_NUMBER, sender=scene.distributors[3])
    assert plain(catalog.link(link_id(task, scene.shops[3]))) == (NO_LINK, 1, 1, True)
    assert plain(catalog.link(scene.links[3])) == (scene.links[2], 4, 0, True)


def test_take_link__parent_of_another_task__reverts(catalog, scene):
    expected = custom(catalog.ForeignParent, task=scene.rival_task, parent=scene.links[0])
    arguments = scene.rival_task, scene.links[0], scene.shops[1], ANY_NUMBER
    assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.distributors[1])


@pytest.mark.parametrize("shop", [0, 2**32 - 1])
def test_take_link__unknown_parent__reverts(catalog, scene, shop):
    parent = scene.task << 32 | shop
    expected = custom(catalog.UnknownLink, link=parent)
    arguments = scene.task, parent, scene.rival_shop, ANY_NUMBER
    assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.rival)


def test_take_link__own_place_as_parent__reverts(catalog, scene):
    parent = link_id(scene.task, scene.rival_shop)
    expected = custom(catalog.UnknownLink, link=parent)
    arguments = scene.task, parent, scene.rival_shop, ANY_NUMBER
    assert_reverts(expected, catalog.takeLink, *arguments, sender=scene.rival)


def test_take_link__behind_a_dormant_parent__works(catalog, scene):
    catalog.drop(scene.links[0], sender=scene.distributors[0])
    catalog.takeLink(scene.task, scene.links[0], scene.rival_shop, ANY_NUMBER, sender=scene.rival)
    assert catalog.link(link_id(scene.task, scene.rival_shop)).depth == 2


def test_take_link__seller_without_promotion__works(catalog, registry, scene):
    """PROMOTION is asked for when the task is published and when a sale is made."""
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    catalog.takeLink(scene.task, NO_LINK, scene.rival_shop, ANY_NUMBER, sender=scene.rival)
    assert catalog.link(link_id(scene.task, scene.rival_shop)).live


def test_take_link__closed_task__reverts(catalog, scene):
    catalog.closeTask(scene.task, sender=scene.seller)
    expected = custom(catalog.TaskNotOpen, task=scene.task)
    assert_reverts(expected, catalog.takeLink, scene.task, 0, scene.rival_shop, 0, sender=scene.rival)


def test_take_link__unknown_task__reverts(catalog, scene):
    expected = custom(catalog.UnknownTask, task=scene.task + 1)
    assert_reverts(expected, catalog.takeLink, scene.task + 1, 0, scene.rival_shop, 0, sender=scene.rival)


def test_take_link__for_anothers_shop__reverts(catalog, scene):
    expected = custom(catalog.NotShopOwner, shop=scene.rival_shop, caller=scene.seller, owner=scene.rival)
    assert_reverts(expected, catalog.takeLink, scene.task, 0, scene.rival_shop, 0, sender=scene.seller)
