"""What a wrong root can do, and what it cannot (DST-2)."""

from merkle_trees import Tree
from scene import plain

from .emission import emitted_by
from helpers import assert_reverts, custom


def test_wrong_root__claimed_and_revoked__harms_its_epoch_alone(
    reward_pool, token, as_game, alice, bob, carol, stranger
):
    """The thief takes all of epoch 1's first ten days. What is emitted after them is whole."""
    thief, stolen = stranger, emitted_by(10)
    wrong = Tree(reward_pool, 1, {thief: stolen})
    reward_pool.addRoot(10, wrong.root, stolen, sender=as_game)
    reward_pool.claim(wrong.claim(thief), sender=thief)
    reward_pool.revokeRoot(1, 0, sender=as_game)
    assert plain(reward_pool.fund(1)) == (stolen, stolen, 1)
    assert plain(reward_pool.state()) == (0, 1, 0, 0)

    # The days again, by the right root: nothing is left for them until the epoch has emitted more.
    right = Tree(reward_pool, 1, {alice: stolen // 2, bob: stolen - stolen // 2})
    reward_pool.addRoot(10, right.root, right.total, sender=as_game)
    expected = custom(reward_pool.EpochExhausted, epoch=1, amount=stolen // 2, left=0)
    assert_reverts(expected, reward_pool.claim, right.claim(alice, 1))

    # The end of the epoch can make them whole, out of what the epoch emits later.
    rest = emitted_by(28) - stolen
    whole = Tree(reward_pool, 1, {alice: rest // 2, bob: rest - rest // 2})
    reward_pool.addRoot(28, whole.root, emitted_by(28), sender=as_game)
    reward_pool.claimMany([whole.claim(alice, 2), whole.claim(bob, 2)], sender=bob)
    assert plain(reward_pool.fund(1)) == (emitted_by(28), emitted_by(28), 3)

    # The next epoch has exactly what it emits.
    part = emitted_by(30) - emitted_by(28)
    assert reward_pool.available(30) == part
    following = Tree(reward_pool, 2, {carol: part})
    reward_pool.addRoot(30, following.root, part, sender=as_game)
    before = token.balanceOf(carol)
    reward_pool.claim(following.claim(carol), sender=carol)
    assert token.balanceOf(carol) == before + part


def test_wrong_root__never_revoked__leaves_the_next_epoch_whole(reward_pool, as_game, stranger):
    wrong = Tree(reward_pool, 1, {stranger: emitted_by(28)})
    reward_pool.addRoot(28, wrong.root, emitted_by(28), sender=as_game)
    reward_pool.claim(wrong.claim(stranger), sender=stranger)
    assert reward_pool.available(30) == emitted_by(30) - emitted_by(28)


def test_wrong_root__revoked_after_claims__never_underflows_what_is_available(reward_pool, as_game, stranger):
    """For the moment the total is above what the covered days have emitted: later roots still fit."""
    wrong = Tree(reward_pool, 1, {stranger: emitted_by(28)})
    reward_pool.addRoot(28, wrong.root, emitted_by(28), sender=as_game)
    reward_pool.claim(wrong.claim(stranger), sender=stranger)
    reward_pool.revokeRoot(1, 0, sender=as_game)
    assert [reward_pool.available(day) for day in (1, 28)] == [emitted_by(1), emitted_by(28)]
    reward_pool.addRoot(1, bytes([1]) * 32, emitted_by(1), sender=as_game)
    assert plain(reward_pool.fund(1)) == (emitted_by(28), emitted_by(28), 2)
    reward_pool.skipDays(28, sender=as_game)
    assert reward_pool.available(29) == emitted_by(29) - emitted_by(28)


def test_many_roots_of_one_account__pay_its_highest_amount_once(reward_pool, token, as_game, alice):
    """An old index, a new one, in any order: together no more than the highest."""
    trees = [Tree(reward_pool, 1, {alice: amount}) for amount in (5, 50, 20)]
    for day, tree in enumerate(trees, 1):
        reward_pool.addRoot(day, tree.root, 50, sender=as_game)
    before = token.balanceOf(alice)
    for index in (2, 0, 1, 2, 0):
        reward_pool.claim(trees[index].claim(alice, index), sender=alice)
    assert token.balanceOf(alice) == before + 50
