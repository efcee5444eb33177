"""Batches of Keccak-256, on vectors of eight where the processor has registers for them.

Rows of digests and nodes are four 64-bit words that hold the 32 bytes as they lie in memory. Which kernels
run is chosen once, on first use; both give the same results.
"""

from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from ecomchain.merkle import scalar

LANES = 8
"""Messages of a vector."""

_FIRST = 7
"""From this node on, no eight nodes in a row have a parent among them."""

_MAX_LENGTH = 128

Words = npt.NDArray[np.uint64]
"""(n, 4) 64-bit words: rows of 32 bytes."""

HalfWords = npt.NDArray[np.uint32]
"""(n, k) 32-bit words: rows of 4k bytes."""


@cache
def vector_kernels() -> ModuleType | None:
    """The kernels on vectors where they are quicker (AVX-512: seven times; AVX2: twice), else None.

    The features are those numba compiles for: ``NUMBA_CPU_FEATURES`` overrides the processor's.
    """
    from llvmlite import binding  # type: ignore[import-untyped]
    from numba.core import config

    features: str | None = getattr(config, "CPU_FEATURES", None)
    if features is None:
        has = binding.get_host_cpu_features()
        wide = has.get("avx2", False) or has.get("avx512f", False)
    else:
        wide = not {"+avx2", "+avx512f"}.isdisjoint(features.split(","))
    if not wide:
        return None
    from ecomchain.merkle import vector

    return vector


def keccak(messages: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The digests (n, 32) of messages (n, length), whose length is a multiple of 8 up to 128 bytes."""
    count, length = messages.shape
    if length % 8 or not 0 < length <= _MAX_LENGTH:
        raise ValueError(f"messages of {length} bytes: a multiple of 8 from 8 to {_MAX_LENGTH} is needed")
    words = np.ascontiguousarray(messages).view("<u8")
    digests = np.empty((count, 4), "<u8")
    _in_eights("hash_rows", count, words, digests)
    return digests.view(np.uint8)


def hash_leaves(head: bytes, accounts: HalfWords, amounts: HalfWords, leaves: Words) -> None:
    """Fill ``leaves`` (n, 4) with the leaves of ``accounts`` (n, 5) and ``amounts`` (n, 3).

    ``head`` is the 64 bytes that all of them begin with.
    """
    _in_eights("hash_leaves", len(leaves), np.frombuffer(head, "<u8"), accounts, amounts, leaves)


def hash_nodes(nodes: Words) -> None:
    """Fill the inner nodes of a tree (2n - 1, 4) whose leaves are there: its last n rows."""
    inner = len(nodes) // 2
    vector = vector_kernels()
    if vector is not None and inner > _FIRST:
        rest = _FIRST + (inner - _FIRST) % LANES
        vector.hash_nodes(nodes, rest, inner)
        inner = rest
    scalar.hash_nodes(nodes, 0, inner)


def _in_eights(kernel: str, count: int, *arrays: Any) -> None:
    """Run a kernel on all rows: on vectors as far as these are full, then one by one."""
    done = 0
    vector = vector_kernels()
    if vector is not None:
        done = count - count % LANES
        getattr(vector, kernel)(*arrays, 0, done)
    getattr(scalar, kernel)(*arrays, done, count)
