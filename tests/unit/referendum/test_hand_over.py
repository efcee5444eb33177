"""Who decides what feeds rewards, before and after reward day 1095 is over (DST-3)."""

import pytest
from clock import DAY, after_reward_day, mine_at, next_block_at
from scene import CID

from ecomchain.amounts import ECOM
from ecomchain.ids import SHOP, SHOWCASE

from helpers import assert_reverts, custom

TERMS = (7 * ECOM, ECOM, 1, True)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_execute__by_the_second__once_phase_one_is_over(
    system, referendum, polls, reputation, stage, alice, stranger, operator, kappa, seconds
):
    """Decided before, executable a day before the hand-over: refused until then."""
    end = system.reward_pool.endOf(1_095)
    assert (reputation.governedFrom(), reputation.referendum()) == (end, referendum)
    next_block_at(end - 9 * DAY - 100)
    referendum.propose(stage.alices[0], reputation, kappa, CID, sender=alice)
    for shop in stage.alices[:3]:
        polls.vote(1, shop, 1, sender=alice)
    mine_at(end + seconds)
    if seconds < 0:
        expected = custom(reputation.AccessManagedUnauthorized, caller=referendum)
        assert_reverts(expected, referendum.execute, 1, sender=stranger)
        next_block_at(end + seconds)  # a second block in the same second: the clock goes on by itself
        reputation.setKappa(501, sender=operator)
    else:
        expected = custom(reputation.OnlyByReferendum, caller=operator, referendum=referendum)
        assert_reverts(expected, reputation.setKappa, 501, sender=operator)
        referendum.execute(1, sender=stranger)
        assert reputation.kappaBps() == 700


def test_roles__after_reward_day_1095__refused(
    system, reputation, registry, referendum, stage, everybody, market
):
    after_reward_day(system.reward_pool, 1_095)
    for caller in everybody:
        expected = custom(reputation.OnlyByReferendum, caller=caller, referendum=referendum)
        assert_reverts(expected, reputation.setKappa, 1, sender=caller)
        assert_reverts(expected, reputation.setMinRated, ECOM, sender=caller)
        assert_reverts(expected, reputation.setMarket, market, False, sender=caller)
        assert_reverts(expected, registry.setCapability, SHOP, TERMS, sender=caller)


def test_operator__after_reward_day_1095__has_the_other_capabilities(
    system, registry, stage, operator, referendum
):
    """The price of a vote is the shops'; that of showcases and distribution stays the operator's."""
    after_reward_day(system.reward_pool, 1_095)
    registry.setCapability(SHOWCASE, TERMS, sender=operator)
    expected = custom(registry.AccessManagedUnauthorized, caller=referendum)
    assert_reverts(expected, registry.setCapability, SHOWCASE, TERMS, sender=referendum)


def test_roles__before_it__as_ever(reputation, registry, referendum, stage, operator, foundation, market):
    registry.setCapability(SHOP, TERMS, sender=operator)
    expected = custom(registry.AccessManagedUnauthorized, caller=referendum)
    assert_reverts(expected, registry.setCapability, SHOP, TERMS, sender=referendum)
    reputation.setKappa(1, sender=operator)
    reputation.setMinRated(ECOM, sender=operator)
    reputation.setMarket(market, False, sender=foundation)
    for caller in (foundation, referendum):
        expected = custom(reputation.AccessManagedUnauthorized, caller=caller)
        assert_reverts(expected, reputation.setKappa, 1, sender=caller)
