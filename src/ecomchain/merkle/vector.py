"""Keccak-256 kernels on eight messages at a time, one in each 64-bit lane of a vector.

The functions are twins of those in `scalar`, for ranges whose length is a multiple of eight. numba has no
vector type: the body of each is LLVM code that an intrinsic emits. It is legal for every target (LLVM splits
vectors that are too wide), and quick where registers hold eight lanes (AVX-512).
"""

from collections.abc import Sequence
from typing import Any

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic

u64 = np.uint64

LANES = 8
SHIFT = u64(32)

_I64, _I32 = ir.IntType(64), ir.IntType(32)
_VECTOR = ir.VectorType(_I64, LANES)
_UNROLLED = 3
"""Rounds in the body of the loop, a divisor of 24: from 1 to 6 they make a difference of 5 %."""

_ROTATIONS = (0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14)
"""Of the lane in column x and row y at x + 5y (FIPS 202, rho)."""


def _constants() -> list[int]:
    """The constants of the 24 rounds, from the shift register that defines them (FIPS 202, iota)."""
    register, constants = 1, []
    for _ in range(24):
        constant = 0
        for j in range(7):
            constant |= (register & 1) << ((1 << j) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


def _splat(number: int) -> ir.Constant:
    return ir.Constant(_VECTOR, [ir.Constant(_I64, number)] * LANES)


def _shuffle(builder: ir.IRBuilder, a: ir.Value, b: ir.Value, lanes: Sequence[int]) -> ir.Value:
    """Lanes 0 to 7 of ``a`` and 8 to 15 of ``b``, picked."""
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(_I32, LANES), list(lanes)))


def _llvm(builder: ir.IRBuilder, name: str, arguments: int) -> ir.Function:
    """The LLVM intrinsic of that name, from vectors to a vector."""
    kind = ir.FunctionType(_VECTOR, [_VECTOR] * arguments)
    return cgutils.get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]


def _round(builder: ir.IRBuilder, a: list[ir.Value], constant: ir.Value) -> list[ir.Value]:
    """One round of Keccak-f[1600] on 25 vectors."""
    shift = _llvm(builder, "llvm.fshl.v8i64", 3)

    def rotate(value: ir.Value, left: int) -> ir.Value:
        return builder.call(shift, [value, value, _splat(left)]) if left else value

    columns = []
    for x in range(5):
        column = a[x]
        for y in range(1, 5):
            column = builder.xor(column, a[x + 5 * y])
        columns.append(column)
    effect = [builder.xor(columns[(x + 4) % 5], rotate(columns[(x + 1) % 5], 1)) for x in range(5)]
    moved = [a[0]] * 25
    for y in range(5):
        for x in range(5):
            lane = builder.xor(a[x + 5 * y], effect[x])
            moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotate(lane, _ROTATIONS[x + 5 * y])
    out = []
    for row in range(0, 25, 5):
        for x in range(5):
            other = builder.and_(builder.not_(moved[row + (x + 1) % 5]), moved[row + (x + 2) % 5])
            out.append(builder.xor(moved[row + x], other))
    out[0] = builder.xor(out[0], constant)
    return out


def _permute(builder: ir.IRBuilder, state: list[ir.Value]) -> list[ir.Value]:
    """Keccak-f[1600] on 25 vectors: a loop over the rounds, with the state in registers."""
    constants = cgutils.global_constant(  # type: ignore[no-untyped-call]
        builder,
        "keccak_rounds",
        ir.Constant(ir.ArrayType(_I64, 24), [ir.Constant(_I64, number) for number in _constants()]),
    )
    before = builder.block
    loop, after = builder.append_basic_block("rounds"), builder.append_basic_block("digest")
    builder.branch(loop)
    builder.position_at_end(loop)
    count = builder.phi(_I64)
    count.add_incoming(ir.Constant(_I64, 0), before)
    entering = [builder.phi(_VECTOR) for _ in state]
    lanes: list[ir.Value] = list(entering)
    for step in range(_UNROLLED):
        index = builder.add(count, ir.Constant(_I64, step))
        constant = builder.load(builder.gep(constants, [ir.Constant(_I64, 0), index]))
        first = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), constant, ir.Constant(_I32, 0))
        lanes = _round(builder, lanes, _shuffle(builder, first, first, [0] * LANES))
    following = builder.add(count, ir.Constant(_I64, _UNROLLED))
    count.add_incoming(following, loop)
    for phi, value, result in zip(entering, state, lanes, strict=True):
        phi.add_incoming(value, before)
        phi.add_incoming(result, loop)
    builder.cbranch(builder.icmp_unsigned("<", following, ir.Constant(_I64, 24)), loop, after)
    builder.position_at_end(after)
    return lanes


