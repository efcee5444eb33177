"""A grant's files: what creating it takes, and what its users need to claim.

::

    DIRECTORY/grant.json     root, total, count, grant, creator, salt, contract, chain; digests of the rest
              tree.json      the saved tree (ecomchain.merkle.load), with its arrays beside it
              dump.json      for StandardMerkleTree.load of @openzeppelin/merkle-tree
              claims/        a file with amount and proof for each account

Nothing of it has names or mail addresses.
"""

import hashlib
import json
import os
from pathlib import Path

from eth_utils import keccak
from pydantic import BaseModel, ConfigDict, ValidationError

from ecomchain import merkle
from ecomchain.grants.errors import GrantError
from ecomchain.merkle import Entries, MerkleError, Tree, leaf

FORMAT = "ecomchain-grant-1"
_FILE = "grant.json"
_MAX_SALT = 2**256 - 1


class Grant(BaseModel):
    """``grant.json``. The total is text, in 1e-18 Ecom."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str = FORMAT
    chain_id: int
    contract: str
    creator: str
    salt: str
    grant: str
    root: str
    total: str
    count: int
    dump_sha256: str | None
    """Of dump.json; None where there are too many accounts for JavaScript to load one."""

    @property
    def number(self) -> int:
        """The grant's id."""
        return int(self.grant)

    def canonical(self) -> bytes:
        """The file's bytes, of which the chain is told the CID."""
        return json.dumps(self.model_dump(), sort_keys=True, indent=1).encode() + b"\n"

    @property
    def content(self) -> tuple[bytes, int]:
        """The CID of ``grant.json``: sha2-256, raw."""
        return hashlib.sha256(self.canonical()).digest(), 1


def grant_id(creator: str, salt: int) -> int:
    """`IGrants.grantId`: the lowest 64 bits of ``keccak256(abi.encode(creator, salt))``."""
    return int.from_bytes(
        keccak(leaf.address(creator).rjust(32, b"\0") + salt.to_bytes(32, "big"))[-8:], "big"
    )


def salt_of(entries: Entries) -> int:
    """A salt that follows from the entries, in any order: building twice gives the same grant."""
    pairs = sorted(zip(map(bytes, entries.accounts), map(bytes, entries.amounts), strict=True))
    return int.from_bytes(hashlib.sha256(b"".join(a + b for a, b in pairs)).digest()[:8], "big")


def build(
    entries: Entries, directory: Path, *, chain_id: int, contract: str, creator: str, salt: int | None = None
) -> Grant:
    """Write the files of a grant into ``directory``; what is there of the same grant is completed.

    Raises GrantError where another grant is there, MerkleError where no tree can be made or written.
    """
    number = salt_of(entries) if salt is None else salt
    if not 0 <= number <= _MAX_SALT:
        raise GrantError(f"{number} is not a salt: give a whole number from 0 to 2**256 - 1")
    name = leaf.checksummed(leaf.address(creator))
    tree = merkle.build(entries, chain_id=chain_id, epoch=grant_id(name, number), contract=contract)
    root = "0x" + tree.root.hex()
    _claim(directory, root)
    merkle.save(tree, directory)
    grant = Grant(
        chain_id=chain_id, contract=leaf.checksummed(leaf.address(contract)), creator=name, salt=str(number),
        grant=str(tree.epoch), root=root, total=str(tree.total), count=tree.count,
        dump_sha256=_dump(tree, directory / "dump.json"),
    )  # fmt: skip
    merkle.write_claims(tree, directory / "claims")
    part = directory / (_FILE + ".part")
    with part.open("wb") as file:
        file.write(grant.canonical())
        file.flush()
        os.fsync(file.fileno())
    part.replace(directory / _FILE)
    return grant


def load(directory: Path) -> tuple[Grant, Tree]:
    """The grant in a directory. Raises GrantError where there is none, or its parts do not fit together."""
    path = directory / _FILE
    try:
        grant = Grant.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise GrantError(f"there is no grant in {directory}: `ape run grants build` makes one") from None
    except (OSError, ValidationError) as error:
        raise GrantError(f"{path} is no grant ({type(error).__name__}): build it anew") from None
    try:
        tree = merkle.load(directory)
    except MerkleError as error:
        raise GrantError(f"{error.message}: build the grant anew") from None
    found = ("0x" + tree.root.hex(), str(tree.total), tree.count, str(tree.epoch), tree.chain_id)
    if found != (grant.root, grant.total, grant.count, grant.grant, grant.chain_id):
        raise GrantError(f"{path} is about another tree than the one beside it: build the grant anew")
    if grant.number != grant_id(grant.creator, int(grant.salt)):
        raise GrantError(f"{path}: grant {grant.grant} does not follow from creator and salt: build it anew")
    return grant, tree


def _claim(directory: Path, root: str) -> None:
    """Make sure that no other grant is there."""
    try:
        found = json.loads((directory / _FILE).read_bytes())["root"]
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError):
        found = "an unreadable one"
    if found != root:
        raise GrantError(f"{directory} holds another grant ({found}): name a new directory")


def _dump(tree: Tree, path: Path) -> str | None:
    try:
        merkle.dump(tree, path)
    except MerkleError:
        if tree.count < merkle.MAX_DUMP // 1_000:
            raise
        return None  # more accounts than JavaScript can load: claims and the saved tree are there
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
