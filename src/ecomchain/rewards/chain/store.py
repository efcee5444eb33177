"""The SQLite store of what was read (tables: see schema.sql). A window of blocks is one transaction."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecomchain.rewards.errors import ReadError

FORM = 1
"""Of the tables."""

_BY_BLOCK = (
    "window", "day", "market", "placed", "link", "sale", "rating", "transfer", "lock", "post", "kappa",
    "logged", "notice",
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A block that matters."""

    number: int
    hash: bytes
    time: int


@dataclass(frozen=True)
class Notice:
    """A rare event with its values; numbers are whole, bytes hexadecimal text."""

    block: int
    index: int
    day: int
    """The UTC day of its block."""
    name: str
    values: dict[str, Any]


class Store:
    """An open store. ``path`` may be ":memory:"."""

    def __init__(self, path: Path | str, *, durable: bool = True) -> None:
        if isinstance(path, Path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        try:
            self.db = sqlite3.connect(path, isolation_level=None)
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
            self.db.execute("PRAGMA cache_size = -262144")
            if not self.db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                self._create()
            found = self.meta("form")
        except sqlite3.DatabaseError as error:
            raise ReadError(f"{path} is no store of this program ({error}): move it away") from None
        if found != str(FORM):
            raise ReadError(
                f"{path} has form {found}, this program writes {FORM}: move it away, to read anew"
            )
        self._accounts: dict[bytes, int] = {}

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is done inside."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            self._accounts.clear()
            raise
        self.db.execute("COMMIT")

    def meta(self, name: str) -> str | None:
        """A text that was kept with `set_meta`."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Keep a text."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # Blocks

    def last_window(self) -> tuple[int, bytes] | None:
        """Number and hash of the last block that was read."""
        row = self.db.execute("SELECT block, hash FROM window ORDER BY block DESC LIMIT 1").fetchone()
        return None if row is None else (row[0], row[1])

    def windows_back(self) -> Iterator[tuple[int, bytes]]:
        """The last blocks of all windows, the newest first."""
        yield from self.db.execute("SELECT block, hash FROM window ORDER BY block DESC").fetchall()

    def rewind(self, block: int) -> None:
        """Forget all that came after this block."""
        with self.transaction():
            for table in _BY_BLOCK:
                self.db.execute(f"DELETE FROM {table} WHERE block > ?", (block,))
            # A day that ended with this block may not have been over when the chain was at it.
            last = self.db.execute("SELECT max(day) FROM day WHERE block = ?", (block,)).fetchone()[0]
            if last is not None:
                self.db.execute("DELETE FROM day WHERE block = ?", (block,))

    def day_end(self, day: int) -> Block | None:
        """The last block of a UTC day that is over, or None."""
        row = self.db.execute("SELECT block, hash, time FROM day WHERE day = ?", (day,)).fetchone()
        return None if row is None else Block(*row)

    def first_block(self, day: int) -> int | None:
        """The first block of a UTC day that is over; the next day's where it has none."""
        row = self.db.execute("SELECT first FROM day WHERE day = ?", (day,)).fetchone()
        return None if row is None else int(row[0])

    def days(self) -> tuple[int, int] | None:
        """The first and last UTC day that is over and was read, if any."""
        first, last = self.db.execute("SELECT min(day), max(day) FROM day").fetchone()
        return None if first is None else (first, last)

    # Accounts

    def account(self, address: bytes) -> int:
        """The number of an address, which gets one if it has none."""
        number = self._accounts.get(address)
        if number is None:
            self.db.execute("INSERT OR IGNORE INTO account (address) VALUES (?)", (address,))
            row = self.db.execute("SELECT id FROM account WHERE address = ?", (address,)).fetchone()
            number = self._accounts[address] = row[0]
        return number

    def add_accounts(self, addresses: Iterable[bytes]) -> None:
        """Give numbers to many at once."""
        self.db.executemany(
            "INSERT OR IGNORE INTO account (address) VALUES (?)", ((address,) for address in addresses)
        )

    def addresses(self) -> npt.NDArray[np.uint8]:
        """All addresses (n + 1, 20) by their number; there is no number 0."""
        rows = self.db.execute("SELECT id, address FROM account ORDER BY id").fetchall()
        table = np.zeros((rows[-1][0] + 1 if rows else 1, 20), np.uint8)
        if rows:
            numbers = np.fromiter((row[0] for row in rows), np.int64, len(rows))
            table[numbers] = np.frombuffer(b"".join(row[1] for row in rows), np.uint8).reshape(-1, 20)
        return table

    # Rows

    def insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows to a table; those whose key is there already are left out."""
        if rows:
            places = ", ".join("?" * len(rows[0]))
            self.db.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", rows)

    def columns(self, query: str, *values: Any) -> list[npt.NDArray[np.int64]]:
        """The columns of a query of whole numbers."""
        cursor = self.db.execute(query, values)
        width = len(cursor.description)
        flat = np.fromiter((value for row in cursor for value in row), np.int64)
        return list(flat.reshape(-1, width).T)

    def notices(self, *names: str) -> list[Notice]:
        """The rare events with these names, in the chain's order."""
        marks = ", ".join("?" * len(names))
        rows = self.db.execute(
            f"SELECT block, log, day, name, value FROM notice WHERE name IN ({marks}) ORDER BY block, log",
            names,
        )
        return [Notice(block, log, day, name, _read(text)) for block, log, day, name, text in rows]

    def _create(self) -> None:
        schema = files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
        self.db.executescript(f"BEGIN; {schema} INSERT INTO meta VALUES ('form', '{FORM}'); COMMIT;")


def notice_text(values: Any) -> str:
    """The values of a rare event as the store keeps them."""
    return json.dumps(
        {key: "0x" + v.hex() if isinstance(v, bytes) else str(v) for key, v in values.items()}, sort_keys=True
    )


def _read(text: str) -> dict[str, Any]:
    return {key: v if v.startswith("0x") else int(v) for key, v in json.loads(text).items()}
