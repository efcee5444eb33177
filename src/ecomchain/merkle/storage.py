"""A tree on disk: arrays that are mapped into memory, so that opening costs nothing and proofs are quick.

::

    DIRECTORY/tree.json             what the tree is, and where its arrays are
              tree-<root>-<random>/ nodes.npy accounts.npy amounts.npy positions.npy

Saving writes the arrays first and then replaces ``tree.json`` at once: whoever opens the directory, even
after a run that was killed, finds the old tree or the new one, whole. What a killed run left goes with the
next.
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ecomchain.merkle import leaf
from ecomchain.merkle.entries import ACCOUNT, AMOUNT
from ecomchain.merkle.errors import MerkleError
from ecomchain.merkle.tree import NODE, Tree

FORMAT = "ecomchain-merkle-1"

_INDEX = "tree.json"
_PREFIX = "tree-"
_ATTEMPTS = 5


def save(tree: Tree, directory: Path) -> None:
    """Put the tree into ``directory`` in place of the one there, if any; the folder is made.

    Raises MerkleError if another process is saving there, or the directory cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _locked(directory):
            _clear(directory, keep=_current(directory))
            name = f"{_PREFIX}{tree.root.hex()[:16]}-{secrets.token_hex(4)}"
            _write_arrays(tree, directory / name)
            _replace(directory / _INDEX, json.dumps(_describe(tree, name), indent=2) + "\n")
            _clear(directory, keep=name)
    except OSError as error:
        raise MerkleError(f"{directory} cannot be written: {error.strerror}") from None


def load(directory: Path) -> Tree:
    """The tree in ``directory``; its arrays are read as they are needed. `Tree.check` looks at all of it.

    Raises MerkleError if there is none, or its files do not fit together.
    """
    for _ in range(_ATTEMPTS):
        index = _read_index(directory)
        try:
            return _open(directory, index)
        except FileNotFoundError:
            continue  # replaced meanwhile
        except OSError as error:
            raise MerkleError(f"the tree in {directory} cannot be read: {error.strerror}") from None
    raise MerkleError(f"{directory} lacks files of its tree: save it anew")


def _open(directory: Path, index: dict[str, Any]) -> Tree:
    try:
        folder, count = directory / index["files"], int(index["count"])
        shapes = {
            "nodes": (np.uint8, (2 * count - 1, NODE)),
            "accounts": (np.uint8, (count, ACCOUNT)),
            "amounts": (np.uint8, (count, AMOUNT)),
            "positions": (np.uint32, (count,)),
        }
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in shapes}
        for name, (kind, shape) in shapes.items():
            if arrays[name].dtype != kind or arrays[name].shape != shape:
                raise ValueError(f"{name}.npy is {arrays[name].dtype} {arrays[name].shape}")
        contract = leaf.checksummed(leaf.address(index["contract"]))
        tree = Tree(int(index["chain_id"]), int(index["epoch"]), contract, **arrays)
        if "0x" + tree.root.hex() != index["root"]:
            raise ValueError(f"the root is 0x{tree.root.hex()}, not {index['root']}")
    except (KeyError, TypeError, ValueError, EOFError) as error:
        raise MerkleError(f"the tree in {directory} is damaged ({error}): save it anew") from None
    return tree


def _read_index(directory: Path) -> dict[str, Any]:
    path = directory / _INDEX
    try:
        index = json.loads(path.read_text())
    except (FileNotFoundError, NotADirectoryError):
        raise MerkleError(f"there is no tree in {directory}: it has no {_INDEX}") from None
    except (OSError, ValueError) as error:
        raise MerkleError(f"{path} cannot be read ({error}): save the tree anew") from None
    if not isinstance(index, dict) or index.get("format") != FORMAT:
        raise MerkleError(f"{path} is not in the format {FORMAT}: save the tree anew")
    return index


def _describe(tree: Tree, name: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "chain_id": tree.chain_id,
        "epoch": tree.epoch,
        "contract": tree.contract,
        "root": "0x" + tree.root.hex(),
        "count": tree.count,
        "total": str(tree.total),
        "files": name,
    }


def _write_arrays(tree: Tree, folder: Path) -> None:
    folder.mkdir()
    for name in ("nodes", "accounts", "amounts", "positions"):
        with (folder / f"{name}.npy").open("wb") as file:
            np.save(file, getattr(tree, name))
            file.flush()
            os.fsync(file.fileno())


def _replace(path: Path, text: str) -> None:
    """Write a file at once, and for good."""
    part = path.with_name(path.name + ".part")
    with part.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _current(directory: Path) -> str | None:
    """The folder that the tree there is in, if there is a tree."""
    try:
        return str(_read_index(directory)["files"])
    except (MerkleError, KeyError):
        return None


def _clear(directory: Path, keep: str | None) -> None:
    """Remove the arrays of other trees."""
    for folder in directory.glob(f"{_PREFIX}*"):
        if folder.name != keep and folder.is_dir():
            shutil.rmtree(folder)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Keep other processes from saving there; a lock ends with its process."""
    with (directory / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MerkleError(
                f"another process is saving a tree in {directory}: wait until it is done"
            ) from None
        yield
