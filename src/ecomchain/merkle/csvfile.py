"""Reading entries from a CSV file: ``address,amount``, the amount in the token's smallest unit.

A first line that says just that is a header; empty lines are left out. Everything doubtful is refused, with
its line: money goes where this file says.
"""

import csv
import re
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.merkle.entries import ACCOUNT, AMOUNT, Bytes, Entries, rows
from ecomchain.merkle.errors import EntriesError
from ecomchain.merkle.leaf import checksummed

MAX_PROBLEMS = 20
"""How many are told at once."""

_COLUMNS = 2
_ADDRESS = re.compile(r"0x([0-9a-fA-F]{40})", re.ASCII)
_AMOUNT = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_DIGITS = 2 * ACCOUNT
_BATCH = 65_536
_LOWER_CASE = 0x20


class _Problems:
    """What is wrong, by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[tuple[int, str]] = []

    def add(self, line: int, what: str) -> None:
        self.found.append((line, what))

    @property
    def full(self) -> bool:
        return len(self.found) >= MAX_PROBLEMS

    def check(self) -> None:
        """Raise EntriesError if there are any."""
        if not self.found:
            return
        told = [f"{self.path}, line {line}: {what}" for line, what in sorted(self.found)[:MAX_PROBLEMS]]
        if self.full:
            told.append(f"{MAX_PROBLEMS} problems are told at once: mend these first")
        raise EntriesError("\n".join(told))


class _Rows:
    """The good rows, as bytes."""

    def __init__(self) -> None:
        self.accounts, self.amounts, self.lines = bytearray(), bytearray(), array("Q")
        self.mixed, self.mixed_lines = bytearray(), array("Q")
        """Addresses that have a checksum, as text, not yet checked; and their lines."""


def read(path: Path, amount: str = "amount") -> Entries:
    """The entries of the file, whose header calls the second column ``amount``.

    Raises EntriesError with the problems, one a line and at most 20.
    """
    problems, good = _Problems(path), _Rows()
    for line, cells in _lines(path, ["address", amount], problems):
        _take(line, cells, good, problems)
        if len(good.mixed_lines) >= _BATCH:
            _check_checksums(good, problems)
        if problems.full:
            break
    _check_checksums(good, problems)
    accounts = rows(good.accounts, ACCOUNT)
    if not problems.full:
        _check_duplicates(accounts, good.lines, problems)
    problems.check()
    entries = Entries(accounts, rows(good.amounts, AMOUNT))
    if not len(entries):
        raise EntriesError(f"{path} has no entries: give one line of address,amount for each account")
    if entries.total > MAX_SUPPLY:
        raise EntriesError(
            f"{path}: the amounts add up to {entries.total}: "
            f"there are only {MAX_SUPPLY} of the token's smallest unit"
        )
    return entries


def _lines(path: Path, header: list[str], problems: _Problems) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the line they start on; the header is left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader, line, first = csv.reader(file, strict=True), 1, True
            try:
                for cells in reader:
                    if cells:
                        stripped = [cell.strip() for cell in cells]
                        if not (first and [cell.lower() for cell in stripped] == header):
                            yield line, stripped
                        first = False
                    line = reader.line_num + 1
            except csv.Error as error:
                problems.add(line, f"{error}; it is not a comma-separated file")
            except UnicodeDecodeError:
                problems.add(line, "it is not UTF-8, here or somewhat below: convert the file to UTF-8")
    except FileNotFoundError:
        raise EntriesError(f"{path} does not exist: check the path") from None
    except OSError as error:
        raise EntriesError(f"{path} cannot be read: {error.strerror}") from None


def _take(line: int, cells: list[str], good: _Rows, problems: _Problems) -> None:
    """Put a row to the good ones, or say what is wrong with it."""
    if len(cells) != _COLUMNS:
        problems.add(line, f"{len(cells)} cells: two are needed, address,amount")
        return
    address, amount = cells
    match = _ADDRESS.fullmatch(address)
    why = None if match else f"{address!r} is not an address: 0x and 40 hexadecimal digits are needed"
    if match and match[1] == "0" * _DIGITS:
        why = "nothing can be paid to the zero address"
    why_amount = _amount_problem(amount)
    for what in (why, why_amount):
        if what is not None:
            problems.add(line, what)
    if match is None or why is not None or why_amount is not None:
        return
    digits = match[1]
    if digits not in (digits.lower(), digits.upper()):
        good.mixed += digits.encode()
        good.mixed_lines.append(line)
    good.accounts += bytes.fromhex(digits)
    good.amounts += int(amount).to_bytes(AMOUNT, "big")
    good.lines.append(line)


def _amount_problem(amount: str) -> str | None:
    if _AMOUNT.fullmatch(amount) is None:
        if re.fullmatch(r"-[0-9]+", amount, re.ASCII):
            return f"{amount} is negative: what an account may claim never is"
        return f"{amount!r} is not an amount: digits of a whole number in the smallest unit are needed"
    if amount == "0":
        return "an amount of 0 pays nothing: leave the line out"
    if len(amount) > len(str(MAX_SUPPLY)) or int(amount) > MAX_SUPPLY:
        return f"{amount[:40]} is more than there is: at most {MAX_SUPPLY} of the smallest unit"
    return None


def _check_checksums(good: _Rows, problems: _Problems) -> None:
    """Check the addresses that have a checksum, all at once, and forget them."""
    texts = rows(good.mixed, _DIGITS)
    for i in np.flatnonzero(_wrong_checksums(texts)) if len(texts) else ():
        text = "0x" + texts[i].tobytes().decode()
        problems.add(good.mixed_lines[i], f"the checksum of {text} is wrong: it is mistyped somewhere")
    good.mixed, good.mixed_lines = bytearray(), array("Q")


def _wrong_checksums(texts: Bytes) -> npt.NDArray[np.bool_]:
    """Which of the addresses (n, 40), as hexadecimal digits, break EIP-55."""
    from ecomchain.merkle.keccak import keccak

    lower = texts | np.uint8(_LOWER_CASE)
    digests = keccak(lower)[:, :ACCOUNT]
    nibbles = np.stack([digests >> 4, digests & 0xF], axis=2).reshape(texts.shape)
    upper = (nibbles >= 8) & (lower >= ord("a"))
    wrong: npt.NDArray[np.bool_] = (texts != np.where(upper, lower - _LOWER_CASE, lower)).any(axis=1)
    return wrong


def _check_duplicates(accounts: Bytes, lines: "array[int]", problems: _Problems) -> None:
    from ecomchain.merkle.ordering import ascending

    order = ascending(accounts)
    same = (accounts[order[1:]] == accounts[order[:-1]]).all(axis=1)
    for i in np.flatnonzero(same)[:MAX_PROBLEMS]:
        before, after = lines[order[i]], lines[order[i + 1]]
        account = checksummed(accounts[order[i]].tobytes())
        problems.add(after, f"{account} is on line {before} already: add its amounts up into one line")
