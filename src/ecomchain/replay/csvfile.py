"""Reading one CSV file, plain or gzip: UTF-8, comma-separated, a header row."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ecomchain.replay.errors import InputError

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, order=True)
class Remark:
    """Something about one row: the file's name, the line (the header is line 1), why, and the values."""

    file: str
    line: int
    reason: str
    detail: str = ""


class BadRow(Exception):  # noqa: N818 - never reaches a user
    """The row makes no sense, for this reason."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass
class Table:
    """The rows of a file; those that make no sense are put aside in ``skipped``."""

    name: str
    rows: list[tuple[int, dict[str, str]]]
    """Line number and cells, without surrounding spaces."""
    skipped: list[Remark] = field(default_factory=list)
    ragged: int = 0
    """Rows with too few or too many cells: skipped already."""

    @property
    def total(self) -> int:
        """Rows in the file, senseless ones included."""
        return len(self.rows) + self.ragged

    def skip(self, line: int, why: BadRow) -> None:
        """Put the row of that line aside."""
        self.skipped.append(Remark(self.name, line, why.reason, why.detail))


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """The file's rows, with at least ``columns``. Raises InputError where the file as a whole is unusable."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    table = Table(path.name, [])
    try:
        header = [name.strip() for name in next(reader, [])]
        if not header:
            raise InputError(f"{path} is empty: it needs a header row with {', '.join(columns)}")
        _check_header(path, header, columns)
        for line, cells in _numbered(reader):
            if len(cells) != len(header):
                table.ragged += 1
                counts = f"{len(cells)}, the header has {len(header)}"
                table.skip(line, BadRow("wrong number of cells", counts))
            else:
                table.rows.append((line, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    except csv.Error as error:
        raise InputError(
            f"{path}, line {reader.line_num}: {error}; it is not a comma-separated file"
        ) from None
    if not table.total:
        raise InputError(f"{path} has a header but no rows: nothing to replay")
    return table


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they start on; empty lines are left out."""
    line = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        if cells:
            yield line, cells
        line = reader.line_num + 1  # type: ignore[attr-defined]


def _check_header(path: Path, header: list[str], columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in header]
    if missing:
        raise InputError(
            f"{path} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}: "
            f"its header has {', '.join(header)}; see docs/replay.md for the format"
        )
    twice = sorted({name for name in header if header.count(name) > 1 and name in columns})
    if twice:
        raise InputError(f"{path} has the column {', '.join(twice)} more than once: keep one")


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} does not exist: check the path") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a directory: name the file in it") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    if data.startswith(_GZIP):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{path} is a damaged gzip file ({error}): fetch it again") from None
    elif path.suffix == ".gz" and data:
        raise InputError(
            f"{path} is not a gzip file although it is named .gz: compress it, or rename it .csv"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}): convert it to UTF-8") from None
