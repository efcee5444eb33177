"""Two other builders of the same trees: a plain one of our own, and OpenZeppelin's JavaScript."""

import json
import subprocess
from pathlib import Path
from typing import Any

from eth_abi import encode
from eth_utils import keccak

from ecomchain.merkle import ENCODING, Entries

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
    return bytes(keccak(keccak(encode(ENCODING, [key, contract, account, amount]))))


def plain_tree(leaves: list[bytes]) -> list[bytes]:
    """The nodes, from the root."""
    nodes = [b""] * (len(leaves) - 1) + sorted(leaves, reverse=True)
    for i in reversed(range(len(leaves) - 1)):
        nodes[i] = keccak(b"".join(sorted(nodes[2 * i + 1 : 2 * i + 3])))
    return nodes


def plain_proof(nodes: list[bytes], leaf: bytes) -> list[bytes]:
    node, proof = nodes.index(leaf, len(nodes) // 2), []
    while node:
        proof.append(nodes[node + 1 if node % 2 else node - 1])
        node = (node - 1) // 2
    return proof


def openzeppelin(task: str, argument: Any) -> list[Any]:
    """What tests/unit/merkle/openzeppelin.js answers: the tasks are described there."""
    result = subprocess.run(
        ["node", str(_SCRIPT), task], input=json.dumps(argument), capture_output=True, text=True, check=True
    )
    answer: list[Any] = json.loads(result.stdout)
    return answer
