"""The UnixFS message in the data of a dag-pb node: what a node is, and the sizes of its parts."""

from dataclasses import dataclass
from enum import IntEnum

from ecomchain.content import wire
from ecomchain.content.errors import BlockError

MURMUR3_64 = 0x22
"""The multicodec of the hash that shards directories: murmur3-x64-64."""


class Kind(IntEnum):
    """What a node is; the numbers are those of the format."""

    RAW = 0
    DIRECTORY = 1
    FILE = 2
    METADATA = 3
    SYMLINK = 4
    SHARD = 5


@dataclass(frozen=True, slots=True)
class Message:
    """A UnixFS message. ``data`` is file bytes, or a shard's bit field; ``sizes`` bytes below each link."""

    kind: Kind
    data: bytes = b""
    filesize: int | None = None
    sizes: tuple[int, ...] = ()
    hash_type: int | None = None
    fanout: int | None = None


DIRECTORY = wire.number_field(1, Kind.DIRECTORY)
"""The message of a directory."""


def encode_file(sizes: list[int]) -> bytes:
    """The message of a file whose links have so many bytes of it below each."""
    out = [wire.number_field(1, Kind.FILE), wire.number_field(3, sum(sizes))]
    out.extend(wire.number_field(4, size) for size in sizes)
    return b"".join(out)


def encode_shard(bits: bytes, fanout: int) -> bytes:
    """The message of a shard of a directory; ``bits`` says which of its ``fanout`` places are taken."""
    return b"".join(
        (
            wire.number_field(1, Kind.SHARD),
            wire.bytes_field(2, bits),
            wire.number_field(5, MURMUR3_64),
            wire.number_field(6, fanout),
        )
    )


def decode(data: bytes | None) -> Message:
    """The message in the data of a node. Raises BlockError for what is none.

    Mode and time (fields 7 and 8) are passed over; sizes may come one by one or packed.
    """
    if data is None:
        raise BlockError("it is a dag-pb node but not of a file or directory: it has no data")
    single: dict[int, int] = {}
    content = b""
    sizes: list[int] = []
    seen: set[int] = set()
    for field, value in wire.fields(data):
        if field in seen and field != 4:
            raise BlockError(f"it is no UnixFS node: field {field} is repeated")
        seen.add(field)
        if field in (1, 3, 5, 6, 7) and isinstance(value, int):
            single[field] = value
        elif field == 4 and isinstance(value, int):
            sizes.append(value)
        elif field == 4 and isinstance(value, bytes):
            at = 0
            while at < len(value):
                size, at = wire.read_varint(value, at)
                sizes.append(size)
        elif field == 2 and isinstance(value, bytes):
            content = value
        elif field != 8:
            raise BlockError(f"it is no UnixFS node: field {field} is unknown")
    try:
        kind = Kind(single[1])
    except (KeyError, ValueError):
        raise BlockError("it is no UnixFS node: it does not say what it is") from None
    return Message(kind, content, single.get(3), tuple(sizes), single.get(5), single.get(6))
