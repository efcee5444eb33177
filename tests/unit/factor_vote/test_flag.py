"""`flag`, `open`: when 51 % of the shops are dissatisfied, a poll on the factor opens (VOTE-2)."""

import pytest
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from events import assert_logs, log
from scene import plain
from voters import close_shop, open_shops, reopen_shop

from .conftest import Factor
from helpers import assert_reverts, custom

S, D, B = Factor
NEVER = 2**256 - 1


def flag_all(factor_vote, shops, factor, owner):
    for shop in shops:
        factor_vote.flag(shop, factor, sender=owner)


def flagged(factor_vote, factor, round_, shop, flags):
    return log(factor_vote.Flagged, factor=factor, round=round_, shop=shop, flags=flags)


@pytest.mark.parametrize("factor", Factor)
def test_flag__by_the_owner__counts(factor_vote, shops, alice, factor):
    receipt = factor_vote.flag(shops[0], factor, sender=alice)
    assert_logs(receipt, flagged(factor_vote, factor, 1, shops[0], 1))
    assert plain(factor_vote.flagsOf(1, factor)) == (1, 0)
    assert [factor_vote.hasFlagged(1, shops[0], other) for other in Factor] == [
        other == factor for other in Factor
    ]
    assert factor_vote.running(factor) == 0


def test_flag__seventh_of_twelve__opens_the_poll(factor_vote, polls, shops, alice):
    assert factor_vote.needed() == 7
    flag_all(factor_vote, shops[:6], D, alice)
    assert factor_vote.running(D) == 0
    receipt = factor_vote.flag(shops[6], D, sender=alice)
    end = now() + 7 * DAY
    values = {"poll": 1, "opener": factor_vote, "options": 101, "electorate": 12, "end": end}
    assert_logs(
        receipt,
        flagged(factor_vote, D, 1, shops[6], 7),
        log(polls.PollOpened, **values),
        log(factor_vote.VoteOpened, factor=D, round=1, poll=1),
    )
    assert plain(factor_vote.flagsOf(1, D)) == (7, 1)
    assert [factor_vote.running(factor) for factor in Factor] == [0, 1, 0]


def test_flag__after_the_poll_opened__still_counts_and_opens_no_other(factor_vote, shops, alice, vote_open):
    receipt = factor_vote.flag(shops[7], D, sender=alice)
    assert_logs(receipt, flagged(factor_vote, D, 1, shops[7], 8))
    assert plain(factor_vote.flagsOf(1, D)) == (8, vote_open)


def test_flag__three_factors__are_kept_apart(factor_vote, shops, alice, vote_open):
    flag_all(factor_vote, shops[5:12], S, alice)
    flag_all(factor_vote, shops[:3], B, alice)
    assert [plain(factor_vote.flagsOf(1, factor)) for factor in Factor] == [(7, 2), (7, 1), (3, 0)]
    assert [factor_vote.running(factor) for factor in Factor] == [2, 1, 0]


def test_flag__twice__reverts(factor_vote, shops, alice):
    factor_vote.flag(shops[0], D, sender=alice)
    expected = custom(factor_vote.FlaggedAlready, factor=D, round=1, shop=shops[0])
    assert_reverts(expected, factor_vote.flag, shops[0], D, sender=alice)
    factor_vote.flag(shops[0], S, sender=alice)


def test_flag__shop_sold__flag_sticks(factor_vote, registry, polls, shops, alice, bob):
    factor_vote.flag(shops[0], D, sender=alice)
    registry.transferFrom(alice, bob, shops[0], sender=alice)
    expected = custom(factor_vote.FlaggedAlready, factor=D, round=1, shop=shops[0])
    assert_reverts(expected, factor_vote.flag, shops[0], D, sender=bob)
    expected = custom(polls.NotShopOwner, shop=shops[0], caller=alice, owner=bob)
    assert_reverts(expected, factor_vote.flag, shops[0], S, sender=alice)
    factor_vote.flag(shops[0], S, sender=bob)


def test_flag__no_voice__reverts(system, factor_vote, polls, registry, shops, alice, stranger):
    """Not the owner; a shop that joined later, was closed, or was opened again."""
    expected = custom(polls.NotShopOwner, shop=shops[0], caller=stranger, owner=alice)
    assert_reverts(expected, factor_vote.flag, shops[0], D, sender=stranger)
    assert_reverts(custom(registry.UnknownShop, shop=999), factor_vote.flag, 999, D, sender=alice)
    needed = (factor_vote.startDay() + 90 - 30) * DAY
    joined = open_shops(system, alice, 1)[0]
    expected = custom(polls.NotEligible, shop=joined, since=now(), needed=needed)
    assert_reverts(expected, factor_vote.flag, joined, D, sender=alice)
    close_shop(system, alice, shops[0])
    expected = custom(polls.NotEligible, shop=shops[0], since=0, needed=needed)
    assert_reverts(expected, factor_vote.flag, shops[0], D, sender=alice)
    reopen_shop(system, alice, shops[0])
    expected = custom(polls.NotEligible, shop=shops[0], since=now(), needed=needed)
    assert_reverts(expected, factor_vote.flag, shops[0], D, sender=alice)


