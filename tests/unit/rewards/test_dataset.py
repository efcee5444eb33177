"""Published days: the same bytes each time, CIDs that lead to them, and a reading that trusts nothing."""

import hashlib
import json
import shutil
from base64 import b32encode
from pathlib import Path

import cid
import pytest

from ecomchain.rewards import content, dataset, exclusions, signatures, verifying
from ecomchain.rewards.engine import Past
from ecomchain.rewards.errors import DatasetError, InputError, MismatchError, NotReadyError

from .test_days import SELLER, START, market
from .world import World

ARTICLE = b"\x11" * 32


@pytest.fixture(autouse=True)
def _unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "verdicts", lambda rows, *_: bytes(len(rows) // signatures.ROW))


def busy(home: Path) -> World:
    world = market(home)
    for offset in range(3):
        order = world.sell(START + offset, SELLER, 0xB1, 10**9, (2,), closing=5, paid=1)
        world.rate(START + offset, order, 0, 4)
        world.act(offset + 1, 0xB1, 5, ARTICLE)
        world.act(offset + 1, 0x51, 6, ARTICLE)
    world.end(START + 3)
    return world


def test_compute__twice__gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (busy(tmp_path / name) for name in "ab")
    first, second = (world.engine.compute(3, world.inputs()) for world in (one, other))
    assert first.cid == second.cid
    for name in (*dataset.FILES, dataset.MANIFEST):
        assert (first.path / name).read_bytes() == (second.path / name).read_bytes()
    assert first.tree().root == second.tree().root
    again = one.engine.compute(3, one.inputs(), again=True)
    assert again.cid == first.cid
    assert sorted(path.name for path in one.engine.days.iterdir()) == ["1", "2", "3"]


def test_compute__days_there_already__goes_on_from_them(tmp_path: Path) -> None:
    world = busy(tmp_path)
    first = world.engine.compute(1, world.inputs())
    last = world.engine.compute(3, world.inputs())
    assert last.cid == busy(tmp_path / "other").engine.compute(3, world.inputs()).cid
    # The read of day 1 counts once in the epoch.
    assert json.loads((last.path / "rejected.json").read_bytes())["ignored"] == {"read before": 1}
    assert first.publications().tobytes() == ARTICLE + (0xB1).to_bytes(20, "big")
    assert len(last.publications()) == 0


def test_compute__an_earlier_day_was_changed__says_which(tmp_path: Path) -> None:
    world = busy(tmp_path)
    world.engine.compute(3, world.inputs())
    world.acts[1].append((0x52, 1, bytes(32)))
    world.engine.compute(1, world.inputs(), again=True)
    with pytest.raises(
        DatasetError, match="2 does not follow from the day before it: compute day 2 with --again"
    ):
        world.engine.compute(3, world.inputs())
    with world.store.transaction():
        world.store.db.execute("UPDATE day SET hash = ? WHERE day = ?", (b"\x01" * 32, START))
    with pytest.raises(DatasetError, match="1 was computed of another chain: remove it"):
        world.engine.compute(3, world.inputs())


def test_compute__days_were_skipped_since__says_so(tmp_path: Path) -> None:
    world = busy(tmp_path)
    world.engine.compute(2, world.inputs())
    world.pool(START + 4, "DaysSkipped", day=2, coveredBefore=0)
    with pytest.raises(DatasetError, match=r"decided since .*1 was computed: compute day 1 with --again"):
        world.engine.compute(3, world.inputs())
    for day in (1, 2):
        assert world.engine.compute(day, world.inputs(), again=True).amount("total") == 0
    found = world.engine.compute(3, world.inputs())
    assert (found.amount("total_before"), found.amount("budget")) == (0, found.amount("emitted"))


def test_compute__killed_while_writing__leaves_the_old_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = busy(tmp_path)

    def killed(path: Path) -> bytes:
        if path.name == "scores.csv":
            raise KeyboardInterrupt
        return hashlib.sha256(path.read_bytes()).digest()

    with monkeypatch.context() as patch:
        patch.setattr(content, "digest_of", killed)
        with pytest.raises(KeyboardInterrupt):
            world.engine.compute(1, world.inputs())
    assert world.engine.published(1) is None
    assert (
        world.engine.compute(1, world.inputs()).cid
        == busy(tmp_path / "b").engine.compute(1, world.inputs()).cid
    )


def test_compute__a_new_epoch__starts_from_nothing_but_the_budget(tmp_path: Path) -> None:
    world = market(tmp_path)
    world.sell(START, SELLER, 0xB1, 10**9)
    world.sell(START + 28, SELLER, 0xB2, 10**9)
    world.end(START + 28)
    with pytest.raises(NotReadyError, match="day 29 counts points of day 23, which is not here"):
        world.engine.compute(29, world.inputs())
    with pytest.raises(
        NotReadyError, match="epoch 1 is not complete on the chain: compute its last day, 28, first"
    ):
        world.engine.result(29, world.inputs(), Past())
    before = world.engine.compute(28, world.inputs())
    found = world.engine.compute(29, world.inputs())
    assert found.manifest["previous"] == before.cid
    assert found.cumulative().total == found.amount("allocated")
    assert found.amount("declared_before") == before.amount("total")
    assert found.amount("budget") == found.amount("emitted") - before.amount("total")


def test_verify__honest_days__are_right_wherever_they_are(tmp_path: Path) -> None:
    world = busy(tmp_path / "a")
    world.engine.compute(3, world.inputs())
    shutil.move(world.engine.days, tmp_path / "published")
    found = verifying.verify(world.engine, 3, tmp_path / "published")
    assert found.posted == ()
    assert verifying.days_in(tmp_path / "published" / "3") == tmp_path / "published"
    assert verifying.days_in(tmp_path / "published") == tmp_path / "published"


@pytest.mark.parametrize(
    ("name", "value"),
    [("kappa_bps", 501), ("budget", "1"), ("first_block", 2), ("factors", {"s": 51, "d": 50, "b": 50})],
)
def test_verify__a_manifest_that_says_otherwise__is_found(tmp_path: Path, name: str, value: object) -> None:
    world = busy(tmp_path)
    path = world.engine.compute(2, world.inputs()).path / dataset.MANIFEST
    path.write_bytes(content.canonical({**json.loads(path.read_bytes()), name: value}))
    with pytest.raises(MismatchError, match=f"day 2 is wrong: its manifest says {name} "):
        verifying.verify(world.engine, 2, world.engine.days)


@pytest.mark.parametrize(("column", "what"), [(1, "on the day"), (2, "in the epoch so far")])
def test_verify__an_amount_changed__names_the_account(tmp_path: Path, column: int, what: str) -> None:
    world = busy(tmp_path)
    path = world.engine.compute(2, world.inputs()).path
    rows = [line.split(",") for line in (path / "allocations.csv").read_text().splitlines()]
    wanted, rows[2][column] = rows[2][column], str(int(rows[2][column]) + 1)
    dataset.lines(",".join(rows[0]), map(",".join, rows[1:]))(path / "allocations.csv")
    manifest = json.loads((path / dataset.MANIFEST).read_bytes())
    data = (path / "allocations.csv").read_bytes()
    manifest["files"]["allocations.csv"] |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (path / dataset.MANIFEST).write_bytes(content.canonical(manifest))
    with pytest.raises(MismatchError) as error:
        verifying.verify(world.engine, 2, world.engine.days)
    assert error.value.message == (
        f"day 2 is wrong: {rows[2][0]} has {int(wanted) + 1} {what} where it is published, "
        f"by recomputation {wanted}"
    )


@pytest.mark.parametrize("name", dataset.FILES)
def test_verify__a_file_that_is_missing_or_changed__is_found(tmp_path: Path, name: str) -> None:
    world = busy(tmp_path)
    path = world.engine.compute(1, world.inputs()).path / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DatasetError, match=r"is not the file of the manifest: get it by its CID bafkrei"):
        verifying.verify(world.engine, 1, world.engine.days)
    path.unlink()
    with pytest.raises(DatasetError, match=r"is missing: get it by its CID bafkrei"):
        verifying.verify(world.engine, 1, world.engine.days)


