"""Trees read block by block: what a CID is, a file's bytes, a directory's entries. Nothing is believed.

A tree cannot contain itself: a block that links to its own hash cannot be made. But it can be deep, and the
same small block can be linked so often that it claims petabytes; so levels, bytes and entries are bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ecomchain.content import dagpb, unixfs
from ecomchain.content.cid import Cid, Codec
from ecomchain.content.dagpb import Link
from ecomchain.content.directories import places, prefix
from ecomchain.content.errors import BlockError, TreeError
from ecomchain.content.limits import FANOUT, MAX_DEPTH, MAX_LEVELS
from ecomchain.content.names import flaw
from ecomchain.content.sources import Source
from ecomchain.content.unixfs import Kind

DIRECTORIES = (Kind.DIRECTORY, Kind.SHARD)


@dataclass(frozen=True, slots=True)
class Opened:
    """The root block of a file or directory. ``size`` is the bytes of a file; None for a directory."""

    cid: Cid
    links: tuple[Link, ...]
    message: unixfs.Message

    @property
    def is_directory(self) -> bool:
        return self.message.kind in DIRECTORIES

    @property
    def size(self) -> int | None:
        if self.is_directory:
            return None
        return len(self.message.data) if self.message.filesize is None else self.message.filesize


def opened(source: Source, cid: Cid) -> Opened:
    """The block of ``cid``, understood. Raises BlockError for what is no part of a file or directory."""
    block = source.get(cid)
    if cid.codec == Codec.RAW:
        return Opened(cid, (), unixfs.Message(Kind.FILE, block, len(block)))
    try:
        node = dagpb.decode(block)
        message = unixfs.decode(node.data)
    except BlockError as error:
        raise BlockError(f"{cid} cannot be read: {error.message}") from None
    if message.kind in (Kind.SYMLINK, Kind.METADATA):
        raise TreeError(
            f"{cid} is a {message.kind.name.lower()}, which is neither a file nor a directory here"
        )
    if message.kind not in DIRECTORIES:
        _require_sizes(cid, node, message)
    return Opened(cid, node.links, message)


def _require_sizes(cid: Cid, node: dagpb.Node, message: unixfs.Message) -> None:
    if len(node.links) != len(message.sizes):
        raise TreeError(f"{cid} has {len(node.links)} links but the sizes of {len(message.sizes)}")
    total = len(message.data) + sum(message.sizes)
    if message.filesize is not None and message.filesize != total:
        raise TreeError(f"{cid} claims {message.filesize} bytes, but its parts are {total}")
    if node.links and message.filesize is None:
        raise TreeError(f"{cid} has parts, but does not say how many bytes they are")
    if 0 in message.sizes:
        raise TreeError(f"{cid} links to a part of no bytes, which nothing needs")


def file_bytes(source: Source, root: Opened) -> Iterator[bytes]:
    """The bytes of a file, block by block. Each part must have as many as the node above says.

    Raises TreeError where one has not, or nodes are more than ``MAX_LEVELS`` above each other.
    """
    if root.is_directory:
        raise TreeError(f"{root.cid} is a directory: name one of its files")
    waiting: list[tuple[Cid, int, int]] = []
    part, level = root, 0
    while True:
        if part.message.data:
            yield part.message.data
        if part.links and level >= MAX_LEVELS:
            raise TreeError(f"{part.cid} has {level} nodes above it: a file has {MAX_LEVELS} at most")
        below = zip(part.links, part.message.sizes, strict=True)
        waiting.extend((link.cid, size, level + 1) for link, size in reversed(list(below)))
        if not waiting:
            return
        cid, size, level = waiting.pop()
        part = opened(source, cid)
        if part.is_directory:
            raise TreeError(f"{cid} is a directory, but stands for {size} bytes of a file")
        if part.size != size:
            raise TreeError(f"{cid} has {part.size} bytes, but the node above it says {size}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a directory has under a name."""

    name: str
    cid: Cid


def entries(source: Source, root: Opened) -> list[Entry]:
    """The entries of a directory, sharded or not, in order of their names' bytes.

    Raises TreeError for names that ``names.flaw`` refuses, the same name twice, and shards that are none.
    """
    if not root.is_directory:
        raise TreeError(f"{root.cid} is a file, not a directory")
    links = _sharded(source, root) if root.message.kind == Kind.SHARD else iter(root.links)
    found: dict[str, Entry] = {}
    for link in links:
        if wrong := flaw(link.name):
            raise TreeError(f"{root.cid} has the name {link.name[:80]!a}, which is refused: {wrong}")
        if link.name in found:
            raise TreeError(f"{root.cid} has the name {link.name!a} twice")
        found[link.name] = Entry(link.name, link.cid)
    return sorted(found.values(), key=lambda entry: entry.name.encode())


def _sharded(source: Source, root: Opened) -> Iterator[Link]:
    """The links of a sharded directory, without the prefix of their places."""
    stack = [(root, b"")]
    while stack:
        shard, above = stack.pop()
        message = shard.message
        if above and not shard.links:
            raise TreeError(f"{shard.cid} is a shard without entries, which nothing needs")
        if message.hash_type != unixfs.MURMUR3_64 or message.fanout != FANOUT:
            raise TreeError(f"{shard.cid} is sharded in another way: murmur3, {FANOUT} places are known here")
        taken = sorted(int(link.name[:2], 16) for link in shard.links if _has_place(shard.cid, link))
        bits = int.from_bytes(message.data, "big")
        if sum(1 << place for place in set(taken)) != bits or len(set(taken)) != len(taken):
            raise TreeError(f"{shard.cid} has other links than its bit field says")
        for link in shard.links:
            here = above + bytes([int(link.name[:2], 16)])
            if len(link.name) > 2:
                if places(link.name[2:])[: len(here)] != here:
                    raise TreeError(f"{shard.cid} has {link.name[2:]!a} at a place that is not its hash's")
                yield Link(link.cid, link.name[2:], link.tsize)
                continue
            if len(here) == 8:
                raise TreeError(f"{link.cid} has 8 shards above it: a name's hash leads no deeper")
            below = opened(source, link.cid)
            if below.message.kind != Kind.SHARD:
                raise TreeError(f"{link.cid} stands for a shard of a directory, but is none")
            stack.append((below, here))


def _has_place(cid: Cid, link: Link) -> bool:
    """True, or TreeError for a link whose name begins with no place of a shard."""
    try:
        if link.name[:2] == prefix(int(link.name[:2], 16)):
            return True
    except ValueError:
        pass
    raise TreeError(f"{cid} is a shard, but its link {link.name[:80]!a} begins with no place of one")


def blocks(source: Source, root: Cid) -> Iterator[tuple[Cid, bytes]]:
    """All blocks of a tree, each once: a node first, then what is below its links, from the left.

    Raises TreeError for nodes more than ``MAX_DEPTH * MAX_LEVELS`` above each other.
    """
    seen: set[Cid] = set()
    stack = [(root, 0)]
    while stack:
        cid, level = stack.pop()
        if cid in seen:
            continue
        seen.add(cid)
        block = source.get(cid)
        yield cid, block
        if cid.codec == Codec.RAW:
            continue
        if level >= MAX_DEPTH * MAX_LEVELS:
            raise TreeError(f"{cid} has {level} nodes above it: {MAX_DEPTH * MAX_LEVELS} are the most")
        try:
            links = dagpb.decode(block).links
        except BlockError as error:
            raise BlockError(f"{cid} cannot be read: {error.message}") from None
        stack.extend((link.cid, level + 1) for link in reversed(links))
