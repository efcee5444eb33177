"""The cells of one row: what each says, and everything that is wrong, told at once."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from ecomchain.operators import cids
from ecomchain.operators.cids import Cid
from ecomchain.operators.errors import FieldError
from ecomchain.operators.table import Problem, Record

MAX_METADATA = 262_144
"""Bytes of a metadata file: up to these its CID is that of its raw bytes, in one block."""

_T = TypeVar("_T")


class Cells:
    """The cells of a row, and what is wrong with them."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.problems: list[Problem] = []

    def text(self, column: str) -> str:
        """What a cell says; nothing where there is no such column."""
        return self.record.cells.get(column, "")

    def wrong(self, column: str, text: str) -> None:
        """Note that a cell is wrong; ``text`` goes on after the column's name."""
        self.problems.append(Problem(self.record.line, column, self.text(column)[:100], f"{column} {text}"))

    def take(self, column: str, parse: Callable[[str], _T], default: _T, *, needed: bool = False) -> _T:
        """What a cell says by ``parse``; ``default`` where it is empty, or wrong."""
        text = self.text(column)
        if not text and not needed:
            return default
        try:
            return parse(text)
        except FieldError as error:
            self.wrong(column, str(error))
            return default


def content(cells: Cells, directory: Path) -> Cid:
    """The CID in the column cid, or that of the file in the column metadata."""
    text, file = cells.text("cid"), cells.text("metadata")
    if bool(text) == bool(file):
        what = "and metadata are both given: give one of them" if text else (
            "is missing: give the CID of the product's metadata, or the file in the column metadata, or none"
        )  # fmt: skip
        cells.wrong("cid", what)
        return cids.NO_CID
    if file:
        return cells.take("metadata", lambda name: _content_of(directory / name), cids.NO_CID)
    return cells.take("cid", lambda t: cids.NO_CID if t.lower() == "none" else cids.parse(t), cids.NO_CID)


def _content_of(path: Path) -> Cid:
    """The CID of a metadata file: raw, for it is one block."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_METADATA + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise FieldError(f"{path} cannot be read ({reason}): name a file beside the CSV") from None
    if not data or len(data) > MAX_METADATA:
        raise FieldError(
            f"{path} has {'no' if not data else f'more than {MAX_METADATA}'} bytes: 1 to {MAX_METADATA}"
        )
    return sha256(data).digest(), cids.RAW
