"""`open`: anyone asks the shops (VOTE-1)."""

import pytest
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from events import assert_logs, log
from scene import NO_CID, plain
from voters import close_shop, open_shops, reopen_shop

from helpers import assert_reverts, custom


@pytest.mark.parametrize("options", [1, 2, 101])
def test_open__by_anyone__lasts_7_days(polls, stage, stranger, options):
    receipt = polls.open(options, sender=stranger)
    end = now() + 7 * DAY
    values = {"poll": 1, "opener": stranger, "options": options, "electorate": 12, "end": end}
    assert_logs(receipt, log(polls.PollOpened, **values))
    assert plain(polls.poll(1)) == (stranger.address, end, 12, now() // DAY, options)
    assert list(polls.tally(1)) == [0] * options
    assert (polls.polls(), polls.turnout(1), polls.hasQuorum(1), polls.isOver(1)) == (1, 0, False, False)


@pytest.mark.parametrize("options", [0, 102, 255])
def test_open__no_options_or_too_many__reverts(polls, stage, stranger, options):
    expected = custom(polls.OptionsOutOfRange, options=options, max=101)
    assert_reverts(expected, polls.open, options, sender=stranger)


def test_open__answers__its_number(polls, poll, stranger):
    assert poll == 1
    assert polls.open.call(2, sender=stranger) == 2


@pytest.mark.parametrize("id_", [0, 1, 99])
def test_views__unknown_poll__revert(polls, stage, id_):
    expected = custom(polls.UnknownPoll, poll=id_)
    for view in (polls.poll, polls.isOver, polls.tally, polls.plurality, polls.lowerMedian):
        assert_reverts(expected, view, id_)
    assert_reverts(expected, polls.vote, id_, 1, 0)
    assert polls.hasQuorum(id_) is False


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_is_over__by_the_second(polls, poll, seconds):
    mine_at(polls.poll(poll).end + seconds)
    assert polls.isOver(poll) is (seconds >= 0)


# The electorate: shops that were open when the 30th day before began


@pytest.fixture
def day(system, stage):
    """A UTC day to come, and all later ones until a test opens a poll."""
    return now() // DAY + 2


def electorate(polls, opened_on, stranger):
    mine_at(opened_on * DAY + 12_345)
    polls.open(2, sender=stranger)
    return polls.poll(polls.polls()).electorate


@pytest.mark.parametrize(("seconds", "counts"), [(-1, 13), (0, 12), (1, 12)])
def test_electorate__shop_opened_by_the_second__30_days_before(
    system, polls, stage, alice, stranger, day, seconds, counts
):
    next_block_at(day * DAY + seconds)
    system.registry.open(alice, NO_CID, 2**96 - 1, sender=alice)
    assert electorate(polls, day + 30, stranger) == counts


@pytest.mark.parametrize(("days", "seconds", "counts"), [(0, 0, 11), (30, -1, 11), (30, 0, 12)])
def test_electorate__shop_closed_since__is_not_in_it(
    system, polls, stage, alice, stranger, day, days, seconds, counts
):
    """Unless it closes on the poll's own day."""
    next_block_at((day + days) * DAY + seconds)
    close_shop(system, alice, stage.shops[0])
    assert electorate(polls, day + 30, stranger) == counts


def test_electorate__shops_open_for_a_moment_30_days_before__do_not_raise_it(
    system, polls, stage, alice, stranger, day
):
    """Nor do the ones that were opened since."""
    next_block_at(day * DAY - 100)
    opened = open_shops(system, alice, 5)
    mine_at(day * DAY + 5)
    for shop in opened[:4]:
        close_shop(system, alice, shop)
    assert electorate(polls, day + 30, stranger) == 13


def test_electorate__closed_and_opened_again_on_one_day__counts(system, polls, stage, alice, stranger, day):
    """But its voice is of the day on which it was opened again."""
    next_block_at(day * DAY)
    close_shop(system, alice, stage.shops[0])
    reopen_shop(system, alice, stage.shops[0])
    assert electorate(polls, day + 30, stranger) == 12
    since = system.registry.openSince(stage.shops[0])[1]
    expected = custom(polls.NotEligible, shop=stage.shops[0], since=since, needed=day * DAY)
    assert_reverts(expected, polls.vote, 1, stage.shops[0], 0, sender=alice)


def test_electorate__fixed_at_the_start__whatever_comes_later(system, polls, poll, stage, alice):
    for shop in stage.shops[:4]:
        close_shop(system, alice, shop)
    open_shops(system, alice, 3)
    after_reward_day(system.reward_pool, 90)
    assert polls.poll(poll).electorate == 12


def test_deploy__quorum__is_up_to_half(project, polls, registry, deployer, system):
    assert polls.quorumBps() == system.manifest.parameters.votes.quorum_bps == 1_000
    assert polls.registry() == registry
    for bps in (0, 5_001):
        expected = custom(project.ShopPolls.ParameterOutOfBounds, value=bps, min=1, max=5_000)
        assert_reverts(expected, project.ShopPolls, registry, bps, 1)
    for bps in (1, 5_000):
        assert project.ShopPolls.deploy(registry, bps, 1, sender=deployer).quorumBps() == bps


def test_deploy__min_turnout__is_1_to_a_million(project, polls, registry, deployer, system):
    assert polls.minTurnout() == system.manifest.parameters.votes.min_turnout == 1
    for shops in (0, 1_000_001):
        expected = custom(project.ShopPolls.ParameterOutOfBounds, value=shops, min=1, max=1_000_000)
        assert_reverts(expected, project.ShopPolls, registry, 1_000, shops)
    for shops in (1, 1_000_000):
        assert project.ShopPolls.deploy(registry, 1_000, shops, sender=deployer).minTurnout() == shops
