"""The little of Protocol Buffers that dag-pb and UnixFS need: varints, and fields of two wire types.

Reading is strict: the shortest varints only, and no groups or fixed-width fields, which neither format has.
"""

from collections.abc import Iterator

from ecomchain.content.errors import BlockError

VARINT, BYTES = 0, 2


def varint(number: int) -> bytes:
    """An unsigned LEB128, 7 bits a byte, the lowest first."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at ``at``, below 2**64, and where it ends. Raises BlockError if there is none."""
    number = shift = 0
    start = at
    while at < len(data):
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            if number >= 2**64 or (byte == 0 and at - start > 1):
                break
            return number, at
        shift += 7
        if shift > 63:
            break
    raise BlockError(f"no number at byte {start}: it is cut short, too large, or not the shortest form")


def number_field(field: int, number: int) -> bytes:
    """A field with a number."""
    return varint(field << 3 | VARINT) + varint(number)


def bytes_field(field: int, data: bytes) -> bytes:
    """A field with bytes, a text or a message."""
    return varint(field << 3 | BYTES) + varint(len(data)) + data


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message, in order: their numbers and values. Raises BlockError for anything else."""
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        number, at = read_varint(data, at)
        if key & 7 == VARINT:
            yield key >> 3, number
        elif key & 7 == BYTES:
            if at + number > len(data):
                raise BlockError(f"field {key >> 3} is cut short: {number} bytes announced")
            yield key >> 3, data[at : at + number]
            at += number
        else:
            raise BlockError(f"field {key >> 3} has wire type {key & 7}, which is used nowhere here")
