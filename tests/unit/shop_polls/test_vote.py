"""`vote`: one shop, one vote, of shops that have been open for 30 days (VOTE-1)."""

import pytest
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from events import assert_logs, log
from voters import close_shop, open_shops, reopen_shop

from helpers import assert_reverts, custom


def voted(polls, poll, shop, owner, option):
    return log(polls.Voted, poll=poll, shop=shop, owner=owner, option=option)


@pytest.mark.parametrize("option", [0, 1, 2])
def test_vote__owner__counts(polls, poll, stage, alice, option):
    shop = stage.shops[0]
    assert tuple(polls.ballot(poll, shop)) == (False, 0)
    receipt = polls.vote(poll, shop, option, sender=alice)
    assert_logs(receipt, voted(polls, poll, shop, alice, option))
    assert tuple(polls.ballot(poll, shop)) == (True, option)
    assert list(polls.tally(poll)) == [int(i == option) for i in range(3)]
    assert polls.turnout(poll) == 1


def test_vote__each_shop_of_an_owner__has_its_own(polls, poll, stage, alice):
    for shop, option in zip(stage.shops[:5], (0, 1, 1, 2, 1), strict=True):
        polls.vote(poll, shop, option, sender=alice)
    assert (list(polls.tally(poll)), polls.turnout(poll)) == ([1, 3, 1], 5)


@pytest.mark.parametrize(("first", "then"), [(0, 1), (2, 0), (1, 1)])
def test_vote__changed__counts_once(polls, poll, stage, alice, first, then):
    shop = stage.shops[0]
    polls.vote(poll, shop, first, sender=alice)
    receipt = polls.vote(poll, shop, then, sender=alice)
    assert_logs(receipt, voted(polls, poll, shop, alice, then))
    assert list(polls.tally(poll)) == [int(i == then) for i in range(3)]
    assert polls.turnout(poll) == 1


@pytest.mark.parametrize("option", [3, 4, 101, 255])
def test_vote__no_such_option__reverts(polls, poll, stage, alice, option):
    expected = custom(polls.UnknownOption, option=option, options=3)
    assert_reverts(expected, polls.vote, poll, stage.shops[0], option, sender=alice)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_vote__until_the_second_before_the_end(polls, poll, stage, alice, seconds):
    end, shop = polls.poll(poll).end, stage.shops[0]
    if seconds < 0:
        next_block_at(end - 1)
        polls.vote(poll, shop, 1, sender=alice)
        mine_at(end)
        assert list(polls.tally(poll)) == [0, 1, 0]
        return
    time = mine_at(end + seconds)
    expected = custom(polls.PollOver, poll=poll, end=end, now_=time)
    assert_reverts(expected, polls.vote, poll, shop, 1, sender=alice)


def test_vote__not_the_owner__reverts(polls, registry, poll, stage, alice, bob, stranger, operator):
    """Nor who is approved for the shop."""
    shop = stage.shops[0]
    registry.approve(stranger, shop, sender=alice)
    for caller in (bob, stranger, operator):
        expected = custom(polls.NotShopOwner, shop=shop, caller=caller, owner=alice)
        assert_reverts(expected, polls.vote, poll, shop, 1, sender=caller)


@pytest.mark.parametrize("shop", [0, 999])
def test_vote__unknown_shop__reverts(polls, registry, poll, alice, shop):
    assert_reverts(custom(registry.UnknownShop, shop=shop), polls.vote, poll, shop, 1, sender=alice)


def test_vote__joined_later__has_none(system, polls, poll, stage, alice):
    shop = open_shops(system, alice, 1)[0]
    needed = (now() // DAY - 30) * DAY
    expected = custom(polls.NotEligible, shop=shop, since=now(), needed=needed)
    assert_reverts(expected, polls.vote, poll, shop, 1, sender=alice)
    mine_at(polls.poll(poll).end - 1)
    assert_reverts(expected, polls.vote, poll, shop, 1, sender=alice)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_vote__opened_by_the_second__30_days_before_the_polls_day(
    system, polls, stage, alice, stranger, seconds
):
    day = now() // DAY + 2
    system.token.approve(system.registry, 2**256 - 1, sender=alice)
    time = next_block_at(day * DAY + seconds)
    system.registry.open(alice, (bytes(32), 0), 2**96 - 1, sender=alice)
    shop = system.registry.totals().shops
    mine_at((day + 30) * DAY)
    polls.open(2, sender=stranger)
    if seconds < 0:
        polls.vote(1, shop, 1, sender=alice)
        polls.vote(1, shop, 0, sender=alice)
        return
    expected = custom(polls.NotEligible, shop=shop, since=time, needed=day * DAY)
    assert_reverts(expected, polls.vote, 1, shop, 1, sender=alice)


def test_vote__closed_shop__has_none_and_its_ballot_stays(system, polls, poll, stage, alice):
    """A shop that was open when it voted."""
    shop = stage.shops[0]
    polls.vote(poll, shop, 2, sender=alice)
    close_shop(system, alice, shop)
    needed = (now() // DAY - 30) * DAY
    expected = custom(polls.NotEligible, shop=shop, since=0, needed=needed)
    assert_reverts(expected, polls.vote, poll, shop, 1, sender=alice)
    assert tuple(polls.ballot(poll, shop)) == (True, 2)


def test_vote__opened_again__has_none_for_30_days(system, polls, poll, stage, alice, stranger):
    shop = stage.shops[0]
    close_shop(system, alice, shop)
    reopen_shop(system, alice, shop)
    since = now()
    expected = custom(polls.NotEligible, shop=shop, since=since, needed=(now() // DAY - 30) * DAY)
    assert_reverts(expected, polls.vote, poll, shop, 1, sender=alice)
    mine_at((since // DAY + 31) * DAY)
    polls.open(2, sender=stranger)
    polls.vote(2, shop, 1, sender=alice)
    assert polls.turnout(2) == 1


def test_vote__shop_sold__ballot_sticks_and_the_buyer_can_change_it(
    polls, registry, poll, stage, alice, stranger
):
    shop = stage.shops[0]
    polls.vote(poll, shop, 2, sender=alice)
    registry.transferFrom(alice, stranger, shop, sender=alice)
    expected = custom(polls.NotShopOwner, shop=shop, caller=alice, owner=stranger)
    assert_reverts(expected, polls.vote, poll, shop, 0, sender=alice)
    assert polls.turnout(poll) == 1
    receipt = polls.vote(poll, shop, 0, sender=stranger)
    assert_logs(receipt, voted(polls, poll, shop, stranger, 0))
    assert (list(polls.tally(poll)), polls.turnout(poll)) == ([1, 0, 0], 1)


def test_vote__another_poll__is_counted_apart(polls, poll, stage, alice, stranger):
    """Anyone may open as many as they like: no poll takes another's votes."""
    polls.open(2, sender=stranger)
    polls.vote(poll, stage.shops[0], 2, sender=alice)
    polls.vote(2, stage.shops[0], 1, sender=alice)
    assert (list(polls.tally(poll)), list(polls.tally(2))) == ([0, 0, 1], [0, 1])


def test_vote__long_after__poll_of_a_stranger_is_just_a_number(system, polls, poll, stage, alice):
    after_reward_day(system.reward_pool, 1_000)
    expected = custom(polls.PollOver, poll=poll, end=polls.poll(poll).end, now_=now())
    assert_reverts(expected, polls.vote, poll, stage.shops[0], 0, sender=alice)
