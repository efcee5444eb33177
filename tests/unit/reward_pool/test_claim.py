"""`claim`, `claimMany`: what a leaf proves is paid, less what was paid before (DST-1, DST-4)."""

import pytest
from ape import chain
from eth_abi import encode
from eth_utils import keccak
from events import assert_logs, log
from merkle_trees import LEAF, Tree, leaf_of, pair
from orders import transfer_log
from scene import plain

from helpers import assert_reverts, custom

FIRST = {"alice": 100, "bob": 1, "carol": 7}
LATER = {"alice": 250, "bob": 1, "carol": 3, "stranger": 40}


@pytest.fixture
def people(alice, bob, carol, stranger):
    return {"alice": alice, "bob": bob, "carol": carol, "stranger": stranger}


@pytest.fixture
def first(reward_pool, as_game, people):
    """Root 0 of epoch 1."""
    tree = Tree(reward_pool, 1, {people[name]: amount for name, amount in FIRST.items()})
    reward_pool.addRoot(5, tree.root, tree.total, sender=as_game)
    return tree


@pytest.fixture
def later(reward_pool, as_game, people, first):
    """Root 1 of epoch 1: alice has more, bob as much, carol less, and the stranger is new."""
    tree = Tree(reward_pool, 1, {people[name]: amount for name, amount in LATER.items()})
    reward_pool.addRoot(6, tree.root, tree.total, sender=as_game)
    return tree


def claimed(pool, epoch, account, paid, amount):
    event = log(pool.Claimed, epoch=epoch, account=account, paid=paid, amount=amount)
    return event, transfer_log(pool_token(pool), pool, account, paid)


def pool_token(pool):
    return chain.contracts.instance_at(pool.token())


@pytest.mark.parametrize("name", FIRST)
def test_claim__first__pays_the_amount(reward_pool, token, people, first, name):
    account, amount, before = people[name], FIRST[name], token.balanceOf(people[name])
    receipt = reward_pool.claim(first.claim(account), sender=account)
    assert_logs(receipt, *claimed(reward_pool, 1, account, amount, amount))
    assert token.balanceOf(account) == before + amount
    assert reward_pool.claimed(1, account) == amount
    assert plain(reward_pool.fund(1)) == (first.total, amount, 1)


def test_claim__by_anyone__goes_to_the_account(reward_pool, token, people, first):
    before = token.balanceOf(people["alice"]), token.balanceOf(people["stranger"])
    reward_pool.claim(first.claim(people["alice"]), sender=people["stranger"])
    after = token.balanceOf(people["alice"]), token.balanceOf(people["stranger"])
    assert after == (before[0] + 100, before[1])


def test_claim__answers__what_was_paid(reward_pool, people, first, later):
    alice = people["alice"]
    assert reward_pool.claim.call(first.claim(alice), sender=alice) == 100
    reward_pool.claim(first.claim(alice), sender=alice)
    assert reward_pool.claim.call(first.claim(alice), sender=alice) == 0
    assert reward_pool.claim.call(later.claim(alice, 1), sender=alice) == 150


def test_claim__later_root__pays_the_difference(reward_pool, people, first, later):
    alice = people["alice"]
    reward_pool.claim(first.claim(alice), sender=alice)
    receipt = reward_pool.claim(later.claim(alice, 1), sender=alice)
    assert_logs(receipt, *claimed(reward_pool, 1, alice, 150, 250))
    assert reward_pool.claimed(1, alice) == 250


def test_claim__old_index__stays_good_and_adds_nothing_twice(reward_pool, people, first, later):
    alice = people["alice"]
    receipt = reward_pool.claim(first.claim(alice), sender=alice)
    assert_logs(receipt, *claimed(reward_pool, 1, alice, 100, 100))
    reward_pool.claim(later.claim(alice, 1), sender=alice)
    assert_logs(reward_pool.claim(first.claim(alice), sender=alice))
    assert reward_pool.claimed(1, alice) == 250


@pytest.mark.parametrize("name", ["bob", "carol"])
def test_claim__repeated_or_lower__pays_nothing_and_says_nothing(reward_pool, people, first, later, name):
    account = people[name]
    reward_pool.claim(first.claim(account), sender=account)
    for claim in (first.claim(account), later.claim(account, 1)):
        assert_logs(reward_pool.claim(claim, sender=account))
    assert reward_pool.claimed(1, account) == FIRST[name]


