"""What is bound, and what was signed, of one account's bulk work: SQLite, so that a killed run goes on.

A transaction is put on record, signed, before it is sent. Nonce and signature make it one that the chain
takes once at most: a later run sends it again, or finds its receipt, or finds its nonce used by another.
What the chain says goes before what is on record here.
"""

import fcntl
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ecomchain.operators.errors import CatalogError
from ecomchain.operators.rpc import Rpc
from ecomchain.system import System

DIRECTORY = Path(".catalog")
"""Where journals are kept, from the directory of the project."""

FORM = 1


@dataclass(frozen=True)
class Call:
    """One call of a batch; ``key`` is whose it is, ``number`` the number that a listing was given."""

    kind: str
    key: str
    data: bytes
    gas: int
    """What it takes, by the model of `calls`."""
    number: int | None = None


@dataclass(frozen=True)
class Sent:
    """A transaction on record."""

    id: int
    nonce: int
    hash: str
    raw: bytes


class Journal:
    """The journal in a file; one process at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = path.with_suffix(".lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CatalogError(f"another process works with {path}: wait until it is done") from None
        except OSError as error:
            raise CatalogError(f"{path} cannot be written: {error.strerror}") from None
        try:
            self.db = sqlite3.connect(path, isolation_level=None)
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = FULL")
            self.db.execute("PRAGMA temp_store = FILE")
            if not self.db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                schema = files(__package__).joinpath("journal.sql").read_text(encoding="utf-8")
                self.db.executescript(f"BEGIN; {schema} INSERT INTO meta VALUES ('form', '{FORM}'); COMMIT;")
            form = self.db.execute("SELECT value FROM meta WHERE name = 'form'").fetchone()
        except sqlite3.DatabaseError as error:
            raise CatalogError(f"{path} is no journal of this program ({error}): move it away") from None
        if form != (str(FORM),):
            raise CatalogError(f"{path} has another form than this program writes: move it away")

    def close(self) -> None:
        """Close the file and let others at it."""
        self.db.close()
        self._lock.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is done inside; on disk afterwards."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def one(self, query: str, *values: Any) -> Any:
        """The first value of a query's first row, or None."""
        row = self.db.execute(query, values).fetchone()
        return None if row is None else row[0]

    def record(self, sender: str, nonce: int, hash_: str, raw: bytes, calls: Sequence[Call]) -> Sent:
        """Put a signed transaction on record, and the numbers that its listings were given."""
        with self.transaction():
            # The same one may be on record from a part of the chain that is no more.
            self.db.execute("DELETE FROM call WHERE tx IN (SELECT id FROM tx WHERE hash = ?)", (hash_,))
            self.db.execute("DELETE FROM tx WHERE hash = ?", (hash_,))
            cursor = self.db.execute(
                "INSERT INTO tx (sender, nonce, hash, raw, state) VALUES (?, ?, ?, ?, 'signed')",
                (sender, nonce, hash_, raw),
            )
            number = int(cursor.lastrowid or 0)
            self.db.executemany(
                "INSERT INTO call VALUES (?, ?, ?, ?, ?)",
                ((number, seq, call.kind, call.key, call.number) for seq, call in enumerate(calls)),
            )
            self.db.executemany(
                "UPDATE product SET number = ? WHERE key = ?",
                ((call.number, call.key) for call in calls if call.kind == "list"),
            )
        return Sent(number, nonce, hash_, raw)

    def unsettled(self) -> list[Sent]:
        """Transactions of which it is not on record how they ended, by nonce."""
        rows = self.db.execute(
            "SELECT id, nonce, hash, raw FROM tx WHERE state = 'signed' ORDER BY nonce, id"
        )
        return [Sent(*row) for row in rows]

    def calls(self, sent: Sent, kind: str) -> list[tuple[str, int | None]]:
        """Key and number of a transaction's calls of a kind, in their order."""
        query = "SELECT key, number FROM call WHERE tx = ? AND kind = ? ORDER BY seq"
        return self.db.execute(query, (sent.id, kind)).fetchall()

    def settle(self, sent: Sent, state: str, block: int | None = None, gas: int | None = None) -> None:
        """Put on record how a transaction ended; its text is not needed any more."""
        self.db.execute(
            "UPDATE tx SET state = ?, block = ?, gas = ?, raw = x'' WHERE id = ?",
            (state, block, gas, sent.id),
        )


def home(system: System, rpc: Rpc, directory: Path) -> Path:
    """The folder of a deployment on its chain: a chain started anew under the same id has another."""
    manifest = system.manifest
    block = rpc.request("eth_getBlockByNumber", hex(manifest.first_block), False)
    if block is None:
        raise CatalogError(
            f"the node has no block {manifest.first_block}, where the deployment began: name another manifest"
        )
    address = str(system.catalog.address).lower()[2:10]
    return directory / f"{manifest.chain_id}-{address}-{str(block['hash'])[2:14]}"