def _hash(builder: ir.IRBuilder, words: list[ir.Value]) -> list[ir.Value]:
    """The digests, as four vectors, of eight messages given as at most 16 vectors."""
    state = [*words, _splat(1), *[_splat(0)] * (24 - len(words))]
    state[16] = builder.xor(state[16], _splat(1 << 63))
    return _permute(builder, state)[:4]


def _transpose(builder: ir.IRBuilder, rows: list[ir.Value]) -> list[ir.Value]:
    """The eight columns of eight rows: blocks of 1, 2 and 4 lanes change places."""
    rows = list(rows)
    for size in (1, 2, 4):
        upper = [i - size + LANES if i & size else i for i in range(LANES)]
        lower = [i + LANES if i & size else i + size for i in range(LANES)]
        for i in (i for i in range(LANES) if not i & size):
            a, b = rows[i], rows[i + size]
            rows[i], rows[i + size] = _shuffle(builder, a, b, upper), _shuffle(builder, a, b, lower)
    return rows


def _sorted(builder: ir.IRBuilder, words: list[ir.Value]) -> list[ir.Value]:
    """Pairs of digests (four words of the left ones, four of the right) with the lesser one to the left."""
    swap = _llvm(builder, "llvm.bswap.v8i64", 1)
    left, right = words[:4], words[4:]
    greater = ir.Constant(ir.VectorType(ir.IntType(1), LANES), [ir.Constant(ir.IntType(1), 0)] * LANES)
    for a, b in zip(reversed(left), reversed(right), strict=True):
        x, y = builder.call(swap, [a]), builder.call(swap, [b])
        equal = builder.and_(builder.icmp_unsigned("==", x, y), greater)
        greater = builder.or_(builder.icmp_unsigned(">", x, y), equal)
    swapped = [
        (builder.select(greater, b, a), builder.select(greater, a, b))
        for a, b in zip(left, right, strict=True)
    ]
    return [less for less, _ in swapped] + [more for _, more in swapped]


def _place(builder: ir.IRBuilder, pointer: ir.Value, words: int) -> ir.Value:
    """Where the vector is that begins so many words after ``pointer``."""
    return builder.bitcast(builder.gep(pointer, [ir.Constant(_I64, words)]), _VECTOR.as_pointer())


def _load(builder: ir.IRBuilder, pointer: ir.Value, count: int) -> list[ir.Value]:
    """``count`` vectors that lie one after the other."""
    return [builder.load(_place(builder, pointer, LANES * i), align=8) for i in range(count)]


def _store(builder: ir.IRBuilder, pointer: ir.Value, words: list[ir.Value]) -> None:
    """Write four vectors as eight digests of 32 bytes, one after the other."""
    front, back = [0, 8, 1, 9, 2, 10, 3, 11], [4, 12, 5, 13, 6, 14, 7, 15]
    first, second = [0, 1, 8, 9, 2, 3, 10, 11], [4, 5, 12, 13, 6, 7, 14, 15]
    for i, half in enumerate((front, back)):
        a, b = _shuffle(builder, words[0], words[1], half), _shuffle(builder, words[2], words[3], half)
        for j, pick in enumerate((first, second)):
            place = _place(builder, pointer, LANES * (2 * i + j))
            builder.store(_shuffle(builder, a, b, pick), place, align=8)


def _row(context: Any, builder: ir.IRBuilder, kind: Any, value: Any, index: Any) -> ir.Value:
    """A pointer to row ``index`` of a contiguous (n, 4) array of 64-bit words."""
    data = context.make_array(kind)(context, builder, value=value).data
    return builder.gep(data, [builder.mul(index, ir.Constant(_I64, 4))])


