"""`claim` of a grant: the base that rewards are claimed by too (DST-4, DST-5)."""

import pytest
from ape import chain
from events import assert_logs, log
from merkle_trees import Tree
from orders import transfer_log
from scene import CID, plain

from helpers import assert_reverts, custom


@pytest.fixture
def granted(grants, tree, alice):
    grants.create(tree.root, tree.total, 1, CID, sender=alice)


def claimed(grants, token, number, account, paid):
    event = log(grants.Claimed, epoch=number, account=account, paid=paid, amount=paid)
    return event, transfer_log(token, grants, account, paid)


@pytest.mark.usefixtures("granted")
def test_claim__by_anyone_years_later__goes_to_the_account_once(grants, token, tree, bob, stranger):
    chain.mine(deltatime=20 * 365 * 86_400)
    receipt = grants.claim(tree.claim(bob), sender=stranger)
    assert_logs(receipt, *claimed(grants, token, tree.epoch, bob, 100))
    assert_logs(grants.claim(tree.claim(bob), sender=stranger))
    assert (grants.claimed(tree.epoch, bob), plain(grants.fund(tree.epoch))) == (100, (108, 100, 1))


@pytest.mark.usefixtures("granted")
def test_claim_many__everybody__empties_the_grant(grants, token, tree, bob, carol, stranger):
    claims = [tree.claim(account) for account in (carol, stranger, bob)]
    assert grants.claimMany.call(claims, sender=bob) == 108
    expected = [
        entry
        for account, paid in ((carol, 7), (stranger, 1), (bob, 100))
        for entry in claimed(grants, token, tree.epoch, account, paid)
    ]
    assert_logs(grants.claimMany(claims, sender=bob), *expected)
    assert token.balanceOf(grants) == 0


@pytest.mark.usefixtures("granted")
def test_claim__by_another_grant_with_the_same_root__reverts(grants, tree, alice, bob):
    """The leaves name the number."""
    grants.create(tree.root, tree.total, 2, CID, sender=alice)
    second = grants.grantId(alice, 2)
    claim = (second, *tree.claim(bob)[1:])
    expected = custom(grants.InvalidProof, epoch=second, index=0, account=bob, amount=100)
    assert_reverts(expected, grants.claim, claim)


@pytest.mark.usefixtures("granted")
def test_claim__no_such_grant__reverts(grants, tree, bob):
    for grant, index in ((0, 0), (1, 0), (tree.epoch, 1), (tree.epoch + 1, 0)):
        claim = (grant, index, *tree.claim(bob)[2:])
        expected = custom(grants.UnknownRoot, epoch=grant, index=index)
        assert_reverts(expected, grants.claim, claim)


def test_claim__total_below_the_leaves__whoever_comes_last_is_not_paid(
    grants, token, tree, alice, bob, carol
):
    """Nor out of another grant's tokens."""
    other = Tree(grants, grants.grantId(alice, 2), {bob: 1_000})
    grants.create(tree.root, 105, 1, CID, sender=alice)
    grants.create(other.root, 1_000, 2, CID, sender=alice)
    grants.claim(tree.claim(bob), sender=bob)
    expected = custom(grants.EpochExhausted, epoch=tree.epoch, amount=7, left=5)
    assert_reverts(expected, grants.claim, tree.claim(carol))
    assert token.balanceOf(grants) == 1_005


@pytest.mark.usefixtures("granted")
def test_claim__of_the_reward_pool__proves_nothing(reward_pool, tree, bob):
    expected = custom(reward_pool.UnknownRoot, epoch=tree.epoch, index=0)
    assert_reverts(expected, reward_pool.claim, tree.claim(bob))
