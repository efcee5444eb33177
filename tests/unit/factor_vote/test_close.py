"""`close`, `factorsOn`: what a poll decides, and from when on (VOTE-3)."""

import pytest
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from events import assert_logs, log

from .conftest import Factor
from helpers import assert_reverts, custom

S, D, B = Factor


def vote(polls, poll, shops, owner, *options):
    for shop, option in zip(shops, options, strict=False):
        polls.vote(poll, shop, option, sender=owner)


def closed(factor_vote, factor, poll, percent, from_day):
    values = {"factor": factor, "poll": poll, "percent": percent, "fromDay": from_day}
    return log(factor_vote.VoteClosed, **values)


def test_factors_on__never_voted__are_50(factor_vote, shops):
    for day in (0, factor_vote.startDay(), 2**32 - 1):
        assert tuple(factor_vote.factorsOn(day)) == (50, 50, 50)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_close__by_anyone__from_the_polls_end_on(
    factor_vote, polls, shops, vote_open, alice, stranger, seconds
):
    vote(polls, vote_open, shops, alice, 20, 30, 70)
    end = polls.poll(vote_open).end
    if seconds < 0:
        mine_at(end - 1)
        expected = custom(factor_vote.VoteRunning, factor=D, poll=vote_open)
        assert_reverts(expected, factor_vote.close, D, sender=stranger)
        return
    next_block_at(end + seconds)
    receipt = factor_vote.close(D, sender=stranger)
    today = now() // DAY
    assert_logs(receipt, closed(factor_vote, D, vote_open, 30, today + 2))
    assert factor_vote.running(D) == 0
    assert [tuple(factor_vote.factorsOn(today + days)) for days in (0, 1, 2, 3)] == [
        *((50, 50, 50), (50, 50, 50), (50, 30, 50), (50, 30, 50))
    ]


@pytest.mark.parametrize("factor", Factor)
@pytest.mark.parametrize(("options", "percent"), [((0, 0), 0), ((100, 100), 100), ((10, 90), 10)])
def test_close__each_factor__takes_its_own_poll(factor_vote, polls, shops, alice, factor, options, percent):
    for shop in shops[:7]:
        factor_vote.flag(shop, factor, sender=alice)
    poll = factor_vote.running(factor)
    vote(polls, poll, shops, alice, *options)
    next_block_at(polls.poll(poll).end)
    factor_vote.close(factor, sender=alice)
    expected = [percent if other == factor else 50 for other in Factor]
    assert list(factor_vote.factorsOn(now() // DAY + 2)) == expected


@pytest.mark.parametrize("votes", [0, 1])
def test_close__without_a_quorum__changes_nothing(factor_vote, polls, shops, vote_open, alice, votes):
    """Two of twelve would be one."""
    vote(polls, vote_open, shops[:votes], alice, 10)
    next_block_at(polls.poll(vote_open).end)
    receipt = factor_vote.close(D, sender=alice)
    assert_logs(receipt, closed(factor_vote, D, vote_open, 0, 0))
    assert factor_vote.running(D) == 0
    assert tuple(factor_vote.factorsOn(2**32 - 1)) == (50, 50, 50)


def test_close__no_poll__reverts(factor_vote, polls, shops, vote_open, alice):
    for factor in (S, B):
        expected = custom(factor_vote.NoVote, factor=factor)
        assert_reverts(expected, factor_vote.close, factor, sender=alice)
    next_block_at(polls.poll(vote_open).end)
    factor_vote.close(D, sender=alice)
    assert_reverts(custom(factor_vote.NoVote, factor=D), factor_vote.close, D, sender=alice)


@pytest.mark.parametrize("seconds", [0, DAY - 1])
def test_close__late__holds_from_the_second_day_after_it(
    factor_vote, polls, shops, vote_open, alice, seconds
):
    """Not from the poll's end; until somebody closes it, nothing changes."""
    vote(polls, vote_open, shops, alice, 10, 10)
    day = polls.poll(vote_open).end // DAY + 20
    next_block_at(day * DAY + seconds)
    factor_vote.close(D, sender=alice)
    assert [factor_vote.factorsOn(day + days)[1] for days in (-10, 1, 2)] == [50, 50, 10]


def test_factors_on__after_several_votes__remembers_each(system, factor_vote, polls, shops, vote_open, alice):
    vote(polls, vote_open, shops, alice, 10, 10)
    next_block_at(polls.poll(vote_open).end)
    factor_vote.close(D, sender=alice)
    first = now() // DAY + 2
    after_reward_day(system.reward_pool, 180)
    for shop in shops[:7]:
        factor_vote.flag(shop, D, sender=alice)
    poll = factor_vote.running(D)
    vote(polls, poll, shops, alice, 80, 90, 99)
    next_block_at(polls.poll(poll).end)
    factor_vote.close(D, sender=alice)
    second = now() // DAY + 2
    days = (first - 1, first, second - 1, second, 2**32 - 1)
    assert [factor_vote.factorsOn(day)[1] for day in days] == [50, 10, 10, 90, 90]


def test_poll__of_a_stranger__decides_nothing(factor_vote, polls, shops, alice, stranger):
    polls.open(101, sender=stranger)
    vote(polls, 1, shops, alice, *[0] * 12)
    next_block_at(polls.poll(1).end)
    assert_reverts(custom(factor_vote.NoVote, factor=D), factor_vote.close, D, sender=stranger)
