"""`ape run content` as a person meets it: files in, CIDs out, and back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from content.stub import Stub, running
from content.trees import EMPTY_FILE
from ecomchain.content import Cid, desk, getting, tree
from ecomchain.content.errors import PathError
from ecomchain.content.store import BlockStore

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "site"
    (path / "图片").mkdir(parents=True)
    (path / "图片" / "a.png").write_bytes(b"png" * 200_000)
    (path / "index.txt").write_bytes(b"hello world")
    return path


@pytest.fixture
def node() -> Iterator[Stub]:
    with running() as stub:
        yield stub


def added(run: Run, *arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("add", "--json", *arguments).stdout)
    return found


def test_add__a_directory__prints_its_cid_and_keeps_its_blocks(run: Run, folder: Path) -> None:
    result = run("add", folder)
    cid = Cid.parse(result.stdout.strip())
    assert "2 files, 600011 bytes; blocks: 7 new, 0 reused" in result.stderr
    found = added(run, folder)
    assert found == {
        "cid": str(cid),
        "uri": f"ipfs://{cid}",
        "digest": "0x" + cid.digest.hex(),
        "codec": 0,
        "size": 600_011,
        "tsize": found["tsize"],
        "files": 2,
        "blocks_written": 0,
        "blocks_reused": 7,
        "car_size": None,
        "pinned_by": None,
    }
    blocks = list(tree.blocks(BlockStore(Path(".content")), cid))
    assert found["tsize"] == sum(len(block) for _, block in blocks)


def test_add__only_hash__keeps_nothing(run: Run, folder: Path) -> None:
    cid = added(run, folder, "--only-hash")["cid"]
    assert not Path(".content").exists()
    assert cid == added(run, folder)["cid"]
    result = run("add", folder, "--only-hash", "--car", "x.car", code=1)
    assert "a CAR, or a pin, needs the blocks" in result.stderr


def test_add__store_within_the_directory__is_refused_unless_it_is_hidden(run: Run, folder: Path) -> None:
    (folder / ".content").mkdir()
    plain = added(run, folder)["cid"]
    assert added(run, folder, "--store", folder / ".content")["cid"] == plain
    for arguments in (("--store", folder / "blocks"), ("--store", folder / ".content", "--hidden"),
                      ("--store", folder)):  # fmt: skip
        result = run("add", folder, *arguments, code=1)
        assert "and would be added to itself: name another --store" in result.stderr


def test_get__what_was_added__writes_the_same_tree(run: Run, folder: Path) -> None:
    cid = added(run, folder)["cid"]
    assert "back: 600011 bytes" in run("get", cid, "--out", "back").stdout
    for name in ("图片/a.png", "index.txt"):
        assert Path("back", name).read_bytes() == (folder / name).read_bytes()
    assert run("get", f"ipfs://{cid}/index.txt", "--out", "-").stdout_bytes == b"hello world"
    run("get", f"{cid}/图片/a.png")
    assert Path("a.png").read_bytes() == b"png" * 200_000
    assert "a.png is there already" in run("get", f"{cid}/图片/a.png", code=1).stderr
    Path("a.png").write_bytes(b"old")
    run("get", f"{cid}/图片/a.png", "--replace")
    assert Path("a.png").read_bytes() == b"png" * 200_000
    assert "back is there already" in run("get", cid, "--out", "back", "--replace", code=1).stderr
    assert "is no directory: make it first" in run("get", cid, "--out", "no/where", code=1).stderr
    assert "allow more with --max-size" in run("get", cid, "--out", "x", "--max-size", 600_010, code=1).stderr
    assert sorted(path.name for path in Path().iterdir()) == [".content", "a.png", "back", "site"]


def test_get__from_a_car__needs_no_store(run: Run, folder: Path) -> None:
    found = added(run, folder, "--car", "site.car")
    assert Path("site.car").stat().st_size == found["car_size"]
    run("get", found["cid"], "--store", "other", "--car", "site.car", "--out", "back")
    assert Path("back", "index.txt").read_bytes() == b"hello world"
    nowhere = run(
        "get", "bafkreiegqghxo3xaxi2cfnzdlreejxkbzoluhljvnar3fk4py32pc43x3e", "--store", "other", code=1
    )
    assert "has no block" in nowhere.stderr
    assert nowhere.stderr.endswith(": name who has it with --api, --gateway or --car\n")
    assert "has no block" in run("get", found["cid"], "--store", "other", "--out", "x", code=1).stderr


def test_add__node_configured__is_pinned_unless_not_wanted(
    run: Run, folder: Path, node: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = added(run, folder, "--car", "site.car", "--pin", node.url)
    assert found["pinned_by"] == node.url
    assert node.asked[-1][2:] == ({"pin-roots": "true"}, Path("site.car").read_bytes())
    monkeypatch.setenv("ECOM_IPFS_API", node.url)
    node.asked.clear()
    assert "pinned by" in run("add", folder).stderr
    assert node.paths() == ["/api/v0/dag/import"] * 2
    run("add", folder, "--no-pin")
    run("add", folder, "--only-hash")
    assert len(node.asked) == 2
    assert f"is pinned by {node.url}" in run("pin", found["cid"]).stdout
    assert node.asked[-1][3] == Path("site.car").read_bytes()


def test_get__from_a_gateway__keeps_what_it_got(run: Run, folder: Path, node: Stub) -> None:
    cid = added(run, folder)["cid"]
    store = BlockStore(Path(".content"))
    node.blocks.update({each: store.get(each) for each in store.cids()})
    run("get", cid, "--store", "other", "--gateway", node.url, "--out", "back")
    assert Path("back", "index.txt").read_bytes() == b"hello world"
    run("verify", cid, "--store", "other")


def test_ls__a_directory__lists_what_it_has(run: Run, folder: Path) -> None:
    cid = added(run, folder)["cid"]
    lines = run("ls", cid).stdout.splitlines()
    assert [line.split(maxsplit=1)[1].split() for line in lines] == [["11", "index.txt"], ["-", "图片/"]]
    deep = [json.loads(line) for line in run("ls", cid, "-r", "--json").stdout.splitlines()]
    assert [(each["path"], each["size"]) for each in deep] == [
        ("", None),
        ("index.txt", 11),
        ("图片", None),
        ("图片/a.png", 600_000),
    ]
    one = run("ls", f"{cid}/index.txt").stdout.split()
    assert one == [str(Cid.of(b"hello world")), "11"]


def test_verify__any_block_damaged_or_gone__says_which(run: Run, folder: Path) -> None:
    cid = added(run, folder, "--car", "site.car")["cid"]
    assert run("verify").stdout == "7 blocks, 600333 bytes, 0 wrong\n"
    assert run("verify", cid).stdout == "4 entries, 600011 bytes, 0 wrong\n"
    assert run("verify", "--car", "site.car").stdout == "7 blocks, 600333 bytes, 0 wrong\n"
    store = BlockStore(Path(".content"))
    for each in list(store.cids()):
        path = store.path(each)
        data = path.read_bytes()
        path.write_bytes(data[:-1])
        for arguments in ([], [cid]):
            result = run("verify", *arguments, code=1)
            assert f"{path} has {len(data) - 1} bytes for {each}" in result.stdout
            assert result.stdout.endswith("1 wrong\n")
        path.unlink()
        assert f"has no block {each}" in run("verify", cid, code=1).stdout
        path.write_bytes(data)
    whole = Path("site.car").read_bytes()
    Path("site.car").write_bytes(whole[:-1])
    assert "site.car is cut short" in run("verify", "--car", "site.car", code=1).stdout
    Path("site.car").write_bytes(whole[:-1] + b"x")
    assert "1 wrong" in run("verify", "--car", "site.car", code=1).stdout


def test_get__entry_that_the_file_system_takes_for_another__is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system that ignores the case of letters has one place for "a" and "A"."""
    tree_ = tmp_path / "tree"
    tree_.mkdir()
    (tree_ / "a").write_bytes(b"1")
    (tree_ / "A").write_bytes(b"2")
    cid = desk.add(tree_, store=tmp_path / "store").cid
    joined = Path.joinpath
    monkeypatch.setattr(getting.Path, "joinpath", lambda self, *names: joined(self, *map(str.lower, names)))
    with pytest.raises(PathError, match="cannot be written: File exists"):
        desk.get(str(cid), desk.Places(tmp_path / "store"), tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", "tree"]


def test_get__link_at_the_place_to_write__is_not_followed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert added(run, "empty")["cid"] == EMPTY_FILE
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert "link is there already" in run("get", EMPTY_FILE, "--out", "link", "--replace", code=1).stderr
    assert not (tmp_path / "elsewhere").exists()
