"""Two other builders of the same trees: a plain one of our own, and OpenZeppelin's JavaScript.

Leaves are hashed twice and sorted by hash, pairs are hashed in order; so a node of two hashes can never pass
for a leaf. `Tree` is what claims are made with in the tests of contracts.
"""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ape import chain
from eth_abi import encode
from eth_utils import keccak

from ecomchain.merkle import Entries

from helpers import _plain

LEAF = ["uint256", "address", "address", "uint256"]
"""Chain and epoch, contract, account, amount."""

CHAIN_ID, EPOCH, CONTRACT = 31337, 40, "0x5FbDB2315678afecb367f032d93F642f64180aa3"
KEY = 31337 * 2**64 + 40
"""The first value of every leaf, as it is written down."""

WHERE: dict[str, Any] = {"chain_id": CHAIN_ID, "epoch": EPOCH, "contract": CONTRACT}

_SCRIPT = Path(__file__).parent / "unit/merkle/openzeppelin.js"

Pairs = list[tuple[str, int]]


def pairs(count: int, seed: int = 0) -> Pairs:
    """Different accounts without any order, with amounts of all sizes."""
    digests = [keccak(text=f"merkle {seed} {i}") for i in range(count)]
    return [("0x" + d[:20].hex(), int.from_bytes(d[20:], "big") >> d[0] % 96) for d in digests]


def entries(count: int, seed: int = 0) -> Entries:
    return Entries.of(pairs(count, seed))


def values(of: Pairs) -> list[list[str]]:
    """The values of the leaves, as JavaScript takes them."""
    return [[str(KEY), CONTRACT, account, str(amount)] for account, amount in of]


def plain_leaf(account: str, amount: int, key: int = KEY, contract: str = CONTRACT) -> bytes:
    return bytes(keccak(keccak(encode(LEAF, [key, contract, account, amount]))))


def pair(a: bytes, b: bytes) -> bytes:
    """The node above two others, whatever their order."""
    return bytes(keccak(min(a, b) + max(a, b)))


def plain_tree(leaves: list[bytes]) -> list[bytes]:
    """The nodes, from the root."""
    nodes = [b""] * (len(leaves) - 1) + sorted(leaves, reverse=True)
    for i in reversed(range(len(leaves) - 1)):
        nodes[i] = pair(*nodes[2 * i + 1 : 2 * i + 3])
    return nodes


def plain_proof(nodes: list[bytes], leaf: bytes) -> list[bytes]:
    """From the leaf's sibling up."""
    node, proof = nodes.index(leaf, len(nodes) // 2), []
    while node:
        proof.append(nodes[node + 1 if node % 2 else node - 1])
        node = (node - 1) // 2
    return proof


def leaf_of(contract: Any, epoch: int, account: Any, amount: int, *, chain_id: int | None = None) -> bytes:
    """The leaf of an account; of this chain unless another is named."""
    key = ((chain.chain_id if chain_id is None else chain_id) << 64) + epoch
    return plain_leaf(_plain(account), amount, key, _plain(contract))


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
        self.nodes = plain_tree(list(self.leaves.values()))

    @property
    def root(self) -> bytes:
        return self.nodes[0]

    @property
    def total(self) -> int:
        return sum(self.amounts.values())

    def proof(self, account: Any) -> list[bytes]:
        """From the leaf's sibling up."""
        return plain_proof(self.nodes, self.leaves[_plain(account)])

    def claim(self, account: Any, index: int = 0) -> tuple[int, int, str, int, list[bytes]]:
        """The struct ``Claim`` of an account against the epoch's root ``index``."""
        account = _plain(account)
        return self.epoch, index, account, self.amounts[account], self.proof(account)


def openzeppelin(task: str, argument: Any) -> list[Any]:
    """What tests/unit/merkle/openzeppelin.js answers: the tasks are described there."""
    result = subprocess.run(
        ["node", str(_SCRIPT), task], input=json.dumps(argument), capture_output=True, text=True, check=True
    )
    answer: list[Any] = json.loads(result.stdout)
    return answer
