"""Merkle claims (DST-1, DST-4): trees of any size, and proofs that are wrong in any way."""

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.effort import budget
from engine.merkle import Tree
from engine.pair import Pair
from engine.scenes import empty
from engine.system import PRESALE, PUBLISHER, TEAM, account
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.amounts import ECOM
from ecomchain.model.context import DAY
from ecomchain.model.structs import Cid
from ecomchain.model.structs_rewards import Claim

ACCOUNTS = st.integers(0x10_000, 2**160 - 1).map(account)
AMOUNTS = st.integers(1, 10**6 * ECOM) | st.integers(1, 3)
TREES = st.dictionaries(ACCOUNTS, AMOUNTS, min_size=1, max_size=64)
EPOCH = 1
"""Of the pool's first days."""

SALT = 5


@given(TREES, st.randoms(use_true_random=False))
@budget(150)
def test_claim__any_tree_in_any_order__pays_every_leaf_once(amounts: dict[str, int], random: object) -> None:
    """To the unit: nothing is left; a second claim of the same pays nothing."""
    pair, tree = _granted(amounts)
    claims = [_claim(tree, person) for person in amounts]
    random.shuffle(claims)  # type: ignore[attr-defined]
    half = len(claims) // 2
    for claim in claims[:half]:
        assert pair.do("grants", "claim", PUBLISHER, claim).value == claim.amount
    paid = pair.do("grants", "claimMany", PUBLISHER, claims).value
    assert paid == sum(claim.amount for claim in claims[half:])
    for person, amount in amounts.items():
        assert pair.same("token", "balanceOf", person) == amount
        assert pair.same("grants", "claimed", tree.epoch, person) == amount
    assert pair.same("grants", "fund", tree.epoch) == (tree.total, tree.total, 1)
    assert pair.view("token", "balanceOf", pair.system.grants.address) == 0


@given(TREES, st.data())
@budget(150)
def test_claim__any_forged_proof__is_refused(amounts: dict[str, int], data: st.DataObject) -> None:
    """Nodes added, dropped, changed; another account, amount, epoch or index; the path of a node."""
    pair, tree = _granted(amounts)
    person, stranger = data.draw(st.sampled_from(sorted(amounts))), data.draw(ACCOUNTS)
    right, node = _claim(tree, person), data.draw(st.binary(min_size=32, max_size=32))
    place = data.draw(st.integers(0, len(right.proof)))
    proof = right.proof
    other = {} if stranger in amounts else {stranger: right.amount}
    forged = [
        *(right._replace(account=who) for who in other),
        right._replace(amount=right.amount + data.draw(st.integers(1, 10**9))),
        right._replace(amount=right.amount - data.draw(st.integers(1, right.amount))),
        right._replace(epoch=tree.epoch ^ data.draw(st.sampled_from([1, 2**32, 2**63]))),
        right._replace(root_index=data.draw(st.integers(1, 2**32 - 1))),
        right._replace(proof=(*proof[:place], node, *proof[place:])),
        *(right._replace(proof=(*proof[:i], *proof[i + 1 :])) for i in range(len(proof))),
        *(right._replace(proof=(*proof[:i], node, *proof[i + 1 :])) for i in range(len(proof))),
        *(right._replace(proof=tree.path(i)) for i in range(min(len(amounts) - 1, 8))),
    ]
    for claim in forged:
        assert pair.do("grants", "claim", PUBLISHER, claim).error in ("InvalidProof", "UnknownRoot"), claim
    assert pair.do("grants", "claimMany", PUBLISHER, [right, forged[0]]).error in (
        "InvalidProof",
        "UnknownRoot",
    )
    assert pair.same("grants", "fund", tree.epoch)[1] == 0
    assert pair.do("grants", "claim", PUBLISHER, right).value == right.amount


