"""The root game from reward day 1096 on, and the way there: nobody is asked (DST-3)."""

import ape
import pytest
from ape import accounts, chain
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from events import assert_logs, log
from merkle_tree import Tree
from scene import CID, NO_CID, plain

from ecomchain.amounts import ECOM

from .game import FIRST, A, B, C, Stage, added_log, decided_logs, lead_logs
from helpers import assert_reverts, custom

WEEK = 7 * DAY
LAST = [*range(28, 1_093, 28), 1_095]
"""The last days of epochs 1 to 40."""


@ape.fixture(chain_isolation=False, scope="module")
def _late(system, stage):
    """Reward day 1095 has just ended; days up to 1092 are covered, without a root."""
    before = chain.snapshot()
    chain.set_balance(system.root_game.address, 10**20)
    after_reward_day(system.reward_pool, 1_095)
    for day in LAST[:-1]:
        system.reward_pool.skipDays(day, sender=accounts[system.root_game.address])
    yield
    chain.restore(before)


pytestmark = pytest.mark.usefixtures("_late")


@pytest.fixture
def covered(reward_pool, as_game, alice):
    """Phase one is covered; reward day 1099 has been over for 24 hours and is emitted."""
    reward_pool.skipDays(1_095, sender=as_game)
    after_reward_day(reward_pool, 1_099, DAY)
    reward_pool.emitDays(1_099, sender=alice)


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
    assert root_game.opensAt(1_094) == reward_pool.endOf(1_095) + WEEK < now() + WEEK


def test_open__what_the_publisher_left__is_for_a_round(root_game, reward_pool, game, alice):
    """With the little that was not covered; its root cannot name days of phase two."""
    opens = reward_pool.endOf(1_095) + WEEK
    next_block_at(reward_pool.endOf(1_092) + 3 * DAY + WEEK)
    assert root_game.opensAt(1_095) == reward_pool.endOf(1_093) + WEEK < opens
    after_reward_day(reward_pool, 1_103)
    expected = custom(reward_pool.DayOutOfRange, day=1_096, coveredDay=1_092, last=1_095)
    assert_reverts(expected, root_game.open, 1_096, A, 1, 10**25, CID, sender=alice)
    bond = root_game.minBond(1_095)
    assert bond == (reward_pool.emitted(1_095) - reward_pool.emitted(1_092)) // 10 > 2 * 10**6 * ECOM
    id_ = game.open(alice, day=1_095, bond=bond)
    game.close(id_, alice)
    assert plain(reward_pool.state())[:2] == (1_095, 40)


def test_open__straddling_the_end__pending_root_of_phase_one_is_dropped_only_after_silence(
    root_game, reward_pool, publisher, alice
):
    """A round about day 1096 cannot pass over days that wait before it."""
    after_reward_day(reward_pool, 1_096, DAY + 5)
    reward_pool.emitDays(1_096, sender=alice)
    root_game.post(1_095, B, 1, CID, sender=publisher)
    mine_at(root_game.opensAt(1_096) + 10)
    expected = custom(reward_pool.DayOutOfRange, day=1_096, coveredDay=1_092, last=1_095)
    assert_reverts(expected, root_game.open, 1_096, A, 1, FIRST, CID, sender=alice)
    assert root_game.pending().root == B


def test_open__phase_two_while_the_last_root_is_due__activates_it_first(
    system, root_game, reward_pool, publisher, alice
):
    root_game.post(1_095, B, 1, CID, sender=publisher)
    after_reward_day(reward_pool, 1_096, DAY)
    reward_pool.emitDays(1_096, sender=alice)
    receipt = root_game.open(1_096, A, 1, FIRST, CID, sender=alice)
    assert plain(reward_pool.state())[:2] == (1_095, 40)
    available = reward_pool.emitted(1_095)
    expected = [
        log(root_game.RootActivated, day=1_095, root=B),
        added_log(system, 40, 0, 1_095, B, 1, available),
        log(root_game.RoundOpened, round=1, day=1_096, opener=alice),
    ]
    assert_logs(receipt, *expected, *lead_logs(system, 1, 0, alice, FIRST, A))


