"""CIDs of files and directories: those of a Kubo node, and block by block of Protocol Labs' libraries."""

from pathlib import Path

import numpy as np
import pytest

from content.trees import EMPTY_DIRECTORY, EMPTY_FILE, Memory, add_bytes, libraries
from ecomchain.content import adding, directories
from ecomchain.content.errors import PathError
from ecomchain.content.limits import CHUNK, MAX_DEPTH, WIDTH

# From the tests of Kubo itself: test/cli/add_test.go ("hello world") and test/sharness/t0260-sharding.sh
# (file1 to file2000, each with its number and a line feed; sharded at once).
HELLO_WORLD = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"
TWO_THOUSAND_SHARDED = "bafybeibiemewfzzdyhq2l74wrd6qj2oz42usjlktgnlqv4yfawgouaqn4u"


def write_numbers(path: Path, size: int) -> Path:
    """A file of ``size`` bytes whose blocks are all different."""
    numbers = np.arange((size + 3) // 4, dtype="<u4")
    path.write_bytes(numbers.tobytes()[:size])
    return path


def cids_of(path: Path) -> dict[str, object]:
    sink = Memory()
    return {"cid": str(adding.add(path, sink).cid), "blocks": sorted(map(str, sink))}


def test_add__what_kubo_documents__gives_its_cids(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "hello").write_bytes(b"hello world")
    (tmp_path / "directory").mkdir()
    sink = Memory()
    assert str(adding.add(tmp_path / "empty", sink).cid) == EMPTY_FILE
    assert str(adding.add(tmp_path / "hello", sink).cid) == HELLO_WORLD
    assert str(adding.add(tmp_path / "directory", sink).cid) == EMPTY_DIRECTORY
    files = {f"file{n}": add_bytes(b"%d\n" % n, sink) for n in range(1, 2_001)}
    assert str(directories.add_entries(files, sink, shard_above=1).cid) == TWO_THOUSAND_SHARDED


def test_add__sizes_around_every_boundary__equal_the_libraries(tmp_path: Path) -> None:
    full = WIDTH * CHUNK
    sizes = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, full - 1, full, full + 1]
    paths = [write_numbers(tmp_path / str(size), size) for size in sizes]
    answers = libraries("import", [{"path": str(path)} for path in paths])
    for path, answer in zip(paths, answers, strict=True):
        assert cids_of(path) == answer, path.name


def test_add_stream__trees_of_many_levels__equal_the_libraries(tmp_path: Path) -> None:
    shapes = [(count, 2, 3) for count in [*range(1, 30), 81, 82, 243, 244]]
    shapes += [(WIDTH * WIDTH + more, 2, WIDTH) for more in (-1, 0, 1)]
    tasks = []
    for count, chunk, width in shapes:
        path = write_numbers(tmp_path / f"{count}-{width}", count * chunk)
        tasks.append({"path": str(path), "chunk": chunk, "width": width})
    for task, answer in zip(tasks, libraries("import", tasks), strict=True):
        sink = Memory()
        data = Path(str(task["path"])).read_bytes()
        part = add_bytes(data, sink, chunk=int(task["chunk"]), width=int(task["width"]))
        assert (str(part.cid), sorted(map(str, sink))) == (answer["cid"], answer["blocks"]), task
        assert part.size == len(data)


