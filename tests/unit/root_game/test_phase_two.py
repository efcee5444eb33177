"""The root game from reward day 1096 on, and the way there: nobody is asked (DST-3)."""

import ape
import pytest
from ape import accounts, chain
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from events import assert_logs, log
from merkle_trees import Tree
from scene import CID, NO_CID, plain

from ecomchain.amounts import ECOM

from .game import FIRST, A, B, C, Stage, added_log, decided_logs, lead_logs
from helpers import assert_reverts, custom

WEEK = 7 * DAY
LAST = [*range(28, 1_093, 28), 1_095]
"""The last days of epochs 1 to 40."""

LEFT = 5_000 * ECOM + 7
"""Of what phase one emits, not declared by its last root."""


@ape.fixture(chain_isolation=False, scope="module")
def _late(system, stage):
    """Reward day 1095 has just ended; days up to 1092 are covered, and declared in full."""
    before, pool = chain.snapshot(), system.reward_pool
    chain.set_balance(system.root_game.address, 10**20)
    after_reward_day(pool, 1_095)
    for day in LAST[:-1]:
        pool.addRoot(day, A, pool.available(day), sender=accounts[system.root_game.address])
    yield
    chain.restore(before)


pytestmark = pytest.mark.usefixtures("_late")


@pytest.fixture
def covered(reward_pool, as_game, alice):
    """Phase one is covered, but for LEFT; reward day 1099 has been over for 24 hours."""
    reward_pool.addRoot(1_095, A, reward_pool.available(1_095) - LEFT, sender=as_game)
    after_reward_day(reward_pool, 1_099, DAY)


# The end of the publisher's time


def test_post__last_days_of_phase_one__for_7_days(root_game, reward_pool, publisher, stranger):
    """A publisher who lags behind cannot hold up phase two."""
    end = reward_pool.endOf(1_095) + WEEK
    next_block_at(end - 1)
    root_game.post(1_094, A, 1, CID, sender=publisher)
    time = mine_at(end)
    expected = custom(root_game.TooLate, until=end, now_=time)
    assert_reverts(expected, root_game.post, 1_095, A, 1, CID, sender=publisher)
    next_block_at(root_game.pending().readyAt)
    root_game.activate(sender=stranger)
    assert reward_pool.state().coveredDay == 1_094


@pytest.mark.parametrize("day", [1_096, 1_097, 2**32 - 1])
def test_post__day_of_phase_two__reverts(root_game, publisher, day):
    expected = custom(root_game.NotPhaseOne, day=day, lastDay=1_095)
    assert_reverts(expected, root_game.post, day, A, 1, CID, sender=publisher)


def test_opens_at__days_of_phase_one__is_at_most_7_days_after_the_last(
    root_game, reward_pool, publisher, stranger
):
    """However often the publisher has activated a root until then."""
    next_block_at(reward_pool.endOf(1_095) + 5 * DAY)
    root_game.post(1_093, A, 1, CID, sender=publisher)
    next_block_at(root_game.pending().readyAt)
    root_game.activate(sender=stranger)
    assert root_game.opensAt(1_095) == reward_pool.endOf(1_095) + WEEK < now() + WEEK


def test_open__what_the_publisher_left__is_for_a_round(root_game, reward_pool, game, alice):
    """Its root cannot pass over into phase two."""
    after_reward_day(reward_pool, 1_103)
    assert root_game.opensAt(1_095) == reward_pool.endOf(1_093) + WEEK
    expected = custom(reward_pool.DayOutOfRange, day=1_102, coveredDay=1_092, last=1_095)
    assert_reverts(expected, root_game.open, 1_102, A, 1, 10**25, CID, sender=alice)
    bond = root_game.minBond(1_095)
    assert bond == (reward_pool.emitted(1_095) - reward_pool.emitted(1_092)) // 10 > 2 * 10**6 * ECOM
    id_ = game.open(alice, day=1_095, bond=bond)
    game.close(id_, alice)
    assert plain(reward_pool.state())[:2] == (1_095, 40)


def test_open__round_of_phase_one_that_runs_into_phase_two__ends_as_any(
    root_game, reward_pool, game, alice, bob
):
    """Opened for the last days; the next round begins 24 hours after it at the earliest."""
    next_block_at(root_game.opensAt(1_095))
    id_ = game.open(alice, day=1_095, bond=root_game.minBond(1_095))
    after_reward_day(reward_pool, 1_110)
    root_game.close(id_, sender=bob)
    assert root_game.opensAt(1_110) == now() + DAY
    next_block_at(now() + DAY)
    game.open(bob, day=1_110, bond=3_000_000 * ECOM)  # what was not declared carries on
    assert root_game.running() == 2


def test_open__day_1096_before_day_1095_is_covered__reverts_and_drops_nothing(
    root_game, reward_pool, publisher, alice
):
    after_reward_day(reward_pool, 1_096, DAY + 5)
    root_game.post(1_095, B, 1, CID, sender=publisher)
    mine_at(now() + 10)
    expected = custom(reward_pool.DayOutOfRange, day=1_096, coveredDay=1_092, last=1_095)
    assert_reverts(expected, root_game.open, 1_096, A, 1, FIRST, CID, sender=alice)
    assert root_game.pending().root == B


# The guardian's last word