def test_claim__another_epoch__is_paid_apart(reward_pool, as_game, people, first):
    alice = people["alice"]
    reward_pool.claim(first.claim(alice), sender=alice)
    reward_pool.skipDays(28, sender=as_game)
    second = Tree(reward_pool, 2, {alice: 30, people["bob"]: 5})
    reward_pool.addRoot(29, second.root, 35, sender=as_game)
    receipt = reward_pool.claim(second.claim(alice), sender=alice)
    assert_logs(receipt, *claimed(reward_pool, 2, alice, 30, 30))
    assert (reward_pool.claimed(1, alice), reward_pool.claimed(2, alice)) == (100, 30)


def test_claim__of_a_closed_epoch_years_later__is_paid(reward_pool, as_game, people, first):
    """Claims never expire."""
    chain.mine(timestamp=reward_pool.endOf(1_500))
    for day in (28, 56):
        reward_pool.skipDays(day, sender=as_game)
    reward_pool.addRoot(57, first.root, 0, sender=as_game)
    receipt = reward_pool.claim(first.claim(people["bob"]), sender=people["bob"])
    assert_logs(receipt, *claimed(reward_pool, 1, people["bob"], 1, 1))


@pytest.mark.parametrize(("epoch", "index"), [(1, 1), (2, 0), (0, 0)])
def test_claim__no_such_root__reverts(reward_pool, people, first, epoch, index):
    claim = (epoch, index, *first.claim(people["alice"])[2:])
    expected = custom(reward_pool.UnknownRoot, epoch=epoch, index=index)
    assert_reverts(expected, reward_pool.claim, claim)


def test_claim__revoked_root__reverts_and_the_one_before_stays_good(
    reward_pool, as_game, people, first, later
):
    alice = people["alice"]
    reward_pool.revokeRoot(1, 1, sender=as_game)
    expected = custom(reward_pool.UnknownRoot, epoch=1, index=1)
    assert_reverts(expected, reward_pool.claim, later.claim(alice, 1))
    receipt = reward_pool.claim(first.claim(alice), sender=alice)
    assert_logs(receipt, *claimed(reward_pool, 1, alice, 100, 100))


def test_claim__single_leaf__needs_no_proof(reward_pool, as_game, people):
    tree = Tree(reward_pool, 1, {people["bob"]: 9})
    reward_pool.addRoot(3, tree.root, 9, sender=as_game)
    assert tree.proof(people["bob"]) == []
    receipt = reward_pool.claim(tree.claim(people["bob"]), sender=people["bob"])
    assert_logs(receipt, *claimed(reward_pool, 1, people["bob"], 9, 9))


def test_leaf__any__is_hashed_twice_with_chain_contract_and_epoch(reward_pool, grants, people):
    alice = people["alice"]
    for contract in (reward_pool, grants):
        for epoch, amount in ((0, 0), (1, 100), (2**64 - 1, 2**96 - 1)):
            assert contract.leaf(epoch, alice, amount) == leaf_of(contract, epoch, alice, amount)


# Proofs that prove nothing


def invalid(pool, claim):
    return custom(pool.InvalidProof, epoch=claim[0], index=claim[1], account=claim[2], amount=claim[3])


def changed(claim, **values):
    names = ("epoch", "index", "account", "amount", "proof")
    return tuple(values.get(name, value) for name, value in zip(names, claim, strict=True))


def test_claim__another_account_amount_or_proof__reverts(reward_pool, people, first):
    claim = first.claim(people["alice"])
    for wrong in (
        changed(claim, account=people["stranger"].address),
        changed(claim, account=people["bob"].address),
        changed(claim, amount=101),
        changed(claim, amount=99),
        changed(claim, proof=claim[4][:-1]),
        changed(claim, proof=[*claim[4], bytes(32)]),
        changed(claim, proof=[*claim[4], first.root]),
        changed(claim, proof=[*list(reversed(claim[4])), bytes(32)]),
        changed(claim, proof=[]),
        changed(claim, proof=[*first.proof(people["bob"]), claim[4][0]]),
    ):
        assert_reverts(invalid(reward_pool, wrong), reward_pool.claim, wrong)


def test_claim__another_index_of_the_epoch__reverts(reward_pool, people, first, later):
    for claim in (first.claim(people["alice"], 1), later.claim(people["alice"], 0)):
        assert_reverts(invalid(reward_pool, claim), reward_pool.claim, claim)


