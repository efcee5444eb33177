"""The kernels, scalar and on vectors, against another library's Keccak-256."""

from types import ModuleType

import numpy as np
import pytest
from eth_utils import keccak as expected
from merkle_trees import plain_tree

from ecomchain.merkle import keccak, scalar, vector

LENGTHS = (8, 32, 40, 64, 128)
KERNELS = pytest.mark.parametrize("kernels", [scalar, vector])
CHOICES = pytest.mark.parametrize("chosen", [None, vector])


def random_rows(count: int, width: int) -> np.ndarray:
    return np.random.default_rng(width).integers(0, 256, (count, width), dtype=np.uint8)


@KERNELS
@pytest.mark.parametrize("length", LENGTHS)
def test_hash_rows__random_and_edge_messages__equal_the_library(kernels: ModuleType, length: int) -> None:
    messages = random_rows(32, length)
    messages[0], messages[1], messages[2], messages[3:7, 1:] = 0, 255, 1, 0
    digests = np.zeros((32, 4), np.uint64)
    kernels.hash_rows(messages.view(np.uint64), digests, 8, 32)
    kernels.hash_rows(messages.view(np.uint64), digests, 0, 8)
    assert [row.tobytes() for row in digests] == [expected(row.tobytes()) for row in messages]


@KERNELS
def test_hash_rows__part_of_the_rows__leaves_the_others(kernels: ModuleType) -> None:
    messages = random_rows(32, 64)
    digests = np.full((32, 4), 7, np.uint64)
    kernels.hash_rows(messages.view(np.uint64), digests, 8, 24)
    assert (digests[:8] == 7).all()
    assert (digests[24:] == 7).all()
    assert digests[23].tobytes() == expected(messages[23].tobytes())


@KERNELS
def test_hash_leaves__extreme_and_random_entries__are_hashed_twice(kernels: ModuleType) -> None:
    head, accounts, amounts = bytes(range(64)), random_rows(24, 20), random_rows(24, 12)
    accounts[0], amounts[0], accounts[1], amounts[1] = 0, 0, 255, 255
    leaves = np.zeros((24, 4), np.uint64)
    words = np.frombuffer(head, np.uint64)
    kernels.hash_leaves(words, accounts.view(np.uint32), amounts.view(np.uint32), leaves, 0, 24)
    assert [leaf.tobytes() for leaf in leaves] == [
        expected(expected(head + bytes(12) + account.tobytes() + bytes(20) + amount.tobytes()))
        for account, amount in zip(accounts, amounts, strict=True)
    ]


@KERNELS
@pytest.mark.parametrize("same", [0, 8, 16, 24, 31, 32])
def test_hash_nodes__siblings_alike_up_to_a_byte__lesser_goes_first(kernels: ModuleType, same: int) -> None:
    leaves = random_rows(16, 32)
    leaves[:, :same] = 9  # bytes that decide nothing
    nodes = np.concatenate([np.zeros((15, 32), np.uint8), leaves])
    scalar.hash_nodes(nodes.view(np.uint64), 7, 15)
    again = nodes.copy()
    again[7:15] = 0
    kernels.hash_nodes(again.view(np.uint64), 7, 15)
    for i in range(7, 15):
        pair = sorted([nodes[2 * i + 1].tobytes(), nodes[2 * i + 2].tobytes()])
        assert again[i].tobytes() == expected(b"".join(pair))


@CHOICES
@pytest.mark.parametrize("count", [1, 7, 8, 9, 70])
def test_keccak__any_count_of_messages__equal_the_library(
    chosen: ModuleType | None, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keccak, "vector_kernels", lambda: chosen)
    messages = random_rows(count, 40)
    assert [row.tobytes() for row in keccak.keccak(messages)] == [expected(row.tobytes()) for row in messages]


@pytest.mark.parametrize("length", [0, 1, 63, 136])
def test_keccak__length_no_kernel_has__refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"messages of {length} bytes"):
        keccak.keccak(np.zeros((2, length), np.uint8))


@CHOICES
@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 15, 16, 17, 100])
def test_hash_nodes__any_count_of_leaves__equal_the_plain_tree(
    chosen: ModuleType | None, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keccak, "vector_kernels", lambda: chosen)
    expected_nodes = plain_tree([row.tobytes() for row in random_rows(count, 32)])
    nodes = np.frombuffer(b"".join(expected_nodes), np.uint64).reshape(-1, 4).copy()
    nodes[: count - 1] = 0
    keccak.hash_nodes(nodes)
    assert [node.tobytes() for node in nodes] == expected_nodes


@pytest.mark.parametrize(
    ("features", "has_vectors"),
    [("+sse2,+avx512f", True), ("+avx2", True), ("+sse2", False), ("+neon,+sve", False), ("", False)],
)
def test_vector_kernels__features_numba_compiles_for__decide(
    features: str, has_vectors: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("numba.core.config.CPU_FEATURES", features)
    assert keccak.vector_kernels.__wrapped__() is (vector if has_vectors else None)
