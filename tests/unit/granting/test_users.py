"""users.csv: every bad line is named; amounts are Ecom."""

from pathlib import Path

import pytest

from ecomchain.amounts import ECOM, MAX_SUPPLY
from ecomchain.grants import building, users
from ecomchain.grants.errors import GrantError, UsersError
from ecomchain.merkle import Entries, leaf
from ecomchain.operators import templates

ONE, TWO, THREE = ("0x" + digit * 40 for digit in "123")


def write(path: Path, *lines: str, header: str = "address,amount") -> Path:
    file = path / "users.csv"
    file.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return file


def pairs(entries: Entries) -> list[tuple[str, int]]:
    return [
        ("0x" + bytes(account).hex(), int.from_bytes(bytes(amount), "big"))
        for account, amount in zip(entries.accounts, entries.amounts, strict=True)
    ]


def test_read__amounts__are_ecom_unless_said_otherwise(tmp_path: Path) -> None:
    path = write(tmp_path, f"{ONE},12.5", f"{TWO},7")
    assert pairs(users.read(path)) == [(ONE, 25 * ECOM // 2), (TWO, 7 * ECOM)]
    with pytest.raises(UsersError, match="whole numbers of 1e-18 Ecom"):
        users.read(path, smallest=True)
    assert pairs(users.read(write(tmp_path, f"{ONE},12"), smallest=True)) == [(ONE, 12)]


def test_read__names_and_mail__are_left_where_they_are(tmp_path: Path) -> None:
    path = write(tmp_path, f'"Ann, B.",a@b.example,{ONE},1', header="name,email,address,amount")
    assert pairs(users.read(path)) == [(ONE, ECOM)]
    path.write_text(templates.users(), encoding="utf-8")
    assert len(users.read(path)) == 2


def test_read__bad_lines__are_all_named(tmp_path: Path) -> None:
    good = leaf.checksummed(bytes.fromhex("ab" * 20))
    mistyped = good.swapcase().replace("0X", "0x")
    lines = [
        f"{ONE},1", "0x12,1", f"{TWO},-5", f"{TWO},0", f"{TWO},1e3", f"{THREE},10000000001",
        f"{'0x' + '0' * 40},1", f"{mistyped},1", f"{ONE},2", "x,y", f"{TWO}", f"{TWO},\u0661",
        *(f"0xz{i:039},1" for i in range(40)),
    ]  # fmt: skip
    with pytest.raises(UsersError) as caught:
        users.read(write(tmp_path, *lines))
    told = caught.value.message.splitlines()
    assert caught.value.exit_code == 2
    by_line = {int(text.split("line ")[1].split(",")[0].split(":")[0]): text for text in told}
    assert sorted(by_line) == [*range(3, 14), *range(14, 54)]
    assert len(told) == 52  # line 11 has two
    for line, why in (
        (3, "is not an address"), (4, "is negative"), (5, "of 0 gives nothing"), (6, "is not an amount"),
        (7, "more than there is"), (8, "zero address"), (9, "checksum"), (10, "is on line 2 already"),
        (12, "1 cells"), (13, "is not an amount"),
    ):  # fmt: skip
        assert why in by_line[line]


def test_read__more_than_there_is_or_nobody__is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsersError, match="add up to 10000000001 Ecom"):
        users.read(write(tmp_path, f"{ONE},10000000000", f"{TWO},1"))
    with pytest.raises(UsersError, match="has no users"):
        users.read(write(tmp_path))


def test_salt__any_order__is_the_same(tmp_path: Path) -> None:
    one, other = [(ONE, 1), (TWO, 2)], [(TWO, 2), (ONE, 1)]
    salts = [building.salt_of(Entries.of(each)) for each in (one, other, [(ONE, 2), (TWO, 1)])]
    assert salts[0] == salts[1] != salts[2]


def test_build__again__gives_the_same_files_and_nobody_elses(tmp_path: Path) -> None:
    entries = Entries.of([(ONE, 5), (TWO, MAX_SUPPLY - 5)])
    where = {"chain_id": 31337, "contract": THREE, "creator": ONE}
    grant = building.build(entries, tmp_path / "grant", **where)
    before = (tmp_path / "grant" / "grant.json").read_bytes()
    assert building.build(entries, tmp_path / "grant", **where) == grant
    assert (tmp_path / "grant" / "grant.json").read_bytes() == before == grant.canonical()
    assert (grant.count, grant.total) == (2, str(MAX_SUPPLY))
    loaded, tree = building.load(tmp_path / "grant")
    assert (loaded, tree.total) == (grant, MAX_SUPPLY)
    with pytest.raises(GrantError, match="holds another grant"):
        building.build(Entries.of([(ONE, 6)]), tmp_path / "grant", **where)
    with pytest.raises(GrantError, match="is not a salt"):
        building.build(entries, tmp_path / "other", **where, salt=-1)


def test_build__interrupted_before_the_end__is_completed(tmp_path: Path) -> None:
    entries = Entries.of([(ONE, 5), (TWO, 6)])
    where = {"chain_id": 31337, "contract": THREE, "creator": ONE}
    grant = building.build(entries, tmp_path / "grant", **where)
    (tmp_path / "grant" / "grant.json").unlink()
    with pytest.raises(GrantError, match="there is no grant in"):
        building.load(tmp_path / "grant")
    assert building.build(entries, tmp_path / "grant", **where) == grant


def test_load__altered__is_refused(tmp_path: Path) -> None:
    where = {"chain_id": 31337, "contract": THREE, "creator": ONE}
    grant = building.build(Entries.of([(ONE, 5)]), tmp_path, **where)
    path = tmp_path / "grant.json"
    path.write_bytes(grant.model_copy(update={"total": "6"}).canonical())
    with pytest.raises(GrantError, match="is about another tree"):
        building.load(tmp_path)
    path.write_bytes(grant.model_copy(update={"salt": "6"}).canonical())
    with pytest.raises(GrantError, match="does not follow from creator and salt"):
        building.load(tmp_path)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(GrantError, match="is no grant"):
        building.load(tmp_path)
