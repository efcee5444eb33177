"""What feeds rewards is its role's until reward day 1095 is over, then the shops' by referendum (DST-3)."""

import pytest
from ape import accounts, project
from clock import mine_at, next_block_at
from events import assert_logs, log

from ecomchain.amounts import ECOM

from helpers import assert_reverts, custom

GOVERNED = {"setKappa": (7,), "setMinRated": (ECOM // 4,), "setMarket": ("0x" + "77" * 20, True)}
EVENTS = {
    "setKappa": ("KappaSet", {"oldBps": 500, "newBps": 7}),
    "setMinRated": ("MinRatedSet", {"oldAmount": ECOM, "newAmount": ECOM // 4}),
    "setMarket": ("MarketSet", {"market": "0x" + "77" * 20, "enabled": True}),
}
each = pytest.mark.parametrize("function", GOVERNED)


@pytest.fixture
def holders(operator, foundation):
    """Who may call what before the shops do."""
    return {"setKappa": operator, "setMinRated": operator, "setMarket": foundation}


@pytest.fixture
def shops(referendum):
    """The contract Referendum, as the sender of what it executes."""
    account = accounts.test_accounts.impersonate_account(referendum.address)
    account.balance += 10**18
    return account


def assert_told(receipt, reputation, function):
    event, values = EVENTS[function]
    assert_logs(receipt, log(getattr(reputation, event), **values))


def test_governed_from__always__is_the_end_of_reward_day_1095(reputation, reward_pool, referendum):
    assert reputation.governedFrom() == (reward_pool.startDay() + 1_095) * 86_400
    assert reputation.referendum() == referendum.address


@each
def test_governed__in_the_second_before__is_its_roles(reputation, holders, shops, function):
    call = getattr(reputation, function)
    mine_at(reputation.governedFrom() - 2)
    refused = custom(reputation.AccessManagedUnauthorized, caller=shops)
    assert_reverts(refused, call, *GOVERNED[function], sender=shops)
    next_block_at(reputation.governedFrom() - 1)
    assert_told(call(*GOVERNED[function], sender=holders[function]), reputation, function)


@pytest.mark.parametrize("after", [0, 1])
@each
def test_governed__from_that_second_on__is_the_referendums_alone(
    reputation, operator, foundation, stranger, referendum, shops, function, after
):
    call = getattr(reputation, function)
    mine_at(reputation.governedFrom() + after)
    for caller in (operator, foundation, stranger):
        refused = custom(reputation.OnlyByReferendum, caller=caller, referendum=referendum)
        assert_reverts(refused, call, *GOVERNED[function], sender=caller)
    assert_told(call(*GOVERNED[function], sender=shops), reputation, function)


@each
def test_governed__exactly_at_that_second__goes_by_referendum(reputation, shops, function):
    next_block_at(reputation.governedFrom())
    assert_told(getattr(reputation, function)(*GOVERNED[function], sender=shops), reputation, function)


def test_governed__bounds__hold_for_the_referendum_too(reputation, shops):
    mine_at(reputation.governedFrom())
    expected = custom(reputation.ParameterOutOfBounds, value=2_001, min=1, max=2_000)
    assert_reverts(expected, reputation.setKappa, 2_001, sender=shops)


def test_restricted__what_levels_take__stays_the_operators(reputation, operator, shops):
    """Levels and averages decide about links, not about rewards."""
    thresholds = [(n, n) for n in range(1, 6)]
    next_block_at(reputation.governedFrom())
    reputation.setMinAverage(1, sender=operator)
    reputation.setThresholds(thresholds, sender=operator)
    refused = custom(reputation.AccessManagedUnauthorized, caller=shops)
    assert_reverts(refused, reputation.setMinAverage, 2, sender=shops)
    assert_reverts(refused, reputation.setThresholds, thresholds, sender=shops)


def test_construct__governed_from_the_first_block__obeys_the_referendum_at_once(
    registry, access_manager, stranger, operator
):
    fresh = stranger.deploy(project.Reputation, access_manager, registry, stranger, 0)
    assert (fresh.governedFrom(), fresh.referendum()) == (0, stranger.address)
    fresh.setKappa(1, sender=stranger)
    refused = custom(fresh.OnlyByReferendum, caller=operator, referendum=stranger)
    assert_reverts(refused, fresh.setKappa, 2, sender=operator)
