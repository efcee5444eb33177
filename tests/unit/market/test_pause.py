"""`pause` and `unpause`: new orders only, 7 days at most, then not again for 30 (ORD-6)."""

import pytest
from clock import DAY, mine_at, next_block_at, now
from events import assert_logs, log
from orders import Ending, closed_logs, place
from scene import CID, plain, purchase

from helpers import assert_reverts, custom


@pytest.mark.parametrize("duration", [1, 3_600, 7 * DAY])
def test_pause__by_the_guardian__stops_new_orders_for_so_long(market, scene, guardian, duration):
    before, time = market.totals(), now() + 10
    next_block_at(time)
    receipt = market.pause(duration, sender=guardian)
    until, again = time + duration, time + duration + 30 * DAY
    assert_logs(receipt, log(market.Paused, until=until, pausableFrom=again))
    assert plain(market.totals()) == (before.orders, before.escrow, until, again)
    mine_at(until - 1)
    expected = custom(market.PausedUntil, until=until, now_=until - 1)
    assert_reverts(expected, market.place, purchase(scene.escrowed), sender=scene.buyer)
    next_block_at(until)
    market.place(purchase(scene.escrowed), sender=scene.buyer)


@pytest.mark.parametrize("duration", [0, 7 * DAY + 1, 2**40 - 1])
def test_pause__duration_out_of_range__reverts(market, guardian, duration):
    expected = custom(market.PauseOutOfRange, duration=duration, max=7 * DAY)
    assert_reverts(expected, market.pause, duration, sender=guardian)


@pytest.mark.parametrize("seconds", [-37 * DAY, -30 * DAY, -1])
def test_pause__again_within_30_days_after_the_end__reverts(market, guardian, seconds):
    market.pause(7 * DAY, sender=guardian)
    again = market.totals().pausableFrom
    assert again == now() + 37 * DAY
    if again + seconds > now():
        mine_at(again + seconds)
    expected = custom(market.NotPausableYet, pausableFrom=again, now_=again + seconds)
    assert_reverts(expected, market.pause, 1, sender=guardian)


def test_pause__again_30_days_after_the_end__works(market, guardian):
    market.pause(7 * DAY, sender=guardian)
    again = next_block_at(market.totals().pausableFrom)
    receipt = market.pause(100, sender=guardian)
    assert_logs(receipt, log(market.Paused, until=again + 100, pausableFrom=again + 100 + 30 * DAY))


def test_unpause__paused__opens_at_once_and_the_30_days_run_from_the_original_end(market, scene, guardian):
    market.pause(7 * DAY, sender=guardian)
    again = market.totals().pausableFrom
    receipt = market.unpause(sender=guardian)
    assert_logs(receipt, log(market.Unpaused))
    assert (market.totals().pausedUntil, market.totals().pausableFrom) == (now(), again)
    market.place(purchase(scene.escrowed), sender=scene.buyer)
    expected = custom(market.NotPausableYet, pausableFrom=again, now_=now())
    assert_reverts(expected, market.pause, 1, sender=guardian)


def test_unpause__not_paused__reverts(market, guardian):
    assert_reverts(custom(market.NotPaused), market.unpause, sender=guardian)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_unpause__around_the_end__works_only_before(market, guardian, seconds):
    market.pause(100, sender=guardian)
    mine_at(market.totals().pausedUntil + seconds)
    if seconds < 0:
        next_block_at(now())
        market.unpause(sender=guardian)
    else:
        assert_reverts(custom(market.NotPaused), market.unpause, sender=guardian)


def test_pause__without_the_role__reverts(market, scene, foundation):
    for caller in (scene.seller, scene.buyer, foundation):
        expected = custom(market.AccessManagedUnauthorized, caller=caller)
        assert_reverts(expected, market.pause, 1, sender=caller)
        assert_reverts(expected, market.unpause, sender=caller)


def test_pause__bounds__are_as_specified(market):
    assert (market.MAX_PAUSE(), market.PAUSE_INTERVAL()) == (7 * DAY, 30 * DAY)


@pytest.fixture
def paused(market, scene, orders, guardian):
    """For 7 days, from a day before the open orders are to be fulfilled."""
    mine_at(market.order(orders.placed[0]).deadline - DAY)
    market.pause(7 * DAY, sender=guardian)


def test_paused__everything_but_place__goes_on(system, market, scene, orders, paused):
    one, two, three, four, _ = orders.placed
    assert_logs(market.confirm(one, sender=scene.buyer), *closed_logs(system, scene, one, Ending.CONFIRMED))
    market.fulfil(two, CID, sender=scene.seller)
    market.propose(two, 5_000, sender=scene.seller)
    receipt = market.accept(two, 5_000, sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, two, Ending.AGREED, bps=5_000, live=[True]))
    receipt = market.refund(three, sender=scene.seller)
    assert_logs(receipt, *closed_logs(system, scene, three, Ending.REFUNDED, bps=0, live=[True] * 2))
    next_block_at(market.order(four).deadline)
    receipt = market.cancel(four, sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, four, Ending.CANCELLED, bps=0, live=[True] * 3))


def test_paused__protection_over__settles(system, market, scene, orders, guardian):
    next_block_at(market.order(orders.fulfilled).deadline - 1)
    market.pause(7 * DAY, sender=guardian)
    next_block_at(market.order(orders.fulfilled).deadline)
    receipt = market.settle(orders.fulfilled, sender=scene.stranger)
    expected = closed_logs(system, scene, orders.fulfilled, Ending.SETTLED, live=[True] * 3)
    assert_logs(receipt, *expected)


def test_paused__then_over__places_again(system, market, scene, paused):
    mine_at(market.totals().pausedUntil)
    place(system, scene, scene.escrowed, 2)
