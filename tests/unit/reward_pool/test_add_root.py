"""`addRoot`, `available`, `requireFits`: which days a root covers, and what it may declare (DST-1, DST-2)."""

import pytest
from clock import after_reward_day, mine_at
from events import assert_logs, log
from merkle_trees import Tree
from scene import plain

from .emission import LAST_DAY, emitted_by, last_days
from helpers import assert_reverts, custom

ROOT, OTHER, NONE = bytes([1]) * 32, bytes([2]) * 32, bytes(32)


def added(pool, epoch, index, day, root, total, available):
    values = {"epoch": epoch, "index": index, "day": day, "root": root}
    return log(pool.RootAdded, **values, total=total, available=available)


def test_add_root__first__covers_every_day_up_to_its_own(reward_pool, as_game):
    available = emitted_by(10)
    assert reward_pool.available(10) == available
    receipt = reward_pool.addRoot(10, ROOT, 777, sender=as_game)
    assert_logs(receipt, added(reward_pool, 1, 0, 10, ROOT, 777, available))
    assert plain(reward_pool.state()) == (10, 1, 0, 0)
    assert plain(reward_pool.fund(1)) == (777, 0, 1)
    assert (reward_pool.root(1, 0), reward_pool.root(1, 1)) == (ROOT, NONE)
    assert plain(reward_pool.rootInfo(1, 0)) == (777, 10, 0, 0)


def test_add_root__later_of_the_epoch__keeps_the_one_before(reward_pool, as_game):
    reward_pool.addRoot(10, ROOT, 777, sender=as_game)
    assert reward_pool.available(11) == emitted_by(11)
    receipt = reward_pool.addRoot(11, OTHER, 1_000, sender=as_game)
    assert_logs(receipt, added(reward_pool, 1, 1, 11, OTHER, 1_000, emitted_by(11)))
    assert plain(reward_pool.state()) == (11, 1, 0, 0)
    assert plain(reward_pool.fund(1)) == (1_000, 0, 2)
    assert (reward_pool.root(1, 0), reward_pool.root(1, 1)) == (ROOT, OTHER)
    assert plain(reward_pool.rootInfo(1, 1)) == (1_000, 11, 10, 777)


def test_add_root__first_of_the_next_epoch__closes_the_one_before_and_carries_over(reward_pool, as_game):
    """What epoch 1 did not declare can be declared in epoch 2."""
    reward_pool.addRoot(28, ROOT, emitted_by(28) - 5, sender=as_game)
    available = emitted_by(29) - emitted_by(28) + 5
    assert reward_pool.available(29) == available
    receipt = reward_pool.addRoot(29, OTHER, available, sender=as_game)
    closed = log(reward_pool.EpochClosed, epoch=1, total=emitted_by(28) - 5)
    assert_logs(receipt, closed, added(reward_pool, 2, 0, 29, OTHER, available, available))
    assert plain(reward_pool.state()) == (29, 2, emitted_by(28) - 5, 0)
    assert plain(reward_pool.fund(1)) == (emitted_by(28) - 5, 0, 1)
    assert reward_pool.root(1, 0) == ROOT
    assert reward_pool.available(30) == emitted_by(30) - emitted_by(28) + 5


@pytest.mark.parametrize(("day", "last"), [(0, 28), (29, 28), (30, 28), (1_096, 28)])
def test_add_root__day_0_or_of_another_epoch__reverts(reward_pool, as_game, day, last):
    expected = custom(reward_pool.DayOutOfRange, day=day, coveredDay=0, last=last)
    assert_reverts(expected, reward_pool.addRoot, day, ROOT, 0, sender=as_game)
    assert_reverts(expected, reward_pool.requireFits, day, ROOT, 0)
    assert_reverts(expected, reward_pool.available, day)
    assert_reverts(expected, reward_pool.skipDays, day, sender=as_game)


@pytest.mark.parametrize("day", [1, 9, 10])
def test_add_root__covered_day__reverts(reward_pool, as_game, day):
    reward_pool.addRoot(10, ROOT, 0, sender=as_game)
    expected = custom(reward_pool.DayOutOfRange, day=day, coveredDay=10, last=28)
    assert_reverts(expected, reward_pool.addRoot, day, OTHER, 0, sender=as_game)
    assert_reverts(expected, reward_pool.skipDays, day, sender=as_game)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_add_root__by_the_second__is_when_the_day_is_over(reward_pool, as_game, seconds):
    reward_pool.skipDays(28, sender=as_game)
    end = reward_pool.endOf(31)
    time = mine_at(end + seconds)
    if seconds < 0:
        expected = custom(reward_pool.DayNotOver, day=31, endsAt=end, now_=time)
        assert_reverts(expected, reward_pool.addRoot, 31, ROOT, 0, sender=as_game)
        assert_reverts(expected, reward_pool.skipDays, 31, sender=as_game)
        assert_reverts(expected, reward_pool.requireFits, 31, ROOT, 0)
    else:
        reward_pool.addRoot(31, ROOT, 0, sender=as_game)
        assert reward_pool.state().coveredDay == 31


@pytest.mark.parametrize("day", [1, 10, 28])
def test_add_root__total__is_at_most_what_is_available(reward_pool, as_game, day):
    most = emitted_by(day)
    expected = custom(reward_pool.TotalTooHigh, total=most + 1, available=most)
    assert_reverts(expected, reward_pool.addRoot, day, ROOT, most + 1, sender=as_game)
    assert_reverts(expected, reward_pool.requireFits, day, ROOT, most + 1)
    reward_pool.requireFits(day, ROOT, most)
    reward_pool.addRoot(day, ROOT, most, sender=as_game)
    assert reward_pool.fund(1).total == most


