"""CSV files of an operator: read line by line in flat memory, every doubtful line told apart from the rest.

A record is one line: no cell needs a line break, and so a stray quote spoils its own line and no other.
Cells that a spreadsheet would take for a formula are written with an apostrophe before them, which reading
takes away again: what is written is what is read.
"""

import csv
import difflib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from ecomchain.operators.errors import TableError

MAX_LINE = 65_536
"""Bytes of a line; longer ones are told and skipped, in flat memory."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line: the column (empty for the line as a whole), what it says, the remedy."""

    line: int
    column: str
    value: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}" + (f", {self.column}" if self.column else "") + f": {self.text}"


@dataclass(frozen=True)
class Record:
    """A line with as many cells as the header, by column; cells without surrounding blanks."""

    line: int
    cells: dict[str, str]


def read(path: Path, columns: Sequence[str], required: Sequence[str]) -> Iterator[Record | Problem]:
    """The lines of a file; its header names some of ``columns``, ``required`` among them, in any order.

    Raises TableError where the file as a whole is unusable.
    """
    try:
        with path.open("rb") as file:
            yield from _records(path, _lines(file), columns, required)
    except FileNotFoundError:
        raise TableError(f"{path} does not exist: check the path") from None
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}") from None


def guard(cell: str) -> str:
    """The cell as it is written: a spreadsheet will not take it for a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def unguard(cell: str) -> str:
    """The reverse of `guard`; what was typed by hand without need of it stays as it is."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


class Writer:
    """Writes a CSV file that appears when it is whole::

    with Writer(path, columns) as table:
        table.row(cells)
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path, self.rows = path, 0
        self._part = path.with_name(path.name + ".part")
        try:
            self._file = self._part.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise TableError(f"{path} cannot be written: {error.strerror}") from None
        self._csv = csv.writer(self._file, lineterminator="\n")
        self._csv.writerow(columns)

    def row(self, cells: Sequence[str]) -> None:
        """Add a line."""
        self._csv.writerow([guard(cell) for cell in cells])
        self.rows += 1

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._part.replace(self.path)
        else:
            self._part.unlink(missing_ok=True)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Lines without their ends; None for one that is too long."""
    number = 0
    while raw := file.readline(MAX_LINE + 2):
        number += 1
        if raw.endswith(b"\n") or len(raw) <= MAX_LINE:
            yield number, raw.rstrip(b"\r\n")
            continue
        while rest := file.readline(MAX_LINE):
            if rest.endswith(b"\n"):
                break
        yield number, None


def _records(
    path: Path, lines: Iterator[tuple[int, bytes | None]], columns: Sequence[str], required: Sequence[str]
) -> Iterator[Record | Problem]:
    header = _header(path, next(lines, (1, b""))[1], columns, required)
    for line, raw in lines:
        if raw is None:
            yield Problem(line, "", "", f"it has more than {MAX_LINE} bytes: a product takes a few hundred")
            continue
        try:
            cells = _cells(raw)
        except UnicodeDecodeError:
            yield Problem(line, "", raw[:40].hex(), "it is not UTF-8: save the file as UTF-8")
            continue
        except csv.Error as error:
            text = raw[:40].decode("utf-8", "replace")
            yield Problem(
                line, "", text, f"{error}: a quoted cell ends on its line, a quote in it is doubled"
            )
            continue
        if not any(cells):
            continue
        if len(cells) < len(header) or any(cells[len(header) :]):
            yield Problem(line, "", "", f"it has {len(cells)} cells, the header has {len(header)}")
            continue
        yield Record(line, dict(zip(header, cells, strict=False)))


def _cells(raw: bytes) -> list[str]:
    rows = list(csv.reader([raw.decode("utf-8")], strict=True))
    return [unguard(cell.strip()) for cell in rows[0]] if rows else []


def _header(path: Path, raw: bytes | None, columns: Sequence[str], required: Sequence[str]) -> list[str]:
    if raw is None or raw.startswith(_UTF16) or b"\0" in raw:
        raise TableError(f"{path} is not UTF-8 text: save it as CSV in UTF-8")
    if b"\r" in raw:
        raise TableError(f"{path} ends its lines with CR alone: save it with LF or CRLF")
    try:
        header = [name.lower() for name in _cells(raw.removeprefix(b"\xef\xbb\xbf"))]
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"{path}, line 1: {error}: a header in UTF-8 is needed") from None
    while header and not header[-1]:
        header.pop()
    if not header:
        raise TableError(f"{path} has no header: the first line names the columns")
    if len(header) == 1 and ";" in header[0]:
        raise TableError(f"{path} is separated by semicolons: save it with commas")
    for name in header:
        if name not in columns:
            close = difflib.get_close_matches(name, columns, 1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(columns)}"
            raise TableError(f"{path}: {name[:40]!r} is no column: {hint}")
        if header.count(name) > 1:
            raise TableError(f"{path}: the column {name} is there twice: name it once")
    for name in required:
        if name not in header:
            raise TableError(f"{path}: the column {name} is missing")
    return header
