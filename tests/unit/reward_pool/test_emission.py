"""`emitted`, `endOf`, `today`, `epochOf`: days, epochs and what phase one emits (EMI-1, DST-1)."""

import pytest
from ape import chain
from clock import DAY, after_reward_day, mine_at, now
from eth_abi import decode

from .emission import LAST_DAY, TF, emitted_by, last_days
from helpers import assert_reverts, custom


def batch(method, arguments):
    """The answers of a view of one number to many of them, in one request for each hundred."""
    web3, answers = chain.provider.web3, []
    for i in range(0, len(arguments), 100):
        with web3.batch_requests() as requests:
            for argument in arguments[i : i + 100]:
                call = {"to": method.contract.address, "data": method.encode_input(argument)}
                requests.add(web3.eth.call(call))
            answers += [decode(["uint256"], answer)[0] for answer in requests.execute()]
    return answers


def test_emitted__every_day_of_phase_one__is_the_formula_and_adds_up_to_all(reward_pool):
    """In all; a day's own part is the difference, which grows every day."""
    after_reward_day(reward_pool, LAST_DAY)
    found = batch(reward_pool.emitted, range(LAST_DAY + 1))
    assert found == [emitted_by(day) for day in range(LAST_DAY + 1)]
    assert (found[0], found[-1]) == (0, TF)
    parts = [after - before for before, after in zip(found, found[1:], strict=False)]
    assert parts == sorted(parts)
    assert parts[0] > 0
    assert parts[-1] == TF - emitted_by(LAST_DAY - 1)


@pytest.mark.parametrize("day", [31, 32, 1_094, 1_095])
def test_emitted__by_the_second__is_when_the_day_is_over(reward_pool, day):
    """Nothing is to be called for it."""
    end = reward_pool.endOf(day)
    mine_at(end - 1)
    expected = custom(reward_pool.DayNotOver, day=day, endsAt=end, now_=end - 1)
    assert_reverts(expected, reward_pool.emitted, day)
    mine_at(end)
    assert reward_pool.emitted(day) == emitted_by(day)


def test_emitted__phase_two__needs_the_day_to_be_over_and_emitted(reward_pool):
    end = after_reward_day(reward_pool, 1_096, -1) + 1
    expected = custom(reward_pool.DayNotOver, day=1_096, endsAt=end, now_=end - 1)
    assert_reverts(expected, reward_pool.emitted, 1_096)
    mine_at(end)
    expected = custom(reward_pool.DayNotEmitted, day=1_096, emittedDay=1_095)
    assert_reverts(expected, reward_pool.emitted, 1_096)


def test_end_of__days__are_utc_days_from_the_start(reward_pool, system):
    start = reward_pool.startDay()
    assert start == system.manifest.parameters.rewards.start_day
    assert [reward_pool.endOf(day) for day in (0, 1, 1_095)] == [
        start * DAY,
        (start + 1) * DAY,
        (start + 1_095) * DAY,
    ]


def test_today__by_the_second__turns_with_the_utc_day(reward_pool):
    end = reward_pool.endOf(31)
    for time, today in ((end - 1, 31), (end, 32), (end + DAY - 1, 32), (reward_pool.endOf(1_095), 1_096)):
        mine_at(time)
        assert reward_pool.today() == today


def test_today__before_the_start__is_0(project, deployer, token, reputation, root_game):
    start = now() // DAY + 2
    pool = project.RewardPool.deploy(token, reputation, root_game, start, 27, sender=deployer)
    assert pool.today() == 0
    mine_at(start * DAY - 1)
    assert pool.today() == 0
    expected = custom(pool.DayNotOver, day=0, endsAt=start * DAY, now_=now())
    assert_reverts(expected, pool.emitted, 0)
    mine_at(start * DAY)
    assert (pool.today(), pool.emitted(0)) == (1, 0)


def test_epoch_of__every_day__28_days_each_and_epoch_40_ends_with_day_1095(reward_pool):
    lasts = last_days(43)
    days = range(1, lasts[-1] + 1)
    expected = [next(i for i, last in enumerate(lasts, 1) if day <= last) for day in days]
    assert batch(reward_pool.epochOf, days) == expected
    assert [reward_pool.epochOf(day) for day in (28, 29, 1_092, 1_093, 1_095, 1_096, 1_123, 1_124)] == [
        *(1, 2, 39, 40, 40, 41, 41, 42)
    ]


def test_balance__from_the_first_day__is_the_communitys_share(reward_pool, token):
    assert token.balanceOf(reward_pool) == TF
    assert reward_pool.LAST_DAY() == LAST_DAY


def test_deploy__start_day__is_within_the_last_week_or_the_next_year(
    project, deployer, token, reputation, root_game
):
    today = now() // DAY
    for start in (today - 8, today + 367):
        expected = custom(project.RewardPool.StartOutOfRange, startDay=start, min=today - 7, max=today + 366)
        assert_reverts(expected, project.RewardPool, token, reputation, root_game, start, 27)
    for start in (today - 7, today + 366):
        pool = project.RewardPool.deploy(token, reputation, root_game, start, 27, sender=deployer)
        assert pool.startDay() == start


def test_deploy__pool_cap__is_1_to_1000(project, deployer, token, reputation, root_game):
    today = now() // DAY
    for cap in (0, 1_001, 65_535):
        expected = custom(project.RewardPool.ParameterOutOfBounds, value=cap, min=1, max=1_000)
        assert_reverts(expected, project.RewardPool, token, reputation, root_game, today, cap)
    for cap in (1, 1_000):
        pool = project.RewardPool.deploy(token, reputation, root_game, today, cap, sender=deployer)
        assert pool.poolCapBps() == cap
