"""Allowlists: from a CSV file of ``address,cap`` to the root of a round and a file of proofs.

The caps are in the token's smallest unit, as all of `ecomchain.merkle` has amounts. The file of proofs is
what buyers need, and what a round's ``content`` names by its CID:

    {"format": "ecom-sale-list-1", "chainId": .., "contract": "0x..", "round": .., "root": "0x..",
     "total": "..", "count": .., "buyers": {"0x..": {"cap": "..", "proof": ["0x..", ..]}, ..}}
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eth_utils import to_checksum_address

from ecomchain.sale.errors import SaleError

if TYPE_CHECKING:
    from ecomchain.merkle import Tree

FORMAT = "ecom-sale-list-1"


@dataclass(frozen=True)
class Place:
    """What an account may buy in a round, and what proves it."""

    cap: int
    """1e-18 Ecom."""
    proof: list[bytes]
    """From the leaf's sibling up."""


@dataclass(frozen=True)
class Allowlist:
    """A file of proofs."""

    path: Path
    chain_id: int
    contract: str
    round: int
    root: bytes
    buyers: dict[str, Any]

    def place(self, account: str) -> Place:
        """Of an account. Raises SaleError where it is not on the list, or its proof is not one."""
        from ecomchain import merkle

        found = self.buyers.get(account.lower())
        if found is None:
            raise SaleError(
                f"{account} is not on the list of round {self.round} ({self.path}): only those on it can buy"
            )
        try:
            place = Place(int(found["cap"]), [bytes.fromhex(node[2:]) for node in found["proof"]])
        except (KeyError, TypeError, ValueError):
            raise SaleError(f"{self.path}: the entry of {account} is broken: get the file anew") from None
        where = {"chain_id": self.chain_id, "epoch": self.round, "contract": self.contract}
        if not merkle.verify(self.root, account, place.cap, place.proof, **where):  # type: ignore[arg-type]
            raise SaleError(
                f"{self.path}: the proof of {account} does not lead to the root: get the file anew"
            )
        return place


def build(csv_file: Path, *, chain_id: int, contract: str, number: int) -> "Tree":
    """The tree of a list for the round with this number. Raises MerkleError with the lines that are wrong."""
    from ecomchain import merkle

    return merkle.build(merkle.read_csv(csv_file, "cap"), chain_id=chain_id, epoch=number, contract=contract)


def write(tree: "Tree", path: Path) -> str:
    """Write the file of proofs; it is whole or not there. Returns its CID.

    Raises SaleError where it cannot be written.
    """
    from ecomchain.rewards import content

    head = {
        "format": FORMAT,
        "chainId": tree.chain_id,
        "contract": to_checksum_address(tree.contract),
        "round": tree.epoch,
        "root": "0x" + tree.root.hex(),
        "total": str(tree.total),
        "count": tree.count,
    }
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="ascii") as file:
            file.write(json.dumps(head, indent=1)[:-2] + ',\n "buyers": {')
            for rank in range(tree.count):
                cap, proof = tree.claim_at(rank)
                entry = {"cap": str(cap), "proof": ["0x" + node.hex() for node in proof]}
                account = "0x" + tree.account_at(rank).hex()
                file.write(f'{"," if rank else ""}\n  "{account}": {json.dumps(entry)}')
            file.write("\n }\n}\n")
        part.replace(path)
    except OSError as error:
        raise SaleError(f"{path} cannot be written: {error.strerror}") from None
    return content.cid_text(content.digest_of(path))


def load(path: Path) -> Allowlist:
    """A file of proofs. Raises SaleError for anything else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise ValueError(f"its format is {found['format']!r}")
        return Allowlist(
            path=path,
            chain_id=int(found["chainId"]),
            contract=to_checksum_address(found["contract"]),
            round=int(found["round"]),
            root=bytes.fromhex(found["root"][2:]),
            buyers={str(account).lower(): entry for account, entry in found["buyers"].items()},
        )
    except OSError as error:
        raise SaleError(f"{path} cannot be read: {error.strerror}: name the list of the round") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SaleError(
            f"{path} is not a list that `ape run sale allowlist` wrote ({error}): get the right file"
        ) from None
