"""CARs: read and written by Protocol Labs' libraries and by us, the same bytes each time."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from content.trees import Memory, add_bytes, libraries, read
from ecomchain.content import adding, car, tree, wire
from ecomchain.content.car import Car
from ecomchain.content.cid import Cid
from ecomchain.content.errors import BlockError, CarError, MissingError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of one and of many blocks, one of them twice, directories, one of them empty."""
    path = tmp_path / "folder"
    (path / "图片" / "空").mkdir(parents=True)
    large = np.arange(200_000, dtype="<u4").tobytes()
    (path / "large").write_bytes(large)
    (path / "图片" / "again").write_bytes(large)
    (path / "small").write_bytes(b"hello world")
    (path / "none").touch()
    return path


def test_write__a_tree__is_read_by_the_libraries(folder: Path, tmp_path: Path) -> None:
    sink = Memory()
    root = adding.add(folder, sink).cid
    file = tmp_path / "tree.car"
    size = car.write(file, root, tree.blocks(sink, root))
    assert file.stat().st_size == size
    answer = libraries("export", [{"car": str(file), "cid": str(root)}])[0]
    expected = {
        f"{root}/{path}".rstrip("/"): None if data is None else hashlib.sha256(data).hexdigest()
        for path, data in read(sink, root).items()
    }
    assert answer == {"roots": [str(root)], "files": expected}


def test_car__written_by_the_libraries__gives_the_same_tree(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "tree.car"
    answer = libraries("pack", [{"path": str(folder), "car": str(file)}])[0]
    sink = Memory()
    root = adding.add(folder, sink).cid
    assert str(root) == answer["cid"]
    with Car(file) as opened:
        assert opened.roots == [root]
        assert read(opened, root) == read(sink, root)
        assert set(opened.cids()) >= set(sink)


def test_write__again_from_another_order__gives_the_same_bytes(tmp_path: Path) -> None:
    sink = Memory()
    part = add_bytes(b"abcabcdef", sink, chunk=3, width=2)
    other = Memory(reversed(sink.items()))
    one, two = tmp_path / "1.car", tmp_path / "2.car"
    car.write(one, part.cid, tree.blocks(sink, part.cid))
    car.write(two, part.cid, tree.blocks(other, part.cid))
    assert one.read_bytes() == two.read_bytes()
    with Car(one) as opened:
        order = list(opened.cids())
    once = [car.section(cid, sink[cid]) for cid in order]
    assert one.read_bytes() == car.header(part.cid) + b"".join(once)
    abc, def_ = Cid.of(b"abc"), Cid.of(b"def")
    # The root, its first node, "abc" once, then the other node and "def".
    assert [order[0], order[2], order[4]] == [part.cid, abc, def_]
    assert len(order) == 5


def test_header__one_root__is_what_the_format_says() -> None:
    cid = Cid.of(b"")
    head = car.header(cid)
    body = bytes.fromhex("a265726f6f747381d82a582500") + cid.binary + bytes.fromhex("6776657273696f6e01")
    assert head == bytes([len(body)]) + body
    assert car.read_header(body) == [cid]


def test_write__source_that_fails__leaves_no_file(tmp_path: Path) -> None:
    sink = Memory()
    root = add_bytes(b"abcdef", sink, chunk=3).cid
    del sink[Cid.of(b"def")]
    with pytest.raises(MissingError):
        car.write(tmp_path / "x.car", root, tree.blocks(sink, root))
    assert list(tmp_path.iterdir()) == []


def test_car__cut_anywhere__is_noticed(tmp_path: Path) -> None:
    sink = Memory()
    root = add_bytes(b"abcdefg", sink, chunk=3).cid
    file = tmp_path / "x.car"
    car.write(file, root, tree.blocks(sink, root))
    data = file.read_bytes()
    ends = {len(car.header(root))}
    for cid, block in tree.blocks(sink, root):
        ends.add(max(ends) + len(car.section(cid, block)))
    for length in range(len(data)):
        file.write_bytes(data[:length])
        if length in ends:
            # Cut between blocks it is a CAR, but not of the whole tree.
            with Car(file) as opened, pytest.raises(MissingError):
                read(opened, root)
        else:
            with pytest.raises(CarError):
                Car(file)


def test_car__any_byte_of_a_block_changed__is_noticed(tmp_path: Path) -> None:
    sink = Memory()
    root = add_bytes(b"abcdefg", sink, chunk=3).cid
    file = tmp_path / "x.car"
    car.write(file, root, tree.blocks(sink, root))
    data = file.read_bytes()
    for at in range(len(data)):
        file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        if car.header(root)[:at].endswith(root.binary[:-1]) or 1 < at < len(car.header(root)):
            continue  # the header: another root, or none
        with pytest.raises((CarError, BlockError, MissingError)), Car(file) as opened:
            read(opened, root)


ROOT = car.header(Cid.of(b""))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "length of the header cannot be read"),
        (b"\0", "0 bytes"),
        (wire.varint(10**9), "1000000000 bytes, and 64000 are the most"),
        (b"\x05hello", "no CAR of version 1"),
        (b"\x0a\xa1\x67version\x02", "no CAR of version 1"),  # the pragma of version 2
        (ROOT[:-1] + b"\x02", "no CAR of version 1"),
        (ROOT + b"\0", "0 bytes"),
        (ROOT + wire.varint(3 * 1024 * 1024), "3145728 bytes, and 2097188 are the most"),
        (ROOT + b"\x04\x01\x71\x12\x20", "another kind of CID"),
        (ROOT + wire.varint(36) + b"\x01\x71\x12\x20" + bytes(32), "another kind of CID"),
        (wire.varint(len(ROOT)) + ROOT[1:-9] + b"\0" + ROOT[-9:], "more than roots"),
        (b"\x19\xa2\x65roots\x9b" + b"\xff" * 8 + b"\x67version\x01", "no DAG-CBOR"),
    ],
)
def test_car__what_is_none__is_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "x.car"
    file.write_bytes(data)
    with pytest.raises(CarError, match=reason):
        Car(file)


def test_car__no_such_file__is_named(tmp_path: Path) -> None:
    with pytest.raises(CarError, match=r"none\.car cannot be read: No such file"):
        Car(tmp_path / "none.car")
