"""Trees that lie: of their sizes, names and kinds, too deep, too large, or damaged in any block."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.trees import Memory, add_bytes, read
from ecomchain.content import directories, tree, unixfs, wire
from ecomchain.content.cid import Cid
from ecomchain.content.dagpb import Link
from ecomchain.content.errors import BlockError, MissingError, TreeError
from ecomchain.content.files import Part
from ecomchain.content.limits import MAX_BLOCK, MAX_DEPTH, MAX_LEVELS, Limits
from ecomchain.content.walk import resolve, walk

LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cf"), exclude_characters="/\\")
NAMES = st.text(LETTERS, min_size=1, max_size=20).filter(lambda name: name not in (".", ".."))
TREES = st.recursive(
    st.binary(max_size=60), lambda below: st.dictionaries(NAMES, below, max_size=5), max_leaves=25
)
Tree = bytes | dict[str, "Tree"]


def add_tree(node: Tree, sink: Memory, chunk: int, width: int, shard_above: int) -> Part:
    if isinstance(node, bytes):
        return add_bytes(node, sink, chunk=chunk, width=width)
    parts = {name: add_tree(below, sink, chunk, width, shard_above) for name, below in node.items()}
    return directories.add_entries(parts, sink, shard_above=shard_above)


def flat(node: Tree, path: str = "") -> dict[str, bytes | None]:
    if isinstance(node, bytes):
        return {path: node}
    found: dict[str, bytes | None] = {path: None}
    for name, below in node.items():
        found.update(flat(below, f"{path}/{name}" if path else name))
    return found


@settings(deadline=None)
@given(TREES, st.integers(1, 8), st.integers(2, 4), st.sampled_from([1, 100, 262_144]))
def test_read__any_tree_of_any_shape__gives_back_what_was_added(
    node: Tree, chunk: int, width: int, shard_above: int
) -> None:
    sink = Memory()
    part = add_tree(node, sink, chunk, width, shard_above)
    found = read(sink, part.cid)
    assert found == flat(node)
    assert part.size == sum(len(data) for data in found.values() if data)
    assert {cid for cid, _ in tree.blocks(sink, part.cid)} == set(sink)


@settings(deadline=None, max_examples=40)
@given(TREES, st.integers(1, 8), st.sampled_from([1, 262_144]), st.data())
def test_read__any_block_damaged_cut_or_gone__is_noticed(
    node: Tree, chunk: int, shard_above: int, data: st.DataObject
) -> None:
    sink = Memory()
    root = add_tree(node, sink, chunk, 3, shard_above).cid
    bit = data.draw(st.integers(0, 7))
    for cid, block in list(sink.items()):
        at = data.draw(st.integers(0, max(0, len(block) - 1)))
        flipped = block[:at] + bytes([block[at] ^ 1 << bit]) + block[at + 1 :] if block else b"\0"
        for damaged in (flipped, block + b"\0", block[:-1] if block else b"\1"):
            sink[cid] = damaged
            for act in (read, lambda source, cid: list(tree.blocks(source, cid))):
                with pytest.raises(BlockError, match=f"{cid} whose sha2-256 is"):
                    act(sink, root)
        del sink[cid]
        with pytest.raises(MissingError, match=str(cid)):
            read(sink, root)
        sink[cid] = block


def test_file_bytes__file_of_the_first_kind__is_read() -> None:
    """Before raw leaves, bytes stood in dag-pb leaves of type File or Raw."""
    sink = Memory()
    old = [
        wire.number_field(1, kind) + wire.bytes_field(2, b"ab") + wire.number_field(3, 2) for kind in (0, 2)
    ]
    leaves = [sink.node([], message) for message in old]
    assert read(sink, sink.file([(leaf, 2) for leaf in leaves])) == {"": b"abab"}
    assert read(sink, leaves[1]) == {"": b"ab"}


def lies(sink: Memory) -> dict[str, tuple[Cid, str]]:
    """Roots that lie, and what is said of each."""
    leaf, other = sink.raw(b"abc"), sink.raw(b"de")
    directory = sink.directory([("a", leaf)])
    half = unixfs.encode_file([3])
    twice = wire.number_field(1, 2) + wire.number_field(3, 9) + wire.number_field(4, 3)
    unsized = wire.number_field(1, 2) + wire.number_field(4, 3)
    shard = unixfs.encode_shard(b"\x01", 256)
    return {
        "sizes of fewer": (sink.node([Link(leaf, "", 3)] * 2, half), "2 links but the sizes of 1"),
        "another total": (sink.node([Link(leaf, "", 3)], twice), "claims 9 bytes, but its parts are 3"),
        "no total": (sink.node([Link(leaf, "", 3)], unsized), "does not say how many bytes"),
        "a part too short": (sink.file([(leaf, 3), (other, 3)]), "has 2 bytes, but the node above it says 3"),
        "a part too long": (sink.file([(leaf, 2)]), "has 3 bytes, but the node above it says 2"),
        "an empty part": (sink.file([(sink.raw(b""), 0)]), "no bytes, which nothing needs"),
        "a directory in a file": (sink.file([(directory, 3)]), "is a directory, but stands for 3 bytes"),
        "a symlink": (sink.node([], wire.number_field(1, 4) + wire.bytes_field(2, b"/etc")), "is a symlink"),
        "metadata": (sink.node([], wire.number_field(1, 3)), "is a metadata"),
        "no UnixFS": (sink.node([], b""), "does not say what it is"),
        "a name twice": (sink.directory([("a", leaf), ("a", other)]), "the name 'a' twice"),
        "a shard of another hash": (
            sink.node([], wire.number_field(1, 5) + wire.number_field(5, 1) + wire.number_field(6, 256)),
            "sharded in another way",
        ),
        "a shard of another width": (sink.node([], unixfs.encode_shard(b"", 16)), "sharded in another way"),
        "a shard's bits": (sink.node([Link(leaf, "01a", 3)], shard), "other links than its bit field says"),
        "a shard's name": (sink.node([Link(leaf, "zz", 3)], shard), "begins with no place"),
        "a shard's lower case": (
            sink.node([Link(leaf, "0aa", 3)], unixfs.encode_shard(b"\x04\0", 256)),
            "begins with no place",
        ),
        "a shard's place": (sink.node([Link(leaf, "00a", 3)], shard), "at a place that is not its hash's"),
        "a shard that is none": (sink.node([Link(directory, "00", 3)], shard), "but is none"),
        "an empty shard": (
            sink.node([Link(sink.node([], unixfs.encode_shard(b"", 256)), "00", 3)], shard),
            "shard without entries",
        ),
    }  # fmt: skip


@pytest.mark.parametrize("lie", lies(Memory()))
def test_read__a_tree_that_lies__is_refused(lie: str) -> None:
    sink = Memory()
    root, reason = lies(sink)[lie]
    with pytest.raises((BlockError, TreeError), match=reason):
        read(sink, root)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "/etc/passwd", "a/b", "a\\b", "a\0b", "a\x1bb", "x" * 256, "a\u202etxt.exe"],
)
def test_read__a_name_that_leads_elsewhere__is_refused(name: str) -> None:
    sink = Memory()
    with pytest.raises(TreeError, match="which is refused"):
        read(sink, sink.directory([(name, sink.raw(b""))]))


def test_walk__small_dag_that_claims_petabytes__is_refused_before_it_is_read() -> None:
    sink = Memory()
    cid, size = sink.raw(b"0" * 1024), 1024
    for _ in range(6):
        cid, size = sink.file([(cid, size)] * 174), size * 174
    with pytest.raises(TreeError, match="claims more than 68719476736 bytes"):
        read(sink, cid)
    with pytest.raises(TreeError, match="allow more with --max-size"):
        list(walk(sink, sink.directory([("a", sink.raw(b"ab")), ("b", sink.raw(b"c"))]), Limits(max_bytes=2)))
    wide = sink.directory([])
    for _ in range(3):
        wide = sink.directory([(str(number), wide) for number in range(174)])
    with pytest.raises(TreeError, match="more than 1000 files and directories"):
        list(walk(sink, wide, Limits(max_entries=1_000)))


def test_blocks__a_block_linked_often__comes_once() -> None:
    sink = Memory()
    cid, size = sink.raw(b"ab"), 2
    for _ in range(9):
        cid, size = sink.file([(cid, size)] * 174), size * 174
    assert len(list(tree.blocks(sink, cid))) == 10


def test_read__nodes_too_deep__are_refused() -> None:
    sink = Memory()
    cid = sink.raw(b"x")
    for _ in range(MAX_LEVELS):
        cid = sink.file([(cid, 1)])
    assert read(sink, cid) == {"": b"x"}
    with pytest.raises(TreeError, match=f"has {MAX_LEVELS} nodes above it"):
        read(sink, sink.file([(cid, 1)]))
    folder = sink.directory([])
    for _ in range(MAX_DEPTH):
        folder = sink.directory([("d", folder)])
    assert len(read(sink, folder)) == MAX_DEPTH + 1
    with pytest.raises(TreeError, match="paths of more than 64 names"):
        read(sink, sink.directory([("d", folder)]))
    for _ in range(MAX_DEPTH * MAX_LEVELS):
        folder = sink.directory([("d", folder)])
    with pytest.raises(TreeError, match="1024 are the most"):
        list(tree.blocks(sink, folder))


def test_read__a_block_larger_than_blocks_are__is_refused() -> None:
    sink = Memory()
    with pytest.raises(BlockError, match="more than 2097152 bytes"):
        read(sink, sink.raw(bytes(MAX_BLOCK + 1)))
    assert read(sink, sink.raw(bytes(MAX_BLOCK))) == {"": bytes(MAX_BLOCK)}


def test_resolve__a_path__leads_to_its_entry() -> None:
    sink = Memory()
    leaf = sink.raw(b"x")
    root = sink.directory([("图片", sink.directory([("a.png", leaf)]))])
    assert resolve(sink, root, "图片/a.png") == leaf
    assert resolve(sink, root, "") == root
    with pytest.raises(TreeError, match="has no 'b'"):
        resolve(sink, root, "图片/b")
    with pytest.raises(TreeError, match="is a file, not a directory"):
        resolve(sink, root, "图片/a.png/b")
