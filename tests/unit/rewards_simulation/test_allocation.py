"""Weights and shares (RWD-1), by numbers worked out by hand and by what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.errors import ArgumentError
from ecomchain.rewards import allocation

E18 = 10**18
amounts = st.lists(st.integers(0, 10**28), min_size=1, max_size=8)


def test_weights__by_hand__floors_each_term() -> None:
    assert allocation.weights([1, 2], [1, 0], 30) == [30 * E18 // 300 + 70 * E18 // 100, 2 * 30 * E18 // 300]
    assert allocation.weights([1, 2], [0, 0], 30) == [10**17, 2 * 10**17]
    assert allocation.weights([0, 0], [0, 0], 30) == [0, 0]
    assert allocation.weights([1, 2], [5, 5], 0) == [E18 // 2, E18 // 2]
    assert allocation.weights([1, 3], [5, 5], 100) == [E18 // 4, E18 * 3 // 4]


def test_allocate__remainder__is_left() -> None:
    assert allocation.allocate(10, [1, 1, 1]) == [3, 3, 3]
    assert allocation.allocate(10, [0, 0]) == [0, 0]
    assert allocation.allocate(0, [1, 2]) == [0, 0]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: allocation.weights([1], [1, 2], 50), "1 credits and 2 activities"),
        (lambda: allocation.weights([-1], [1], 50), "entry -1 is negative"),
        (lambda: allocation.weights([1], [-1], 50), "entry -1 is negative"),
        (lambda: allocation.weights([1], [1], 101), "factor of 101 %"),
        (lambda: allocation.allocate(-1, [1]), "budget -1 is negative"),
        (lambda: allocation.allocate(1, [2, -1]), "entry -1 is negative"),
    ],
)
def test_allocation__bad_input__is_refused(call, text: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ArgumentError, match=text):
        call()


@given(amounts, st.data(), st.integers(0, 10**28), st.integers(0, 100))
def test_allocate__anything__conserves(
    credits: list[int], data: st.DataObject, budget: int, factor: int
) -> None:
    size = len(credits)
    activities = data.draw(st.lists(st.integers(0, 10**28), min_size=size, max_size=size))
    shares = allocation.total([allocation.weights(credits, activities, factor)] * 3)
    paid = allocation.allocate(budget, shares)
    assert sum(shares) <= 3 * E18
    if sum(shares):
        assert budget - size < sum(paid) <= budget
    else:
        assert paid == [0] * size


@given(st.integers(1, 10**26), st.integers(0, 10**26), st.integers(1, 10**26), st.integers(0, 100))
def test_weights__identity_split__gains_nothing(first: int, second: int, other: int, factor: int) -> None:
    whole = allocation.weights([first + second, other], [first + second, other], factor)
    split = allocation.weights([first, second, other], [first, second, other], factor)
    assert whole[0] - 2 <= split[0] + split[1] <= whole[0]
    assert split[2] == whole[1]
