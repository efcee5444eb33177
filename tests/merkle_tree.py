"""OpenZeppelin's standard Merkle tree, in plain Python: what claims are made with in the tests.

Leaves are hashed twice and sorted by hash, pairs are hashed in order; so a node of two hashes can never pass
for a leaf. Independent of the package's own trees.
"""

from collections.abc import Mapping
from typing import Any

from ape import chain
from eth_abi import encode
from eth_utils import keccak

from helpers import _plain

LEAF = ["uint256", "address", "address", "uint256"]


def leaf_of(contract: Any, epoch: int, account: Any, amount: int, *, chain_id: int | None = None) -> bytes:
    """The leaf of an account; of this chain unless another is named."""
    where = ((chain.chain_id if chain_id is None else chain_id) << 64) + epoch
    return keccak(keccak(encode(LEAF, [where, _plain(contract), _plain(account), amount])))


def pair(a: bytes, b: bytes) -> bytes:
    """The node above two others, whatever their order."""
    return keccak(min(a, b) + max(a, b))


class Tree:
    """The tree of one root: what each account has been given in the epoch so far."""

    def __init__(
        self, contract: Any, epoch: int, amounts: Mapping[Any, int], *, chain_id: int | None = None
    ) -> None:
        self.epoch = epoch
        self.amounts = {_plain(account): amount for account, amount in amounts.items()}
        self.leaves = {
            account: leaf_of(contract, epoch, account, amount, chain_id=chain_id)
            for account, amount in self.amounts.items()
        }
        n = len(self.leaves)
        self.nodes = [b""] * (n - 1) + sorted(self.leaves.values(), reverse=True)
        for i in reversed(range(n - 1)):
            self.nodes[i] = pair(self.nodes[2 * i + 1], self.nodes[2 * i + 2])

    @property
    def root(self) -> bytes:
        return self.nodes[0]

    @property
    def total(self) -> int:
        return sum(self.amounts.values())

    def proof(self, account: Any) -> list[bytes]:
        """From the leaf's sibling up."""
        i, proof = self.nodes.index(self.leaves[_plain(account)]), []
        while i:
            proof.append(self.nodes[i + 1 if i % 2 else i - 1])
            i = (i - 1) // 2
        return proof

    def claim(self, account: Any, index: int = 0) -> tuple[int, int, str, int, list[bytes]]:
        """The struct ``Claim`` of an account against the epoch's root ``index``."""
        account = _plain(account)
        return self.epoch, index, account, self.amounts[account], self.proof(account)
