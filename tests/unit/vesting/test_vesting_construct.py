"""Bounds of a vesting's terms."""

import pytest
from ape import project
from clock import DAY, mine_at, now

from helpers import assert_reverts, custom

ZERO = "0x" + "0" * 40


@pytest.fixture
def today():
    """The UTC day of a block at its noon, in seconds."""
    day = (now() // DAY + 1) * DAY
    mine_at(day + DAY // 2)
    return day


@pytest.mark.parametrize(("days", "offset"), [(-7, -1), (366, 1)])
def test_construct__start_out_of_range__reverts(alice, today, days, offset):
    start = today + days * DAY + offset
    values = {"start": start, "first": today - 7 * DAY, "last": today + 366 * DAY}
    expected = custom(project.EcomVesting.StartOutOfRange, **values)
    assert_reverts(expected, project.EcomVesting, alice, start, 100 * DAY, 0)


@pytest.mark.parametrize("days", [-7, 366])
def test_construct__start_at_a_bound__goes(alice, today, days):
    fresh = alice.deploy(project.EcomVesting, alice, today + days * DAY, 100 * DAY, 50 * DAY)
    assert (fresh.start(), fresh.cliff()) == (today + days * DAY, today + (days + 50) * DAY)
    assert (fresh.MIN_DURATION(), fresh.MAX_DURATION()) == (DAY, 3_653 * DAY)


@pytest.mark.parametrize("duration", [0, DAY - 1, 3_653 * DAY + 1])
def test_construct__duration_out_of_range__reverts(alice, today, duration):
    expected = custom(project.EcomVesting.DurationOutOfRange, duration=duration, min=DAY, max=3_653 * DAY)
    assert_reverts(expected, project.EcomVesting, alice, today, duration, 0)


def test_construct__cliff_longer_than_the_duration__reverts(alice, today):
    values = {"cliffSeconds": DAY + 1, "durationSeconds": DAY}
    expected = custom(project.EcomVesting.InvalidCliffDuration, **values)
    assert_reverts(expected, project.EcomVesting, alice, today, DAY, DAY + 1)


def test_construct__for_nobody__reverts(today):
    expected = custom(project.EcomVesting.OwnableInvalidOwner, owner=ZERO)
    assert_reverts(expected, project.EcomVesting, ZERO, today, DAY, 0)
