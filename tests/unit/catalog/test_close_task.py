"""`closeTask`, and what time does to a task (CAT-3)."""

import pytest
from clock import mine_at, now
from events import assert_logs, log
from scene import L, M, plain

from ecomchain.ids import PROMOTION, task_id

from helpers import assert_reverts, custom


def test_close_task__open__is_closed_for_good(catalog, scene):
    receipt = catalog.closeTask(scene.task, sender=scene.seller)
    assert_logs(receipt, log(catalog.TaskClosed, task=scene.task))
    assert plain(catalog.task(scene.task)) == ((L, M, 4, 0), False)
    expected = custom(catalog.TaskNotOpen, task=scene.task)
    assert_reverts(expected, catalog.closeTask, scene.task, sender=scene.seller)
    assert_reverts(expected, catalog.terms, scene.escrowed, 0, scene.links[0])


def test_close_task__links__stay_what_they_were(catalog, scene):
    before = [plain(catalog.link(link)) for link in scene.links]
    catalog.closeTask(scene.task, sender=scene.seller)
    assert [plain(catalog.link(link)) for link in scene.links] == before


def test_close_task__without_promotion__works(catalog, registry, scene):
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    receipt = catalog.closeTask(scene.task, sender=scene.seller)
    assert_logs(receipt, log(catalog.TaskClosed, task=scene.task))


@pytest.mark.parametrize("after", [-1, 0, 1])
def test_task__around_its_expiry__is_open_only_before(catalog, scene, after):
    expiry, task = now() + 1_000, task_id(scene.shop, 2)
    catalog.publishTask(scene.shop, (L, M, 1, expiry), [scene.alone], sender=scene.seller)
    mine_at(expiry + after)
    assert plain(catalog.task(task)) == ((L, M, 1, expiry), after < 0)
    if after >= 0:
        expected = custom(catalog.TaskNotOpen, task=task)
        assert_reverts(expected, catalog.closeTask, task, sender=scene.seller)
        assert_reverts(expected, catalog.cover, task, [scene.alone], sender=scene.seller)
        assert_reverts(expected, catalog.takeLink, task, 0, scene.rival_shop, 0, sender=scene.rival)


def test_close_task__stranger__reverts(catalog, scene):
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=scene.stranger, owner=scene.seller)
    assert_reverts(expected, catalog.closeTask, scene.task, sender=scene.stranger)


def test_close_task__unknown_task__reverts(catalog, scene):
    expected = custom(catalog.UnknownTask, task=scene.task + 1)
    assert_reverts(expected, catalog.closeTask, scene.task + 1, sender=scene.seller)
    assert_reverts(expected, catalog.task, scene.task + 1)
