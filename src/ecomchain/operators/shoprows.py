"""The columns of shops.csv: what a row means. See docs/catalog.md."""

from dataclasses import dataclass
from pathlib import Path

from eth_utils import to_checksum_address

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOWCASE, module_id
from ecomchain.merkle.errors import MerkleError
from ecomchain.merkle.leaf import address as address_bytes
from ecomchain.operators import fields, table
from ecomchain.operators.cells import Cells, content
from ecomchain.operators.cids import NO_CID, Cid
from ecomchain.operators.errors import FieldError
from ecomchain.operators.table import Problem, Record

COLUMNS = [
    "key",
    "shop",
    "owner",
    "title",
    "cid",
    "metadata",
    "showcase",
    "distribution",
    "promotion",
    "modules",
]
REQUIRED = ["key"]
_MAX_UNITS = 10_000
_UNITS = {"showcase": SHOWCASE, "distribution": DISTRIBUTION, "promotion": PROMOTION}


@dataclass(frozen=True)
class ShopRow:
    """A row that makes sense by itself; ``units`` are what the shop is to hold, by capability."""

    line: int
    key: str
    shop: int
    owner: str
    content: Cid
    units: tuple[tuple[int, int], ...]


def read(path: Path, account: str) -> tuple[list[ShopRow], list[Problem]]:
    """The rows of the file, and what is wrong with the others; owners are the account unless named.

    Raises TableError where the file as a whole is unusable.
    """
    rows: dict[str, ShopRow] = {}
    problems: list[Problem] = []
    for found in table.read(path, COLUMNS, REQUIRED):
        row = found if isinstance(found, Problem) else _parse(found, path.parent, account)
        if isinstance(row, Problem):
            problems.append(row)
        elif isinstance(row, list):
            problems += row
        elif row.key in rows:
            text = f"key {row.key!r} is on line {rows[row.key].line} already: one row a shop"
            problems.append(Problem(row.line, "key", row.key, text))
        else:
            rows[row.key] = row
    return list(rows.values()), problems


def _parse(record: Record, directory: Path, account: str) -> ShopRow | list[Problem]:
    cells = Cells(record)
    key = cells.take("key", fields.parse_code, "", needed=True)
    shop = cells.take("shop", lambda text: fields.parse_whole(text, 2**32 - 1), 0)
    owner = cells.take("owner", _address, account)
    cells.take("title", fields.parse_text, "")
    metadata = content(cells, directory) if cells.text("cid") or cells.text("metadata") else NO_CID
    units = []
    for column, capability in _UNITS.items():
        if count := cells.take(column, lambda text: fields.parse_whole(text, _MAX_UNITS), 0):
            units.append((capability, count))
    modules: list[int] = cells.take("modules", _modules, [])
    units += [(module, 1) for module in modules]
    if units and owner.lower() != account.lower():
        cells.wrong(
            "owner", "is another account: only the owner acquires capabilities, open the shop without"
        )
    if cells.problems:
        return cells.problems
    return ShopRow(record.line, key, shop, to_checksum_address(owner), metadata, tuple(units))


def _address(text: str) -> str:
    try:
        found = to_checksum_address(address_bytes(text))
    except MerkleError as error:
        raise FieldError(error.message) from None
    if not int(found, 16):
        raise FieldError("is the zero address: a shop needs an owner")
    return str(found)


def _modules(text: str) -> list[int]:
    """``1 2``: numbers of marketing modules."""
    return [module_id(fields.parse_whole(part, 2**31)) for part in sorted(set(text.split()))]
