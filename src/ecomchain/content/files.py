"""Files as balanced DAGs: raw leaves of 256 KiB, nodes of up to 174 links, filled from the left.

Only one unfinished node of each level is held, so that memory does not grow with the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ecomchain.content import dagpb, unixfs
from ecomchain.content.cid import Cid, Codec
from ecomchain.content.dagpb import Link
from ecomchain.content.limits import CHUNK, WIDTH


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes | None:
        """Up to ``size`` bytes; none at the end."""
        ...


class Sink(Protocol):
    """Where blocks go."""

    def put(self, cid: Cid, data: bytes) -> bool:
        """Keeps a block; whether it was not there yet."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A finished part of a tree: its CID, the bytes of all its blocks, and the bytes of files in it."""

    cid: Cid
    tsize: int
    size: int


def add_stream(stream: Readable, sink: Sink, *, chunk: int = CHUNK, width: int = WIDTH) -> Part:
    """The file with the bytes of ``stream``, its blocks put into ``sink``. An empty one is an empty leaf."""
    levels: list[list[Part]] = [[]]
    for data in _chunks(stream, chunk):
        cid = Cid.of(data)
        sink.put(cid, data)
        _push(levels, 0, Part(cid, len(data), len(data)), sink, width)
    return _close(levels, sink)


def _chunks(stream: Readable, size: int) -> Iterator[bytes]:
    """The stream in pieces of ``size``; a stream of nothing is one piece of nothing."""
    data = _exactly(stream, size)
    yield data
    while len(data) == size:
        data = _exactly(stream, size)
        if data:
            yield data


def _exactly(stream: Readable, size: int) -> bytes:
    """``size`` bytes, or what is left: a pipe may give less at a time."""
    data = bytearray()
    while len(data) < size and (more := stream.read(size - len(data))):
        data += more
    return bytes(data)


def _push(levels: list[list[Part]], level: int, part: Part, sink: Sink, width: int) -> None:
    if level == len(levels):
        levels.append([])
    levels[level].append(part)
    if len(levels[level]) == width:
        node = _node(levels[level], sink)
        levels[level] = []
        _push(levels, level + 1, node, sink, width)


def _close(levels: list[list[Part]], sink: Sink) -> Part:
    """The root. What is left on each level becomes a node of its own, even if it is a single part."""
    level = 0
    while True:
        parts = levels[level]
        if level == len(levels) - 1:
            return parts[0] if len(parts) == 1 else _node(parts, sink)
        if parts:
            levels[level + 1].append(_node(parts, sink))
        level += 1


def _node(parts: list[Part], sink: Sink) -> Part:
    links = [Link(part.cid, "", part.tsize) for part in parts]
    block = dagpb.encode(links, unixfs.encode_file([part.size for part in parts]))
    cid = Cid.of(block, Codec.DAG_PB)
    sink.put(cid, block)
    return Part(cid, len(block) + sum(part.tsize for part in parts), sum(part.size for part in parts))
