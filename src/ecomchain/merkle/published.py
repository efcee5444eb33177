"""What is published of a tree: the dump for JavaScript, and one small file for each account.

Addresses are in lower case, and numbers decimal text, as both are hashed alike by every library.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ecomchain.merkle import leaf
from ecomchain.merkle.errors import MerkleError
from ecomchain.merkle.tree import NODE, Tree

MAX_DUMP = 2**29 - 24
"""Characters of a dump: JSON.parse takes one string, and V8 has none that is longer (64-bit, Node.js 20)."""

_CHUNK = 8_192
_MANIFEST = "claims.json"


def dump(tree: Tree, path: Path) -> None:
    """Write the tree as ``StandardMerkleTree.load`` of @openzeppelin/merkle-tree takes it (``standard-v1``).

    The file appears when it is whole. Raises MerkleError if it would be longer than JavaScript can load.
    """
    part, size = path.with_name(path.name + ".part"), 0
    try:
        with part.open("w") as file:
            for text in _pieces(tree):
                size += len(text)
                if size > MAX_DUMP:
                    raise MerkleError(
                        f"the dump of {tree.count:,} leaves is longer than {MAX_DUMP:,} characters, "
                        "the longest text that JavaScript can load: publish the claims and the saved tree"
                    )
                file.write(text)
        part.replace(path)
    except OSError as error:
        raise MerkleError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def claim(tree: Tree, account: str | bytes) -> dict[str, Any]:
    """``{"value": [...], "proof": [...], "root": "0x..."}`` of an account; MerkleError if it has none."""
    return _claim_at(tree, tree.rank(account))


def _claim_at(tree: Tree, rank: int) -> dict[str, Any]:
    amount, proof = tree.claim_at(rank)
    return {
        "value": [*_common(tree), "0x" + tree.account_at(rank).hex(), str(amount)],
        "proof": ["0x" + sibling.hex() for sibling in proof],
        "root": "0x" + tree.root.hex(),
    }


def write_claims(tree: Tree, directory: Path) -> int:
    """Write `claim` of every account to ``DIRECTORY/<first byte>/<address>.json``; answer how many it wrote.

    Each of the 256 folders appears when it is whole, and is not written again: a run that was interrupted
    goes on where it stopped. Raises MerkleError if the directory holds the claims of another tree.
    """
    manifest = {"root": "0x" + tree.root.hex(), "count": tree.count}
    written = 0
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _claim_directory(directory, manifest)
        for first, ranks in _shards(tree):
            folder = directory / f"{first:02x}"
            if folder.exists():
                continue
            part = directory / f"{first:02x}.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            for rank in ranks:
                path = part / f"0x{tree.account_at(rank).hex()}.json"
                path.write_text(json.dumps(_claim_at(tree, rank)) + "\n")
            part.replace(folder)
            written += len(ranks)
    except OSError as error:
        raise MerkleError(f"{directory} cannot be written: {error.strerror}") from None
    return written


def _pieces(tree: Tree) -> Iterator[str]:
    """The text of the dump, in order."""
    yield (
        '{"format":"standard-v1","leafEncoding":'
        + json.dumps(leaf.ENCODING, separators=(",", ":"))
        + ',"tree":['
    )
    for start in range(0, len(tree.nodes), _CHUNK):
        digits = tree.nodes[start : start + _CHUNK].tobytes().hex(",", NODE)
        yield ("," if start else "") + '"0x' + digits.replace(",", '","0x') + '"'
    yield '],"values":['
    before = '{{"value":["{}","{}","0x'.format(*_common(tree))
    for start in range(0, tree.count, _CHUNK):
        ranks = range(start, min(start + _CHUNK, tree.count))
        yield ("," if start else "") + ",".join(
            f'{before}{tree.account_at(rank).hex()}","{tree.amount_at(rank)}"],"treeIndex":{tree.positions[rank]}}}'
            for rank in ranks
        )
    yield "]}\n"


def _common(tree: Tree) -> tuple[str, str]:
    """The first two values of every leaf."""
    return str(leaf.distribution(tree.chain_id, tree.epoch)), tree.contract.lower()


def _shards(tree: Tree) -> Iterator[tuple[int, range]]:
    """The ranks of the accounts, by the first byte of the address."""
    bounds = tree.accounts[:, 0].searchsorted(range(257))
    for first in range(256):
        if bounds[first] < bounds[first + 1]:
            yield first, range(int(bounds[first]), int(bounds[first + 1]))


def _claim_directory(directory: Path, manifest: dict[str, Any]) -> None:
    """Make sure that the directory is for this tree alone."""
    path = directory / _MANIFEST
    part = path.with_name(path.name + ".part")
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError:
        if any(entry.name != part.name for entry in directory.iterdir()):
            raise MerkleError(f"{directory} is not empty and holds no claims: name a new directory") from None
        part.write_text(json.dumps(manifest) + "\n")
        part.replace(path)
        return
    except ValueError:
        found = None
    if found != manifest:
        raise MerkleError(f"{directory} holds the claims of another tree: name a new directory")
