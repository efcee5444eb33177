"""What a replay on a persistent chain has done so far, so that a killed one goes on.

The journal is a file of lines: a head that tells run and chain, then one line for each step that
is confirmed, with the blocks it is in. What happened in them is read from the chain. A step that
is not on record may still be there, whole or in part: its transactions are told by sender and
nonce, and only those that are missing are sent. A line whose block the chain does not have (any
more) is dropped.
"""

import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ecomchain.replay.chain import DevChain
from ecomchain.replay.errors import InputError
from ecomchain.replay.terms import Terms

DIRECTORY = Path(".replay")
"""Where journals are kept, from the directory of the project."""


class Head(BaseModel):
    """The run: its plan, its chain, and what both were like when it began."""

    model_config = ConfigDict(frozen=True)

    version: int = 2
    plan: str
    chain_id: int
    market: str
    start_block: int
    start_hash: str
    start_time: int
    """Chain time of the plan's beginning."""
    treasury: str
    arbitrator: str
    terms: Terms
    balances: dict[str, int]
    """Of the treasury and the contracts, and the totals they stated, before the first step."""
    chain_settings: dict[str, int]


class Entry(BaseModel):
    """A confirmed step: the blocks it is in, the last one's hash, what it took."""

    model_config = ConfigDict(frozen=True)

    step: int
    blocks: list[int]
    hash: str
    shift: int
    """Seconds by which chain time was behind the plan."""
    seconds: float


@dataclass
class Journal:
    """The head and the confirmed steps; kept in ``path``, or in memory only."""

    head: Head
    path: Path | None
    entries: list[Entry] = field(default_factory=list)

    def create(self) -> None:
        """Begin the file."""
        self._write([self.head])

    def add(self, entry: Entry) -> None:
        """Put a confirmed step on record."""
        self.entries.append(entry)
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(entry.model_dump_json() + "\n")
                file.flush()
                os.fsync(file.fileno())

    def drop_lost(self, chain: DevChain) -> int:
        """Forget the steps at the end that the chain does not have; returns how many."""
        before = len(self.entries)
        while self.entries and chain.block_hash(self.entries[-1].blocks[-1]) != self.entries[-1].hash:
            self.entries.pop()
        self._write([self.head, *self.entries])  # also rids the file of a line cut short
        return before - len(self.entries)

    def _write(self, lines: list[Head | Entry]) -> None:
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self.path.with_suffix(".unfinished")
            unfinished.write_text("".join(line.model_dump_json() + "\n" for line in lines), encoding="utf-8")
            unfinished.replace(self.path)
        except OSError as error:
            why = f"{self.path} cannot be written ({error.strerror})"
            raise InputError(f"{why}: name another file with --state") from None


def default_path(chain_id: int, market: str, plan: str) -> Path:
    """Where the journal of a plan on a deployment is kept."""
    name = sha256(f"{market.lower()} {plan}".encode()).hexdigest()[:16]
    return DIRECTORY / f"{chain_id}-{name}.jsonl"


def load(path: Path) -> Journal | None:
    """The journal in a file; None where there is no file. An unfinished last line is left out."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} cannot be read as a state file ({error}): name another with --state"
        ) from None
    try:
        journal = Journal(Head.model_validate_json(lines[0]), path)
        for i, line in enumerate(lines[1:]):
            entry = Entry.model_validate_json(line)
            if entry.step != i:
                break
            journal.entries.append(entry)
    except (IndexError, ValidationError):
        if lines and _is_head(lines[0]):
            return journal  # killed while it wrote: that step is found on the chain
        raise InputError(
            f"{path} is no state file of a replay: remove it, or name another with --state"
        ) from None
    return journal


def _is_head(line: str) -> bool:
    try:
        Head.model_validate_json(line)
    except ValidationError:
        return False
    return True


def matches(journal: Journal, chain: DevChain) -> bool:
    """Whether the chain is the one that the journal is about."""
    return chain.block_hash(journal.head.start_block) == journal.head.start_hash
