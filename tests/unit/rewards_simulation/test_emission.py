"""Emission (EMI-1 to EMI-3) and epochs (DST-1), to the unit."""

import pytest

from ecomchain.amounts import ECOM
from ecomchain.errors import ArgumentError
from ecomchain.rewards import emission


def test_daily__all_of_phase_one__sums_to_tf_to_the_unit() -> None:
    days = [emission.daily(day) for day in range(1, 1_096)]
    assert sum(days) == emission.cumulative(1_095) == 2_500_000_000 * ECOM
    assert days == sorted(days)
    assert emission.cumulative(0) == 0
    assert days[0] == 2_500_000_000 * ECOM // 438_243_820
    assert days[-1] == emission.TOTAL - emission.TOTAL * (1_094 * 1_095 * 2_189 // 6) // 438_243_820


@pytest.mark.parametrize("day", [0, -1, 1_096])
def test_daily__not_of_phase_one__is_refused(day: int) -> None:
    with pytest.raises(ArgumentError, match=f"day {day} is not of phase one"):
        emission.daily(day)


def test_epoch__at_its_borders__changes() -> None:
    found = [emission.epoch_of(day) for day in (1, 28, 29, 1_092, 1_093, 1_095, 1_096, 1_123, 1_124)]
    assert found == [1, 1, 2, 39, 40, 40, 41, 41, 42]
    with pytest.raises(ArgumentError, match="day 0"):
        emission.epoch_of(0)


def test_reference__no_trade__is_one_ecom() -> None:
    assert emission.reference([0] * 90) == ECOM
    assert emission.reference([3 * ECOM] * 89 + [ECOM]) == (3 * 89 + 1) * ECOM // 90
    with pytest.raises(ArgumentError, match="89 volumes"):
        emission.reference([ECOM] * 89)


def test_phase_two__below_the_cap__follows_volume() -> None:
    rich = 10**28
    last = emission.daily(1_095)
    assert emission.phase_two(7 * ECOM, 7 * ECOM, rich) == last
    assert emission.phase_two(2 * ECOM, 7 * ECOM, rich) == last * 2 // 7
    assert emission.phase_two(0, 7 * ECOM, rich) == 0


def test_phase_two__above_the_cap__pays_27_of_10000_of_the_pool() -> None:
    pool = 20_000_001
    assert emission.phase_two(7 * ECOM, 7 * ECOM, pool) == 54_000
    assert emission.phase_two(7 * ECOM, 7 * ECOM, 0) == 0


@pytest.mark.parametrize(
    ("values", "text"),
    [((-1, ECOM, 0), "negative"), ((0, ECOM, -1), "negative"), ((0, ECOM - 1, 0), "below one Ecom")],
)
def test_phase_two__impossible__is_refused(values: tuple[int, int, int], text: str) -> None:
    with pytest.raises(ArgumentError, match=text):
        emission.phase_two(*values)
