"""The ascending order of rows, by radix sort: linear in their number whatever they hold."""

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

_BITS = 11
"""Of a digit: its 2,048 counters fit the first-level cache."""

_PASSES = -(-64 // _BITS)


@numba.njit(cache=True, nogil=True)
def _sort(keys: Any, index: Any, spare_keys: Any, spare_index: Any) -> Any:
    """Sort ``keys``, stably, and ``index`` with them; answer whether the result is in the spare arrays."""
    count, size = len(keys), 1 << _BITS
    mask = np.uint64(size - 1)
    counts = np.zeros((_PASSES, size), np.uint32)
    for i in range(count):
        for digit in range(_PASSES):
            counts[digit, (keys[i] >> np.uint64(_BITS * digit)) & mask] += np.uint32(1)
    swapped = False
    for digit in range(_PASSES):
        shift = np.uint64(_BITS * digit)
        places = counts[digit]
        if places[(keys[0] >> shift) & mask] == count:
            continue
        total = np.uint32(0)
        for value in range(size):
            here = places[value]
            places[value] = total
            total += here
        for i in range(count):
            value = (keys[i] >> shift) & mask
            place = places[value]
            places[value] = place + np.uint32(1)
            spare_keys[place], spare_index[place] = keys[i], index[i]
        keys, spare_keys = spare_keys, keys
        index, spare_index = spare_index, index
        swapped = not swapped
    return swapped


@numba.njit(cache=True, nogil=True)
def _has_ties(ascending: Any) -> Any:
    for i in range(1, len(ascending)):  # noqa: SIM110 - numba compiles no generator
        if ascending[i] == ascending[i - 1]:
            return True
    return False


def ascending(rows: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    """The numbers of the rows (n, w) in ascending order of their bytes; equal rows keep theirs.

    ``w`` is a multiple of 4. The first eight bytes decide nearly always: only where they do not are the
    others looked at, from the last.
    """
    count, width = rows.shape
    index = np.arange(count, dtype=np.uint32)
    if count < 2:
        return index
    rows = np.ascontiguousarray(rows)
    keys = _keys(rows, 0)
    spare_keys, spare = np.empty_like(keys), np.empty_like(index)
    swapped = _sort(keys, index, spare_keys, spare)
    if not _has_ties(spare_keys if swapped else keys):
        return spare if swapped else index
    index = np.arange(count, dtype=np.uint32)
    for start in reversed(range(0, width, 8)):
        if _sort(_keys(rows, start)[index], index, spare_keys, spare):
            index, spare = spare, index
    return index


def _keys(rows: npt.NDArray[np.uint8], start: int) -> npt.NDArray[np.uint64]:
    """Eight bytes of each row, or the last four, as numbers that sort alike."""
    count, width = rows.shape
    kind = ">u8" if width - start >= 8 else ">u4"
    view: npt.NDArray[Any] = np.ndarray((count,), kind, rows.data, start, (width,))
    return view.astype(np.uint64)
