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

from ecomchain.merkle.csvfile import read as read_csv
from ecomchain.merkle.entries import Entries
from ecomchain.merkle.errors import EntriesError, MerkleError
from ecomchain.merkle.leaf import ENCODING, MAX_AMOUNT, distribution, verify
from ecomchain.merkle.published import MAX_DUMP, claim, dump, write_claims
from ecomchain.merkle.storage import load, save
from ecomchain.merkle.tree import Claim, Tree, build

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
