"""`revokeRoot`: the last root of the running epoch proves nothing any more (DST-2)."""

import pytest
from events import assert_logs, log
from merkle_trees import Tree
from scene import plain

from .emission import emitted_by
from helpers import assert_reverts, custom

NONE = bytes(32)


@pytest.fixture
def trees(reward_pool, alice, bob):
    """Three of epoch 1, each with more for both."""
    return [Tree(reward_pool, 1, {alice: 10 * n, bob: 20 * n}) for n in (1, 2, 3)]


@pytest.fixture
def added(reward_pool, as_game, trees):
    for day, tree in zip((5, 6, 9), trees, strict=True):
        reward_pool.addRoot(day, tree.root, tree.total, sender=as_game)


@pytest.mark.usefixtures("added")
def test_revoke_root__last__has_its_days_wait_again(reward_pool, as_game, trees):
    receipt = reward_pool.revokeRoot(1, 2, sender=as_game)
    values = {"epoch": 1, "index": 2, "coveredDay": 6, "total": trees[1].total}
    assert_logs(receipt, log(reward_pool.RootRevoked, **values))
    assert plain(reward_pool.state()) == (6, 1, 0, 0)
    assert plain(reward_pool.fund(1)) == (60, 0, 3)
    assert [reward_pool.root(1, i) for i in range(3)] == [trees[0].root, trees[1].root, NONE]
    assert plain(reward_pool.rootInfo(1, 2)) == (90, 9, 6, 60)


@pytest.mark.usefixtures("added")
def test_revoke_root__one_after_another__leads_back_to_the_start(reward_pool, as_game):
    for index, day, total in ((2, 6, 60), (1, 5, 30), (0, 0, 0)):
        receipt = reward_pool.revokeRoot(1, index, sender=as_game)
        values = {"epoch": 1, "index": index, "coveredDay": day, "total": total}
        assert_logs(receipt, log(reward_pool.RootRevoked, **values))
    assert plain(reward_pool.state()) == (0, 1, 0, 0)
    assert plain(reward_pool.fund(1)) == (0, 0, 3)


@pytest.mark.usefixtures("added")
def test_revoke_root__days_again__get_the_next_index(reward_pool, as_game, trees, alice):
    reward_pool.revokeRoot(1, 2, sender=as_game)
    again = Tree(reward_pool, 1, {alice: 50})
    reward_pool.addRoot(9, again.root, 50, sender=as_game)
    assert [reward_pool.root(1, i) for i in range(4)] == [trees[0].root, trees[1].root, NONE, again.root]
    assert plain(reward_pool.rootInfo(1, 3)) == (50, 9, 6, 60)
    expected = custom(reward_pool.NotLastRoot, epoch=1, index=2)
    assert_reverts(expected, reward_pool.revokeRoot, 1, 2, sender=as_game)


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize(("epoch", "index"), [(1, 0), (1, 1), (1, 3), (0, 0), (2, 0)])
def test_revoke_root__not_the_last__reverts(reward_pool, as_game, epoch, index):
    expected = custom(reward_pool.NotLastRoot, epoch=epoch, index=index)
    assert_reverts(expected, reward_pool.revokeRoot, epoch, index, sender=as_game)


@pytest.mark.usefixtures("added")
def test_revoke_root__after_skipped_days__reverts(reward_pool, as_game):
    """Something came after it."""
    reward_pool.skipDays(10, sender=as_game)
    expected = custom(reward_pool.NotLastRoot, epoch=1, index=2)
    assert_reverts(expected, reward_pool.revokeRoot, 1, 2, sender=as_game)


@pytest.mark.usefixtures("added")
def test_revoke_root__twice__reverts(reward_pool, as_game):
    reward_pool.revokeRoot(1, 2, sender=as_game)
    expected = custom(reward_pool.NotLastRoot, epoch=1, index=2)
    assert_reverts(expected, reward_pool.revokeRoot, 1, 2, sender=as_game)


def test_revoke_root__of_a_closed_epoch__never_changes(reward_pool, as_game, trees):
    """Not even when the next epoch's only root is revoked, and its days wait again."""
    reward_pool.addRoot(28, trees[0].root, 30, sender=as_game)
    reward_pool.addRoot(29, trees[1].root, 60, sender=as_game)
    expected = custom(reward_pool.NotLastRoot, epoch=1, index=0)
    assert_reverts(expected, reward_pool.revokeRoot, 1, 0, sender=as_game)
    reward_pool.revokeRoot(2, 0, sender=as_game)
    assert plain(reward_pool.state()) == (28, 2, 30, 0)
    assert_reverts(expected, reward_pool.revokeRoot, 1, 0, sender=as_game)
    assert (reward_pool.root(1, 0), plain(reward_pool.fund(1))) == (trees[0].root, (30, 0, 1))
    assert reward_pool.available(30) == emitted_by(30) - 30


@pytest.mark.usefixtures("added")
def test_revoke_root__total_below_what_was_claimed__is_what_was_claimed(
    reward_pool, as_game, trees, alice, bob
):
    reward_pool.claimMany([trees[2].claim(alice, 2), trees[2].claim(bob, 2)], sender=bob)
    receipt = reward_pool.revokeRoot(1, 2, sender=as_game)
    assert_logs(receipt, log(reward_pool.RootRevoked, epoch=1, index=2, coveredDay=6, total=90))
    assert plain(reward_pool.fund(1)) == (90, 90, 3)


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize("total", [0, 29, 30, 31])
def test_add_root__total_below_what_was_claimed__is_what_was_claimed(
    reward_pool, as_game, trees, alice, total
):
    reward_pool.claim(trees[2].claim(alice, 2), sender=alice)
    reward_pool.addRoot(10, trees[0].root, total, sender=as_game)
    assert plain(reward_pool.fund(1)) == (max(total, 30), 30, 4)
    assert reward_pool.rootInfo(1, 3).total == total
