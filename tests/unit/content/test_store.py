"""The local store: whole blocks or none, whoever is killed, and nothing read that was damaged."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from content.trees import add_bytes
from ecomchain.content import adding
from ecomchain.content.cid import Cid
from ecomchain.content.errors import BlockError, MissingError, PathError
from ecomchain.content.limits import MAX_BLOCK
from ecomchain.content.sources import Chain
from ecomchain.content.store import BlockStore


def test_put__a_new_block__is_a_file_named_by_its_cid(tmp_path: Path) -> None:
    store = BlockStore(tmp_path)
    cid = Cid.of(b"hello world")
    assert store.put(cid, b"hello world")
    assert store.path(cid) == tmp_path / "blocks" / str(cid)[-3:-1] / str(cid)
    assert str(cid)[-3:-1] == "n5"
    assert store.path(cid).read_bytes() == b"hello world"
    assert store.get(cid) == b"hello world"
    assert list(store.cids()) == [cid]


def test_put__a_block_that_is_there__is_left_alone_unless_damaged(tmp_path: Path) -> None:
    store = BlockStore(tmp_path)
    cid = Cid.of(b"data")
    store.put(cid, b"data")
    before = store.path(cid).stat().st_ino
    assert not store.put(cid, b"data")
    assert (store.added, store.reused, store.path(cid).stat().st_ino) == (1, 1, before)
    store.path(cid).write_bytes(b"dat")
    with pytest.raises(BlockError, match="add the content again, or delete the file"):
        store.get(cid)
    assert store.put(cid, b"data")
    assert store.get(cid) == b"data"


def test_get__missing_or_larger_than_blocks_are__is_refused(tmp_path: Path) -> None:
    store = BlockStore(tmp_path)
    cid = Cid.of(b"data")
    with pytest.raises(MissingError, match=f"has no block {cid}"):
        store.get(cid)
    store.put(cid, b"data")
    with store.path(cid).open("wb") as file:
        file.truncate(MAX_BLOCK * 1_000)
    with pytest.raises(BlockError, match="more than 2097152 bytes"):
        store.get(cid)


def test_put__place_that_cannot_be_written__is_named(tmp_path: Path) -> None:
    (tmp_path / "blocks").write_bytes(b"")
    with pytest.raises(PathError, match=r"cannot be written: .* name another store with --store"):
        BlockStore(tmp_path).put(Cid.of(b""), b"")


def test_sweep__what_killed_processes_left__is_deleted_and_no_more(tmp_path: Path) -> None:
    store = BlockStore(tmp_path)
    cid = Cid.of(b"data")
    store.put(cid, b"data")
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    shelf = store.path(cid).parent
    left, running, other = (shelf / f".part-{pid}-0" for pid in (killed.pid, os.getpid(), "x"))
    for path in (left, running, other):
        path.write_bytes(b"half")
    assert store.sweep() == 1
    assert (left.exists(), running.exists(), other.exists()) == (False, True, True)
    assert list(store.cids()) == [cid]


KILLED = """
import os, sys
from pathlib import Path
from ecomchain.content import adding
from ecomchain.content.store import BlockStore

store, left = BlockStore(Path(sys.argv[2])), int(sys.argv[3])
replace = Path.replace

def dying(self, target):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    return replace(self, target)

Path.replace = dying
adding.add(Path(sys.argv[1]), store)
"""


def test_add__killed_before_any_block_and_repeated__goes_on_where_it_stopped(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    for number in range(6):
        (tree / f"{number}").write_bytes(b"%d" % number)
    whole = BlockStore(tmp_path / "whole")
    part = adding.add(tree, whole)
    assert whole.added == 7
    for done in range(7):
        root = tmp_path / f"store{done}"
        killed = subprocess.run([sys.executable, "-c", KILLED, str(tree), str(root), str(done)], check=False)
        assert killed.returncode == -9
        store = BlockStore(root)
        assert len(list(store.cids())) == done
        assert store.sweep() == 1
        assert adding.add(tree, store) == part
        assert (store.added, store.reused) == (7 - done, done)
        assert sorted(map(str, store.cids())) == sorted(map(str, whole.cids()))


def test_chain__first_damaged_or_missing__asks_the_next_and_keeps_it(tmp_path: Path) -> None:
    first, second, cache = (BlockStore(tmp_path / name) for name in ("1", "2", "3"))
    one, two, three = Cid.of(b"1"), Cid.of(b"2"), Cid.of(b"3")
    first.put(one, b"1")
    first.path(one).write_bytes(b"x")
    second.put(one, b"1")
    second.put(two, b"2")
    chain = Chain([first, second], cache=cache)
    assert (chain.get(one), chain.get(two)) == (b"1", b"2")
    assert set(cache.cids()) == {one, two}
    with pytest.raises(MissingError, match=f"1 has no block {three}; .*2 has no block {three}"):
        chain.get(three)
    second.path(one).unlink()
    with pytest.raises(BlockError, match="1 bytes for"):
        chain.get(one)
    with pytest.raises(MissingError, match="nowhere to look"):
        Chain([]).get(one)


def test_add_stream__the_same_twice__writes_nothing_new(tmp_path: Path) -> None:
    store = BlockStore(tmp_path)
    part = add_bytes(b"abc" * 10, store, chunk=3, width=4)  # type: ignore[arg-type]
    again = BlockStore(tmp_path)
    assert add_bytes(b"abc" * 10, again, chunk=3, width=4) == part  # type: ignore[arg-type]
    assert again.added == 0
