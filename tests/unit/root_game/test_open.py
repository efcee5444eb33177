"""`open`: when a round may begin, and what it takes (DST-3)."""

import pytest
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from events import assert_logs, log
from permits import sign_permit
from scene import CID, NO_CID, OTHER_CID, plain

from ecomchain.amounts import ECOM

from .game import FIRST, NONE, A, B, Stage, added_log, lead_logs
from helpers import assert_reverts, custom

WEEK = 7 * DAY


BIG = 50_000 * ECOM
"""A first bond that suffices for every day of epoch 2."""


@pytest.fixture
def activated(root_game, reward_pool, publisher, stranger, as_game):
    """A root for the days of epoch 2 up to 38, activated just now, after reward day 41; when."""
    reward_pool.skipDays(28, sender=as_game)
    root_game.post(38, A, 100, CID, sender=publisher)
    next_block_at(root_game.pending().readyAt)
    root_game.activate(sender=stranger)
    return now()


def opened_logs(system, id_, day, player, bond, root, **values):
    opened = log(system.root_game.RoundOpened, round=id_, day=day, opener=player)
    return [opened, *lead_logs(system, id_, 0, player, bond, root, **values)]


def test_open__waiting_days__takes_bond_and_first_answer(system, root_game, token, alice):
    before = token.balanceOf(alice)
    receipt = root_game.open(28, A, 5, FIRST, OTHER_CID, sender=alice)
    assert_logs(receipt, *opened_logs(system, 1, 28, alice, FIRST, A, total=5, content=OTHER_CID))
    expected = (28, now() + DAY, FIRST, root_game.voteBond(), 0, 1, 0, Stage.BONDING, FIRST, 0)
    assert plain(root_game.round(1)) == expected
    assert plain(root_game.answerOf(1, 0)) == (A, 5, alice.address, FIRST)
    assert (root_game.running(), root_game.rounds(), root_game.bonds()) == (1, 1, FIRST)
    assert root_game.stakeOf(1, 0, alice) == FIRST
    assert token.balanceOf(alice) == before - FIRST


def test_open__answers__its_number(root_game, reward_pool, game, alice):
    assert root_game.open.call(28, A, 5, FIRST, CID, sender=alice) == 1
    game.close(game.open(alice), alice)
    after_reward_day(reward_pool, 60)
    assert root_game.open.call(56, A, 5, BIG, CID, sender=alice) == 2


def test_open__while_one_runs__reverts(root_game, game, publisher, guardian, alice, bob):
    """Nor may the publisher post, or the guardian recall: only the round decides."""
    game.open(alice)
    expected = custom(root_game.RoundRunning, round=1)
    assert_reverts(expected, root_game.open, 28, B, 1, FIRST, CID, sender=bob)
    assert_reverts(expected, root_game.post, 10, B, 1, CID, sender=publisher)
    assert_reverts(expected, root_game.recall, 1, 0, CID, sender=guardian)
    assert_reverts(custom(root_game.NothingPending), root_game.activate, sender=alice)


# The bond


