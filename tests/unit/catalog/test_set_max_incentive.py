"""`setMaxIncentive`: for new tasks only (CAT-3, GOV-1)."""

import pytest
from events import assert_logs, log
from scene import L, M, plain

from ecomchain.ids import task_id

from helpers import assert_reverts, custom


@pytest.mark.parametrize("bps", [0, 4_999, 5_000, 10_000])
def test_set_max_incentive__by_the_operator__bounds_new_tasks(catalog, scene, operator, bps):
    receipt = catalog.setMaxIncentive(bps, sender=operator)
    assert_logs(receipt, log(catalog.MaxIncentiveSet, **{"from": 5_000}, to=bps))
    assert catalog.maxIncentive() == bps
    expected = custom(catalog.RateTooHigh, bps=bps + 1, max=bps)
    assert_reverts(expected, catalog.publishTask, scene.shop, (bps + 1, M, 1, 0), [], sender=scene.seller)
    task = catalog.publishTask.call(scene.shop, (bps, M, 1, 0), [], sender=scene.seller)
    assert task == task_id(scene.shop, 2)


def test_set_max_incentive__lowered__leaves_published_tasks(catalog, scene, operator):
    catalog.setMaxIncentive(0, sender=operator)
    assert plain(catalog.task(scene.task)) == ((L, M, 4, 0), True)
    assert catalog.payees(scene.links[0])[0] == L


def test_set_max_incentive__more_than_all__reverts(catalog, operator):
    expected = custom(catalog.RateTooHigh, bps=10_001, max=10_000)
    assert_reverts(expected, catalog.setMaxIncentive, 10_001, sender=operator)


def test_set_max_incentive__without_the_role__reverts(catalog, scene, guardian, foundation):
    for caller in (scene.seller, guardian, foundation):
        expected = custom(catalog.AccessManagedUnauthorized, caller=caller)
        assert_reverts(expected, catalog.setMaxIncentive, 1_000, sender=caller)