@pytest.mark.usefixtures("covered")
@pytest.mark.parametrize("seconds", [-1, 0])
def test_open__phase_two__24_hours_after_the_day(root_game, reward_pool, alice, seconds):
    opens = reward_pool.endOf(1_100) + DAY
    assert root_game.opensAt(1_100) == opens
    time = mine_at(opens + seconds) if seconds else next_block_at(opens - 2)
    if seconds:
        expected = custom(root_game.TooEarly, **{"from": opens}, now_=time)
        assert_reverts(expected, root_game.open, 1_100, A, 1, FIRST, CID, sender=alice)
        return
    reward_pool.emitDays(1_100, sender=alice)
    next_block_at(opens)
    root_game.open(1_100, A, 1, FIRST, CID, sender=alice)


@pytest.mark.usefixtures("covered")
def test_open__phase_two__day_not_emitted__reverts(root_game, reward_pool, alice):
    after_reward_day(reward_pool, 1_100, DAY)
    expected = custom(reward_pool.DayNotEmitted, day=1_100, emittedDay=1_099)
    assert_reverts(expected, root_game.open, 1_100, A, 1, FIRST, CID, sender=alice)


@pytest.mark.usefixtures("covered")
def test_rounds__phase_two__follow_one_another_without_silence(
    system, root_game, reward_pool, game, alice, bob, token
):
    """Several days in one; the next one is open at once; claims are paid."""
    whole = reward_pool.available(1_097)
    assert root_game.minBond(1_097) == 1_000 * ECOM
    tree = Tree(reward_pool, 41, {bob: whole - 5, alice: 5})
    id_ = game.open(alice, day=1_097, root=tree.root, total=whole, bond=1_000 * ECOM)
    receipt = game.close(id_, bob)
    assert_logs(
        receipt,
        *decided_logs(system, id_, 0, added_log(system, 41, 0, 1_097, tree.root, whole, whole)),
    )
    second = game.open(bob, day=1_099, root=C, total=whole, bond=1_000 * ECOM)
    assert root_game.running() == second
    before = token.balanceOf(bob)
    reward_pool.claim(tree.claim(bob), sender=alice)
    assert token.balanceOf(bob) == before + whole - 5


@pytest.mark.usefixtures("covered")
def test_annulled__phase_two__emission_carries_on(root_game, reward_pool, game, alice, bob):
    id_ = game.open(alice, day=1_097)
    game.answer(id_, bob, B, bond=root_game.voteBond())
    game.close(id_, alice)
    assert root_game.round(id_).stage == Stage.ANNULLED
    assert reward_pool.available(1_099) == reward_pool.emitted(1_099)
    assert root_game.running() == 0
    game.open(alice, day=1_099)


@pytest.mark.usefixtures("covered")
def test_roles__phase_two__have_no_say(root_game, game, alice, publisher, guardian, operator, foundation):
    """Nobody stops a round, and nobody takes back what it has decided."""
    id_ = game.open(alice, day=1_097)
    expected = custom(root_game.NothingPending)
    assert_reverts(expected, root_game.veto, 1_097, A, CID, sender=guardian)
    running = custom(root_game.RoundRunning, round=id_)
    assert_reverts(running, root_game.recall, 41, 0, CID, sender=guardian)
    game.close(id_, alice)
    final = custom(root_game.FinalRoot, epoch=41, index=0)
    assert_reverts(final, root_game.recall, 41, 0, CID, sender=guardian)
    phase_one = custom(root_game.NotPhaseOne, day=1_098, lastDay=1_095)
    assert_reverts(phase_one, root_game.post, 1_098, A, 1, CID, sender=publisher)
    for caller in (operator, foundation, publisher, guardian):
        expected = custom(root_game.OnlyByReferendum, caller=caller, referendum=root_game.referendum())
        assert_reverts(expected, root_game.setScoring, A, NO_CID, sender=caller)


def test_guardian__last_root_of_phase_one__can_be_recalled_until_something_comes_after_it(
    system, root_game, reward_pool, publisher, guardian, game, alice
):
    root_game.post(1_095, B, 1, CID, sender=publisher)
    after_reward_day(reward_pool, 1_096, DAY)
    reward_pool.emitDays(1_096, sender=alice)
    root_game.activate(sender=alice)
    before = chain.snapshot()
    root_game.recall(40, 0, CID, sender=guardian)
    assert reward_pool.state().coveredDay == 1_092
    chain.restore(before)
    id_ = game.open(alice, day=1_096)
    expected = custom(root_game.RoundRunning, round=id_)
    assert_reverts(expected, root_game.recall, 40, 0, CID, sender=guardian)
    game.close(id_, alice)
    expected = custom(root_game.FinalRoot, epoch=40, index=0)
    assert_reverts(expected, root_game.recall, 40, 0, CID, sender=guardian)