@intrinsic
def _hash8(_typing: Any, block: Any, digests: Any, first: Any) -> Any:
    """Eight messages, the columns of ``block`` (17, 8), padded, hashed to ``digests[first:first + 8]``."""

    def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        source = context.make_array(signature.args[0])(context, builder, value=values[0]).data
        state = [*_load(builder, source, 17), *[_splat(0)] * 8]
        words = _permute(builder, state)[:4]
        _store(builder, _row(context, builder, signature.args[1], values[1], values[2]), words)
        return context.get_dummy_value()

    return types.void(block, digests, types.int64), codegen


@intrinsic
def _hash8_twice(_typing: Any, block: Any, digests: Any, first: Any) -> Any:
    """Like `_hash8`, and the digests hashed again."""

    def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        source = context.make_array(signature.args[0])(context, builder, value=values[0]).data
        state = [*_load(builder, source, 17), *[_splat(0)] * 8]
        words = _hash(builder, _permute(builder, state)[:4])
        _store(builder, _row(context, builder, signature.args[1], values[1], values[2]), words)
        return context.get_dummy_value()

    return types.void(block, digests, types.int64), codegen


@intrinsic
def _nodes8(_typing: Any, nodes: Any, first: Any) -> Any:
    """The nodes ``first`` to ``first + 7`` of a tree (2n - 1, 4), out of their sixteen children."""

    def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        child = builder.add(builder.mul(values[1], ir.Constant(_I64, 2)), ir.Constant(_I64, 1))
        source = _row(context, builder, signature.args[0], values[0], child)
        pairs = _transpose(builder, _load(builder, source, 8))
        words = _hash(builder, _sorted(builder, pairs))
        _store(builder, _row(context, builder, signature.args[0], values[0], values[1]), words)
        return context.get_dummy_value()

    return types.void(nodes, types.int64), codegen


@numba.njit(cache=True, nogil=True)
def hash_rows(messages: Any, digests: Any, start: int, stop: int) -> None:
    """Rows ``start`` to ``stop`` of ``messages`` (n, w <= 16) hashed into those of ``digests`` (n, 4)."""
    words = messages.shape[1]
    block = np.zeros((17, LANES), np.uint64)
    block[words] = u64(1)
    block[16] |= u64(1 << 63)
    for i in range(start, stop, LANES):
        for lane in range(LANES):
            for j in range(words):
                block[j, lane] = messages[i + lane, j]
        _hash8(block, digests, i)  # type: ignore[call-arg]


@numba.njit(cache=True, nogil=True)
def hash_leaves(head: Any, accounts: Any, amounts: Any, leaves: Any, start: int, stop: int) -> None:
    """The leaves of rows ``start`` to ``stop``, hashed twice, into ``leaves`` (n, 4).

    ``head`` (8,) is the leaf's first 64 bytes, ``accounts`` (n, 5) and ``amounts`` (n, 3) hold 32-bit words.
    """
    block = np.zeros((17, LANES), np.uint64)
    for j in range(8):
        block[j] = head[j]
    block[16] = u64(1 << 63 | 1)
    for i in range(start, stop, LANES):
        for lane in range(LANES):
            account, amount = accounts[i + lane], amounts[i + lane]
            block[9, lane] = u64(account[0]) << SHIFT
            block[10, lane] = u64(account[1]) | (u64(account[2]) << SHIFT)
            block[11, lane] = u64(account[3]) | (u64(account[4]) << SHIFT)
            block[14, lane] = u64(amount[0]) << SHIFT
            block[15, lane] = u64(amount[1]) | (u64(amount[2]) << SHIFT)
        _hash8_twice(block, leaves, i)  # type: ignore[call-arg]


@numba.njit(cache=True, nogil=True)
def hash_nodes(nodes: Any, start: int, stop: int) -> None:
    """The inner nodes from ``stop - 1`` down to ``start`` of a tree (2n - 1, 4), out of their children.

    No node of an eight may be the child of another of them: ``start`` is 7 or more.
    """
    for i in range(stop - LANES, start - LANES, -LANES):
        _nodes8(nodes, i)  # type: ignore[call-arg]
