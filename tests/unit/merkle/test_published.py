"""What is published: the dump as OpenZeppelin's library writes and loads it, and a file for each account."""

import json
from pathlib import Path

import pytest
from merkle_trees import CONTRACT, KEY, WHERE, entries, openzeppelin, pairs, values

from ecomchain import merkle
from ecomchain.merkle import published

COUNTS = (1, 2, 3, 8, 70, 1_000)


@pytest.fixture(scope="module")
def tree() -> merkle.Tree:
    return merkle.build(entries(300), **WHERE)


def test_dump__loaded_by_openzeppelin__same_root_and_proofs_hold(tmp_path: Path) -> None:
    tasks = []
    for count in COUNTS:
        tree = merkle.build(entries(count), **WHERE)
        merkle.dump(tree, tmp_path / f"{count}.json")
        claims = [merkle.claim(tree, account) for account, _ in pairs(count)]
        tasks.append({"path": str(tmp_path / f"{count}.json"), "claims": claims})
    for task, answer in zip(tasks, openzeppelin("load", tasks), strict=True):
        assert answer["root"] == task["claims"][0]["root"]
        assert answer["proofs"] == [claim["proof"] for claim in task["claims"]]
        assert answer["holds"] == [True] * len(task["claims"])


def test_dump__claims_forged__openzeppelin_refuses_them(tree: merkle.Tree, tmp_path: Path) -> None:
    merkle.dump(tree, tmp_path / "dump.json")
    claim, other = (merkle.claim(tree, account) for account, _ in pairs(300)[:2])
    forged = [
        {**claim, "proof": other["proof"]},
        {**claim, "proof": claim["proof"][1:]},
        {**claim, "root": "0x" + "11" * 32},
    ]
    assert claim["value"] != other["value"]
    ((answer),) = openzeppelin("load", [{"path": str(tmp_path / "dump.json"), "claims": forged}])
    assert answer["holds"] == [False, False, False]


@pytest.mark.parametrize("chunk", [1, 7, 8_192])
def test_dump__accounts_in_order__is_what_openzeppelin_dumps(
    chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "_CHUNK", chunk)
    ordered = sorted(pairs(50))
    merkle.dump(merkle.build(merkle.Entries.of(ordered), **WHERE), tmp_path / "dump.json")
    lower = [[key, contract.lower(), *rest] for key, contract, *rest in values(ordered)]
    ((answer),) = openzeppelin("build", [lower])
    text = (tmp_path / "dump.json").read_text()
    assert json.loads(text) == answer["dump"]
    assert " " not in text


def test_dump__longer_than_javascript_can_load__refused_and_nothing_left(
    tree: merkle.Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merkle.dump(tree, tmp_path / "dump.json")
    size = (tmp_path / "dump.json").stat().st_size
    monkeypatch.setattr(published, "MAX_DUMP", size)
    merkle.dump(tree, tmp_path / "dump.json")
    monkeypatch.setattr(published, "MAX_DUMP", size - 1)
    with pytest.raises(merkle.MerkleError, match="the dump of 300 leaves is longer than"):
        merkle.dump(tree, tmp_path / "other.json")
    assert [path.name for path in tmp_path.iterdir()] == ["dump.json"]


def test_dump__folder_missing__refused(tree: merkle.Tree, tmp_path: Path) -> None:
    with pytest.raises(merkle.MerkleError, match=r"dump\.json cannot be written: No such file"):
        merkle.dump(tree, tmp_path / "none" / "dump.json")


def test_claim__of_an_account__values_proof_and_root(tree: merkle.Tree) -> None:
    account, amount = pairs(300)[5]
    assert merkle.claim(tree, account) == {
        "value": [str(KEY), CONTRACT.lower(), account, str(amount)],
        "proof": ["0x" + node.hex() for node in tree.claim(account).proof],
        "root": "0x" + tree.root.hex(),
    }


def test_write_claims__all_accounts__a_file_each_by_the_first_byte(tree: merkle.Tree, tmp_path: Path) -> None:
    assert merkle.write_claims(tree, tmp_path) == 300
    files = {path.name: path for path in tmp_path.glob("*/*.json")}
    assert sorted(files) == sorted(f"{account}.json" for account, _ in pairs(300))
    for account, _ in pairs(300):
        path = files[f"{account}.json"]
        assert path.parent.name == account[2:4]
        assert json.loads(path.read_text()) == merkle.claim(tree, account)


def test_write_claims__interrupted__goes_on_where_it_stopped(
    tree: merkle.Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, made = published._claim_at, []

    def interrupted(*args: object) -> object:
        if len(made) == 150:
            raise KeyboardInterrupt
        made.append(args)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(published, "_claim_at", interrupted)
    with pytest.raises(KeyboardInterrupt):
        merkle.write_claims(tree, tmp_path)
    monkeypatch.setattr(published, "_claim_at", real)
    whole = sum(1 for path in tmp_path.glob("*/*.json") if not path.parent.name.endswith(".part"))
    assert 100 < whole < 150
    assert merkle.write_claims(tree, tmp_path) == 300 - whole
    assert sorted(path.stem for path in tmp_path.glob("*/*.json")) == sorted(a for a, _ in pairs(300))
    assert merkle.write_claims(tree, tmp_path) == 0


def test_write_claims__directory_of_another_tree_or_use__refused(tree: merkle.Tree, tmp_path: Path) -> None:
    merkle.write_claims(merkle.build(entries(3), **WHERE), tmp_path / "other")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("hello")
    with pytest.raises(merkle.MerkleError, match="holds the claims of another tree"):
        merkle.write_claims(tree, tmp_path / "other")
    with pytest.raises(merkle.MerkleError, match="is not empty and holds no claims"):
        merkle.write_claims(tree, tmp_path / "full")
