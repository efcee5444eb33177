"""OpenZeppelin's standard tree, written out here: leaves sorted by hash, a heap, pairs sorted by hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from eth_abi import encode
from eth_utils import keccak

LEAF = ("uint256", "address", "address", "uint256")


@dataclass(frozen=True)
class Tree:
    """The cumulative amounts of accounts in an epoch of a contract; ``entries`` are sorted pairs."""

    chain_id: int
    epoch: int
    contract: str
    entries: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, chain_id: int, epoch: int, contract: str, amounts: Mapping[str, int]) -> "Tree":
        """The tree over these amounts, at least one."""
        return cls(chain_id, epoch, contract, tuple(sorted(amounts.items())))

    @property
    def amounts(self) -> dict[str, int]:
        """By account."""
        return dict(self.entries)

    @property
    def total(self) -> int:
        """The sum of all amounts."""
        return sum(self.amounts.values())

    @property
    def root(self) -> bytes:
        """What the tree is known by."""
        return self.nodes[0]

    @cached_property
    def nodes(self) -> list[bytes]:
        """The heap: node i is above nodes 2i + 1 and 2i + 2; leaves come last, the lowest at the end."""
        leaves = sorted(self._hashes.values())
        nodes = [b""] * (len(leaves) - 1) + leaves[::-1]
        for i in range(len(leaves) - 2, -1, -1):
            nodes[i] = keccak(b"".join(sorted(nodes[2 * i + 1 : 2 * i + 3])))
        return nodes

    def proof(self, account: str) -> tuple[bytes, ...]:
        """From the sibling of the account's leaf up."""
        return self.path(self.nodes.index(self._hashes[account]))

    def path(self, node: int) -> tuple[bytes, ...]:
        """From a node's sibling up."""
        proof = []
        while node > 0:
            proof.append(self.nodes[node + 1 if node % 2 else node - 1])
            node = (node - 1) // 2
        return tuple(proof)

    @cached_property
    def _hashes(self) -> dict[str, bytes]:
        where = self.chain_id << 64 | self.epoch
        return {
            account: keccak(keccak(encode(LEAF, (where, self.contract, account, amount))))
            for account, amount in self.entries
        }
