"""The Merkle tree of a distribution: built in memory or opened from disk, the same either way.

The tree is OpenZeppelin's StandardMerkleTree, bit for bit: 2n - 1 nodes, the root first, the children of
node i at 2i + 1 and 2i + 2, the leaf of rank r (ascending) at 2n - 2 - r. Entries are kept in the order of
accounts, so that the same entries in any order make the same files.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ecomchain.merkle import leaf
from ecomchain.merkle.entries import ACCOUNT, AMOUNT, Entries, first_duplicate, total
from ecomchain.merkle.errors import MerkleError

NODE = 32
"""Bytes of a node."""

MAX_COUNT = 2**31
"""Leaves of a tree: node numbers are kept in 32 bits."""


class Claim(NamedTuple):
    """What an account may claim, and what proves it."""

    amount: int
    """All of the epoch so far, in the token's smallest unit."""

    proof: list[bytes]
    """The siblings on the way from the leaf to the root; none in a tree of one leaf."""


@dataclass(frozen=True, eq=False)
class Tree:
    """A tree and its entries; arrays are read only, and may be mapped from files."""

    chain_id: int
    epoch: int
    contract: str
    """Which pays the claims; with a checksum."""

    nodes: npt.NDArray[np.uint8]
    """(2n - 1, 32); the root first."""

    accounts: npt.NDArray[np.uint8]
    """(n, 20), ascending."""

    amounts: npt.NDArray[np.uint8]
    """(n, 12), big endian, of these accounts."""

    positions: npt.NDArray[np.uint32]
    """(n,), the nodes that are these accounts' leaves."""

    @cached_property
    def root(self) -> bytes:
        """32 bytes."""
        return bytes(self.nodes[0])

    @property
    def count(self) -> int:
        """How many accounts are in it."""
        return len(self.accounts)

    @cached_property
    def total(self) -> int:
        """The sum of all amounts, exactly."""
        return total(self.amounts)

    def amount(self, account: str | bytes) -> int:
        """What the account may claim in all; 0 if it is not in the tree."""
        found = self._find(leaf.address(account))
        return 0 if found is None else self.amount_at(found)

    def claim(self, account: str | bytes) -> Claim:
        """What the account may claim, with the proof. Raises MerkleError if it is not in the tree."""
        return self.claim_at(self.rank(account))

    def rank(self, account: str | bytes) -> int:
        """The place of the account in ascending order, from 0. Raises MerkleError if it is not there."""
        found = self._find(leaf.address(account))
        if found is None:
            raise MerkleError(f"{_text(account)} is not in this tree: it has nothing to claim in this epoch")
        return found

    def account_at(self, rank: int) -> bytes:
        """The account of that rank."""
        return bytes(self._accounts[ACCOUNT * rank : ACCOUNT * (rank + 1)])

    def amount_at(self, rank: int) -> int:
        """What the account of that rank may claim."""
        return int.from_bytes(self._amounts[AMOUNT * rank : AMOUNT * (rank + 1)], "big")

    def claim_at(self, rank: int) -> Claim:
        """The claim of the account of that rank."""
        nodes, node, proof = self._nodes, int(self.positions[rank]), []
        while node:
            start = NODE * (node - 1 if node % 2 == 0 else node + 1)
            proof.append(bytes(nodes[start : start + NODE]))
            node = (node - 1) // 2
        return Claim(self.amount_at(rank), proof)

    def verify(self, account: str | bytes, claim: Claim) -> bool:
        """Whether the claim holds against this tree's root, computed as a contract would."""
        return leaf.verify(
            self.root, account, *claim, chain_id=self.chain_id, epoch=self.epoch, contract=self.contract
        )

    def check(self) -> None:
        """Compute the tree anew from its entries and compare. Raises MerkleError if anything differs."""
        again = build(
            Entries(np.array(self.accounts), np.array(self.amounts)),
            chain_id=self.chain_id,
            epoch=self.epoch,
            contract=self.contract,
        )
        for name in ("accounts", "nodes", "positions"):
            if not np.array_equal(getattr(self, name), getattr(again, name)):
                raise MerkleError(f"the {name} of the tree 0x{self.root.hex()} are damaged: build it anew")

    def _find(self, account: bytes) -> int | None:
        """The rank of an account, by bisection."""
        accounts, low, high = self._accounts, 0, self.count
        while low < high:
            middle = (low + high) // 2
            if bytes(accounts[ACCOUNT * middle : ACCOUNT * (middle + 1)]) < account:
                low = middle + 1
            else:
                high = middle
        return low if low < self.count and self.account_at(low) == account else None

    # Slices of these cost a tenth of a slice of an array.

    @cached_property
    def _nodes(self) -> memoryview:
        return self.nodes.data.cast("B")

    @cached_property
    def _accounts(self) -> memoryview:
        return self.accounts.data.cast("B")

    @cached_property
    def _amounts(self) -> memoryview:
        return self.amounts.data.cast("B")


def build(entries: Entries, *, chain_id: int, epoch: int, contract: str | bytes) -> Tree:
    """The tree of the entries. Raises MerkleError if there are none, or an account is there twice."""
    from ecomchain.merkle import keccak, ordering

    count = len(entries)
    if not count:
        raise MerkleError("there are no entries: a tree has at least one")
    if count > MAX_COUNT:
        raise MerkleError(f"{count} entries are too many: a tree has at most {MAX_COUNT}")
    first = leaf.head(chain_id, epoch, contract)
    order = ordering.ascending(entries.accounts)
    accounts = np.take(entries.accounts, order, axis=0)
    amounts = np.take(entries.amounts, order, axis=0)
    del order
    twice = first_duplicate(accounts)
    if twice is not None:
        raise MerkleError(f"{twice} is there more than once: add its amounts up into one entry")

    space = np.empty((2 * count, 4), np.uint64)
    nodes, leaves = space[1:], space[:count]  # leaves wait where inner nodes will be, for their order
    keccak.hash_leaves(first, accounts.view(np.uint32), amounts.view(np.uint32), leaves)
    ranks = ordering.ascending(leaves.view(np.uint8))
    np.take(leaves, ranks[::-1], axis=0, out=space[count:], mode="clip")
    positions = np.empty(count, np.uint32)
    positions[ranks] = np.arange(2 * count - 2, count - 2, -1, dtype=np.uint32)
    del ranks
    keccak.hash_nodes(nodes)
    arrays = nodes.view(np.uint8), accounts, amounts, positions
    for array in arrays:
        array.flags.writeable = False
    return Tree(chain_id, epoch, leaf.checksummed(leaf.address(contract)), *arrays)


def _text(account: str | bytes) -> str:
    return account if isinstance(account, str) else leaf.checksummed(account)
