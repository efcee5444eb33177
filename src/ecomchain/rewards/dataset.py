"""A published day on disk: all that it was computed from, what came out, and the manifest that leads to both.

::

    days/<day>/manifest.json        canonical JSON; its CID goes on the chain with the root
               sales.csv ratings.csv shops.csv actions.bin reads.bin publications.bin points.bin
               exclusions.json rejected.json scores.csv allocations.csv
               tree/                the Merkle tree's arrays; not in the manifest, for the root is

A day is written into a directory of its own, which takes its name when it is whole. Formats are described in
docs/rewards.md.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ecomchain import merkle
from ecomchain.merkle.tree import Tree
from ecomchain.rewards import actions, content, exclusions
from ecomchain.rewards.actions.batch import Batch, Bytes
from ecomchain.rewards.compute import Amounts
from ecomchain.rewards.errors import DatasetError, InputError
from ecomchain.rewards.exclusions import Exclusions
from ecomchain.rewards.points import Points

MANIFEST = "manifest.json"
FORM = 1
FILES = (
    "sales.csv", "ratings.csv", "shops.csv", "actions.bin", "reads.bin", "publications.bin", "points.bin",
    "exclusions.json", "rejected.json", "scores.csv", "allocations.csv",
)  # fmt: skip

Write = Callable[[Path], None]
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Dataset:
    """A day that was written."""

    path: Path
    manifest: Mapping[str, Any]
    cid: str
    """Of the manifest."""

    @property
    def day(self) -> int:
        """The reward day."""
        return int(self.manifest["day"])

    @property
    def epoch(self) -> int:
        """Its epoch."""
        return int(self.manifest["epoch"])

    @property
    def root(self) -> str:
        """The Merkle root; the hash of nothing where nobody has anything."""
        return str(self.manifest["root"])

    def amount(self, name: str) -> int:
        """An amount in the manifest, in 1e-18 Ecom."""
        return int(self.manifest[name])

    def check(self) -> None:
        """Raises DatasetError where a file is not what the manifest says."""
        for name, record in self.manifest["files"].items():
            path = self.path / name
            if not path.is_file():
                raise DatasetError(f"{path} is missing: get it by its CID {record['cid']}")
            if path.stat().st_size != record["size"] or content.digest_of(path).hex() != record["sha256"]:
                raise DatasetError(
                    f"{path} is not the file of the manifest: get it by its CID {record['cid']}"
                )

    def actions(self) -> Batch:
        """The accepted actions of the day."""
        batch, cut = _parse(self.path / "actions.bin", lambda path: actions.unpack(path.read_bytes()))
        if cut or batch.day != self.day:
            raise DatasetError(
                f"{self.path / 'actions.bin'} is cut short, or of day {batch.day}: get it again"
            )
        return batch

    def publications(self) -> Bytes:
        """Contents that the day published first, with their authors: rows of 52 bytes."""
        return _parse(self.path / "publications.bin", _rows)

    def reads(self) -> Bytes:
        """Readers and contents of the reads that counted: rows of 52 bytes."""
        return _parse(self.path / "reads.bin", _rows)

    def points(self) -> Points:
        """What accounts earned in points on the day."""
        return _parse(self.path / "points.bin", lambda path: Points.unpack(path.read_bytes()))

    def left_out(self) -> dict[str, int]:
        """How many actions did not count, by reason."""
        path = self.path / "rejected.json"
        found = _parse(path, lambda path: json.loads(path.read_bytes()))
        return {**found["rejected"], **found["ignored"]}

    def exclusions(self) -> Exclusions:
        """Who was left out."""
        return _parse(
            self.path / "exclusions.json", lambda path: exclusions.parse(json.loads(path.read_bytes()))
        )

    def cumulative(self) -> Amounts:
        """What accounts have in the epoch so far."""
        accounts, _, cumulative = _parse(self.path / "allocations.csv", _allocations)
        return Amounts(accounts, cumulative)

    def given(self) -> Amounts:
        """What the day gave them; the same accounts."""
        accounts, given, _ = _parse(self.path / "allocations.csv", _allocations)
        return Amounts(accounts, given)

    def tree(self) -> Tree:
        """The Merkle tree.

        Raises MerkleError where it is not there or damaged, DatasetError where it is another.
        """
        tree = merkle.load(self.path / "tree")
        if "0x" + tree.root.hex() != self.root:
            raise DatasetError(
                f"{self.path / 'tree'} is not the tree of the manifest: compute the day --again"
            )
        return tree


def load(path: Path) -> Dataset:
    """The day in a directory. Raises DatasetError where it has no manifest of this form."""
    try:
        data = (path / MANIFEST).read_bytes()
        manifest = json.loads(data)
        if not isinstance(manifest, dict) or manifest.get("version") != FORM:
            raise ValueError(f"it is not of form {FORM}")
    except FileNotFoundError:
        raise DatasetError(f"{path} holds no published day: compute it, or name another directory") from None
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path / MANIFEST} is no manifest: {error}") from None
    return Dataset(path, manifest, content.cid_of(data))


def write(path: Path, head: Mapping[str, Any], files: Mapping[str, Write], tree: Tree | None) -> Dataset:
    """Write a day in place of the one there, if any; ``head`` is the manifest without its files."""
    if set(files) != set(FILES):
        raise ValueError(f"a day has the files {FILES}")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    records = {}
    for name, fill in files.items():
        fill(part / name)
        digest = content.digest_of(part / name)
        records[name] = {
            "size": (part / name).stat().st_size,
            "sha256": digest.hex(),
            "cid": content.cid_text(digest),
        }
    if tree is not None:
        merkle.save(tree, part / "tree")
    manifest = {**head, "version": FORM, "files": records}
    with (part / MANIFEST).open("wb") as file:
        file.write(content.canonical(manifest))
        file.flush()
        os.fsync(file.fileno())
    old = path.with_name(f"{path.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if path.exists():
        path.rename(old)
    part.rename(path)
    shutil.rmtree(old, ignore_errors=True)
    return load(path)


def lines(head: str, rows: Iterable[str]) -> Write:
    """Writes a CSV file."""

    def fill(path: Path) -> None:
        with path.open("w", encoding="ascii", newline="\n") as file:
            file.write(head + "\n")
            for chunk in _chunks(rows):
                file.write(chunk)

    return fill


def data(value: bytes) -> Write:
    """Writes bytes."""
    return lambda path: _write_bytes(path, value)


def hexes(accounts: Bytes) -> list[str]:
    """Addresses as text, in lower case."""
    if not len(accounts):
        return []
    return np.ascontiguousarray(accounts).tobytes().hex(",", accounts.shape[1]).split(",")


def _write_bytes(path: Path, value: bytes) -> None:
    path.write_bytes(value)


def _chunks(rows: Iterable[str], size: int = 8_192) -> Iterator[str]:
    pending: list[str] = []
    for row in rows:
        pending.append(row)
        if len(pending) == size:
            yield "\n".join(pending) + "\n"
            pending.clear()
    if pending:
        yield "\n".join(pending) + "\n"


def _allocations(path: Path) -> tuple[Bytes, list[int], list[int]]:
    head, *rows = path.read_text(encoding="ascii").splitlines()
    if head != "account,amount,cumulative":
        raise ValueError(f"its first line is {head!r}")
    parts = [row.split(",") for row in rows]
    accounts = np.frombuffer(bytes.fromhex("".join(account[2:] for account, _, _ in parts)), np.uint8)
    return accounts.reshape(-1, 20), [int(part[1]) for part in parts], [int(part[2]) for part in parts]


def _rows(path: Path) -> Bytes:
    return np.fromfile(path, np.uint8).reshape(-1, 52)


def _parse(path: Path, read: Callable[[Path], _Read]) -> _Read:
    try:
        return read(path)
    except (OSError, ValueError, InputError) as error:
        why = error.message if isinstance(error, InputError) else error
        raise DatasetError(f"{path} cannot be read ({why}): get it by its CID in the manifest") from None