@given(st.dictionaries(ACCOUNTS, AMOUNTS, min_size=1, max_size=9), st.data())
@budget(100)
def test_claim__tree_of_another_chain_or_contract__is_refused(
    amounts: dict[str, int], data: st.DataObject
) -> None:
    """Its root stands, its leaves are for somebody else: also those of another creator's grant."""
    pair = _empty()
    grant = _grant_of(PRESALE)
    chain_id, contract = pair.world.grants.chain_id, pair.system.grants.address
    chain_id += data.draw(st.sampled_from([0, 1, -1, 2**64]))
    contract = data.draw(st.sampled_from([contract, pair.system.reward_pool.address]))
    epoch = data.draw(st.sampled_from([grant, grant, grant ^ 1, _grant_of(PUBLISHER)]))
    tree = Tree.of(chain_id, epoch, contract, amounts)
    right = (chain_id, contract, epoch) == (pair.world.grants.chain_id, pair.system.grants.address, grant)
    pair.do("grants", "create", PRESALE, tree.root, tree.total, SALT, Cid())
    for person in amounts:
        error = pair.do("grants", "claim", PUBLISHER, _claim(tree, person)._replace(epoch=grant)).error
        assert error == (None if right else "InvalidProof")


@given(st.lists(st.tuples(st.sampled_from([PRESALE, TEAM]), st.integers(0, 2)), min_size=1, max_size=8))
@budget(60)
def test_create__any_creators_and_salts__takes_each_pair_once(grants: list[tuple[str, int]]) -> None:
    """Nobody takes the id of another's grant, or replaces a grant."""
    pair = _empty()
    pair.do("token", "approve", TEAM, pair.system.grants.address, 2**256 - 1)
    made: dict[tuple[str, int], int] = {}
    for number, (creator, salt) in enumerate(grants, start=1):
        error = pair.do("grants", "create", creator, b"\1" * 32, number, salt, Cid()).error
        assert error == ("GrantExists" if (creator, salt) in made else None)
        made.setdefault((creator, salt), number)
    funds = {key: pair.same("grants", "fund", pair.same("grants", "grantId", *key)) for key in made}
    assert funds == {key: (total, 0, 1) for key, total in made.items()}


@given(
    shares=st.lists(st.lists(st.integers(0, 10**4 * ECOM), min_size=5, max_size=5), min_size=1, max_size=4),
    data=st.data(),
)
@budget(100)
def test_claim__any_of_the_epochs_roots__pays_the_highest_amount_in_all(
    shares: list[list[int]], data: st.DataObject
) -> None:
    """Amounts grow from root to root; claimed through whichever, each unit is paid once (DST-1)."""
    pair = _empty()
    people = [account(0x20_000 + i) for i in range(5)]
    sums, trees = [1] * 5, []
    pair.warp(pair.view("reward_pool", "endOf", 8) - pair.chain.now)
    for number, share in enumerate(shares, start=1):
        sums = [before + more for before, more in zip(sums, share, strict=True)]
        chain_id, pool = pair.world.reward_pool.chain_id, pair.system.reward_pool.address
        trees.append(Tree.of(chain_id, EPOCH, pool, dict(zip(people, sums, strict=True))))
        posted = pair.do("root_game", "post", PUBLISHER, number, trees[-1].root, trees[-1].total, Cid())
        fits = trees[-1].total <= pair.view("reward_pool", "available", number)
        assert posted.error == (None if fits else "TotalTooHigh")
        if posted.error:
            trees.pop()
            break
        pair.warp(DAY)
        pair.do("root_game", "activate", PUBLISHER)
    highest = dict.fromkeys(people, 0)
    for _ in range(12 if trees else 0):
        index, person = data.draw(st.integers(0, len(trees) - 1)), data.draw(st.sampled_from(people))
        claim = Claim(EPOCH, index, person, trees[index].amounts[person], trees[index].proof(person))
        paid = pair.do("reward_pool", "claim", PUBLISHER, claim).value
        assert paid == max(claim.amount - highest[person], 0)
        highest[person] = max(claim.amount, highest[person])
        assert pair.same("token", "balanceOf", person) == highest[person]


def _empty() -> Pair:
    pair = empty()
    pair.rewind()
    pair.do("token", "approve", PRESALE, pair.system.grants.address, 2**256 - 1)
    return pair


def _granted(amounts: dict[str, int]) -> tuple[Pair, Tree]:
    """A grant of these amounts."""
    pair = _empty()
    tree = Tree.of(pair.world.grants.chain_id, _grant_of(PRESALE), pair.system.grants.address, amounts)
    assert pair.do("grants", "create", PRESALE, tree.root, tree.total, SALT, Cid()).error is None
    return pair, tree


def _grant_of(creator: str) -> int:
    return int(empty().same("grants", "grantId", creator, SALT))


def _claim(tree: Tree, person: str) -> Claim:
    return Claim(tree.epoch, 0, person, tree.amounts[person], tree.proof(person))