@pytest.mark.parametrize("day", [1, 16, 17, 28])
def test_min_bond__is_a_tenth_of_what_a_root_may_add_and_1000_at_least(root_game, reward_pool, stage, day):
    assert root_game.minBond(day) == max(reward_pool.emitted(day) // 10, 1_000 * ECOM)


def test_open__bond__of_the_least_passes_and_one_less_reverts(root_game, stage, alice):
    day = 28
    least = root_game.minBond(day)
    expected = custom(root_game.BondTooLow, bond=least - 1, needed=least)
    assert_reverts(expected, root_game.open, day, A, 1, least - 1, CID, sender=alice)
    root_game.open(day, A, 1, least, CID, sender=alice)


@pytest.mark.usefixtures("activated")
def test_min_bond__what_is_declared_already__does_not_count(root_game, reward_pool):
    """What the days covered before it have emitted and not declared does."""
    assert root_game.minBond(40) == (reward_pool.emitted(40) - 100) // 10


def test_open__least_bond_above_the_vote_bond__is_the_cap(root_game, reward_pool, stage, as_game, alice):
    """Epochs that allocated nothing carry on: the bond grows with what can be won."""
    after_reward_day(reward_pool, 401)
    for day in range(28, 393, 28):
        reward_pool.skipDays(day, sender=as_game)
    least = root_game.minBond(400)
    assert least == reward_pool.emitted(400) // 10 > 12 * root_game.voteBond()
    root_game.open(400, A, 1, least + 5, CID, sender=alice)
    assert root_game.round(1).cap == least == root_game.nextBond(1)


def test_open__without_allowance__reverts(root_game, token, stranger, stage):
    values = {"payer": stranger, "amount": FIRST, "balance": token.balanceOf(stranger), "allowance": 0}
    expected = custom(root_game.PaymentFailed, **values)
    assert_reverts(expected, root_game.open, 28, A, 1, FIRST, CID, sender=stranger)


@pytest.mark.parametrize("first", [False, True])
def test_open_with_permit__needs_no_allowance(system, root_game, token, alice, bob, stage, first):
    token.approve(root_game, 0, sender=alice)
    permit = sign_permit(token, alice, root_game, FIRST)
    approval = [log(token.Approval, owner=alice, spender=root_game, amount=FIRST)]
    if first:
        token.permit(alice, root_game, *permit, sender=bob)
        approval = []
    receipt = root_game.openWithPermit(28, A, 1, FIRST, CID, permit, sender=alice)
    opened, *rest = opened_logs(system, 1, 28, alice, FIRST, A)
    assert_logs(receipt, *approval, opened, *rest)


def test_open__that_does_not_fit__reverts(root_game, reward_pool, stage, alice):
    most = reward_pool.emitted(28)
    expected = custom(reward_pool.TotalTooHigh, total=most + 1, available=most)
    assert_reverts(expected, root_game.open, 28, A, most + 1, FIRST, CID, sender=alice)
    expected = custom(reward_pool.ZeroRoot)
    assert_reverts(expected, root_game.open, 28, NONE, 0, FIRST, CID, sender=alice)
    expected = custom(reward_pool.DayOutOfRange, day=39, coveredDay=0, last=28)
    assert_reverts(expected, root_game.open, 39, A, 1, FIRST, CID, sender=alice)


# All days that can be answered for


@pytest.mark.parametrize("day", [1, 10, 27])
def test_open__not_the_epochs_last_day_though_it_is_over__reverts(root_game, stage, alice, day):
    """Nobody can hold up the others day by day."""
    expected = custom(root_game.NotLastDay, day=day, later=day + 1)
    assert_reverts(expected, root_game.open, day, A, 1, FIRST, CID, sender=alice)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_open__by_the_second__when_the_next_day_can_be_answered_for(
    root_game, reward_pool, stage, as_game, alice, seconds
):
    reward_pool.skipDays(28, sender=as_game)
    until = reward_pool.endOf(42) + DAY
    if seconds < 0:
        next_block_at(until - 1)
        root_game.open(41, A, 1, BIG, CID, sender=alice)
        return
    mine_at(until + seconds)
    expected = custom(root_game.NotLastDay, day=41, later=42)
    assert_reverts(expected, root_game.open, 41, A, 1, FIRST, CID, sender=alice)
    root_game.open(42, A, 1, BIG, CID, sender=alice)


# The silence, in phase one


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_open__after_7_days_without_a_root(root_game, alice, activated, seconds):
    opens = activated + WEEK
    assert root_game.opensAt(47) == opens
    if seconds < 0:
        time = mine_at(opens - 1)
        expected = custom(root_game.TooEarly, **{"from": opens}, now_=time)
        assert_reverts(expected, root_game.open, 47, B, 100, BIG, CID, sender=alice)
        return
    next_block_at(opens + seconds)
    root_game.open(47, B, 100, BIG, CID, sender=alice)
    assert root_game.running() == 1


def test_opens_at__nothing_waits_for_long__is_7_days_after_the_first_waiting_day(
    root_game, reward_pool, stage, as_game
):
    """The day itself waits for its end and the 24 hours in which actions can be logged."""
    reward_pool.skipDays(28, sender=as_game)
    reward_pool.skipDays(39, sender=as_game)
    assert root_game.opensAt(40) == reward_pool.endOf(40) + WEEK
    assert root_game.opensAt(45) == reward_pool.endOf(40) + WEEK
    assert root_game.opensAt(46) == reward_pool.endOf(46) + DAY == reward_pool.endOf(40) + WEEK
    assert root_game.opensAt(47) == reward_pool.endOf(47) + DAY
    assert root_game.opensAt(1_096) == reward_pool.endOf(1_096) + DAY


def test_opens_at__roots_keep_coming__days_that_wait_28_days_are_for_rounds(
    root_game, reward_pool, publisher, stranger, alice, stage
):
    """A publisher who covers a day a week does not keep the others from it."""
    for day in (5, 6, 7):
        root_game.post(day, B, 100, CID, sender=publisher)
        next_block_at(root_game.pending().readyAt)
        root_game.activate(sender=stranger)
    assert now() > reward_pool.endOf(8) + 28 * DAY
    assert root_game.opensAt(28) == reward_pool.endOf(8) + 28 * DAY
    root_game.open(28, A, 1, FIRST, CID, sender=alice)


def test_open__before_a_day_has_been_over_for_24_hours__reverts(
    root_game, reward_pool, stage, as_game, alice
):
    reward_pool.skipDays(28, sender=as_game)
    opens = reward_pool.endOf(41) + DAY
    time = mine_at(opens - 1)
    expected = custom(root_game.TooEarly, **{"from": opens}, now_=time)
    assert_reverts(expected, root_game.open, 41, A, 1, FIRST, CID, sender=alice)
    next_block_at(opens)
    root_game.open(41, A, 1, BIG, CID, sender=alice)


# A root of the publisher's on its way


def test_open__pending_root__is_dropped(system, root_game, publisher, alice, activated):
    next_block_at(activated + WEEK - 10)
    root_game.post(39, B, 200, CID, sender=publisher)
    next_block_at(activated + WEEK)
    receipt = root_game.open(47, A, 5, BIG, CID, sender=alice)
    dropped = log(root_game.RootDropped, day=39, root=B, reason=NO_CID)
    assert_logs(receipt, dropped, *opened_logs(system, 1, 47, alice, BIG, A, total=5))
    assert plain(root_game.pending()) == (NONE, 0, 0, 0)


def test_open__pending_root__that_is_due_comes_first(root_game, publisher, alice, activated):
    """A root that nobody vetoed is not dropped: the silence is over with it."""
    root_game.post(39, B, 200, CID, sender=publisher)
    time = mine_at(activated + WEEK + 100)
    expected = custom(root_game.TooEarly, **{"from": time + WEEK}, now_=time)
    assert_reverts(expected, root_game.open, 47, A, 5, BIG, CID, sender=alice)
    root_game.activate(sender=alice)
    assert root_game.opensAt(47) == now() + WEEK


def test_open__days_after_the_round__wait_for_silence_again(system, root_game, reward_pool, game, alice):
    id_ = game.open(alice)
    receipt = game.close(id_, alice)
    assert root_game.lastActivation() == now()
    assert root_game.opensAt(39) == now() + WEEK
    added = added_log(system, 1, 0, 28, A, 1, reward_pool.emitted(28))
    assert_logs(receipt, log(root_game.RoundDecided, round=id_, answer=0, prize=0, sealed_=0), added)


def test_publisher__after_a_round__goes_on_where_it_ended(root_game, reward_pool, game, publisher, alice):
    game.close(game.open(alice), alice)
    expected = custom(reward_pool.DayOutOfRange, day=28, coveredDay=28, last=56)
    assert_reverts(expected, root_game.post, 28, B, 1, CID, sender=publisher)
    root_game.post(29, B, 2, CID, sender=publisher)
    assert root_game.pending().day == 29


# Who could keep rounds from opening


def test_guardian__recalling_what_is_activated__does_not_break_the_silence(
    root_game, publisher, guardian, stranger, alice, activated
):
    """Each recalled root counts as never activated."""
    root_game.post(39, B, 200, CID, sender=publisher)
    next_block_at(root_game.pending().readyAt)
    root_game.activate(sender=stranger)
    assert root_game.lastActivation() == now() != activated
    root_game.recall(2, 1, CID, sender=guardian)
    assert root_game.lastActivation() == activated
    root_game.recall(2, 0, CID, sender=guardian)
    assert root_game.lastActivation() < activated - DAY
    root_game.open(41, A, 1, BIG, CID, sender=alice)


def test_guardian__vetoing_every_root__leaves_the_days_to_a_round(
    root_game, publisher, guardian, alice, activated
):
    for days in range(1, 7):
        next_block_at(activated + days * DAY)
        root_game.post(39, B, 200, CID, sender=publisher)
        root_game.veto(39, B, CID, sender=guardian)
    next_block_at(activated + WEEK)
    root_game.open(47, A, 1, BIG, CID, sender=alice)
