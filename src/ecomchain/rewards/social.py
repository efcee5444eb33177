"""Points for social actions (RWD-3, RWD-4): caps, authors, and reads that count once."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ecomchain.rewards.actions.action import PUBLISH, READ
from ecomchain.rewards.actions.batch import Batch, Bytes

OVER_CAP, READ_BEFORE = "over the cap", "read before"
UNKNOWN, OWN = "unknown content", "own content"

Poster = Callable[[Sequence[bytes]], Sequence[bytes | None]]
"""By content, the account that owns the shop which posted it on the chain first, if any."""


@dataclass(frozen=True)
class History:
    """What the epoch's days have added so far, oldest first."""

    publications: tuple[Bytes, ...] = ()
    """Rows of content 32 and author 20, ascending; each content once over all of them."""
    reads: tuple[Bytes, ...] = ()
    """Rows of reader 20 and content 32, ascending; those that counted."""

    def plus(self, day: "Social") -> "History":
        """With a further day."""
        return History((*self.publications, day.publications), (*self.reads, day.reads))


NO_HISTORY = History()


@dataclass(frozen=True)
class Social:
    """A day's points, and what it adds to the epoch's history."""

    accounts: Bytes
    """(n, 20), ascending."""
    points: npt.NDArray[np.int64]
    publications: Bytes
    reads: Bytes
    ignored: Counter[str]
    """Actions that gave no points, by reason."""


def points(batch: Batch, history: History, poster: Poster, caps: Sequence[int]) -> Social:
    """The points of a day's accepted actions, which are in canonical order; ``caps`` by kind.

    A read is worth a point to the content's author: whoever published it by a signed action first within the
    epoch (on one day: the lowest address), else the owner of the shop that posted it on the chain first.
    """
    ignored: Counter[str] = Counter()
    own, counts = _capped(batch, caps, ignored)
    publications = _publications(batch, history)
    readers, contents, authors = _reads(batch, (*history.publications, publications), poster, ignored)
    kept = _once(readers, contents, history, caps[READ], ignored)
    reads = np.concatenate([readers[kept], contents[kept]], axis=1)
    names = np.concatenate([own, authors[kept]])
    values = np.concatenate([counts, np.ones(int(kept.sum()), np.int64)])
    accounts, where = np.unique(_text(names), return_inverse=True)
    total = np.zeros(len(accounts), np.int64)
    np.add.at(total, where, values)
    return Social(_rows(accounts, 20), total, publications, reads, ignored)


def find(ascending: Bytes, wanted: Bytes) -> npt.NDArray[np.int64]:
    """By row wanted, its number in rows that ascend, or -1."""
    if not len(ascending):
        return np.full(len(wanted), -1, np.int64)
    known, sought = _text(ascending), _text(wanted)
    place = np.minimum(np.searchsorted(known, sought), len(known) - 1)
    return np.where(known[place] == sought, place, -1)


def _capped(batch: Batch, caps: Sequence[int], ignored: Counter[str]) -> tuple[Bytes, npt.NDArray[np.int64]]:
    """Who earned how much by doing something, reading left out; a row for each account and kind."""
    acts = batch.take(batch.kinds != READ)
    if not len(acts):
        return acts.accounts, np.zeros(0, np.int64)
    new = np.ones(len(acts), np.bool_)
    new[1:] = (acts.accounts[1:] != acts.accounts[:-1]).any(axis=1) | (acts.kinds[1:] != acts.kinds[:-1])
    starts = np.flatnonzero(new)
    counts = np.diff(np.append(starts, len(acts)))
    capped = np.minimum(counts, np.array(caps, np.int64)[acts.kinds[starts]])
    _note(ignored, OVER_CAP, int(counts.sum() - capped.sum()))
    return acts.accounts[starts], capped


def _publications(batch: Batch, history: History) -> Bytes:
    """Contents that this day published first, with their authors."""
    acts = batch.take(batch.kinds == PUBLISH)
    rows = np.concatenate([acts.contents, acts.accounts], axis=1)
    rows = _rows(np.unique(_text(rows)), 52)
    first = np.ones(len(rows), np.bool_)
    first[1:] = (rows[1:, :32] != rows[:-1, :32]).any(axis=1)
    rows = rows[first]
    for earlier in history.publications:
        rows = rows[find(_contents(earlier), _contents(rows)) < 0]
    return rows


def _reads(
    batch: Batch, publications: Sequence[Bytes], poster: Poster, ignored: Counter[str]
) -> tuple[Bytes, Bytes, Bytes]:
    """Readers, contents and authors of the reads of others' known contents."""
    acts = batch.take(batch.kinds == READ)
    contents, where = np.unique(_text(acts.contents), return_inverse=True)
    wanted = _rows(contents, 32)
    authors = np.zeros((len(wanted), 20), np.uint8)
    known = np.zeros(len(wanted), np.bool_)
    for rows in publications:
        place = find(_contents(rows), wanted)
        fresh = (place >= 0) & ~known
        authors[fresh] = rows[place[fresh], 32:]
        known |= fresh
    rest = np.flatnonzero(~known)
    for i, author in zip(rest.tolist(), poster([wanted[i].tobytes() for i in rest.tolist()]), strict=True):
        if author is not None:
            authors[i], known[i] = np.frombuffer(author, np.uint8), True
    named = authors[where]
    mine = (named == acts.accounts).all(axis=1) & known[where]
    _note(ignored, UNKNOWN, int((~known[where]).sum()))
    _note(ignored, OWN, int(mine.sum()))
    kept = known[where] & ~mine
    return acts.accounts[kept], acts.contents[kept], named[kept]


def _once(
    readers: Bytes, contents: Bytes, history: History, cap: int, ignored: Counter[str]
) -> npt.NDArray[np.bool_]:
    """Which reads count: those new in the epoch, and of these each reader's first by content."""
    rows = np.concatenate([readers, contents], axis=1)
    kept = np.ones(len(rows), np.bool_)
    for earlier in history.reads:
        kept &= find(earlier, rows) < 0
    _note(ignored, READ_BEFORE, int((~kept).sum()))
    place = np.flatnonzero(kept)
    same = readers[place]
    new = np.ones(len(place), np.bool_)
    new[1:] = (same[1:] != same[:-1]).any(axis=1)
    starts = np.flatnonzero(new)
    rank = np.arange(len(place)) - np.repeat(starts, np.diff(np.append(starts, len(place))))
    _note(ignored, OVER_CAP, int((rank >= cap).sum()))
    kept[place[rank >= cap]] = False
    return kept


def _note(ignored: Counter[str], reason: str, count: int) -> None:
    if count:
        ignored[reason] += count


def _contents(rows: Bytes) -> Bytes:
    return np.ascontiguousarray(rows[:, :32])


def _text(rows: Bytes) -> npt.NDArray[Any]:
    """Rows as fixed-width byte strings, which sort and compare as numbers do."""
    rows = np.ascontiguousarray(rows)
    return rows.view(f"S{rows.shape[1]}").reshape(-1)


def _rows(texts: npt.NDArray[Any], width: int) -> Bytes:
    return np.ascontiguousarray(texts).view(np.uint8).reshape(-1, width)
