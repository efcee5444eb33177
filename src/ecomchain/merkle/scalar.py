"""Keccak-256 kernels in plain numba: they run wherever numba does, one message at a time.

Digests and nodes are rows of four 64-bit words, each word holding eight bytes as they lie in memory (little
endian). Every message fits into one block of 136 bytes. The functions of this file and of `vector` are twins.

numba's cache looks at the file of a compiled function only: so that it never serves stale code, no compiled
function here calls one of another file.
"""

from typing import Any

import numba
import numpy as np

u64 = np.uint64

ROUNDS = np.array(
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
        0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ],
    np.uint64,
)  # fmt: skip
"""The constants of the 24 rounds (FIPS 202, iota)."""

LAST = u64(1 << 63)
"""The last bit of the padding, in the last word of the block."""

SHIFT = u64(32)


@numba.njit
def _rot(word: Any, left: int) -> Any:
    return (word << u64(left)) | (word >> u64(64 - left))


@numba.njit
def _swap(word: Any) -> Any:
    """The eight bytes in reverse order."""
    word = ((word & u64(0x00FF00FF00FF00FF)) << u64(8)) | ((word >> u64(8)) & u64(0x00FF00FF00FF00FF))
    word = ((word & u64(0x0000FFFF0000FFFF)) << u64(16)) | ((word >> u64(16)) & u64(0x0000FFFF0000FFFF))
    return (word << u64(32)) | (word >> u64(32))


@numba.njit
def _digest(block: Any, target: Any) -> None:
    """Keccak-f[1600] of the 17 words of ``block`` (padding included); its first four words to ``target``.

    ``aXY`` is the lane in column X and row Y of the state.
    """
    zero = u64(0)
    a00, a10, a20, a30, a40 = block[0], block[1], block[2], block[3], block[4]
    a01, a11, a21, a31, a41 = block[5], block[6], block[7], block[8], block[9]
    a02, a12, a22, a32, a42 = block[10], block[11], block[12], block[13], block[14]
    a03, a13, a23, a33, a43 = block[15], block[16], zero, zero, zero
    a04, a14, a24, a34, a44 = zero, zero, zero, zero, zero
    for constant in ROUNDS:
        c0 = a00 ^ a01 ^ a02 ^ a03 ^ a04
        c1 = a10 ^ a11 ^ a12 ^ a13 ^ a14
        c2 = a20 ^ a21 ^ a22 ^ a23 ^ a24
        c3 = a30 ^ a31 ^ a32 ^ a33 ^ a34
        c4 = a40 ^ a41 ^ a42 ^ a43 ^ a44
        d0, d1, d2 = c4 ^ _rot(c1, 1), c0 ^ _rot(c2, 1), c1 ^ _rot(c3, 1)
        d3, d4 = c2 ^ _rot(c4, 1), c3 ^ _rot(c0, 1)

        b0, b1, b2 = a00 ^ d0, _rot(a11 ^ d1, 44), _rot(a22 ^ d2, 43)
        b3, b4 = _rot(a33 ^ d3, 21), _rot(a44 ^ d4, 14)
        e0, e1, e2 = _rot(a30 ^ d3, 28), _rot(a41 ^ d4, 20), _rot(a02 ^ d0, 3)
        e3, e4 = _rot(a13 ^ d1, 45), _rot(a24 ^ d2, 61)
        f0, f1, f2 = _rot(a10 ^ d1, 1), _rot(a21 ^ d2, 6), _rot(a32 ^ d3, 25)
        f3, f4 = _rot(a43 ^ d4, 8), _rot(a04 ^ d0, 18)
        g0, g1, g2 = _rot(a40 ^ d4, 27), _rot(a01 ^ d0, 36), _rot(a12 ^ d1, 10)
        g3, g4 = _rot(a23 ^ d2, 15), _rot(a34 ^ d3, 56)
        h0, h1, h2 = _rot(a20 ^ d2, 62), _rot(a31 ^ d3, 55), _rot(a42 ^ d4, 39)
        h3, h4 = _rot(a03 ^ d0, 41), _rot(a14 ^ d1, 2)

        a00, a10, a20 = b0 ^ (~b1 & b2) ^ constant, b1 ^ (~b2 & b3), b2 ^ (~b3 & b4)
        a30, a40 = b3 ^ (~b4 & b0), b4 ^ (~b0 & b1)
        a01, a11, a21, a31, a41 = (
            e0 ^ (~e1 & e2),
            e1 ^ (~e2 & e3),
            e2 ^ (~e3 & e4),
            e3 ^ (~e4 & e0),
            e4 ^ (~e0 & e1),
        )
        a02, a12, a22, a32, a42 = (
            f0 ^ (~f1 & f2),
            f1 ^ (~f2 & f3),
            f2 ^ (~f3 & f4),
            f3 ^ (~f4 & f0),
            f4 ^ (~f0 & f1),
        )
        a03, a13, a23, a33, a43 = (
            g0 ^ (~g1 & g2),
            g1 ^ (~g2 & g3),
            g2 ^ (~g3 & g4),
            g3 ^ (~g4 & g0),
            g4 ^ (~g0 & g1),
        )
        a04, a14, a24, a34, a44 = (
            h0 ^ (~h1 & h2),
            h1 ^ (~h2 & h3),
            h2 ^ (~h3 & h4),
            h3 ^ (~h4 & h0),
            h4 ^ (~h0 & h1),
        )
    target[0], target[1], target[2], target[3] = a00, a10, a20, a30