def test_add_root__total__counts_the_whole_epoch_not_the_days(reward_pool, as_game):
    """Totals are cumulative: a later root may declare less than the one before it."""
    reward_pool.addRoot(10, ROOT, emitted_by(10), sender=as_game)
    expected = custom(reward_pool.TotalTooHigh, total=emitted_by(11) + 1, available=emitted_by(11))
    assert_reverts(expected, reward_pool.addRoot, 11, OTHER, emitted_by(11) + 1, sender=as_game)
    reward_pool.addRoot(11, OTHER, 3, sender=as_game)
    assert plain(reward_pool.fund(1)) == (3, 0, 2)


@pytest.mark.parametrize("total", [0, 777, 778])
def test_add_root__zero_root__reverts(reward_pool, as_game, total):
    reward_pool.addRoot(10, ROOT, 777, sender=as_game)
    expected = custom(reward_pool.ZeroRoot)
    assert_reverts(expected, reward_pool.addRoot, 12, NONE, total, sender=as_game)
    assert_reverts(expected, reward_pool.requireFits, 12, NONE, total)


def test_add_root__days_that_allocate_nothing__repeat_the_last_root(reward_pool, as_game):
    """A proof against it is good by either index."""
    reward_pool.addRoot(10, ROOT, 777, sender=as_game)
    receipt = reward_pool.addRoot(12, ROOT, 777, sender=as_game)
    assert_logs(receipt, added(reward_pool, 1, 1, 12, ROOT, 777, emitted_by(12)))
    assert (reward_pool.root(1, 0), reward_pool.root(1, 1)) == (ROOT, ROOT)


def test_unallocated__is_what_a_root_may_add(reward_pool, as_game):
    assert reward_pool.unallocated(28) == emitted_by(28)
    reward_pool.addRoot(10, ROOT, 777, sender=as_game)
    assert reward_pool.unallocated(28) == emitted_by(28) - 777
    reward_pool.addRoot(28, ROOT, 1_000, sender=as_game)
    assert reward_pool.unallocated(29) == reward_pool.available(29) == emitted_by(29) - 1_000
    expected = custom(reward_pool.DayOutOfRange, day=28, coveredDay=28, last=56)
    assert_reverts(expected, reward_pool.unallocated, 28)


def test_unallocated__total_above_what_is_available__is_0(reward_pool, as_game, stranger):
    """After a root that was claimed and revoked."""
    wrong = Tree(reward_pool, 1, {stranger: emitted_by(28)})
    reward_pool.addRoot(28, wrong.root, emitted_by(28), sender=as_game)
    reward_pool.claim(wrong.claim(stranger), sender=stranger)
    reward_pool.revokeRoot(1, 0, sender=as_game)
    assert (reward_pool.unallocated(27), reward_pool.unallocated(28)) == (0, 0)


def test_last_day_of__epochs__are_28_days_and_the_40th_ends_with_day_1095(reward_pool):
    assert [reward_pool.lastDayOf(epoch) for epoch in range(1, 44)] == last_days(43)


def test_add_root__not_the_root_game__reverts(reward_pool, root_game, everybody):
    for caller in everybody:
        expected = custom(reward_pool.NotRootGame, caller=caller, rootGame=root_game)
        assert_reverts(expected, reward_pool.addRoot, 1, ROOT, 0, sender=caller)
        assert_reverts(expected, reward_pool.skipDays, 1, sender=caller)
        assert_reverts(expected, reward_pool.revokeRoot, 1, 0, sender=caller)


def test_skip_days__what_they_emit__carries_on(reward_pool, as_game):
    receipt = reward_pool.skipDays(28, sender=as_game)
    assert_logs(receipt, log(reward_pool.DaysSkipped, day=28, coveredBefore=0))
    assert plain(reward_pool.state()) == (28, 0, 0, 0)
    assert reward_pool.available(29) == emitted_by(29)


def test_skip_days__whole_epochs__close_nothing_until_the_next_root(reward_pool, as_game):
    """Epochs 2 and 3 never have a root; what they emit is epoch 4's."""
    reward_pool.addRoot(28, ROOT, 777, sender=as_game)
    after_reward_day(reward_pool, 85)
    for day in (56, 84):
        reward_pool.skipDays(day, sender=as_game)
    assert plain(reward_pool.state()) == (84, 1, 0, 0)
    available = emitted_by(85) - 777
    receipt = reward_pool.addRoot(85, OTHER, available, sender=as_game)
    closed = log(reward_pool.EpochClosed, epoch=1, total=777)
    assert_logs(receipt, closed, added(reward_pool, 4, 0, 85, OTHER, available, available))
    assert [plain(reward_pool.fund(epoch)) for epoch in (2, 3)] == [(0, 0, 0)] * 2


def test_add_root__every_epoch_in_full__declares_all_of_phase_one(reward_pool, as_game):
    """Epoch 40 ends with day 1095; nothing is left or missing by one."""
    after_reward_day(reward_pool, LAST_DAY)
    before = 0
    for day in last_days(40):
        reward_pool.addRoot(day, ROOT, emitted_by(day) - before, sender=as_game)
        before = emitted_by(day)
    state = reward_pool.state()
    assert (state.coveredDay, state.epoch) == (LAST_DAY, 40)
    assert state.allocated + reward_pool.fund(40).total == emitted_by(LAST_DAY) == 2_500_000_000 * 10**18
    expected = custom(reward_pool.DayOutOfRange, day=1_124, coveredDay=1_095, last=1_123)
    assert_reverts(expected, reward_pool.available, 1_124)
