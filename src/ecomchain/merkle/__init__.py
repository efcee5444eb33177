"""Merkle trees of what accounts may claim: millions of leaves, the same root as OpenZeppelin's library.

    entries = merkle.Entries.of([("0x...", 5 * ECOM), ...])      # or merkle.read_csv(path)
    tree = merkle.build(entries, chain_id=1, epoch=40, contract="0x...")
    merkle.save(tree, directory)

    tree = merkle.load(directory)                                # mapped from disk
    amount, proof = tree.claim(account)
    merkle.verify(tree.root, account, amount, proof, chain_id=1, epoch=40, contract="0x...")

    merkle.dump(tree, path)                                      # for JavaScript
    merkle.write_claims(tree, directory)                         # a file for each account

Formats and figures are in docs/merkle.md. Only building compiles anything; serving proofs does not.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecomchain.merkle.csvfile import read as read_csv
    from ecomchain.merkle.entries import Entries
    from ecomchain.merkle.errors import EntriesError, MerkleError
    from ecomchain.merkle.leaf import ENCODING, MAX_AMOUNT, distribution, verify
    from ecomchain.merkle.published import MAX_DUMP, claim, dump, write_claims
    from ecomchain.merkle.storage import load, save
    from ecomchain.merkle.tree import Claim, Tree, build

_HOMES = {
    "read_csv": "csvfile.read",
    "Entries": "entries.Entries",
    "EntriesError": "errors.EntriesError",
    "MerkleError": "errors.MerkleError",
    "ENCODING": "leaf.ENCODING",
    "MAX_AMOUNT": "leaf.MAX_AMOUNT",
    "distribution": "leaf.distribution",
    "verify": "leaf.verify",
    "MAX_DUMP": "published.MAX_DUMP",
    "claim": "published.claim",
    "dump": "published.dump",
    "write_claims": "published.write_claims",
    "load": "storage.load",
    "save": "storage.save",
    "Claim": "tree.Claim",
    "Tree": "tree.Tree",
    "build": "tree.build",
}
"""Where each name is: `ape run` imports every script, and the one of rewards should not cost it numpy."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name].split(".")
    return getattr(import_module(f"{__name__}.{module}"), attribute)


__all__ = [
    "ENCODING",
    "MAX_AMOUNT",
    "MAX_DUMP",
    "Claim",
    "Entries",
    "EntriesError",
    "MerkleError",
    "Tree",
    "build",
    "claim",
    "distribution",
    "dump",
    "load",
    "read_csv",
    "save",
    "verify",
    "write_claims",
]
