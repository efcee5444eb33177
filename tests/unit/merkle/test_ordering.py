"""The order of rows: that of their bytes, stable, whatever they begin with."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomchain.merkle.ordering import ascending


def expected(rows: np.ndarray) -> list[int]:
    return sorted(range(len(rows)), key=lambda i: rows[i].tobytes())


@pytest.mark.parametrize("width", [20, 32])
@pytest.mark.parametrize("shared", [0, 7, 8, 12, 16, 19])
def test_ascending__rows_alike_up_to_a_byte__in_the_order_of_all_bytes(width: int, shared: int) -> None:
    rows = np.random.default_rng(shared).integers(0, 256, (3_000, width), dtype=np.uint8)
    rows[:, :shared] = 3
    assert ascending(rows).tolist() == expected(rows)


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 1, 255]), min_size=20, max_size=20), min_size=1, max_size=40))
def test_ascending__few_different_bytes__in_order_and_stable(rows: list[list[int]]) -> None:
    array = np.array(rows, np.uint8)
    assert ascending(array).tolist() == expected(array)


def test_ascending__no_rows__is_empty() -> None:
    assert ascending(np.zeros((0, 20), np.uint8)).tolist() == []
