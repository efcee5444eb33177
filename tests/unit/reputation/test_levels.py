"""Growth: levels from counted orders, counted volume and ratings as a distributor (REP-3)."""

import pytest
from clock import next_block_at, now
from events import assert_logs, log
from scene import CID, plain, put_to_rest

from ecomchain.amounts import ECOM

from .standing import Direction, distributor_of, fulfilled
from helpers import assert_reverts, custom

UNREACHABLE = (2**32 - 1, 2**56 - 1)


def sell(system, scene, n=1):
    """A sale that the first distributor closes, with allowance for it; the order's id."""
    next_block_at(now() + 7 * 86_400 + 1)
    order = fulfilled(system, scene, n)
    system.market.confirm(order, sender=scene.buyer)
    return order


def share(system, scene):
    """Counted volume of the first distributor, in micro-Ecom."""
    return distributor_of(system, scene.shops[0])[0][3]


def test_thresholds__as_deployed__are_the_papers(reputation):
    assert [plain(one) for one in reputation.thresholds()] == [
        (10, 1_000_000_000),
        (50, 10_000_000_000),
        (200, 50_000_000_000),
        (1_000, 250_000_000_000),
        (5_000, 1_000_000_000_000),
    ]
    assert (reputation.minAverage(), reputation.MAX_LEVEL()) == (400, 5)


@pytest.mark.parametrize(("orders", "more", "level"), [(1, 0, 1), (1, 1, 0), (2, 0, 0)])
def test_level__at_its_threshold__is_reached(system, reputation, operator, scene, orders, more, level):
    sell(system, scene)
    counted = share(system, scene) + more
    reputation.setThresholds([(orders, counted), *[UNREACHABLE] * 4], sender=operator)
    assert reputation.levelOf(scene.shops[0]) == level


def test_level__several_reached__is_the_highest(system, reputation, operator, scene):
    sell(system, scene)
    steps = [(1, 1)] * 3 + [UNREACHABLE] * 2
    receipt = reputation.setThresholds(steps, sender=operator)
    assert_logs(receipt, log(reputation.ThresholdsSet, thresholds=steps))
    assert reputation.levelOf(scene.shops[0]) == 3
    reputation.setThresholds([(1, 1)] * 5, sender=operator)
    assert reputation.levelOf(scene.shops[0]) == 5
    assert reputation.levelOf(scene.shop) == 0  # selling is no distribution


@pytest.mark.parametrize(
    ("scores", "level"), [((), 1), ((4,), 1), ((5, 3), 1), ((4, 4, 3), 0), ((3, 5, 4), 1), ((1,), 0)]
)
def test_level__ratings__have_to_average_four(system, market, reputation, operator, scene, scores, level):
    reputation.setThresholds([(1, 1), *[UNREACHABLE] * 4], sender=operator)
    sell(system, scene)
    for score in scores:
        order = sell(system, scene)
        reputation.rate(market, order, Direction.SERVICE, score, CID, sender=scene.buyer)
    assert reputation.levelOf(scene.shops[0]) == level


def test_level__product_and_partner_ratings__do_not_matter(system, market, reputation, operator, scene):
    reputation.setThresholds([(1, 1), *[UNREACHABLE] * 4], sender=operator)
    order = sell(system, scene)
    reputation.rate(market, order, Direction.PRODUCT, 1, CID, sender=scene.buyer)
    reputation.rate(market, order, Direction.PARTNER, 1, CID, sender=scene.distributors[0])
    assert reputation.levelOf(scene.shops[0]) == 1


def test_level__orders_that_count_nothing__do_not_raise_it(system, market, reputation, operator, scene):
    """The seller's allowance is used up: more orders are no more growth."""
    reputation.setThresholds([(2, 1), *[UNREACHABLE] * 4], sender=operator)
    sell(system, scene)
    for _ in range(3):
        order = fulfilled(system, scene, 1)
        market.confirm(order, sender=scene.buyer)
    tally = distributor_of(system, scene.shops[0])[0]
    assert tally[:2] == (4, 1)
    assert reputation.levelOf(scene.shops[0]) == 0


def test_level__unpaid_closing_link__does_not_grow(system, market, reputation, operator, scene):
    reputation.setThresholds([(1, 1), *[UNREACHABLE] * 4], sender=operator)
    order = fulfilled(system, scene, 1)
    put_to_rest(system, scene, [False])
    market.confirm(order, sender=scene.buyer)
    assert reputation.levelOf(scene.shops[0]) == 0


def test_sync__level_gained__doubles_the_links_for_good(
    system, market, registry, reputation, operator, scene
):
    shop = scene.shops[0]
    reputation.setThresholds([(1, 1), *[UNREACHABLE] * 4], sender=operator)
    before = registry.carried(shop).links
    order = sell(system, scene)
    assert registry.carried(shop).links == before  # until somebody syncs
    registry.syncLevel(shop, sender=scene.stranger)
    assert registry.carried(shop).links == 2 * before
    reputation.rate(market, order, Direction.SERVICE, 1, CID, sender=scene.buyer)
    assert reputation.levelOf(shop) == 0
    registry.syncLevel(shop, sender=scene.stranger)
    assert registry.carried(shop).links == 2 * before


@pytest.mark.parametrize(
    ("steps", "value", "least", "most"),
    [
        ([(0, 0)] * 5, 0, 1, 2**32 - 1),
        ([(2, 0), (1, 0), (2, 0), (2, 0), (2, 0)], 1, 2, 2**32 - 1),
        ([(1, 5), (1, 5), (1, 4), (1, 5), (1, 5)], 4, 5, 2**56 - 1),
    ],
)
def test_set_thresholds__falling__reverts(reputation, operator, steps, value, least, most):
    expected = custom(reputation.ParameterOutOfBounds, value=value, min=least, max=most)
    assert_reverts(expected, reputation.setThresholds, steps, sender=operator)


def test_set_min_average__any__is_bounded(reputation, operator):
    receipt = reputation.setMinAverage(500, sender=operator)
    assert_logs(receipt, log(reputation.MinAverageSet, oldCentiscore=400, newCentiscore=500))
    expected = custom(reputation.ParameterOutOfBounds, value=501, min=0, max=500)
    assert_reverts(expected, reputation.setMinAverage, 501, sender=operator)


def test_set_min_rated__any__is_bounded_and_whole_micro(reputation, operator):
    receipt = reputation.setMinRated(2 * ECOM, sender=operator)
    assert_logs(receipt, log(reputation.MinRatedSet, oldAmount=ECOM, newAmount=2 * ECOM))
    assert reputation.minRated() == 2 * ECOM
    low, high = reputation.MIN_RATED_FLOOR(), reputation.MIN_RATED_CAP()
    for value in (low - 1, high + 1):
        expected = custom(reputation.ParameterOutOfBounds, value=value, min=low, max=high)
        assert_reverts(expected, reputation.setMinRated, value, sender=operator)
    expected = custom(reputation.NotWholeMicro, amount=ECOM + 1, micro=reputation.MICRO())
    assert_reverts(expected, reputation.setMinRated, ECOM + 1, sender=operator)


def test_set_market__any__is_told(reputation, foundation, scene):
    receipt = reputation.setMarket(scene.stranger, True, sender=foundation)
    assert_logs(receipt, log(reputation.MarketSet, market=scene.stranger, enabled=True))
    assert reputation.isMarket(scene.stranger)