@pytest.mark.parametrize("seconds", [-1, 0])
def test_open__phase_two__24_hours_after_the_last_root_of_phase_one(
    root_game, reward_pool, publisher, guardian, alice, seconds
):
    """So long the guardian can recall it, and no longer once a round runs."""
    root_game.post(1_095, B, 1, CID, sender=publisher)
    after_reward_day(reward_pool, 1_097, 12_345)
    root_game.activate(sender=alice)
    opens = root_game.lastActivation() + DAY
    assert root_game.opensAt(1_096) == opens == now() + DAY
    time = mine_at(opens + seconds) if seconds else next_block_at(opens)
    if seconds:
        expected = custom(root_game.TooEarly, **{"from": opens}, now_=time)
        assert_reverts(expected, root_game.open, 1_097, A, 1, FIRST, CID, sender=alice)
        root_game.recall(40, 0, CID, sender=guardian)
        assert reward_pool.state().coveredDay == 1_092
        return
    root_game.open(1_097, A, 1, 10**25, CID, sender=alice)
    expected = custom(root_game.RoundRunning, round=1)
    assert_reverts(expected, root_game.recall, 40, 0, CID, sender=guardian)


# Rounds


@pytest.mark.usefixtures("covered")
@pytest.mark.parametrize("seconds", [-1, 0])
def test_open__phase_two__24_hours_after_the_day_and_emits_it(root_game, reward_pool, alice, system, seconds):
    opens = reward_pool.endOf(1_100) + DAY
    assert root_game.opensAt(1_100) == opens
    if seconds:
        time = mine_at(opens + seconds)
        expected = custom(root_game.TooEarly, **{"from": opens}, now_=time)
        assert_reverts(expected, root_game.open, 1_100, A, 1, FIRST, CID, sender=alice)
        return
    next_block_at(opens)
    receipt = root_game.open(1_100, A, 1, FIRST, CID, sender=alice)
    emitted = [
        log(reward_pool.DayEmitted, day=day, amount=0, counted=0, pool=0) for day in range(1_096, 1_101)
    ]
    assert_logs(
        receipt,
        log(reward_pool.ReferenceFixed, meanCounted=ECOM),
        *emitted,
        log(root_game.RoundOpened, round=1, day=1_100, opener=alice),
        *lead_logs(system, 1, 0, alice, FIRST, A),
    )


@pytest.mark.usefixtures("covered")
@pytest.mark.parametrize("day", [1_096, 1_098])
def test_open__phase_two__about_fewer_days_than_there_are__reverts(root_game, alice, day):
    expected = custom(root_game.NotLastDay, day=day, later=day + 1)
    assert_reverts(expected, root_game.open, day, A, 1, FIRST, CID, sender=alice)


@pytest.mark.usefixtures("covered")
def test_rounds__phase_two__follow_one_another_without_silence(
    system, root_game, reward_pool, game, alice, bob, token
):
    """The next one is open as soon as its day is; claims are paid."""
    tree = Tree(reward_pool, 41, {bob: LEFT - 5, alice: 5})
    id_ = game.open(alice, day=1_099, root=tree.root, total=LEFT, bond=1_000 * ECOM)
    receipt = game.close(id_, bob)
    added = added_log(system, 41, 0, 1_099, tree.root, LEFT, LEFT)
    closed = log(reward_pool.EpochClosed, epoch=40, total=reward_pool.fund(40).total)
    decided, *rest = decided_logs(system, id_, 0, added)
    assert_logs(receipt, decided, closed, *rest)
    reward_pool.emitDays(1_100, sender=alice)
    assert root_game.minBond(1_100) == 1_000 * ECOM
    second = game.open(bob, day=1_100, root=C, total=LEFT, bond=1_000 * ECOM)
    assert root_game.running() == second
    before = token.balanceOf(bob)
    reward_pool.claim(tree.claim(bob), sender=alice)
    assert token.balanceOf(bob) == before + LEFT - 5


@pytest.mark.usefixtures("covered")
def test_open__phase_two_more_than_there_is__reverts(root_game, reward_pool, alice):
    expected = custom(reward_pool.TotalTooHigh, total=LEFT + 1, available=LEFT)
    assert_reverts(expected, root_game.open, 1_099, A, LEFT + 1, FIRST, CID, sender=alice)


@pytest.mark.usefixtures("covered")
def test_annulled__phase_two__emission_carries_on(root_game, reward_pool, game, alice, bob):
    id_ = game.open(alice, day=1_099)
    game.call(id_, bob, B)
    game.close(id_, alice)
    assert root_game.round(id_).stage == Stage.ANNULLED
    assert root_game.running() == 0
    reward_pool.emitDays(1_107, sender=bob)
    assert reward_pool.available(1_107) == LEFT
    game.open(alice, day=1_107, total=LEFT)


@pytest.mark.usefixtures("covered")
def test_roles__phase_two__have_no_say(root_game, game, alice, publisher, guardian, operator, foundation):
    """Nobody stops a round, and nobody takes back what it has decided."""
    id_ = game.open(alice, day=1_099)
    expected = custom(root_game.NothingPending)
    assert_reverts(expected, root_game.veto, 1_099, A, CID, sender=guardian)
    running = custom(root_game.RoundRunning, round=id_)
    assert_reverts(running, root_game.recall, 41, 0, CID, sender=guardian)
    game.close(id_, alice)
    for epoch in (40, 41):
        final = custom(root_game.FinalRoot, epoch=epoch, index=0)
        assert_reverts(final, root_game.recall, epoch, 0, CID, sender=guardian)
    phase_one = custom(root_game.NotPhaseOne, day=1_100, lastDay=1_095)
    assert_reverts(phase_one, root_game.post, 1_100, A, 1, CID, sender=publisher)
    for caller in (operator, foundation, publisher, guardian):
        expected = custom(root_game.OnlyByReferendum, caller=caller, referendum=root_game.referendum())
        assert_reverts(expected, root_game.setScoring, A, NO_CID, sender=caller)
