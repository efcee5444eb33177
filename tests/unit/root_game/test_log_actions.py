"""`logActions`: social actions of a reward day, published while they still count (RWD-3, DST-3)."""

import pytest
from clock import DAY, after_reward_day, mine_at, next_block_at
from events import assert_logs, log

from helpers import assert_reverts, custom

BATCH = b"\x01signed actions" * 9


@pytest.mark.parametrize("batch", [b"", BATCH])
@pytest.mark.parametrize("seconds", [-DAY, -1, 0, DAY - 1])
def test_log_actions__from_the_days_begin_to_24_hours_after_its_end(
    root_game, reward_pool, stage, stranger, seconds, batch
):
    next_block_at(reward_pool.endOf(45) + seconds)
    receipt = root_game.logActions(45, batch, sender=stranger)
    assert_logs(receipt, log(root_game.ActionsLogged, day=45, logger=stranger, batch=batch))


@pytest.mark.parametrize("seconds", [-DAY - 1, -1])
def test_log_actions__before_the_day__reverts(root_game, reward_pool, stage, stranger, seconds):
    begin = reward_pool.endOf(46)
    time = mine_at(begin + seconds)
    expected = custom(root_game.TooEarly, **{"from": begin}, now_=time)
    assert_reverts(expected, root_game.logActions, 47, BATCH, sender=stranger)


@pytest.mark.parametrize("seconds", [0, 1])
def test_log_actions__from_24_hours_after_its_end__reverts(root_game, reward_pool, stage, stranger, seconds):
    """From then on a round about the day may be opened."""
    until = reward_pool.endOf(45) + DAY
    time = mine_at(until + seconds)
    expected = custom(root_game.TooLate, until=until, now_=time)
    assert_reverts(expected, root_game.logActions, 45, BATCH, sender=stranger)


def test_log_actions__of_day_0__reverts(root_game, reward_pool, stage, stranger):
    begin = reward_pool.endOf(0) - DAY
    expected = custom(root_game.TooEarly, **{"from": begin}, now_=...)
    assert_reverts(expected, root_game.logActions, 0, BATCH, sender=stranger)


def test_log_actions__several_times_and_in_phase_two__are_all_logged(
    root_game, reward_pool, alice, bob, stage
):
    after_reward_day(reward_pool, 1_500, 7)
    for logger in (alice, bob, alice):
        receipt = root_game.logActions(1_500, BATCH, sender=logger)
        assert_logs(receipt, log(root_game.ActionsLogged, day=1_500, logger=logger, batch=BATCH))
