"""Hostile CSV: a bad line is told by its number, the others are read, memory stays flat."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomchain.operators import table
from ecomchain.operators.errors import TableError
from ecomchain.operators.table import Problem, Record

COLUMNS = ["key", "title", "stock"]


def read(path: Path, data: bytes) -> list[Record | Problem]:
    file = path / "file.csv"
    file.write_bytes(data)
    return list(table.read(file, COLUMNS, ["key"]))


def cells(found: list[Record | Problem]) -> list[tuple[int, list[str]] | tuple[int, str]]:
    return [
        (each.line, list(each.cells.values()) if isinstance(each, Record) else each.text) for each in found
    ]  # type: ignore[misc]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_read__bom_and_line_ends__are_no_part_of_it(tmp_path: Path, end: bytes) -> None:
    data = end.join([b"\xef\xbb\xbfKey , stock", b"A,1", b'" B ",2', b"", b",", b"C,3,", "é,4".encode()])
    assert cells(read(tmp_path, data)) == [(2, ["A", "1"]), (3, ["B", "2"]), (6, ["C", "3"]), (7, ["é", "4"])]


def test_read__quotes__are_taken_apart(tmp_path: Path) -> None:
    data = b'key,title\nA,"say ""hi"", please"\nB,"a,b"\n'
    assert cells(read(tmp_path, data)) == [(2, ["A", 'say "hi", please']), (3, ["B", "a,b"])]


def test_read__bad_lines__are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    long = b"E," + b"x" * (table.MAX_LINE + 10)
    data = b"\n".join(
        [b"key,title", b'A,"open', b"B,1", b"C,\xff\xfe", b"D", long, b'F,"x"y', b"G,1,2", b"H,2"]
    )
    found = cells(read(tmp_path, data))
    assert [line for line, _ in found] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert found[1] == (3, ["B", "1"])
    assert found[7] == (9, ["H", "2"])
    texts = [text for line, text in found if line not in (3, 9)]
    for text, part in zip(
        texts,
        ["a quoted cell ends on its line", "not UTF-8", "1 cells, the header has 2",
         f"more than {table.MAX_LINE} bytes",
         "a quote in it is doubled", "3 cells, the header has 2"],
        strict=True,
    ):  # fmt: skip
        assert part in text


def test_read__huge_line__takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    with path.open("wb") as file:
        file.write(b"key\n")
        for _ in range(64):
            file.write(b"x" * 2**20)
        file.write(b"\nA\n")
    tracemalloc.start()
    found = list(table.read(path, COLUMNS, ["key"]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [each.line for each in found] == [2, 3]
    assert peak < 2**21


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "has no header"),
        (b"\n", "has no header"),
        (b"key,stok\n", "'stok' is no column: did you mean stock\\?"),
        (b"key,xyz\n", "'xyz' is no column: there are key, title, stock"),
        (b"key,key\n", "the column key is there twice"),
        (b"stock\n", "the column key is missing"),
        (b"key;stock\nA;1\n", "separated by semicolons"),
        (b"key,stock\rA,1\r", "ends its lines with CR alone"),
        ("key,stock\n".encode("utf-16"), "not UTF-8"),
        (b"\x1f\x8b\x08\x00key\n", "not UTF-8"),
        (b'"key\n', "a header in UTF-8 is needed"),
    ],
)
def test_read__file_as_a_whole_unusable__is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(TableError, match=why):
        read(tmp_path, data)


def test_read__no_file__is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"missing\.csv does not exist"):
        list(table.read(tmp_path / "missing.csv", COLUMNS, []))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "'x", "'=1", "''"])
def test_writer__formula__is_guarded_and_reads_back(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "out.csv"
    with table.Writer(path, COLUMNS) as file:
        file.row([cell, "plain", "1"])
    line = path.read_text(encoding="utf-8").splitlines()[1]
    assert line.lstrip('"').startswith("'")
    assert cells(list(table.read(path, COLUMNS, ["key"]))) == [(2, [cell, "plain", "1"])]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=30).map(str.strip),
        min_size=3, max_size=3,
    ).filter(any)
)  # fmt: skip
def test_writer__any_text__reads_back(tmp_path: Path, row: list[str]) -> None:
    path = tmp_path / "out.csv"
    with table.Writer(path, COLUMNS) as file:
        file.row(row)
    assert cells(list(table.read(path, COLUMNS, ["key"]))) == [(2, row)]


def test_writer__that_fails__leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before", encoding="utf-8")

    def write() -> None:
        with table.Writer(path, COLUMNS) as file:
            file.row(["A", "", ""])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text(encoding="utf-8") == "before"
