"""dag-pb and UnixFS: what is written is read back, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.trees import Memory
from ecomchain.content import dagpb, tree, unixfs, wire
from ecomchain.content.cid import Cid, Codec
from ecomchain.content.dagpb import Link
from ecomchain.content.errors import BlockError
from ecomchain.content.unixfs import Kind

CID = Cid.of(b"x")
LINKS = st.builds(
    Link, st.builds(Cid.of, st.binary(max_size=4)), st.text(max_size=5), st.integers(0, 2**64 - 1)
)
LINK = wire.bytes_field(1, CID.binary) + wire.bytes_field(2, b"n") + wire.number_field(3, 1)


@given(st.integers(0, 2**64 - 1), st.binary(max_size=3))
def test_varint__any_number__is_read_back(number: int, more: bytes) -> None:
    encoded = wire.varint(number)
    assert wire.read_varint(b"\0" + encoded + more, 1) == (number, 1 + len(encoded))


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x80\x00", b"\xff" * 9 + b"\x02", b"\xff" * 11])
def test_read_varint__cut_short_too_large_or_not_the_shortest__is_refused(data: bytes) -> None:
    with pytest.raises(BlockError, match="no number at byte 0"):
        wire.read_varint(data, 0)


@given(st.lists(LINKS, max_size=4), st.binary(max_size=9))
def test_decode__a_node__is_read_back(links: list[Link], data: bytes) -> None:
    assert dagpb.decode(dagpb.encode(links, data)) == dagpb.Node(tuple(links), data)


def test_decode__data_before_links_and_version_0__are_read() -> None:
    link = wire.bytes_field(1, b"\x12\x20" + CID.digest)
    node = dagpb.decode(wire.bytes_field(1, b"d") + wire.bytes_field(2, link))
    assert node == dagpb.Node((Link(Cid(CID.digest, Codec.DAG_PB), "", 0),), b"d")


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (b"\xff", "no number"),
        (wire.number_field(1, 1), "field 1 is unknown or repeated"),
        (wire.bytes_field(3, b""), "field 3 is unknown"),
        (wire.bytes_field(1, b"") * 2, "field 1 is unknown or repeated"),
        (
            wire.bytes_field(2, LINK) + wire.bytes_field(1, b"") + wire.bytes_field(2, LINK),
            "between its links",
        ),
        (wire.bytes_field(2, b"\x0a\x05abc"), "cut short"),
        (wire.bytes_field(2, b""), "has no CID"),
        (wire.bytes_field(2, wire.bytes_field(2, b"n") + wire.bytes_field(1, CID.binary)), "out of order"),
        (wire.bytes_field(2, LINK + wire.number_field(3, 1)), "repeated"),
        (wire.bytes_field(2, wire.bytes_field(1, CID.binary) + wire.bytes_field(3, b"")), "wrong type"),
        (wire.bytes_field(2, wire.bytes_field(1, CID.binary) + wire.bytes_field(2, b"\xff")), "no UTF-8"),
        (wire.bytes_field(2, wire.bytes_field(1, b"\x01\x71\x12\x20" + bytes(32))), "no file or directory"),
        (b"\x0d\0\0\0\0", "wire type 5"),
    ],
)
def test_decode__what_is_no_node__is_refused(block: bytes, reason: str) -> None:
    with pytest.raises(BlockError, match=reason):
        dagpb.decode(block)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "it has no data"),
        (b"", "does not say what it is"),
        (wire.number_field(1, 6), "does not say what it is"),
        (wire.number_field(1, 1) * 2, "field 1 is repeated"),
        (wire.number_field(9, 1), "field 9 is unknown"),
        (wire.bytes_field(1, b""), "field 1 is unknown"),
    ],
)
def test_decode__what_is_no_unixfs__is_refused(data: bytes | None, reason: str) -> None:
    with pytest.raises(BlockError, match=reason):
        unixfs.decode(data)


def test_encode_file__parts_of_gigabytes__have_the_numbers_of_the_format() -> None:
    """Protocol Labs' ipfs-unixfs 13.1.1 writes numbers from 2**31 to 2**32 wrongly, so by hand."""
    assert unixfs.encode_file([2**31]).hex() == "0802" + "188080808008" + "208080808008"
    assert unixfs.encode_file([2**32 - 1, 1]).hex() == "0802" + "188080808010" + "20ffffffff0f" + "2001"


def test_decode__packed_sizes_mode_and_time__are_read() -> None:
    message = (
        wire.number_field(1, 2)
        + wire.number_field(3, 300)
        + wire.bytes_field(4, wire.varint(200) + wire.varint(100))
        + wire.number_field(7, 0o644)
        + wire.bytes_field(8, wire.number_field(1, 1))
    )
    assert unixfs.decode(message) == unixfs.Message(Kind.FILE, filesize=300, sizes=(200, 100))


@given(st.binary(max_size=200))
def test_opened__any_bytes_as_dag_pb__are_read_or_refused_in_words(block: bytes) -> None:
    source = Memory()
    cid = Cid.of(block, Codec.DAG_PB)
    source[cid] = block
    error = None
    try:
        tree.opened(source, cid)
    except (BlockError, tree.TreeError) as caught:
        error = caught
    assert error is None or str(cid) in error.message
