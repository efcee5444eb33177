"""What somebody might try with roots and rounds, and what it costs."""

import pytest
from clock import next_block_at
from events import assert_logs
from merkle_trees import Tree
from scene import CID, plain

from ecomchain.amounts import ECOM

from .game import FIRST, NONE, A, B, Stage, returned_logs
from helpers import assert_reverts, custom


@pytest.fixture
def activate(root_game, publisher, stranger):
    """Post a root, and activate it as soon as it is due."""

    def activate_(day, root, total):
        root_game.post(day, root, total, CID, sender=publisher)
        next_block_at(root_game.pending().readyAt)
        root_game.activate(sender=stranger)

    return activate_


def test_wrong_root__activated_claimed_and_recalled__harms_its_epoch_alone(
    root_game, reward_pool, token, stage, activate, guardian, alice, bob, stranger
):
    """A root that gives the stranger all of days 1 to 10; the guardian wakes up too late."""
    stolen = reward_pool.emitted(10)
    wrong = Tree(reward_pool, 1, {stranger: stolen})
    activate(10, wrong.root, stolen)
    reward_pool.claim(wrong.claim(stranger), sender=stranger)
    root_game.recall(1, 0, CID, sender=guardian)
    expected = custom(reward_pool.UnknownRoot, epoch=1, index=0)
    assert_reverts(expected, reward_pool.claim, wrong.claim(stranger))

    # The rest of the epoch has what it emits after day 10; claims of it are paid.
    rest = reward_pool.emitted(28) - stolen
    right = Tree(reward_pool, 1, {alice: rest - 1, bob: 1})
    activate(28, right.root, reward_pool.emitted(28))
    reward_pool.claimMany([right.claim(alice, 1), right.claim(bob, 1)], sender=bob)

    # Epoch 2 is whole.
    part = reward_pool.emitted(40) - reward_pool.emitted(28)
    assert reward_pool.available(40) == part
    whole = Tree(reward_pool, 2, {bob: part})
    activate(40, whole.root, part)
    before = token.balanceOf(bob)
    reward_pool.claim(whole.claim(bob), sender=bob)
    assert token.balanceOf(bob) == before + part
    assert token.balanceOf(reward_pool) == 2_500_000_000 * ECOM - reward_pool.emitted(40)


def test_round__after_a_recalled_root__covers_its_days(
    root_game, reward_pool, stage, activate, guardian, game, alice
):
    """The week of silence is long over; the round's root has the next index, and is final."""
    activate(10, A, 5)
    root_game.recall(1, 0, CID, sender=guardian)
    id_ = game.open(alice, root=B, total=7)
    game.close(id_, alice)
    assert (reward_pool.root(1, 0), reward_pool.root(1, 1)) == (NONE, B)
    assert plain(reward_pool.fund(1)) == (7, 0, 2)
    for index in (0, 1):
        expected = custom(root_game.FinalRoot, epoch=1, index=index)
        assert_reverts(expected, root_game.recall, 1, index, CID, sender=guardian)


def test_round__opened_with_the_recalled_root_itself__can_be_contested(
    root_game, reward_pool, stage, activate, guardian, game, alice, bob
):
    """Whoever brings a wrong root back puts a bond on it."""
    activate(10, A, 5)
    root_game.recall(1, 0, CID, sender=guardian)
    id_ = game.open(alice, root=A, total=5)
    game.answer(id_, bob, B)
    game.close(id_, bob)
    assert reward_pool.root(1, 1) == B


def test_whale__leading_with_more_than_others_have__is_contested_for_the_cap(
    root_game, token, game, alice, bob, carol
):
    """Then two of ten shops take half of it from her."""
    bond = token.balanceOf(alice)
    id_ = game.open(alice, bond=bond)
    assert 2 * bond > token.balanceOf(bob)
    game.call(id_, bob, B)
    game.vote(id_, 1, 1)
    game.close(id_, carol)
    root_game.returnBond(id_, 1, bob, sender=bob)
    assert root_game.bonds() == 0
    assert token.balanceOf(bob) - token.balanceOf(alice) > bond


@pytest.mark.parametrize("awake", [False, True])
def test_attacker__who_forces_a_vote__pays_the_fee_and_more_if_the_shops_are_awake(
    system, root_game, reward_pool, token, game, alice, awake
):
    """Known: without a quorum only the fee is lost. Two of ten shops make it costly."""
    before = token.balanceOf(alice)
    fee = root_game.voteBond() // 100
    id_ = game.open(alice)
    game.call(id_, alice, B)
    if awake:
        game.vote(id_, 0, 0)
    game.close(id_, alice)
    assert root_game.round(id_).stage == (Stage.DECIDED if awake else Stage.ANNULLED)
    root_game.returnBond(id_, 0, alice, sender=alice)
    if awake:
        lost = root_game.voteBond()
        assert token.balanceOf(alice) == before - fee - (lost - lost // 2)
    else:
        root_game.returnBond(id_, 1, alice, sender=alice)
        assert token.balanceOf(alice) == before - fee
        assert reward_pool.available(39) == reward_pool.emitted(39)


def test_poll__of_a_stranger__decides_no_round(root_game, polls, stage, game, alice, bob, stranger):
    """Nor do votes in it count for a round."""
    polls.open(2, sender=stranger)
    id_ = game.open(alice)
    game.call(id_, bob, B)
    assert root_game.round(id_).poll == 2
    for shop in stage.shops:
        polls.vote(1, shop, 1, sender=stage.voter)
    game.close(id_, alice)
    assert root_game.round(id_).stage == Stage.ANNULLED


def test_backer__of_two_answers__has_each_back_once(system, root_game, token, game, alice):
    """Of an annulled round, in any order, by anyone."""
    id_ = game.open(alice)
    game.call(id_, alice, B)
    game.close(id_, alice)
    for number, bond in ((1, root_game.voteBond()), (0, FIRST)):
        receipt = root_game.returnBond(id_, number, alice, sender=alice)
        assert_logs(receipt, *returned_logs(system, id_, number, alice, bond))
    for number in (0, 1, 2):
        expected = custom(root_game.NothingToReturn, round=id_, answer=number, backer=alice)
        assert_reverts(expected, root_game.returnBond, id_, number, alice, sender=alice)


def test_opener__with_the_publishers_own_root__costs_nobody_anything(
    root_game, reward_pool, publisher, game, stage, alice
):
    """A round in place of a pending root: the days are covered by the same root, a day later."""
    root_game.post(28, A, 5, CID, sender=publisher)
    id_ = game.open(alice, root=A, total=5)
    game.close(id_, alice)
    assert (reward_pool.root(1, 0), reward_pool.state().coveredDay) == (A, 28)
    root_game.post(29, B, 9, CID, sender=publisher)
    assert root_game.pending().day == 29
