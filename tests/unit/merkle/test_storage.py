"""Trees on disk: whole or not at all, the old one until the new one is there."""

import fcntl
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from merkle_trees import CONTRACT, WHERE, entries, pairs

from ecomchain import merkle


@pytest.fixture(scope="module")
def old() -> merkle.Tree:
    return merkle.build(entries(100), **WHERE)


@pytest.fixture(scope="module")
def new() -> merkle.Tree:
    return merkle.build(entries(120, seed=1), **WHERE)


def folders(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir() if path.is_dir()]


def test_load__of_a_saved_tree__is_the_same(old: merkle.Tree, tmp_path: Path) -> None:
    merkle.save(old, tmp_path / "deep" / "tree")
    tree = merkle.load(tmp_path / "deep" / "tree")
    assert (tree.root, tree.count, tree.total) == (old.root, old.count, old.total)
    assert (tree.chain_id, tree.epoch, tree.contract) == (31337, 40, CONTRACT)
    for account, amount in pairs(100):
        claim = tree.claim(account)
        assert claim == old.claim(account)
        assert claim.amount == amount
        assert tree.verify(account, claim)
    tree.check()
    assert not tree.nodes.flags.writeable


def test_save__over_another_tree__replaces_it_and_readers_keep_theirs(
    old: merkle.Tree, new: merkle.Tree, tmp_path: Path
) -> None:
    merkle.save(old, tmp_path)
    reader = merkle.load(tmp_path)
    merkle.save(new, tmp_path)
    assert merkle.load(tmp_path).root == new.root
    assert len(folders(tmp_path)) == 1
    reader.check()
    assert reader.root == old.root


@pytest.mark.parametrize("step", ["_write_arrays", "_replace"])
def test_save__killed_before_a_step__old_tree_is_whole_and_the_next_save_clears_up(
    step: str, old: merkle.Tree, new: merkle.Tree, tmp_path: Path
) -> None:
    merkle.save(old, tmp_path / "tree")
    merkle.save(new, tmp_path / "other")
    killed = f"""
import os, signal
from pathlib import Path
from ecomchain.merkle import storage

directory = Path({str(tmp_path)!r})

def kill(*_):
    (directory / "tree/tree-half").mkdir()
    os.kill(os.getpid(), signal.SIGKILL)

storage.{step} = kill
storage.save(storage.load(directory / "other"), directory / "tree")
"""
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == -9
    assert len(folders(tmp_path / "tree")) == (2 if step == "_write_arrays" else 3)
    left = merkle.load(tmp_path / "tree")
    left.check()
    assert left.root == old.root
    merkle.save(new, tmp_path / "tree")
    assert merkle.load(tmp_path / "tree").root == new.root
    assert len(folders(tmp_path / "tree")) == 1


def test_save__disk_fails_half_way__old_tree_is_whole(
    old: merkle.Tree, new: merkle.Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merkle.save(old, tmp_path)
    real = np.save

    def full(file: object, array: np.ndarray) -> None:
        if array.shape[1:] == (12,):
            raise OSError(28, "No space left on device")
        real(file, array)

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(merkle.MerkleError, match="cannot be written: No space left on device"):
        merkle.save(new, tmp_path)
    assert merkle.load(tmp_path).root == old.root


def test_save__another_process_is_at_it__refused(old: merkle.Tree, tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(merkle.MerkleError, match="another process is saving a tree"):
            merkle.save(old, tmp_path)
    merkle.save(old, tmp_path)


def test_load__no_tree_there__refused(tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "none"):
        with pytest.raises(merkle.MerkleError, match="there is no tree in"):
            merkle.load(directory)


@pytest.mark.parametrize("name", ["nodes", "accounts", "amounts", "positions"])
def test_load__array_cut_short_missing_or_of_another_tree__refused(
    name: str, old: merkle.Tree, new: merkle.Tree, tmp_path: Path
) -> None:
    merkle.save(old, tmp_path / "old")
    merkle.save(new, tmp_path / "new")
    (path,) = (tmp_path / "old").glob(f"*/{name}.npy")
    (other,) = (tmp_path / "new").glob(f"*/{name}.npy")
    data = path.read_bytes()
    for broken in (data[:-1], data[:20], b"", other.read_bytes()):
        path.write_bytes(broken)
        with pytest.raises(merkle.MerkleError, match="is damaged"):
            merkle.load(tmp_path / "old")
    path.unlink()
    with pytest.raises(merkle.MerkleError, match="lacks files of its tree"):
        merkle.load(tmp_path / "old")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "other"}, "is not in the format ecomchain-merkle-1"),
        ({"root": "0x12"}, "the root is 0x"),
        ({"count": 99}, "is damaged"),
        ({"contract": "0x12"}, "is not an address"),
        ({"files": None}, "is damaged"),
    ],
)
def test_load__index_changed__refused(
    change: dict[str, object], message: str, old: merkle.Tree, tmp_path: Path
) -> None:
    merkle.save(old, tmp_path)
    path = tmp_path / "tree.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(merkle.MerkleError, match=message):
        merkle.load(tmp_path)


def test_load__index_cut_short__refused(old: merkle.Tree, tmp_path: Path) -> None:
    merkle.save(old, tmp_path)
    path = tmp_path / "tree.json"
    path.write_text(path.read_text()[:50])
    with pytest.raises(merkle.MerkleError, match="cannot be read"):
        merkle.load(tmp_path)
