"""Trees: node by node those of a plain builder and of OpenZeppelin's library; proofs, and forged ones."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from eth_utils import keccak as hashed
from hypothesis import given, settings
from hypothesis import strategies as st
from merkle_trees import (
    CHAIN_ID,
    CONTRACT,
    EPOCH,
    KEY,
    WHERE,
    entries,
    openzeppelin,
    pairs,
    plain_leaf,
    plain_proof,
    plain_tree,
    values,
)

from ecomchain import merkle
from ecomchain.merkle import keccak, leaf, vector

COUNTS = [*range(1, 71), 255, 256, 257, 1_000]

ACCOUNTS = st.binary(min_size=20, max_size=20)
AMOUNTS = st.integers(0, merkle.MAX_AMOUNT)


def nodes_of(tree: merkle.Tree) -> list[bytes]:
    return [node.tobytes() for node in tree.nodes]


@pytest.mark.parametrize("chosen", [None, vector])
def test_build__every_size__equals_the_plain_tree(
    chosen: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keccak, "vector_kernels", lambda: chosen)
    for count in COUNTS:
        tree = merkle.build(entries(count), **WHERE)
        assert nodes_of(tree) == plain_tree([plain_leaf(*pair) for pair in pairs(count)]), count


def test_build__every_size__equals_openzeppelin_with_all_proofs() -> None:
    answers = openzeppelin("build", [values(pairs(count)) for count in COUNTS])
    for count, answer in zip(COUNTS, answers, strict=True):
        tree = merkle.build(entries(count), **WHERE)
        assert ["0x" + node.hex() for node in nodes_of(tree)] == answer["dump"]["tree"], count
        for (account, amount), proof in zip(pairs(count), answer["proofs"], strict=True):
            assert tree.claim(account) == (amount, [bytes.fromhex(node[2:]) for node in proof])


def test_build__one_entry__root_is_the_leaf_and_the_proof_empty() -> None:
    ((account, amount),) = pairs(1)
    tree = merkle.build(entries(1), **WHERE)
    assert tree.root == plain_leaf(account, amount)
    assert tree.claim(account) == (amount, [])
    assert tree.verify(account, tree.claim(account))


def test_build__entries_in_another_order__same_tree() -> None:
    shuffled = merkle.Entries.of(reversed(pairs(100)))
    one, other = merkle.build(entries(100), **WHERE), merkle.build(shuffled, **WHERE)
    for name in ("nodes", "accounts", "amounts", "positions"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


def test_build__accounts_that_begin_alike__all_are_found() -> None:
    # The first eight bytes, by which accounts are sorted first, decide nothing.
    of = [(f"0x{i:040x}", i * 10**18) for i in range(1, 301)]
    tree = merkle.build(merkle.Entries.of(of), **WHERE)
    assert [tree.amount(account) for account, _ in of] == [amount for _, amount in of]
    assert tree.root == plain_tree([plain_leaf(*pair) for pair in of])[0]


def test_build__no_entries__refused() -> None:
    with pytest.raises(merkle.MerkleError, match="there are no entries"):
        merkle.build(merkle.Entries.of([]), **WHERE)


def test_build__account_twice__refused_by_name() -> None:
    of = pairs(50)
    with pytest.raises(
        merkle.MerkleError, match=f"^{leaf.checksummed(leaf.address(of[7][0]))} is there more"
    ):
        merkle.build(merkle.Entries.of([*of, (of[7][0].upper().replace("X", "x"), 1)]), **WHERE)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"chain_id": 0}, "0 is not a chain id"),
        ({"chain_id": 2**191}, "is not a chain id"),
        ({"epoch": -1}, "-1 is not an epoch"),
        ({"epoch": 2**64}, "18446744073709551616 is not an epoch"),
        ({"contract": "0x12"}, "'0x12' is not an address"),
        ({"contract": CONTRACT.replace("F", "f", 1)}, "checksum"),
        ({"contract": bytes(19)}, "it has 19 bytes, not 20"),
    ],
)
def test_build__place_out_of_range__refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(merkle.MerkleError, match=message):
        merkle.build(entries(2), **{**WHERE, **change})


@pytest.mark.parametrize("amount", [-1, 2**96, 1.5, True])
def test_entries__amount_out_of_range_or_not_whole__refused(amount: int) -> None:
    with pytest.raises(merkle.MerkleError, match=f"{amount} is not an amount"):
        merkle.Entries.of([(CONTRACT, amount)])


@pytest.mark.parametrize(
    ("accounts", "amounts", "message"),
    [
        (
            np.zeros((2, 19), np.uint8),
            np.zeros((2, 12), np.uint8),
            r"accounts is an array of uint8 \(2, 19\)",
        ),
        (np.zeros((2, 20), np.uint8), np.zeros((2, 2), np.uint64), "amounts is an array of uint64"),
        (np.zeros((2, 20), np.uint8), np.zeros((3, 12), np.uint8), "2 accounts and 3 amounts"),
    ],
)
def test_entries__arrays_of_another_form__refused(accounts: Any, amounts: Any, message: str) -> None:
    with pytest.raises(merkle.MerkleError, match=message):
        merkle.Entries(accounts, amounts)


def test_total__amounts_of_all_sizes__exact() -> None:
    of = [*pairs(500), (CONTRACT, merkle.MAX_AMOUNT)]
    tree = merkle.build(merkle.Entries.of(of), **WHERE)
    assert (tree.total, tree.count) == (sum(amount for _, amount in of), 501)


def test_claim__account_that_is_not_there__refused_and_amount_0() -> None:
    tree = merkle.build(entries(20), **WHERE)
    assert tree.amount(CONTRACT) == 0
    with pytest.raises(merkle.MerkleError, match=f"{CONTRACT} is not in this tree"):
        tree.claim(CONTRACT)


def test_check__every_array_damaged__named() -> None:
    tree = merkle.build(entries(20), **WHERE)
    tree.check()
    for name, told in (("nodes", "nodes"), ("amounts", "nodes"), ("positions", "positions")):
        arrays = {key: np.array(getattr(tree, key)) for key in ("nodes", "accounts", "amounts", "positions")}
        arrays[name][-1] ^= 1
        with pytest.raises(merkle.MerkleError, match=f"the {told} of the tree"):
            merkle.Tree(CHAIN_ID, EPOCH, CONTRACT, **arrays).check()


@settings(deadline=None)
@given(
    st.dictionaries(ACCOUNTS, AMOUNTS, min_size=1, max_size=40),
    st.integers(1, 2**64),
    st.integers(0, 2**64 - 1),
)
def test_build__any_entries__equal_the_plain_tree_and_all_proofs_hold(
    of: dict[bytes, int], chain_id: int, epoch: int
) -> None:
    where = {"chain_id": chain_id, "epoch": epoch, "contract": CONTRACT}
    tree = merkle.build(merkle.Entries.of(of.items()), **where)
    leaves = [
        plain_leaf("0x" + account.hex(), amount, chain_id * 2**64 + epoch) for account, amount in of.items()
    ]
    nodes = plain_tree(leaves)
    assert nodes_of(tree) == nodes
    for (account, amount), node in zip(of.items(), leaves, strict=True):
        assert tree.claim(account) == (amount, plain_proof(nodes, node))
        assert merkle.verify(tree.root, account, amount, tree.claim(account).proof, **where)


# Forged proofs


@pytest.fixture(scope="module")
def tree_of_70() -> merkle.Tree:
    return merkle.build(entries(70), **WHERE)


def test_verify__another_amount_account_epoch_chain_or_contract__refused(tree_of_70: merkle.Tree) -> None:
    (one, amount), (other, _) = pairs(70)[:2]
    proof = tree_of_70.claim(one).proof
    root = tree_of_70.root
    assert merkle.verify(root, one, amount, proof, **WHERE)
    assert not merkle.verify(root, one, amount + 1, proof, **WHERE)
    assert not merkle.verify(root, other, amount, proof, **WHERE)
    assert not merkle.verify(root, one, amount, proof, **{**WHERE, "epoch": EPOCH + 1})
    assert not merkle.verify(root, one, amount, proof, **{**WHERE, "chain_id": CHAIN_ID + 1})
    assert not merkle.verify(root, one, amount, proof, **{**WHERE, "contract": other})
    assert not merkle.verify(root[::-1], one, amount, proof, **WHERE)
    assert not merkle.verify(root, one, -1, proof, **WHERE)
    assert not merkle.verify(root, one, 2**96, proof, **WHERE)


def test_verify__nodes_added_dropped_swapped_or_changed__refused(tree_of_70: merkle.Tree) -> None:
    account, _ = pairs(70)[3]
    amount, proof = tree_of_70.claim(account)
    forged = [
        proof[1:],
        proof[:-1],
        [],
        [*proof, bytes(32)],
        [*proof, proof[-1]],
        [tree_of_70.root, *proof],
        [proof[1], proof[0], *proof[2:]],
        [*proof[:2], bytes(32), *proof[3:]],
        [proof[0][:31], *proof[1:]],
        [proof[0] + b"\0", *proof[1:]],
        [b"".join(proof[:2]), *proof[2:]],
    ]
    assert merkle.verify(tree_of_70.root, account, amount, proof, **WHERE)
    for proof in forged:
        assert not merkle.verify(tree_of_70.root, account, amount, proof, **WHERE)


def test_verify__two_nodes_passed_off_as_a_leaf__hash_is_another(tree_of_70: merkle.Tree) -> None:
    # Where a leaf were hashed once, the 64 bytes below an inner node would prove as one.
    nodes = nodes_of(tree_of_70)
    preimage = b"".join(sorted(nodes[3:5]))
    assert hashed(preimage) == nodes[1]
    assert hashed(hashed(preimage)) not in nodes
    # A leaf has 128 bytes: none of its encodings is the 64 bytes of a pair, whatever its values.
    first = leaf.head(CHAIN_ID, EPOCH, CONTRACT)
    account, amount = preimage[12:32], int.from_bytes(preimage[52:], "big")
    assert len(first) == 64
    assert not merkle.verify(tree_of_70.root, account, amount, [nodes[2]], **WHERE)


@settings(deadline=None)
@given(st.integers(0, 69), st.integers(0, 6), st.integers(0, 255))
def test_verify__one_bit_of_a_sibling_flipped__refused(number: int, level: int, bit: int) -> None:
    tree = merkle.build(entries(70), **WHERE)
    account, _ = pairs(70)[number]
    amount, proof = tree.claim(account)
    level %= len(proof)
    proof[level] = (int.from_bytes(proof[level], "big") ^ 1 << bit).to_bytes(32, "big")
    assert not merkle.verify(tree.root, account, amount, proof, **WHERE)


@pytest.mark.parametrize(
    "account", ["", "0x", CONTRACT[2:], CONTRACT + "0", CONTRACT[:-1] + "g", b"", bytes(21)]
)
def test_verify__no_address__refused(tree_of_70: merkle.Tree, account: str | bytes) -> None:
    with pytest.raises(merkle.MerkleError, match="is not an address"):
        merkle.verify(tree_of_70.root, account, 1, [], **WHERE)


def test_distribution__chain_and_epoch__are_the_first_value() -> None:
    assert merkle.distribution(CHAIN_ID, EPOCH) == KEY
    assert merkle.distribution(2**191 - 1, 2**64 - 1) == 2**255 - 1
