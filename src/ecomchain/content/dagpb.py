"""dag-pb nodes: links with names and sizes, and bytes (the IPLD specification of dag-pb).

Written is the one canonical form: links first, each with all three fields, then the data.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ecomchain.content import wire
from ecomchain.content.cid import Cid
from ecomchain.content.errors import BlockError, CidError


@dataclass(frozen=True, slots=True)
class Link:
    """A link: ``tsize`` is the bytes of all blocks below it, as its writer says. Nobody checks that."""

    cid: Cid
    name: str
    tsize: int


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its links, in order, and its data; None if it has none."""

    links: tuple[Link, ...]
    data: bytes | None


def encode(links: Iterable[Link], data: bytes) -> bytes:
    """The block of a node. The links are taken in the order given."""
    out = [
        wire.bytes_field(
            2,
            wire.bytes_field(1, link.cid.binary)
            + wire.bytes_field(2, link.name.encode())
            + wire.number_field(3, link.tsize),
        )
        for link in links
    ]
    out.append(wire.bytes_field(1, data))
    return b"".join(out)


def decode(block: bytes) -> Node:
    """The node in a block.

    Raises BlockError for what is no node: unknown or repeated fields, links that the data splits, link fields
    out of order, names that are no UTF-8; CidError for links to what is neither raw nor dag-pb.
    """
    links: list[Link] = []
    data: bytes | None = None
    data_at = 0
    for field, value in wire.fields(block):
        if field == 2 and isinstance(value, bytes):
            if data_at:
                raise BlockError("its data stands between its links")
            links.append(_link(value))
        elif field == 1 and isinstance(value, bytes) and data is None:
            data, data_at = value, len(links)
        else:
            raise BlockError(f"it is no dag-pb node: field {field} is unknown or repeated")
    return Node(tuple(links), data)


def _link(message: bytes) -> Link:
    found: dict[int, int | bytes] = {}
    for field, value in wire.fields(message):
        if field in found or field not in (1, 2, 3) or any(other > field for other in found):
            raise BlockError(f"a link of it has field {field} unknown, repeated or out of order")
        if isinstance(value, int) != (field == 3):
            raise BlockError(f"field {field} of a link has the wrong type")
        found[field] = value
    target, name, tsize = found.get(1), found.get(2, b""), found.get(3, 0)
    if not isinstance(target, bytes) or not isinstance(name, bytes) or not isinstance(tsize, int):
        raise BlockError("a link of it has no CID")
    try:
        return Link(Cid.from_bytes(target), name.decode(), tsize)
    except UnicodeDecodeError:
        raise BlockError(f"the name of a link is no UTF-8: 0x{name[:64].hex()}") from None
    except CidError as error:
        raise BlockError(f"it links to what is no file or directory: {error.message}") from None
