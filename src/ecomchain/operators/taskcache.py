"""Tasks and what they cover, from the catalog's events, in SQLite: a later run reads only what is new."""

import sqlite3
from pathlib import Path

from eth_utils import keccak

from ecomchain.operators.errors import CatalogError
from ecomchain.operators.logs import windows
from ecomchain.operators.rpc import Json, Rpc
from ecomchain.operators.watch import Advance
from ecomchain.rewards.chain.sync import WIDEST
from ecomchain.system import System

_FORM = 1
_SCHEMA = """
CREATE TABLE window (block INTEGER PRIMARY KEY, hash TEXT NOT NULL);
CREATE TABLE task (
  id INTEGER PRIMARY KEY, block INTEGER NOT NULL, incentive INTEGER NOT NULL, closing INTEGER NOT NULL,
  levels INTEGER NOT NULL, expiry INTEGER NOT NULL
);
CREATE TABLE closed (task INTEGER PRIMARY KEY, block INTEGER NOT NULL);
CREATE TABLE covered (
  listing INTEGER NOT NULL, task INTEGER NOT NULL, block INTEGER NOT NULL, log INTEGER NOT NULL,
  PRIMARY KEY (block, log)
);
CREATE INDEX covered_listing ON covered (listing, block, log);
CREATE INDEX covered_task ON covered (task);
"""
_TABLES = ("window", "task", "closed", "covered")


class TaskCache:
    """What was read so far of one catalog's tasks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, isolation_level=None)
            self.db.execute("PRAGMA journal_mode = WAL")
            version = self.db.execute("PRAGMA user_version").fetchone()[0]
            if not version:
                self.db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_FORM}; COMMIT;")
            elif version != _FORM:
                raise CatalogError(f"{path} has form {version}: remove it, it is read anew then")
        except (OSError, sqlite3.DatabaseError) as error:
            raise CatalogError(f"{path} cannot be used ({error}): remove it, it is read anew then") from None

    def close(self) -> None:
        self.db.close()

    def sync(self, system: System, rpc: Rpc, advance: Advance, widest: int = WIDEST) -> int:
        """Read on to the latest block and return it; what the chain does not have any more is taken back."""
        catalog = system.catalog
        topics = {
            "0x" + keccak(text=event.selector).hex(): event.name
            for event in catalog.contract_type.events
            if event.name in ("TaskPublished", "TaskClosed", "ListingCovered")
        }
        self._rewind(rpc)
        done = self.db.execute("SELECT max(block) FROM window").fetchone()[0]
        first = system.manifest.first_block if done is None else done + 1
        last, start = rpc.block_number(), first
        for end, logs in windows(rpc, str(catalog.address), [list(topics)], first, last, widest):
            block = rpc.request("eth_getBlockByNumber", hex(end), False)
            self.db.execute("BEGIN IMMEDIATE")
            for log in logs:
                self._add(topics[log["topics"][0]], log)
            self.db.execute("INSERT OR REPLACE INTO window VALUES (?, ?)", (end, block["hash"]))
            self.db.execute("COMMIT")
            advance(end - start + 1)
        return last

    def open_tasks(self, now: int) -> list[tuple[int, int, int, int, int, list[int]]]:
        """Open tasks: id, incentive and closing (bps), levels, expiry, and the listings whose task it is."""
        tasks = self.db.execute(
            "SELECT id, incentive, closing, levels, expiry FROM task WHERE (expiry = 0 OR expiry > ?) "
            "AND id NOT IN (SELECT task FROM closed) ORDER BY id",
            (now,),
        ).fetchall()
        return [(*task, self._listings(task[0])) for task in tasks]

    def _listings(self, task: int) -> list[int]:
        """A listing is in the task that covered it last."""
        rows = self.db.execute(
            "SELECT DISTINCT c.listing FROM covered c WHERE c.task = ? "
            "AND NOT EXISTS (SELECT 1 FROM covered d WHERE d.listing = c.listing "
            "AND (d.block, d.log) > (c.block, c.log)) ORDER BY c.listing",
            (task,),
        )
        return [listing for (listing,) in rows]

    def _add(self, name: str, log: Json) -> None:
        block, index = int(log["blockNumber"], 16), int(log["logIndex"], 16)
        first = int(log["topics"][1], 16)
        if name == "TaskPublished":
            data = bytes.fromhex(log["data"][2:])
            terms = [int.from_bytes(data[at : at + 32], "big") for at in range(0, 128, 32)]
            self.db.execute("INSERT OR REPLACE INTO task VALUES (?, ?, ?, ?, ?, ?)", (first, block, *terms))
        elif name == "TaskClosed":
            self.db.execute("INSERT OR REPLACE INTO closed VALUES (?, ?)", (first, block))
        else:
            row = (int(log["topics"][2], 16), first, block, index)
            self.db.execute("INSERT OR REPLACE INTO covered VALUES (?, ?, ?, ?)", row)

    def _rewind(self, rpc: Rpc) -> None:
        """Take back what came after the last block that the chain still has."""
        last = self.db.execute("SELECT max(block) FROM window").fetchone()[0]
        for block, hash_ in self.db.execute("SELECT block, hash FROM window ORDER BY block DESC").fetchall():
            found = rpc.request("eth_getBlockByNumber", hex(block), False)
            if found is not None and found["hash"] == hash_:
                break
        else:
            block = -1
        if last is not None and block != last:
            self.db.execute("BEGIN IMMEDIATE")
            for table in _TABLES:
                self.db.execute(f"DELETE FROM {table} WHERE block > ?", (block,))
            self.db.execute("COMMIT")