def test_flag__whole_round_long__the_voice_is_of_its_start(system, factor_vote, polls, shops, alice):
    """Who was open for 30 days before the round, not before the flag."""
    joined = open_shops(system, alice, 1)[0]
    since, needed = now(), (factor_vote.startDay() + 90 - 30) * DAY
    after_reward_day(system.reward_pool, 180, -1)
    expected = custom(polls.NotEligible, shop=joined, since=since, needed=needed)
    assert_reverts(expected, factor_vote.flag, joined, D, sender=alice)
    next_block_at(now() + 1)
    factor_vote.flag(joined, D, sender=alice)
    assert factor_vote.hasFlagged(2, joined, D)


# 51 %


@pytest.mark.parametrize(
    ("more", "needed"), [(0, 7), (1, 7), (2, 8), (8, 11), (38, 26), (87, 51), (88, 51), (89, 52), (138, 77)]
)
def test_needed__is_51_percent_of_the_shops_rounded_up(system, factor_vote, shops, alice, more, needed):
    """Of 12, 13, 14, 20, 50, 99, 100, 101 and 150."""
    while more:
        opened = open_shops(system, alice, min(more, 70))
        more -= len(opened)
    after_reward_day(system.reward_pool, 180)
    assert factor_vote.needed() == needed


def test_flag__51_of_100__opens_the_poll(system, factor_vote, shops, alice):
    more = open_shops(system, alice, 88)
    after_reward_day(system.reward_pool, 180)
    flag_all(factor_vote, more[:50], B, alice)
    assert factor_vote.running(B) == 0
    factor_vote.flag(shops[0], B, sender=alice)
    assert plain(factor_vote.flagsOf(2, B)) == (51, factor_vote.running(B)) == (51, 1)


def test_needed__shops_that_left_and_joined__count_as_30_days_before(system, factor_vote, shops, alice):
    """Of round 1; the flags needed stay what they are to its end."""
    for shop in shops[:5]:
        close_shop(system, alice, shop)
    open_shops(system, alice, 20)
    after_reward_day(system.reward_pool, 180, -60)
    assert factor_vote.needed() == 7
    flag_all(factor_vote, shops[5:], D, alice)
    assert factor_vote.running(D) == 1


def test_needed__fewer_shops_than_the_minimum__no_poll_opens(
    system, project, factor_vote, polls, shops, alice, deployer
):
    """With 13, twelve are too few and all flags in vain; with 12 they suffice."""
    start = now() // DAY
    for minimum in (13, 12):
        votes = project.FactorVote.deploy(polls, start, minimum, sender=deployer)
        flag_all(votes, shops, S, alice)
        assert votes.needed() == (NEVER if minimum == 13 else 7)
        assert (votes.running(S) != 0) is (minimum == 12)
        if minimum == 13:
            expected = custom(votes.VoteNotDue, factor=S, flags=12, needed=NEVER, running=0)
            assert_reverts(expected, votes.open, S, sender=alice)
    assert (factor_vote.minShops(), factor_vote.polls()) == (3, polls)


