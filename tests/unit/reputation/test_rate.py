"""Ratings: who, whom, when, once (REP-1)."""

import pytest
from clock import DAY, mine_at, next_block_at
from events import assert_logs, log
from orders import place, today
from scene import CID, OTHER_CID, plain

from .standing import Direction, distributor_of, fulfilled, seller_of
from helpers import assert_reverts, custom


@pytest.fixture
def closed(system, market, scene):
    order = fulfilled(system, scene, 3)
    market.confirm(order, sender=scene.buyer)
    return order


def rater(scene, direction):
    return {
        Direction.PRODUCT: scene.buyer,
        Direction.SERVICE: scene.buyer,
        Direction.PAYMENT: scene.seller,
        Direction.PARTNER: scene.distributors[2],
    }[direction]


def marks(system, scene):
    """Count and sum of each direction's ratings."""
    seller, distributor = seller_of(system, scene.shop)[1], distributor_of(system, scene.shops[2])[1]
    buyer = system.reputation.buyer(scene.buyer)
    return {
        Direction.PRODUCT: seller[:2],
        Direction.SERVICE: distributor[:2],
        Direction.PAYMENT: (buyer.ratings, buyer.ratingSum),
        Direction.PARTNER: seller[2:4],
    }


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("score", [1, 5])
def test_rate__after_the_close__is_tallied_in_its_direction(
    system, market, reputation, scene, closed, direction, score
):
    receipt = reputation.rate(market, closed, direction, score, OTHER_CID, sender=rater(scene, direction))
    values = {"market": market, "order": closed, "direction": direction, "score": score, "review": OTHER_CID}
    assert_logs(receipt, log(reputation.Rated, **values))
    expected = dict.fromkeys(Direction, (0, 0)) | {direction: (1, score)}
    assert marks(system, scene) == expected
    assert reputation.ratedBits(market, closed) == 1 << direction


def test_rate__in_all_directions_of_several_orders__adds_up(system, market, reputation, scene):
    for score in (5, 2):
        order = fulfilled(system, scene, 3)
        market.confirm(order, sender=scene.buyer)
        for direction in Direction:
            reputation.rate(market, order, direction, score, CID, sender=rater(scene, direction))
        assert reputation.ratedBits(market, order) == 15
    assert marks(system, scene) == dict.fromkeys(Direction, (2, 7))


@pytest.mark.parametrize("direction", Direction)
def test_rate__twice__reverts(market, reputation, scene, closed, direction):
    reputation.rate(market, closed, direction, 3, CID, sender=rater(scene, direction))
    expected = custom(reputation.RatedAlready, market=market, order=closed, direction=direction)
    assert_reverts(
        expected, reputation.rate, market, closed, direction, 3, CID, sender=rater(scene, direction)
    )


@pytest.mark.parametrize("direction", Direction)
def test_rate__by_another__reverts(market, reputation, scene, closed, direction):
    right = rater(scene, direction)
    for caller in (scene.buyer, scene.seller, *scene.distributors, scene.stranger):
        if caller != right:
            expected = custom(reputation.NotRater, caller=caller, rater=right)
            assert_reverts(expected, reputation.rate, market, closed, direction, 3, CID, sender=caller)


@pytest.mark.parametrize(("direction", "index"), [(Direction.PAYMENT, None), (Direction.PARTNER, 2)])
def test_rate__shop_sold__is_for_the_new_owner(registry, market, reputation, scene, closed, direction, index):
    shop = scene.shop if index is None else scene.shops[index]
    former = rater(scene, direction)
    registry.transferFrom(former, scene.rival, shop, sender=former)
    expected = custom(reputation.NotRater, caller=former, rater=scene.rival)
    assert_reverts(expected, reputation.rate, market, closed, direction, 3, CID, sender=former)
    reputation.rate(market, closed, direction, 3, CID, sender=scene.rival)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_rate__thirty_days_after__goes_until_the_last_day_ends(market, reputation, scene, closed, seconds):
    last_day = today() + reputation.RATING_DAYS()
    end = (last_day + 1) * DAY
    if seconds < 0:
        next_block_at(end + seconds)
        assert not reputation.rate(market, closed, 0, 5, CID, sender=scene.buyer).failed
    else:
        mine_at(end + seconds)
        expected = custom(reputation.RatingTooLate, lastDay=last_day, today=last_day + 1)
        assert_reverts(expected, reputation.rate, market, closed, 0, 5, CID, sender=scene.buyer)


@pytest.mark.parametrize("score", [0, 6, 255])
def test_rate__score_out_of_range__reverts(market, reputation, scene, closed, score):
    expected = custom(reputation.ScoreOutOfRange, score=score)
    assert_reverts(expected, reputation.rate, market, closed, 0, score, CID, sender=scene.buyer)


