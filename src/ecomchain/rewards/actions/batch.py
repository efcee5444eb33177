"""Many actions of one day: as arrays, and as the bytes that files hold and ``RootGame.logActions`` takes.

The binary form, numbers big endian::

    offset  bytes
    0       1      version of the form, 1
    1       4      the reward day
    5       ...    groups, to the end

    a group:
    0       20     account
    20      1      n, how many of its actions follow
    21      ...    n actions

    an action:
    0       1      kind (1 check-in, 2 share, 3 comment, 4 like, 5 publish, 6 read)
    1       32     content; left out where the kind is 1, whose content is zero
    33 (1)  32     r
    65 (33) 32     the highest bit: parity of y; the other 255: s                   (ERC-2098)

So an action takes 97 bytes, a check-in 65, and 21 more for each group. What is cut short at the end is left
out and counted; an unknown kind has a content, and is left out later. The canonical form of a set of actions
is in ascending order of account, kind and content, with groups as large as they can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from ecomchain.merkle import ordering
from ecomchain.rewards.actions.action import CHECK_IN, Action
from ecomchain.rewards.errors import InputError

FORM = 1
HEAD = 5
ACCOUNT, CONTENT, SIGNATURE = 20, 32, 64
MOST_OF_GROUP = 255

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Batch:
    """Rows: ``accounts`` (n, 20), ``kinds`` (n,), ``contents`` (n, 32), ``signatures`` (n, 64).

    Of one day.
    """

    day: int
    accounts: Bytes
    kinds: Bytes
    contents: Bytes
    signatures: Bytes

    def __len__(self) -> int:
        return len(self.kinds)

    def take(self, chosen: npt.NDArray[Any]) -> "Batch":
        """The rows with these numbers, or where this mask is true."""
        columns = self.accounts, self.kinds, self.contents, self.signatures
        return Batch(self.day, *(column[chosen] for column in columns))

    def pack(self) -> bytes:
        """The binary form, in the order of the rows."""
        size = HEAD + len(self) * (ACCOUNT + 2 + CONTENT + SIGNATURE)
        out = np.empty(size, np.uint8)
        out[:HEAD] = np.frombuffer(bytes([FORM]) + self.day.to_bytes(4, "big"), np.uint8)
        end = _pack(self.accounts, self.kinds, self.contents, self.signatures, out)
        return out[:end].tobytes()

    def order(self) -> npt.NDArray[np.uint32]:
        """The rows' numbers in ascending order of account, kind and content.

        Of equal ones, the signatures'.
        """
        keys = np.zeros((len(self), ACCOUNT + 4 + CONTENT), np.uint8)
        keys[:, :ACCOUNT], keys[:, ACCOUNT + 3], keys[:, ACCOUNT + 4 :] = (
            self.accounts,
            self.kinds,
            self.contents,
        )
        rows = ordering.ascending(keys)
        same = self.repeats(rows)
        if not same.any():
            return rows
        whole = np.concatenate([keys, self.signatures], axis=1)
        return ordering.ascending(whole)

    def repeats(self, rows: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
        """By place in ``rows``, from `order`: whether it is the action of the row before once more."""
        same = np.zeros(len(rows), np.bool_)
        if len(rows) > 1:
            same[1:] = True
            for column in (self.accounts, self.kinds[:, None], self.contents):
                same[1:] &= (column[rows[1:]] == column[rows[:-1]]).all(axis=1)
        return same


def empty(day: int) -> Batch:
    """No actions."""
    return of([], day)


def of(actions: Sequence[Action], day: int) -> Batch:
    """Signed actions of a day as rows. Raises InputError for one that is of another day, or not signed."""
    for action in actions:
        if action.day != day or len(action.signature) != SIGNATURE:
            raise InputError(f"an action of day {action.day} is no signed action of day {day}: {action}")
    return Batch(
        day,
        _rows(b"".join(action.account for action in actions), ACCOUNT),
        np.array([action.kind for action in actions], np.uint8),
        _rows(b"".join(action.content for action in actions), CONTENT),
        _rows(b"".join(action.signature for action in actions), SIGNATURE),
    )


def join(day: int, batches: Sequence[Batch]) -> Batch:
    """All their actions, in order."""
    if not batches:
        return empty(day)
    names = "accounts", "kinds", "contents", "signatures"
    return Batch(day, *(np.concatenate([getattr(batch, name) for batch in batches]) for name in names))


def day_of(data: bytes) -> int:
    """The day that a batch is about. Raises InputError for what is none."""
    if len(data) < HEAD or data[0] != FORM:
        raise InputError(f"0x{data[:HEAD].hex()} does not begin a batch of actions: its first byte is {FORM}")
    return int.from_bytes(data[1:HEAD], "big")


def unpack(data: bytes) -> tuple[Batch, int]:
    """The actions in the binary form, and how many were cut short (0 or 1).

    Raises InputError for other bytes.
    """
    day, array = day_of(data), np.frombuffer(data, np.uint8)
    count, cut = _scan(array)
    batch = Batch(
        day,
        np.empty((count, ACCOUNT), np.uint8),
        np.empty(count, np.uint8),
        np.zeros((count, CONTENT), np.uint8),
        np.empty((count, SIGNATURE), np.uint8),
    )
    _unpack(array, batch.accounts, batch.kinds, batch.contents, batch.signatures)
    return batch, int(cut)


def _rows(data: bytes, width: int) -> Bytes:
    return np.frombuffer(data, np.uint8).reshape(-1, width)


@numba.njit(cache=True, nogil=True)
def _scan(data: Any) -> Any:
    """How many whole actions there are, and whether something is cut short."""
    at, count = HEAD, 0
    while at < len(data):
        if at + ACCOUNT + 1 > len(data):
            return count, True
        wanted = data[at + ACCOUNT]
        at += ACCOUNT + 1
        for _ in range(wanted):
            if at >= len(data):
                return count, True
            at += 1 + SIGNATURE + (0 if data[at] == CHECK_IN else CONTENT)
            if at > len(data):
                return count, True
            count += 1
    return count, False


@numba.njit(cache=True, nogil=True)
def _unpack(data: Any, accounts: Any, kinds: Any, contents: Any, signatures: Any) -> None:
    at, row = HEAD, 0
    while row < len(kinds):
        account = at
        wanted = data[at + ACCOUNT]
        at += ACCOUNT + 1
        for _ in range(wanted):
            if row == len(kinds):
                break
            for i in range(ACCOUNT):
                accounts[row, i] = data[account + i]
            kinds[row] = data[at]
            at += 1
            if kinds[row] != CHECK_IN:
                for i in range(CONTENT):
                    contents[row, i] = data[at + i]
                at += CONTENT
            for i in range(SIGNATURE):
                signatures[row, i] = data[at + i]
            at += SIGNATURE
            row += 1


@numba.njit(cache=True, nogil=True)
def _pack(accounts: Any, kinds: Any, contents: Any, signatures: Any, out: Any) -> Any:
    """Write the groups; answer where they end."""
    at, group = HEAD, 0
    for row in range(len(kinds)):
        same = row > 0 and out[group + ACCOUNT] < MOST_OF_GROUP
        if same:
            for i in range(ACCOUNT):
                if accounts[row, i] != accounts[row - 1, i]:
                    same = False
                    break
        if not same:
            group = at
            for i in range(ACCOUNT):
                out[at + i] = accounts[row, i]
            out[at + ACCOUNT] = 0
            at += ACCOUNT + 1
        out[group + ACCOUNT] += np.uint8(1)
        out[at] = kinds[row]
        at += 1
        if kinds[row] != CHECK_IN:
            for i in range(CONTENT):
                out[at + i] = contents[row, i]
            at += CONTENT
        for i in range(SIGNATURE):
            out[at + i] = signatures[row, i]
        at += SIGNATURE
    return at
