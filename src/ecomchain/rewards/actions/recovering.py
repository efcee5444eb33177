"""Whose signatures they are, on all cores. Workers import this module alone, and nothing of Ape."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from coincurve import PublicKey
from sha3 import keccak_256  # type: ignore[import-untyped]

from ecomchain.rewards.actions.action import HALF_ORDER, TYPE_HASH

VALID, BAD_SIGNATURE, FORGED = range(3)
"""The verdicts."""

ROW = 117
"""Bytes of a row: account 20, kind 1, content 32, signature 64."""

CHUNK = 20_000
"""Rows for a worker at a time."""

_HALF = HALF_ORDER.to_bytes(32, "big")
_TOP = 0x80
_LEAST = 2_000
"""From so many rows on it pays to start workers."""

Advance = Callable[[int], None]


def verdicts(rows: bytes, day: int, domain: bytes, advance: Advance | None = None) -> bytes:
    """A verdict for each row.

    ``domain`` is the EIP-712 domain separator; ``advance`` is told of rows done.
    """
    if len(rows) <= _LEAST * ROW:
        found = _check(rows, day, domain)
        if advance:
            advance(len(found))
        return found
    step, found_in = CHUNK * ROW, []
    parts = [rows[start : start + step] for start in range(0, len(rows), step)]
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for found in _in_order(pool, parts, day, domain, 2 * workers):
            found_in.append(found)
            if advance:
                advance(len(found))
    return b"".join(found_in)


def _in_order(
    pool: ProcessPoolExecutor, parts: list[bytes], day: int, domain: bytes, ahead: int
) -> Iterator[bytes]:
    """The results in order, with only so many parts under way: rows are large."""
    waiting = [pool.submit(_check, part, day, domain) for part in parts[:ahead]]
    for i in range(len(parts)):
        yield waiting[i].result()
        if i + ahead < len(parts):
            waiting.append(pool.submit(_check, parts[i + ahead], day, domain))


def _check(rows: bytes, day: int, domain: bytes) -> bytes:
    found = bytearray(len(rows) // ROW)
    recover = PublicKey.from_signature_and_message
    head, padding, before = b"\x19\x01" + domain, bytes(12), TYPE_HASH
    middle = day.to_bytes(32, "big") + bytes(31)
    for i in range(len(found)):
        row = rows[i * ROW : (i + 1) * ROW]
        account, top = row[:20], row[85]
        s = bytes((top & ~_TOP,)) + row[86:]
        if s > _HALF:
            found[i] = BAD_SIGNATURE
            continue
        inner = keccak_256(before + padding + account + middle + row[20:53]).digest()
        digest = keccak_256(head + inner).digest()
        try:
            key = recover(row[53:85] + s + bytes((top >> 7,)), digest, hasher=None)
        except ValueError:
            found[i] = BAD_SIGNATURE
            continue
        if keccak_256(key.format(compressed=False)[1:]).digest()[12:] != account:
            found[i] = FORGED
    return bytes(found)
