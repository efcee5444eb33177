"""What accounts earn in points on a day, after its caps and before any bound (RWD-4).

A day counts the points of some days before it as well, of the epoch before it too; so they are published day
by day.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecomchain.rewards.actions.batch import Bytes
from ecomchain.rewards.social import Social, find
from ecomchain.rewards.standing import Ints, Ratings

_ROW = np.dtype([("account", "u1", (20,)), ("points", ">u4", (3,))])


@dataclass(frozen=True)
class Points:
    """Accounts that earned any, ascending, and how many."""

    accounts: Bytes
    """(n, 20)."""
    counts: Ints
    """(3, n), in the roles s, d, b."""

    def pack(self) -> bytes:
        """Rows of account 20 and, for s, d and b, 4 bytes each, big endian."""
        rows = np.empty(len(self.accounts), _ROW)
        rows["account"], rows["points"] = self.accounts, self.counts.T
        return rows.tobytes()

    @classmethod
    def unpack(cls, data: bytes) -> "Points":
        """What `pack` gives. Raises ValueError for what is no such rows, or not in order."""
        rows = np.frombuffer(data, _ROW)
        accounts = np.ascontiguousarray(rows["account"])
        texts = accounts.view("S20").reshape(-1)
        if (texts[1:] <= texts[:-1]).any():
            raise ValueError("its accounts do not ascend")
        return cls(accounts, np.ascontiguousarray(rows["points"].T.astype(np.int64)))


def of_day(ratings: Ratings, social: Social, owners: Ints, addresses: Bytes, each: int) -> Points:
    """The points of a day: ``each`` for a rating given, in the giver's role, and social ones in role b.

    Ratings given by a shop count for who owns it at the end of the day; ``owners`` by shop, ``addresses`` by
    the numbers of accounts.
    """
    given = np.zeros((3, len(addresses)), np.int64)
    np.add.at(given[0], owners, ratings.seller)
    np.add.at(given[1], owners, ratings.distributor)
    given[2] = ratings.buyer
    given[:, 0] = 0  # what no shop has
    rated = np.flatnonzero(given.any(axis=0))
    names = np.concatenate([addresses[rated], social.accounts])
    texts, where = np.unique(np.ascontiguousarray(names).view("S20").reshape(-1), return_inverse=True)
    counts = np.zeros((3, len(texts)), np.int64)
    counts[:, where[: len(rated)]] = each * given[:, rated]
    np.add.at(counts[2], where[len(rated) :], social.points)
    some = counts.any(axis=0)
    return Points(texts[some].view(np.uint8).reshape(-1, 20), counts[:, some])


def total(days: Sequence[Points], accounts: Bytes) -> Ints:
    """What accounts, in any order, earned on all of the days: (3, n)."""
    found = np.zeros((3, len(accounts)), np.int64)
    for day in days:
        place = find(day.accounts, accounts)
        known = place >= 0
        found[:, known] += day.counts[:, place[known]]
    return found
