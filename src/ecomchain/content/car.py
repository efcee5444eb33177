"""CARs (version 1): a header with the root, then blocks, each after its length and its CID.

Written in one order, a node before what is below it, from the left, each block once: the same tree gives the
same bytes.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ecomchain.content import wire
from ecomchain.content.cid import BYTES, Cid
from ecomchain.content.errors import BlockError, CarError, CidError, MissingError, PathError
from ecomchain.content.limits import MAX_BLOCK
from ecomchain.content.sources import checked

_VERSION = b"\x67version\x01"
_MOST_ROOTS = 1_000


def header(root: Cid) -> bytes:
    """The header: DAG-CBOR of ``{"roots": [root], "version": 1}`` after its length."""
    body = b"\xa2\x65roots\x81" + _tagged(root) + _VERSION
    return wire.varint(len(body)) + body


def section(cid: Cid, data: bytes) -> bytes:
    """A block as a CAR has it."""
    return wire.varint(BYTES + len(data)) + cid.binary + data


def stream(root: Cid, blocks: Iterable[tuple[Cid, bytes]]) -> Iterator[bytes]:
    """The pieces of a CAR."""
    yield header(root)
    for cid, data in blocks:
        yield section(cid, data)


def write(path: Path, root: Cid, blocks: Iterable[tuple[Cid, bytes]]) -> int:
    """Writes a CAR, whole or not at all; how many bytes it has."""
    part = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    size = 0
    try:
        with part.open("wb") as file:
            for piece in stream(root, blocks):
                file.write(piece)
                size += len(piece)
        part.replace(path)
    except OSError as error:
        raise PathError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return size


class Car:
    """The blocks of a CAR on the disk. Opening it reads lengths and CIDs, ``get`` the bytes, checked."""

    def __init__(self, path: Path):
        self.path = path
        self._index: dict[Cid, tuple[int, int]] = {}
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise CarError(f"{path} cannot be read: {error.strerror}") from None
        try:
            self.roots = self._header()
            for cid, at, length in self._sections():
                self._index.setdefault(cid, (at, length))
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def __enter__(self) -> "Car":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, cid: Cid) -> bytes:
        """A block, checked against its CID."""
        if cid not in self._index:
            raise MissingError(f"{self.path} has no block {cid}")
        at, length = self._index[cid]
        self._file.seek(at)
        return checked(cid, self._file.read(length), str(self.path))

    def cids(self) -> Iterator[Cid]:
        """The CIDs of all blocks, in the order of the file."""
        return iter(self._index)

    def _header(self) -> list[Cid]:
        body = self._take(self._length("header", 64 * _MOST_ROOTS))
        try:
            return read_header(body)
        except (CidError, CarError) as error:
            raise CarError(f"{self.path} is no CAR of version 1: {error.message}") from None

    def _sections(self) -> Iterator[tuple[Cid, int, int]]:
        size = self.path.stat().st_size
        while (start := self._file.tell()) < size:
            length = self._length(f"block at byte {start}", MAX_BLOCK + BYTES)
            head = self._take(min(length, BYTES))
            try:
                # The CIDs of version 0 are two bytes shorter.
                cid = Cid.from_bytes(head[:34] if head.startswith(b"\x12\x20") else head)
            except CidError as error:
                raise CarError(
                    f"{self.path}: the block at byte {start} cannot be read: {error.message}"
                ) from None
            used = 34 if head.startswith(b"\x12\x20") else BYTES
            at = self._file.tell() - len(head) + used
            if at + length - used > size:
                raise CarError(f"{self.path} is cut short in the block {cid}: get the file again")
            yield cid, at, length - used
            self._file.seek(at + length - used)

    def _length(self, what: str, most: int) -> int:
        start = self._file.tell()
        try:
            length, used = wire.read_varint(self._file.read(10), 0)
        except BlockError as error:
            raise CarError(f"{self.path}: the length of the {what} cannot be read: {error.message}") from None
        if not 0 < length <= most:
            raise CarError(f"{self.path}: the {what} is said to have {length} bytes, and {most} are the most")
        self._file.seek(start + used)
        return length

    def _take(self, length: int) -> bytes:
        data = self._file.read(length)
        if len(data) < length:
            raise CarError(f"{self.path} is cut short at byte {self._file.tell()}: get the file again")
        return data


def read_header(body: bytes) -> list[Cid]:
    """The roots in the header of a CAR of version 1. Raises CarError, or CidError, for anything else."""
    if not (body.startswith(b"\xa2\x65roots") and body.endswith(_VERSION)):
        raise CarError("its header does not begin with roots and end with version 1")
    at = 7
    count, at = _cbor_length(body, at, 4)
    if count > _MOST_ROOTS:
        raise CarError(f"its header has {count} roots, and {_MOST_ROOTS} are the most")
    roots = []
    for _ in range(count):
        if body[at : at + 2] != b"\xd8\x2a":
            raise CarError("a root of it is no CID")
        length, at = _cbor_length(body, at + 2, 2)
        if body[at : at + 1] != b"\0" or at + length > len(body):
            raise CarError("a root of it is no CID")
        roots.append(Cid.from_bytes(body[at + 1 : at + length]))
        at += length
    if at + len(_VERSION) != len(body):
        raise CarError("its header has more than roots and a version")
    return roots


def _cbor_length(data: bytes, at: int, major: int) -> tuple[int, int]:
    """The count of an array (``major`` 4) or bytes (2) in CBOR, and where its content begins."""
    if at >= len(data) or data[at] >> 5 != major:
        raise CarError("its header is no DAG-CBOR of roots")
    low, at = data[at] & 0x1F, at + 1
    if low < 24:
        return low, at
    if low in (24, 25) and at + (low - 23) <= len(data):
        return int.from_bytes(data[at : at + low - 23], "big"), at + low - 23
    raise CarError("its header is no DAG-CBOR of roots")


def _tagged(cid: Cid) -> bytes:
    """A CID in DAG-CBOR: tag 42, 37 bytes, the first of them zero."""
    return b"\xd8\x2a\x58\x25\0" + cid.binary