def test_load__no_day_there__says_so(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no published day"):
        dataset.load(tmp_path)
    (tmp_path / dataset.MANIFEST).write_text('{"version":2}')
    with pytest.raises(DatasetError, match="is no manifest: it is not of form 1"):
        dataset.load(tmp_path)


def test_cid__bytes__is_what_the_library_reads() -> None:
    text, digest = content.cid_of(b"hello world"), hashlib.sha256(b"hello world").digest()
    # CID version 1, raw (0x55), sha2-256 (0x12) of 32 bytes (0x20), in base32 (b).
    assert text == "b" + b32encode(b"\x01\x55\x12\x20" + digest).decode().lower().rstrip("=")
    assert content.struct(text) == (digest, 1)
    assert cid.from_string(text).codec == "raw"
    for wrong in ("", "abc", "QmWATWQ7fVPP2EFGu71UkfnqhYXDYH566qy47CnJDgvs8u"):
        with pytest.raises(InputError, match="CID"):
            content.cid_digest(wrong)


def test_canonical__json__has_one_form() -> None:
    assert content.canonical({"b": [1, "é"], "a": None}) == b'{"a":null,"b":[1,"\\u00e9"]}\n'


def test_exclusions__files__are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "out.yaml"
    path.write_text('- {account: "0x00000000000000000000000000000000000000b1", reason: sybil}\n')
    found = exclusions.load(path)
    assert found.reasons == {(0xB1).to_bytes(20, "big"): "sybil"}
    assert exclusions.parse(found.dump()) == found
    one = {"account": "0x" + "00" * 20, "reason": "a"}
    for wrong, why in (
        ({}, "a list"), ([{"account": "0x1"}], "is no exclusion"),
        ([{**one, "account": "0x1"}], "is no address"),
        ([one, one], "excluded twice"), ([{**one, "reason": ""}], "is no exclusion"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=why):
            exclusions.parse(wrong)
    with pytest.raises(InputError, match="cannot be read as a list of exclusions"):
        exclusions.load(tmp_path / "none.yaml")