def test_rate__open_order__reverts(system, market, reputation, scene):
    order = fulfilled(system, scene, 3)
    expected = custom(reputation.OrderNotClosed, market=market, order=order)
    assert_reverts(expected, reputation.rate, market, order, 0, 5, CID, sender=scene.buyer)


def test_rate__unknown_order_or_market__reverts(market, reputation, scene):
    expected = custom(market.UnknownOrder, order=10**6)
    assert_reverts(expected, reputation.rate, market, 10**6, 0, 5, CID, sender=scene.buyer)
    expected = custom(reputation.UnknownMarket, market=scene.stranger)
    assert_reverts(expected, reputation.rate, scene.stranger, 1, 0, 5, CID, sender=scene.buyer)


def test_rate__without_a_distributor__reverts_for_the_two(system, market, reputation, scene):
    order = fulfilled(system, scene)
    market.confirm(order, sender=scene.buyer)
    for direction in (Direction.SERVICE, Direction.PARTNER):
        expected = custom(reputation.NoDistributor, market=market, order=order)
        assert_reverts(expected, reputation.rate, market, order, direction, 5, CID, sender=scene.buyer)
    reputation.rate(market, order, Direction.PRODUCT, 5, CID, sender=scene.buyer)


def test_rate__refunded__only_the_distributor_has_a_voice(system, market, reputation, scene):
    """Refunded orders cost nothing: rating by them would be free."""
    order = fulfilled(system, scene, 3)
    market.refund(order, sender=scene.seller)
    for direction in (Direction.PRODUCT, Direction.SERVICE, Direction.PAYMENT):
        expected = custom(reputation.NotRateable, market=market, order=order)
        assert_reverts(
            expected, reputation.rate, market, order, direction, 1, CID, sender=rater(scene, direction)
        )
    reputation.rate(market, order, Direction.PARTNER, 1, CID, sender=scene.distributors[2])
    assert marks(system, scene)[Direction.PARTNER] == (1, 1)


def test_rate__after_a_missed_deadline__the_buyer_has_a_voice_about_the_seller_alone(
    system, market, reputation, scene
):
    """The order cost its buyer nothing: it must not help to rate a distributor or a buyer."""
    order = place(system, scene, scene.escrowed, 3)
    next_block_at(market.order(order).deadline)
    market.cancel(order, sender=scene.buyer)
    for direction in (Direction.SERVICE, Direction.PAYMENT):
        expected = custom(reputation.NotRateable, market=market, order=order)
        assert_reverts(
            expected, reputation.rate, market, order, direction, 1, CID, sender=rater(scene, direction)
        )
    reputation.rate(market, order, Direction.PRODUCT, 1, CID, sender=scene.buyer)
    assert marks(system, scene)[Direction.PRODUCT] == (1, 1)


def test_rate__after_a_lost_dispute__the_buyer_has_a_voice(system, market, disputes, reputation, scene):
    order = fulfilled(system, scene, 3)
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    next_block_at(disputes.dispute(order).deadline)
    disputes.expire(order, sender=scene.buyer)
    reputation.rate(market, order, Direction.PRODUCT, 1, CID, sender=scene.buyer)
    assert marks(system, scene)[Direction.PRODUCT] == (1, 1)


def test_rate__mixed__does_not_rate_a_buyer_who_need_not_have_acted(system, market, reputation, scene):
    order = fulfilled(system, scene, 3, kind="mixed")
    market.confirm(order, sender=scene.buyer)
    expected = custom(reputation.NotRateable, market=market, order=order)
    assert_reverts(expected, reputation.rate, market, order, Direction.PAYMENT, 1, CID, sender=scene.seller)
    for direction in (Direction.PRODUCT, Direction.SERVICE, Direction.PARTNER):
        reputation.rate(market, order, direction, 5, CID, sender=rater(scene, direction))


def test_rate__fiat_alone__only_the_distributor_has_a_voice(system, market, reputation, scene):
    order = fulfilled(system, scene, 3, kind="fiat")
    market.confirm(order, sender=scene.buyer)
    expected = custom(reputation.NotRateable, market=market, order=order)
    assert_reverts(expected, reputation.rate, market, order, 0, 1, CID, sender=scene.buyer)
    reputation.rate(market, order, Direction.PARTNER, 4, CID, sender=scene.distributors[2])


def test_rated_bits__of_neighbours_in_a_word__are_apart(system, market, reputation, scene):
    orders = []
    for _ in range(3):
        order = fulfilled(system, scene, 3)
        market.confirm(order, sender=scene.buyer)
        orders.append(order)
    reputation.rate(market, orders[1], Direction.SERVICE, 5, CID, sender=scene.buyer)
    assert [reputation.ratedBits(market, order) for order in orders] == [0, 2, 0]
    assert plain(reputation.day(today()))[2] == 3
