"""What a keeper knows, in SQLite (tables: see schema.sql). A window of blocks is one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ecomchain.keeper.effects import Effect
from ecomchain.keeper.errors import KeeperError
from ecomchain.keeper.work import NEVER, Item

FORM = "1"
"""Of the tables."""

KEPT_WINDOWS = 256
"""How many windows a reorganisation can reach back before everything is read anew."""


@dataclass(frozen=True)
class Change:
    """An effect of an event: on which item."""

    effect: Effect
    key: str
    block: int


@dataclass(frozen=True)
class Upcoming:
    """Something that is open, and when it is due; ``reason``: why it could not be done so far."""

    job: str
    text: str
    due: int
    reason: str


class Store:
    """An open store. ``path`` may be ":memory:"."""

    def __init__(self, path: Path | str) -> None:
        if isinstance(path, Path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        try:
            self.db = sqlite3.connect(path, isolation_level=None)
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = FULL")
            if not self.db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                schema = files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
                self.db.executescript(f"BEGIN; {schema} INSERT INTO meta VALUES ('form', '{FORM}'); COMMIT;")
            found = self.meta("form")
        except sqlite3.DatabaseError as error:
            raise KeeperError(f"{path} is no store of a keeper ({error}): move it away") from None
        if found != FORM:
            raise KeeperError(f"{path} has form {found}, this program writes {FORM}: move it away")

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

    def windows_back(self) -> list[tuple[int, bytes]]:
        """The last blocks of the windows that are kept, the newest first."""
        return self.db.execute("SELECT block, hash FROM window ORDER BY block DESC").fetchall()

    def add_window(self, block: int, hash_: bytes, changes: Iterable[Change]) -> None:
        """Apply the events of a window that ends with this block, in the chain's order."""
        with self.transaction():
            for change in changes:
                self._apply(change)
            self.db.execute("INSERT INTO window VALUES (?, ?)", (block, hash_))
            oldest = self.db.execute(
                "SELECT block FROM window ORDER BY block DESC LIMIT 1 OFFSET ?", (KEPT_WINDOWS - 1,)
            ).fetchone()
            if oldest is not None:
                self.db.execute("DELETE FROM window WHERE block < ?", oldest)
                self.db.execute("DELETE FROM item WHERE closed <= ?", oldest)

    def rewind(self, block: int) -> None:
        """Forget all that events after this block said; below the first block, everything."""
        with self.transaction():
            self.db.execute("DELETE FROM window WHERE block > ?", (block,))
            self.db.execute("DELETE FROM item WHERE opened > ? AND opened > 0", (block,))
            self.db.execute("UPDATE item SET closed = NULL WHERE closed > ?", (block,))
            self.db.execute("UPDATE item SET due = NULL, tries = 0 WHERE closed IS NULL")

    # Items

    def ensure(self, job: str, keys: Iterable[str]) -> None:
        """Have these items, which no event begins; they are looked at in every pass, unless put off."""
        for key in keys:
            self.db.execute("INSERT OR IGNORE INTO item (job, key, opened) VALUES (?, ?, 0)", (job, key))
        self.db.execute(
            "UPDATE item SET due = NULL WHERE job = ? AND opened = 0 AND closed IS NULL AND tries = 0", (job,)
        )

    def to_look_at(self, jobs: Sequence[str], now: int, most: int) -> list[Item]:
        """At most so many open items of these jobs that are due by ``now``, the longest due first."""
        marks = ", ".join("?" * len(jobs))
        rows = self.db.execute(
            f"SELECT id, job, key, tries FROM item WHERE closed IS NULL AND (due IS NULL OR due <= ?)"
            f" AND job IN ({marks}) ORDER BY due, id LIMIT ?",
            (now, *jobs, most),
        )
        return [Item(*row) for row in rows]

    def put(self, item: Item, due: int | None, *, text: str | None = None, tag: str | None = None) -> None:
        """Look at the item at ``due`` again (None: in the next pass); it could be done."""
        self.db.execute(
            "UPDATE item SET due = ?, tries = 0, reason = '', text = coalesce(?, text),"
            " tag = coalesce(?, tag) WHERE id = ?",
            (due, text, tag, item.number),
        )

    def name(self, item: Item, text: str, tag: str) -> None:
        """Keep what is to be done about an item, and what else it hangs on."""
        self.db.execute("UPDATE item SET text = ?, tag = ? WHERE id = ?", (text, tag, item.number))

    def put_off(self, item: Item, due: int, reason: str) -> None:
        """Try the item again at ``due``: it could not be done for this reason."""
        self.db.execute(
            "UPDATE item SET due = ?, tries = tries + 1, reason = ? WHERE id = ?", (due, reason, item.number)
        )

    def upcoming(self, jobs: Sequence[str], most: int) -> list[Upcoming]:
        """What is due next of these jobs."""
        marks = ", ".join("?" * len(jobs))
        rows = self.db.execute(
            f"SELECT job, text, due, reason FROM item WHERE closed IS NULL AND due < ? AND text != ''"
            f" AND job IN ({marks}) ORDER BY due, id LIMIT ?",
            (NEVER, *jobs, most),
        )
        return [Upcoming(*row) for row in rows]

    def open_items(self, jobs: Sequence[str]) -> dict[str, int]:
        """How many items of each job are open."""
        rows = self.db.execute(
            "SELECT job, count(*) FROM item WHERE closed IS NULL AND opened > 0 GROUP BY job"
        ).fetchall()
        found = dict(rows)
        return {job: found.get(job, 0) for job in jobs}

    def _apply(self, change: Change) -> None:
        kind, job, key = change.effect.kind, change.effect.job, change.key
        if kind == "open":
            there = self.db.execute(
                "SELECT id FROM item WHERE job = ? AND key = ? AND (closed IS NULL OR opened = ?)",
                (job, key, change.block),
            ).fetchone()
            if there is None:
                self.db.execute(
                    "INSERT INTO item (job, key, opened) VALUES (?, ?, ?)", (job, key, change.block)
                )
            else:
                self.db.execute("UPDATE item SET closed = NULL, due = NULL, tries = 0 WHERE id = ?", there)
        elif kind == "close":
            self.db.execute(
                "UPDATE item SET closed = ? WHERE job = ? AND key = ? AND closed IS NULL",
                (change.block, job, key),
            )
        elif kind == "touch":
            self.db.execute(
                "UPDATE item SET due = NULL, tries = 0 WHERE job = ? AND closed IS NULL"
                " AND (key = ? OR (key >= ? AND key < ?))",
                (job, key, f"{key}:", f"{key};"),  # the character after the colon
            )
        else:
            self.db.execute(
                "UPDATE item SET due = NULL, tries = 0 WHERE job = ? AND tag = ? AND closed IS NULL",
                (job, key),
            )
