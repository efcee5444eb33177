"""The local store: a file for each block, named by its CID, in directories by two letters of it.

A block appears whole or not at all, also after kill -9: it is written beside its place and renamed. Blocks
are not forced to the disk one by one; what a power cut damages is found when it is read, and mended by
adding the content again.
"""

import contextlib
import os
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from ecomchain.content.cid import Cid
from ecomchain.content.errors import CidError, MissingError, PathError
from ecomchain.content.limits import MAX_BLOCK
from ecomchain.content.sources import checked

DEFAULT = Path(".content")
_PART = re.compile(r"\.part-(\d+)-\d+")
_numbers = count()


class BlockStore:
    """Blocks in ``<root>/blocks/<two letters>/<CID>``. Several processes may use one store at once."""

    def __init__(self, root: Path = DEFAULT):
        self.root = root
        self.blocks = root / "blocks"
        self.added = 0
        self.reused = 0

    def path(self, cid: Cid) -> Path:
        """Where a block is, or would be. The two letters stand before the last one, which varies less."""
        text = str(cid)
        return self.blocks / text[-3:-1] / text

    def put(self, cid: Cid, data: bytes) -> bool:
        """Keeps a block; whether it was written: one that is there already, and whole, is left alone."""
        path = self.path(cid)
        part = path.with_name(f".part-{os.getpid()}-{next(_numbers)}")
        try:
            if _holds(path, data):
                self.reused += 1
                return False
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise PathError(
                f"{path}: the block cannot be written: {error.strerror}. Make room, or name another store "
                "with --store"
            ) from None
        self.added += 1
        return True

    def get(self, cid: Cid) -> bytes:
        """A block, checked against its CID."""
        path = self.path(cid)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BLOCK + 1)
        except FileNotFoundError:
            raise MissingError(f"{self.root} has no block {cid}") from None
        except OSError as error:
            raise PathError(f"{path}: the block cannot be read: {error.strerror}") from None
        return checked(cid, data, str(path), "add the content again, or delete the file and get it again")

    def has(self, cid: Cid) -> bool:
        """Whether a file of the block is there; only ``get`` says whether it is whole."""
        return self.path(cid).is_file()

    def cids(self) -> Iterator[Cid]:
        """The CIDs of all blocks, in order of their places. Files that are none are passed over."""
        if not self.blocks.is_dir():
            return
        for shelf in sorted(self.blocks.iterdir()):
            for path in sorted(shelf.iterdir()) if shelf.is_dir() else ():
                try:
                    cid = Cid.parse(path.name)
                except CidError:
                    continue
                if path == self.path(cid):
                    yield cid

    def sweep(self) -> int:
        """Deletes what killed processes left half written; how many files. Those of running ones stay."""
        swept = 0
        for path in self.blocks.glob("*/.part-*") if self.blocks.is_dir() else ():
            found = _PART.fullmatch(path.name)
            if found and not _running(int(found[1])):
                path.unlink(missing_ok=True)
                swept += 1
        return swept


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except FileNotFoundError:
        return False


def _running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


class NoStore:
    """Keeps nothing: for the CID alone."""

    def __init__(self) -> None:
        self.added = 0
        self.reused = 0

    def put(self, cid: Cid, data: bytes) -> bool:
        """Counts the block."""
        self.added += 1
        return True