def test_needed__no_shops__no_poll_opens(project, access_manager, token, vault, deployer):
    registry = project.ShopRegistry.deploy(access_manager, token, vault, 10, deployer, 0, sender=deployer)
    polls = project.ShopPolls.deploy(registry, 1_000, 1, sender=deployer)
    votes = project.FactorVote.deploy(polls, now() // DAY, 1, sender=deployer)
    assert votes.needed() == NEVER
    expected = custom(votes.VoteNotDue, factor=S, flags=0, needed=NEVER, running=0)
    assert_reverts(expected, votes.open, S, sender=deployer)


def test_deploy__start_and_least_shops__are_within_bounds(project, polls, shops, deployer):
    today = now() // DAY
    for start in (today - 8, today + 367):
        expected = custom(
            project.FactorVote.ParameterOutOfBounds, value=start, min=today - 7, max=today + 366
        )
        assert_reverts(expected, project.FactorVote, polls, start, 3)
    for minimum in (0, 1_000_001):
        expected = custom(project.FactorVote.ParameterOutOfBounds, value=minimum, min=1, max=1_000_000)
        assert_reverts(expected, project.FactorVote, polls, today, minimum)
    for start, minimum in ((today - 7, 1), (today + 366, 1_000_000)):
        votes = project.FactorVote.deploy(polls, start, minimum, sender=deployer)
        assert (votes.startDay(), votes.minShops()) == (start, minimum)


# Rounds


@pytest.mark.parametrize(("day", "number"), [(90, 1), (179, 1), (180, 2), (1_095, 12)])
def test_round__of_90_days__by_the_second(factor_vote, shops, day, number):
    start = factor_vote.startDay()
    mine_at((start + day) * DAY + (DAY - 1 if day == 179 else 0))
    assert tuple(factor_vote.round()) == (number, start + 90 * number)


def test_round__before_the_first__reverts(project, polls, shops, alice, deployer):
    start = now() // DAY + 2
    votes = project.FactorVote.deploy(polls, start, 3, sender=deployer)
    time = mine_at(start * DAY - 1)
    expected = custom(votes.NotStarted, startDay=start, today=time // DAY)
    assert_reverts(expected, votes.round)
    assert_reverts(expected, votes.needed)
    assert_reverts(expected, votes.flag, shops[0], D, sender=alice)
    assert_reverts(expected, votes.open, D, sender=alice)
    mine_at(start * DAY)
    assert tuple(votes.round()) == (0, start)


def test_flag__next_round__begins_anew(system, factor_vote, shops, alice):
    flag_all(factor_vote, shops[:6], D, alice)
    after_reward_day(system.reward_pool, 180)
    receipt = factor_vote.flag(shops[0], D, sender=alice)
    assert_logs(receipt, flagged(factor_vote, D, 2, shops[0], 1))
    assert [plain(factor_vote.flagsOf(round_, D)) for round_ in (1, 2)] == [(6, 0), (1, 0)]
    factor_vote.flag(shops[6], D, sender=alice)
    assert factor_vote.running(D) == 0


# A poll that is overdue


def test_open__poll_of_the_round_before_not_closed__waits_for_it(system, factor_vote, polls, shops, alice):
    """Flagged on the last day of round 1, it runs into round 2; round 2's poll opens once it is closed."""
    after_reward_day(system.reward_pool, 179, 5)
    flag_all(factor_vote, shops[:7], D, alice)
    assert factor_vote.running(D) == 1
    after_reward_day(system.reward_pool, 180, 5)
    flag_all(factor_vote, shops[5:12], D, alice)
    assert plain(factor_vote.flagsOf(2, D)) == (7, 0)
    expected = custom(factor_vote.VoteNotDue, factor=D, flags=7, needed=7, running=1)
    assert_reverts(expected, factor_vote.open, D, sender=alice)
    next_block_at(polls.poll(1).end)
    factor_vote.close(D, sender=alice)
    receipt = factor_vote.open(D, sender=alice)
    values = {"poll": 2, "opener": factor_vote, "options": 101, "electorate": 12}
    assert_logs(
        receipt,
        log(polls.PollOpened, **values, end=now() + 7 * DAY),
        log(factor_vote.VoteOpened, factor=D, round=2, poll=2),
    )
    assert plain(factor_vote.flagsOf(2, D)) == (7, 2)
    assert factor_vote.running(D) == 2


def test_open__not_due__reverts(system, factor_vote, polls, shops, alice, vote_open):
    expected = custom(factor_vote.VoteNotDue, factor=S, flags=0, needed=7, running=0)
    assert_reverts(expected, factor_vote.open, S, sender=alice)
    factor_vote.flag(shops[0], B, sender=alice)
    expected = custom(factor_vote.VoteNotDue, factor=B, flags=1, needed=7, running=0)
    assert_reverts(expected, factor_vote.open, B, sender=alice)
    expected = custom(factor_vote.VoteNotDue, factor=D, flags=7, needed=7, running=vote_open)
    assert_reverts(expected, factor_vote.open, D, sender=alice)
    next_block_at(polls.poll(vote_open).end)
    factor_vote.close(D, sender=alice)
    # A factor has one poll in a round.
    assert_reverts(expected, factor_vote.open, D, sender=alice)
    receipt = factor_vote.flag(shops[7], D, sender=alice)
    assert_logs(receipt, flagged(factor_vote, D, 1, shops[7], 8))
    after_reward_day(system.reward_pool, 180)
    expected = custom(factor_vote.VoteNotDue, factor=D, flags=0, needed=7, running=0)
    assert_reverts(expected, factor_vote.open, D, sender=alice)
