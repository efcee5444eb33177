"""Who gets how much, as arrays: the form in which millions of entries fit into memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecomchain.merkle.errors import MerkleError
from ecomchain.merkle.leaf import MAX_AMOUNT, address, checksummed

ACCOUNT, AMOUNT = 20, 12
"""Bytes of an account and of an amount."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Entries:
    """``accounts`` (n, 20) and ``amounts`` (n, 12), bytes, big endian; in any order."""

    accounts: Bytes
    amounts: Bytes

    def __post_init__(self) -> None:
        for name, rows, width in (("accounts", self.accounts, ACCOUNT), ("amounts", self.amounts, AMOUNT)):
            if rows.dtype != np.uint8 or rows.ndim != 2 or rows.shape[1] != width:
                raise MerkleError(
                    f"{name} is an array of {rows.dtype} {rows.shape}: uint8 (n, {width}) is needed"
                )
        if len(self.accounts) != len(self.amounts):
            raise MerkleError(
                f"{len(self.accounts)} accounts and {len(self.amounts)} amounts: as many are needed"
            )

    @classmethod
    def of(cls, pairs: Iterable[tuple[str | bytes, int]]) -> "Entries":
        """Of (account, amount) pairs; an amount is in the token's smallest unit. Raises MerkleError."""
        accounts, amounts = [], []
        for account, amount in pairs:
            accounts.append(address(account))
            amounts.append(amount)
        return cls(rows(b"".join(accounts), ACCOUNT), from_ints(amounts))

    @property
    def total(self) -> int:
        """The sum of the amounts, exactly."""
        return total(self.amounts)

    def __len__(self) -> int:
        return len(self.accounts)


def rows(data: bytes | bytearray, width: int) -> Bytes:
    """The bytes as an array (n, width)."""
    return np.frombuffer(data, np.uint8).reshape(-1, width)


def from_ints(amounts: Sequence[int]) -> Bytes:
    """Amounts below 2**96 as the array (n, 12) of their bytes. Raises MerkleError for others."""
    for amount in amounts:
        if type(amount) is not int or not 0 <= amount <= MAX_AMOUNT:
            raise MerkleError(f"{amount!r} is not an amount: give an int from 0 to 2**96 - 1")
    return rows(b"".join(amount.to_bytes(AMOUNT, "big") for amount in amounts), AMOUNT)


def total(amounts: Bytes) -> int:
    """The sum of amounts (n, 12), exactly."""
    parts = np.ascontiguousarray(amounts).view(">u4")
    high, middle, low = (int(parts[:, i].sum(dtype=np.uint64)) for i in range(3))
    return (high << 64) + (middle << 32) + low


def first_duplicate(ascending: Bytes) -> str | None:
    """An account that is there more than once, if any; ``ascending`` (n, 20) is in order."""
    words = np.ascontiguousarray(ascending).view(np.uint32)
    same = words[1:, 0] == words[:-1, 0]
    for column in range(1, words.shape[1]):
        same &= words[1:, column] == words[:-1, column]
    if not same.any():
        return None
    return checksummed(ascending[int(same.argmax())].tobytes())