def test_claim__leaf_of_another_epoch_contract_or_chain__reverts(reward_pool, grants, as_game, people):
    """The same root in another place proves nothing there."""
    amounts = {people["alice"]: 100, people["bob"]: 5}
    foreign = [
        Tree(reward_pool, 2, amounts),
        Tree(grants, 1, amounts),
        Tree(reward_pool, 1, amounts, chain_id=chain.chain_id + 1),
        Tree(reward_pool, 2**64 + 1, amounts, chain_id=chain.chain_id - 1),
    ]
    assert reward_pool.leaf(1, people["alice"], 100) not in {
        leaf for tree in foreign[:3] for leaf in tree.leaves.values()
    }
    for index, tree in enumerate(foreign[:3]):
        reward_pool.addRoot(index + 1, tree.root, 105, sender=as_game)
        claim = changed(tree.claim(people["alice"], index), epoch=1)
        assert_reverts(invalid(reward_pool, claim), reward_pool.claim, claim)


def test_claim__node_of_two_hashes_as_a_leaf__reverts(reward_pool, people, first):
    """The 64 bytes below a node, read as account and amount, with the rest of the proof above it."""
    _, _, account, _, (sibling, *above) = first.claim(people["alice"])
    leaf = first.leaves[account]
    reached = pair(leaf, sibling)
    for node in above:
        reached = pair(reached, node)
    assert reached == first.root
    for left, right in ((leaf, sibling), (sibling, leaf)):
        wrong = (1, 0, "0x" + left[12:].hex(), int.from_bytes(right[20:]), above)
        assert_reverts(invalid(reward_pool, wrong), reward_pool.claim, wrong)


def test_claim__leaf_hashed_once__reverts(reward_pool, as_game, people):
    """A tree whose leaves are hashed once is not a standard tree: nothing can be claimed by it."""
    alice = people["alice"]
    values = [(chain.chain_id << 64) + 1, reward_pool.address, alice.address, 100]
    once = keccak(encode(LEAF, values))
    reward_pool.addRoot(1, once, 100, sender=as_game)
    claim = (1, 0, alice.address, 100, [])
    assert_reverts(invalid(reward_pool, claim), reward_pool.claim, claim)


# Several at once


def test_claim_many__accounts_and_epochs_mixed__pays_all(reward_pool, token, as_game, people, first, later):
    reward_pool.skipDays(28, sender=as_game)
    second = Tree(reward_pool, 2, {people["bob"]: 6, people["carol"]: 8})
    reward_pool.addRoot(29, second.root, 14, sender=as_game)
    alice, bob, carol = people["alice"], people["bob"], people["carol"]
    claims = [
        first.claim(alice),
        second.claim(bob),
        later.claim(alice, 1),
        first.claim(alice),
        later.claim(carol, 1),
        first.claim(carol),
    ]
    assert reward_pool.claimMany.call(claims, sender=alice) == 100 + 6 + 150 + 3 + 4
    receipt = reward_pool.claimMany(claims, sender=alice)
    assert_logs(
        receipt,
        *claimed(reward_pool, 1, alice, 100, 100),
        *claimed(reward_pool, 2, bob, 6, 6),
        *claimed(reward_pool, 1, alice, 150, 250),
        *claimed(reward_pool, 1, carol, 3, 3),
        *claimed(reward_pool, 1, carol, 4, 7),
    )


def test_claim_many__none__pays_nothing(reward_pool, alice):
    assert_logs(reward_pool.claimMany([], sender=alice))


def test_claim_many__one_cannot_be_paid__reverts_all(reward_pool, people, first):
    wrong = changed(first.claim(people["bob"]), amount=2)
    claims = [first.claim(people["alice"]), wrong]
    assert_reverts(invalid(reward_pool, wrong), reward_pool.claimMany, claims)


# What a wrong root can do


def test_claim__more_than_the_epoch_has__reverts_whoever_comes_last(reward_pool, as_game, people):
    """The root's leaves add up to more than it declared."""
    tree = Tree(reward_pool, 1, {people["alice"]: 60, people["bob"]: 41})
    reward_pool.addRoot(5, tree.root, 100, sender=as_game)
    reward_pool.claim(tree.claim(people["alice"]), sender=people["alice"])
    expected = custom(reward_pool.EpochExhausted, epoch=1, amount=41, left=40)
    assert_reverts(expected, reward_pool.claim, tree.claim(people["bob"]))
    assert_reverts(expected, reward_pool.claimMany, [tree.claim(people["bob"])])


def test_claim__exactly_what_the_epoch_has__is_paid(reward_pool, as_game, people):
    tree = Tree(reward_pool, 1, {people["alice"]: 60, people["bob"]: 40})
    reward_pool.addRoot(5, tree.root, 100, sender=as_game)
    reward_pool.claimMany([tree.claim(people["alice"]), tree.claim(people["bob"])], sender=people["bob"])
    assert plain(reward_pool.fund(1)) == (100, 100, 1)
