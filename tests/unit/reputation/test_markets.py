"""Which markets are heard and rated; reputation outlives a market that is replaced. And the setters."""

import pytest
from ape import project
from clock import next_block_at
from events import assert_logs, log
from orders import place
from scene import CID, ENOUGH, PRICE, purchase

from .standing import Direction, fulfilled, seller_of
from helpers import assert_reverts, custom


@pytest.fixture
def second(system, foundation, scene):
    """Another market over the same catalog, enabled beside the first; the buyer may buy there."""
    names = (
        "access_manager",
        "token",
        "catalog",
        "registry",
        "reputation",
        "budgets",
        "vouchers",
        "disputes",
    )
    market = scene.stranger.deploy(project.Market, *(getattr(system, name) for name in names))
    system.reputation.setMarket(market, True, sender=foundation)
    system.token.approve(market, ENOUGH, sender=scene.buyer)
    return market


def test_market__second_one__adds_to_the_same_statistics(system, market, reputation, scene, second):
    market.place(purchase(scene.instant), sender=scene.buyer)
    second.place(purchase(scene.instant), sender=scene.buyer)
    tally, _ = seller_of(system, scene.shop)
    assert tally[:2] == (2, 2 * (PRICE // 10**12))
    assert reputation.buyer(scene.buyer).orders == 2


def test_rate__same_number_in_another_market__is_another_order(market, reputation, scene, second):
    for each in (market, second):
        each.place(purchase(scene.instant), sender=scene.buyer)
    first, other = market.totals().orders, second.totals().orders
    for _ in range(other, first):
        second.place(purchase(scene.instant), sender=scene.buyer)
    assert second.totals().orders == first
    reputation.rate(market, first, Direction.PRODUCT, 5, CID, sender=scene.buyer)
    assert (reputation.ratedBits(market, first), reputation.ratedBits(second, first)) == (1, 0)
    receipt = reputation.rate(second, first, Direction.PRODUCT, 4, CID, sender=scene.buyer)
    values = {"market": second, "order": first, "direction": Direction.PRODUCT, "score": 4, "review": CID}
    assert_logs(receipt, log(reputation.Rated, **values))


def test_rate__market_switched_off__reverts_until_it_is_on_again(
    system, market, reputation, foundation, scene
):
    order = fulfilled(system, scene, 1)
    market.confirm(order, sender=scene.buyer)
    receipt = reputation.setMarket(market, False, sender=foundation)
    assert_logs(receipt, log(reputation.MarketSet, market=market, enabled=False))
    expected = custom(reputation.UnknownMarket, market=market)
    assert_reverts(expected, reputation.rate, market, order, 0, 5, CID, sender=scene.buyer)
    reputation.setMarket(market, True, sender=foundation)
    assert not reputation.rate(market, order, 0, 5, CID, sender=scene.buyer).failed


@pytest.mark.parametrize("ending", ["confirm", "refund", "agree", "cancel", "settle", "instant", "dispute"])
def test_market__switched_off__every_ending_goes_and_nothing_is_noted(
    system, market, disputes, reputation, foundation, scene, arbitrator, ending
):
    """The foundation decides who writes reputation, not whether orders close (GOV-3)."""
    reputation.setMarket(market, False, sender=foundation)
    order = place(system, scene, scene.instant if ending == "instant" else scene.escrowed, 2)
    if ending not in ("cancel", "instant"):
        market.fulfil(order, CID, sender=scene.seller)
    if ending == "confirm":
        market.confirm(order, sender=scene.buyer)
    elif ending == "refund":
        market.refund(order, sender=scene.seller)
    elif ending == "agree":
        market.propose(order, 5_000, sender=scene.seller)
        market.accept(order, 5_000, sender=scene.buyer)
    elif ending in ("cancel", "settle"):
        next_block_at(market.order(order).deadline)
        getattr(market, ending)(order, sender=scene.buyer)
    elif ending == "dispute":
        disputes.raiseDispute(order, CID, sender=scene.buyer)
        disputes.contest(order, CID, sender=scene.seller)
        disputes.rule(order, 0, sender=arbitrator)
    assert market.order(order).state == 4
    assert not market.order(order).rateable
    assert seller_of(system, scene.shop) == ((0,) * 5, (0,) * 8)
    assert reputation.buyer(scene.buyer).lost == 0


def test_rated_bits__across_words__are_apart(market, reputation, scene):
    """64 orders in a word: the last of one and the first of the next."""
    placed = market.totals().orders
    calls = [market.place.encode_input(purchase(scene.instant, scene.links[0]))] * (130 - placed)
    for part in (calls[:70], calls[70:]):
        market.multicall(part, sender=scene.buyer)
    for order, direction in ((127, Direction.SERVICE), (128, Direction.PRODUCT)):
        reputation.rate(market, order, direction, 3, CID, sender=scene.buyer)
    assert [reputation.ratedBits(market, order) for order in (63, 64, 126, 127, 128, 129)] == [
        0,
        0,
        0,
        2,
        1,
        0,
    ]
    expected = custom(reputation.RatedAlready, market=market, order=127, direction=Direction.SERVICE)
    assert_reverts(expected, reputation.rate, market, 127, Direction.SERVICE, 3, CID, sender=scene.buyer)
    assert not reputation.rate(market, 127, Direction.PRODUCT, 3, CID, sender=scene.buyer).failed


@pytest.mark.parametrize("bps", [1, 2_000])
def test_set_kappa__within_bounds__is_told(reputation, operator, bps):
    assert reputation.MAX_KAPPA() == 2_000
    receipt = reputation.setKappa(bps, sender=operator)
    assert_logs(receipt, log(reputation.KappaSet, oldBps=500, newBps=bps))
    assert reputation.kappaBps() == bps


@pytest.mark.parametrize("bound", ["MIN_RATED_FLOOR", "MIN_RATED_CAP"])
def test_set_min_rated__at_its_bounds__goes(reputation, operator, bound):
    amount = getattr(reputation, bound)()
    reputation.setMinRated(amount, sender=operator)
    assert reputation.minRated() == amount


def test_constants__are_those_of_the_rules(reputation):
    assert reputation.ALLOWANCE_PERIOD() == 7 * 86_400
    assert reputation.RATING_DAYS() == 30
    assert reputation.MICRO() == 10**12
    assert (reputation.MIN_RATED_FLOOR(), reputation.MIN_RATED_CAP()) == (10**16, 10**21)