def test_add__nested_directories_and_names_of_all_scripts__equal_the_libraries(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in ["b", "a/c/d", "a/é", "商店/图片", "مرحبا", "a b", "😀", "empty", "Z", "z"]:
        (tree / name).mkdir(parents=True)
    for number, name in enumerate(
        ["b/1", "a/c/d/x", "a/é/ü", "商店/图片/主图.png", "مرحبا/ש", "a-", "a.txt", "ab"]
    ):
        (tree / name).write_bytes(b"%d" % number * 1_000)
    write_numbers(tree / "b" / "large", 3 * CHUNK + 5)
    assert cids_of(tree) == libraries("import", [{"path": str(tree)}])[0]


@pytest.mark.parametrize(("count", "sharded"), [(4_096, False), (4_097, True)])
def test_add__directory_at_the_threshold__is_sharded_above_it_only(
    count: int, sharded: bool, tmp_path: Path
) -> None:
    # 28 bytes of a name and 36 of a CID: 4,096 entries have exactly 256 KiB.
    tree = tmp_path / "tree"
    tree.mkdir()
    for number in range(count):
        (tree / f"{number:028}").write_bytes(b"%d" % (number % 3))
    found = cids_of(tree)
    assert found == libraries("import", [{"path": str(tree)}])[0]
    assert (len(found["blocks"]) > 4) == sharded  # type: ignore[arg-type]


def test_add_entries__shards_inside_a_tree__equal_the_libraries(tmp_path: Path) -> None:
    # Names and directories enough for shards three deep, at a threshold where every directory is sharded.
    tree = tmp_path / "tree"
    (tree / "inner").mkdir(parents=True)
    for number in range(3_000):
        (tree / f"商品{number}").write_bytes(b"%d" % number)
    for number in range(300):
        (tree / "inner" / f"{number}").touch()
    answer = libraries("import", [{"path": str(tree), "shardAbove": 1}])[0]
    sink = Memory()
    inner = {path.name: add_bytes(path.read_bytes(), sink) for path in (tree / "inner").iterdir()}
    outer = {path.name: add_bytes(path.read_bytes(), sink) for path in tree.iterdir() if path.is_file()}
    outer["inner"] = directories.add_entries(inner, sink, shard_above=1)
    root = directories.add_entries(outer, sink, shard_above=1)
    assert (str(root.cid), sorted(map(str, sink))) == (answer["cid"], answer["blocks"])


def test_add_entries__two_names_of_one_hash__are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "places", lambda _: bytes(8))
    sink = Memory()
    with pytest.raises(PathError, match="have the same hash"):
        directories.add_entries({"a": add_bytes(b"", sink), "b": add_bytes(b"", sink)}, sink, shard_above=1)


def test_add__hidden_files__are_left_out_unless_wanted(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / ".git").mkdir(parents=True)
    (tree / ".git" / "config").write_bytes(b"x")
    (tree / "a").write_bytes(b"a")
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "a").write_bytes(b"a")
    sink = Memory()
    assert adding.add(tree, sink) == adding.add(bare, sink)
    assert adding.survey(tree) == adding.Found(files=1, directories=1, size=1)
    assert (
        str(adding.add(tree, sink, hidden=True).cid) == libraries("import", [{"path": str(tree)}])[0]["cid"]
    )
    assert adding.survey(tree, hidden=True) == adding.Found(files=2, directories=2, size=2)


def test_add__progress__adds_up_to_the_bytes(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    write_numbers(tree / "a", CHUNK + 7)
    write_numbers(tree / "b", 3)
    told: list[int] = []
    adding.add(tree, Memory(), progress=told.append)
    assert sum(told) == CHUNK + 10


def test_add__what_is_no_file_or_directory__is_refused_by_name(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "link").symlink_to(tmp_path)
    for act in (adding.survey, lambda path: adding.add(path, Memory())):
        with pytest.raises(PathError, match="link is a symbolic link: put what it leads to in its place"):
            act(tree)
        with pytest.raises(PathError, match="nothing cannot be read: No such file"):
            act(tmp_path / "nothing")
        with pytest.raises(PathError, match="null is neither a file nor a directory"):
            act(Path("/dev/null"))


@pytest.mark.parametrize("name", [b"a\\b", b"a\nb", "a\u202eb".encode(), b"\xff\xfe", b"\x1b[31m"])
def test_add__name_that_no_reader_should_get__is_refused(name: bytes, tmp_path: Path) -> None:
    (Path(bytes(tmp_path).decode()) / "tree").mkdir()
    with open(bytes(tmp_path) + b"/tree/" + name, "wb"):
        pass
    with pytest.raises(PathError, match="cannot be used"):
        adding.survey(tmp_path / "tree")
    with pytest.raises(PathError, match="cannot be used"):
        adding.add(tmp_path / "tree", Memory())


def test_add__directories_as_deep_as_allowed__and_one_more(tmp_path: Path) -> None:
    deep = tmp_path.joinpath("tree", *["d"] * MAX_DEPTH)
    deep.mkdir(parents=True)
    assert adding.survey(tmp_path / "tree").directories == MAX_DEPTH + 1
    (deep / "file").touch()
    with pytest.raises(PathError, match="more than 64 names below the root"):
        adding.add(tmp_path / "tree", Memory())