@numba.njit(cache=True, nogil=True)
def hash_rows(messages: Any, digests: Any, start: int, stop: int) -> None:
    """Rows ``start`` to ``stop`` of ``messages`` (n, w <= 16) hashed into those of ``digests`` (n, 4)."""
    words = messages.shape[1]
    block = np.zeros(17, np.uint64)
    block[words] = u64(1)
    block[16] |= LAST
    for i in range(start, stop):
        for j in range(words):
            block[j] = messages[i, j]
        _digest(block, digests[i])


@numba.njit(cache=True, nogil=True)
def hash_leaves(head: Any, accounts: Any, amounts: Any, leaves: Any, start: int, stop: int) -> None:
    """The leaves of rows ``start`` to ``stop``, hashed twice, into ``leaves`` (n, 4).

    ``head`` (8,) is the leaf's first 64 bytes, ``accounts`` (n, 5) and ``amounts`` (n, 3) hold 32-bit words.
    """
    block, inner = np.zeros(17, np.uint64), np.zeros(17, np.uint64)
    block[:8] = head
    block[16] = LAST | u64(1)
    inner[4], inner[16] = u64(1), LAST
    for i in range(start, stop):
        block[9] = u64(accounts[i, 0]) << SHIFT
        block[10] = u64(accounts[i, 1]) | (u64(accounts[i, 2]) << SHIFT)
        block[11] = u64(accounts[i, 3]) | (u64(accounts[i, 4]) << SHIFT)
        block[14] = u64(amounts[i, 0]) << SHIFT
        block[15] = u64(amounts[i, 1]) | (u64(amounts[i, 2]) << SHIFT)
        _digest(block, inner)
        _digest(inner, leaves[i])


@numba.njit(cache=True, nogil=True)
def hash_nodes(nodes: Any, start: int, stop: int) -> None:
    """The inner nodes from ``stop - 1`` down to ``start`` of a tree (2n - 1, 4), out of their children."""
    block = np.zeros(17, np.uint64)
    block[8], block[16] = u64(1), LAST
    for i in range(stop - 1, start - 1, -1):
        less, more = 2 * i + 1, 2 * i + 2
        for j in range(4):
            left, right = _swap(nodes[less, j]), _swap(nodes[more, j])
            if left != right:
                if left > right:
                    less, more = more, less
                break
        for j in range(4):
            block[j], block[j + 4] = nodes[less, j], nodes[more, j]
        _digest(block, nodes[i])
