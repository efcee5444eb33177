"""Directories as nodes: one block, or shards (HAMT) where names and CIDs take more than 256 KiB together."""

from dataclasses import dataclass, field
from typing import Union

import mmh3

from ecomchain.content import dagpb, unixfs
from ecomchain.content.cid import BYTES, Cid, Codec
from ecomchain.content.dagpb import Link
from ecomchain.content.errors import PathError
from ecomchain.content.files import Part, Sink
from ecomchain.content.limits import FANOUT, SHARD_ABOVE


def add_entries(entries: dict[str, Part], sink: Sink, *, shard_above: int = SHARD_ABOVE) -> Part:
    """The directory with these entries, its own blocks put into ``sink``."""
    weight = sum(len(name.encode()) + BYTES for name in entries)
    if weight > shard_above:
        root = _Shard()
        for name, part in entries.items():
            root.insert(_Leaf(name, part, places(name)))
        return root.write(sink)
    links = [Link(part.cid, name, part.tsize) for name, part in entries.items()]
    return _put(links, unixfs.DIRECTORY, sum(part.size for part in entries.values()), sink)


def places(name: str) -> bytes:
    """The place of a name in each level's shard: the first half of its murmur3-x64-128, high byte first."""
    return mmh3.mmh3_x64_128_digest(name.encode())[7::-1]


def prefix(place: int) -> str:
    """What the names of links at a place of a shard begin with."""
    return f"{place:02X}"


@dataclass(frozen=True, slots=True)
class _Leaf:
    name: str
    part: Part
    places: bytes


@dataclass(slots=True)
class _Shard:
    """A shard of a directory; ``level`` shards are above it."""

    level: int = 0
    taken: dict[int, Union["_Shard", _Leaf]] = field(default_factory=dict)

    def insert(self, leaf: _Leaf) -> None:
        shard = self
        while True:
            place = leaf.places[shard.level]
            found = shard.taken.get(place)
            if found is None:
                shard.taken[place] = leaf
                return
            if isinstance(found, _Leaf):
                if shard.level + 1 == len(leaf.places):
                    raise PathError(
                        f"the names {found.name!a} and {leaf.name!a} have the same hash and fit into no one "
                        "sharded directory: rename one of them"
                    )
                deeper = _Shard(shard.level + 1, {found.places[shard.level + 1]: found})
                shard.taken[place] = found = deeper
            shard = found

    def write(self, sink: Sink) -> Part:
        links, bits, size = [], 0, 0
        for place in sorted(self.taken):
            found = self.taken[place]
            part, name = (found.part, found.name) if isinstance(found, _Leaf) else (found.write(sink), "")
            links.append(Link(part.cid, prefix(place) + name, part.tsize))
            bits |= 1 << place
            size += part.size
        field_of_bits = bits.to_bytes((bits.bit_length() + 7) // 8, "big")
        return _put(links, unixfs.encode_shard(field_of_bits, FANOUT), size, sink)


def _put(links: list[Link], message: bytes, size: int, sink: Sink) -> Part:
    ordered = sorted(links, key=lambda link: link.name.encode())
    block = dagpb.encode(ordered, message)
    cid = Cid.of(block, Codec.DAG_PB)
    sink.put(cid, block)
    return Part(cid, len(block) + sum(link.tsize for link in links), size)
