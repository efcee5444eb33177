"""users.csv: ``address,amount`` and, for the operator alone, ``name``, ``email``. All bad lines are told."""

import re
from array import array
from pathlib import Path

import numpy as np

from ecomchain.amounts import MAX_SUPPLY, format_ecom, parse_ecom
from ecomchain.errors import AmountError
from ecomchain.grants.errors import UsersError
from ecomchain.merkle import leaf
from ecomchain.merkle.entries import ACCOUNT, AMOUNT, Entries, rows
from ecomchain.merkle.errors import MerkleError
from ecomchain.merkle.ordering import ascending
from ecomchain.operators import table
from ecomchain.operators.table import Problem, Record

COLUMNS = ["address", "amount", "name", "email"]
REQUIRED = ["address", "amount"]

_NEGATIVE = re.compile(r"-[0-9.]+", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,29}", re.ASCII)


def read(path: Path, *, smallest: bool = False) -> Entries:
    """Who gets how much. Amounts are in Ecom (``12.5``), or with ``smallest`` in 1e-18 Ecom, whole numbers.

    Raises UsersError with every bad line: bad address, checksum, amount, an account twice; or where all
    together is more than there is.
    """
    accounts, amounts, lines = bytearray(), bytearray(), array("Q")
    problems: list[Problem] = []
    for found in table.read(path, COLUMNS, REQUIRED):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        wrong: list[Problem] = []
        account, amount = _account(found, wrong), _amount(found, wrong, smallest=smallest)
        problems += wrong
        if not wrong:
            accounts += account
            amounts += amount.to_bytes(AMOUNT, "big")
            lines.append(found.line)
    entries = Entries(rows(accounts, ACCOUNT), rows(amounts, AMOUNT))
    problems += _duplicates(entries, lines)
    if problems:
        ordered = sorted(problems, key=lambda problem: problem.line)
        raise UsersError("\n".join(f"{path}, {problem}" for problem in ordered))
    if not len(entries):
        raise UsersError(f"{path} has no users: give one line of address,amount for each")
    if entries.total > MAX_SUPPLY:
        total, most = format_ecom(entries.total), format_ecom(MAX_SUPPLY)
        raise UsersError(f"{path}: the amounts add up to {total} Ecom: there are only {most}")
    return entries


def _account(record: Record, wrong: list[Problem]) -> bytes:
    text = record.cells["address"]
    try:
        account = leaf.address(text)
    except MerkleError as error:
        wrong.append(Problem(record.line, "address", text, error.message))
        return b""
    if not any(account):
        wrong.append(Problem(record.line, "address", text, "nothing can be paid to the zero address"))
    return account


def _amount(record: Record, wrong: list[Problem], *, smallest: bool) -> int:
    text, why, amount = record.cells["amount"], "", 0
    if _NEGATIVE.fullmatch(text):
        why = f"{text} is negative: a grant gives"
    elif smallest and _WHOLE.fullmatch(text) is None:
        why = f"{text[:40]!r} is not an amount: whole numbers of 1e-18 Ecom are needed (--smallest)"
    else:
        try:
            amount = int(text) if smallest else parse_ecom(text)
        except AmountError as error:
            why = error.message
    if not why and not amount:
        why = "an amount of 0 gives nothing: leave the line out"
    elif amount > MAX_SUPPLY:
        why = f"{text} is more than there is: at most {MAX_SUPPLY} of 1e-18 Ecom"
    if why:
        wrong.append(Problem(record.line, "amount", text[:100], why))
    return amount


def _duplicates(entries: Entries, lines: "array[int]") -> list[Problem]:
    if len(entries) < 2:
        return []
    order = ascending(entries.accounts)
    same = (entries.accounts[order[1:]] == entries.accounts[order[:-1]]).all(axis=1)
    found = []
    for i in np.flatnonzero(same):
        account = leaf.checksummed(entries.accounts[order[i]].tobytes())
        first, second = sorted((lines[order[i]], lines[order[i + 1]]))
        text = f"{account} is on line {first} already: add its amounts up into one line"
        found.append(Problem(second, "address", account, text))
    return found
