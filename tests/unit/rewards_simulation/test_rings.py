"""What docs/economics.md claims of rings, on a small market, in both phases."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecomchain import parameters
from ecomchain.errors import ArgumentError
from ecomchain.rewards import emission
from ecomchain.rewards.simulation.economy import Economy
from ecomchain.rewards.simulation.foresight import best_sales, foreseen_sales
from ecomchain.rewards.simulation.ring import (
    CAPABILITIES,
    CYCLE,
    MOST_LOCK,
    UNEVEN_SEALS,
    Ring,
    honest,
    ring_classes,
    ring_gas,
    ring_seal,
    seal_of,
)
from ecomchain.rewards.simulation.rules import ALTERNATIVES, FIRST, SHIPPED, Scoring
from ecomchain.rewards.simulation.study import UNEVEN, VARIANTS, ratio, settled_ratio
from ecomchain.rewards.simulation.trial import Window, evaluate

FLOORS = 1e-12
"""What floors may add up to, of a ratio."""
YEAR = Window("", 731, 1_095)
LOCK = 2_500
"""Small beside the small market, as 100,000 Ecom are beside that of the document."""


@pytest.mark.parametrize("shops", [3, 10, 100])
def test_ring__by_trade__earns_what_honest_use_earns(
    small_market: Economy, window: Window, shops: int
) -> None:
    for lock in (1_000 * shops, 1_000_000):
        if Ring(lock=lock, shops=shops).feasible():
            found = ratio(small_market, window, Ring(lock=lock, shops=shops))
            assert 1 - FLOORS < found <= 1 + FLOORS


def test_ring__recycled_volume__adds_gas_alone(small_market: Economy, window: Window) -> None:
    plain, recycled = Ring(), Ring(sales=10)
    outcomes = [
        evaluate(small_market, window, ring_classes(ring, window, SHIPPED)) for ring in (plain, recycled)
    ]
    assert outcomes[0].by_class == outcomes[1].by_class
    assert ring_gas(recycled, 91) - ring_gas(plain, 91) == 91 * 10 * 9 * 150_000


@pytest.mark.parametrize("text", VARIANTS)
def test_ring__any_variant__earns_no_more(small_market: Economy, window: Window, text: str) -> None:
    assert ratio(small_market, window, VARIANTS[text]) <= 1 + FLOORS
    if Ring(lock=LOCK, shops=VARIANTS[text].shops).feasible():
        assert ratio(small_market, window, replace(VARIANTS[text], lock=LOCK)) <= 1 + FLOORS


def test_ring__knowing_how_all_others_will_trade__earns_a_few_percent_more(
    small_market: Economy, window: Window
) -> None:
    schedule = foreseen_sales(small_market, window, SHIPPED)
    assert 1.001 < ratio(small_market, window, Ring(lock=LOCK, schedule=schedule)) < 1.1
    assert ring_gas(Ring(schedule=schedule), window.days) < ring_gas(Ring(), window.days)


@pytest.mark.parametrize(
    ("worth", "sold"),
    [
        ([1.0], (8,)),
        ([1.0, 0.0], (8, 0)),
        ([1.0, 9.0, 1.0], (1, 8, 1)),
        ([1.0, 9.0, 2.0, 10.0], (1, 2, 0, 8)),
    ],
)
def test_best_sales__few_days__are_the_most_that_allowance_and_saving_give(
    worth: list[float], sold: tuple[int, ...]
) -> None:
    assert best_sales(np.array(worth)) == sold


def exceeding(name: str, text: str, least: float, most: float) -> object:
    return pytest.param(ALTERNATIVES[name], VARIANTS[text], least, most, id=f"{name}: {text}")


SHOPLESS = "readers, and buyers without a shop"
QUIET = "saves 7 days for the quietest weekday"
BOTH = "quietest weekday, readers, buyers without a shop"


@pytest.mark.parametrize(
    ("scoring", "ring", "least", "most"),
    [
        exceeding("as first decided", "invented readers", 1.01, 1.1),
        exceeding("as first decided", SHOPLESS, 1.03, 1.2),
        exceeding("as first decided", QUIET, 1.03, 1.2),
        exceeding("as first decided", BOTH, 1.07, 1.4),
        exceeding("first, by the letter: no divisor of 30", SHOPLESS, 1.5, 5),
        exceeding("first, with activity of 7 days", "invented readers", 1.01, 1.1),
        exceeding("first, with points within what sales leave", SHOPLESS, 1.01, 1.1),
        exceeding("first, with no points without a shop", QUIET, 1.03, 1.2),
        exceeding("all three, points within what the sales of 7 days leave", UNEVEN[0], 1.005, 1.1),
        exceeding("all three, points within what the sales of 7 days leave", UNEVEN[1], 1.005, 1.1),
        exceeding("what ships, but a tenth of the points without a shop", SHOPLESS, 1.001, 1.02),
    ],
)
def test_ring__alternative_scoring__earns_more(
    small_market: Economy, scoring: Scoring, ring: Ring, least: float, most: float
) -> None:
    assert least < ratio(small_market, YEAR, replace(ring, lock=LOCK), scoring) < most


def test_ring__quiet_weekday__gains_nothing_only_with_activity_of_seven_days(small_market: Economy) -> None:
    ring = Ring(lock=LOCK, weekly=True)
    found = [settled_ratio(small_market, YEAR, ring, replace(FIRST, activity_days=days)) for days in (1, 7)]
    assert found[0] > 1.02
    assert abs(found[1] - 1) < 0.001


def test_ring__late_ratings_of_full_sales__add_nothing(small_market: Economy, window: Window) -> None:
    plain = evaluate(small_market, window, ring_classes(Ring(), window, SHIPPED))
    for days in (0, 1, 7, 30):
        late = Ring(micro=1.0, rated_after=days)
        assert evaluate(small_market, window, ring_classes(late, window, SHIPPED)).by_day == plain.by_day


def test_ring__shorter_cooldown__earns_more(small_market: Economy, window: Window) -> None:
    assert ratio(small_market, window, Ring(weekly=True, lent=2.5)) > 2


def test_ring__phase_two_without_top_ups__earns_nothing(small_market: Economy) -> None:
    window = Window("", 1_096, 1_186)
    outcome = evaluate(small_market, window, ring_classes(Ring(), window, SHIPPED), top_ups=False)
    assert outcome.total == outcome.emitted == 0


def test_evaluate__whole_phase_one__emits_tf_and_overpays_nobody(small_market: Economy) -> None:
    window = Window("", 1, 1_095)
    outcome = evaluate(small_market, window, honest(small_market, window, 10_000))
    assert outcome.emitted == emission.TOTAL
    assert 0 < outcome.total == sum(outcome.by_day) < emission.TOTAL


def test_evaluate__silent_day__activity_of_the_week_keeps_it_from_the_one_who_trades(
    small_market: Economy,
) -> None:
    window = Window("", 1_000, 1_000)
    factor = int(small_market.record.factors[999].sum())
    group = honest(small_market, window, 142)
    silent = range(1_000, 1_001)
    first = evaluate(small_market, window, group, FIRST, silent=silent)
    assert first.total / first.emitted == pytest.approx(1 - factor / 300, rel=1e-3)
    shipped = evaluate(small_market, window, group, silent=silent)
    assert 0 < shipped.total / shipped.emitted < 1e-4


def test_cycle__repeated__lets_no_allowance_lapse_and_takes_none_twice() -> None:
    assert sum(CYCLE) == len(CYCLE)
    saved = 0
    for sold in 2 * (CYCLE[9:] + CYCLE[:9]):
        first = min(sold, saved)
        assert saved - first + 1 <= 7 or sold > 0  # what comes in on an idle day fits
        saved = min(saved - first + 1, 7) - (sold - first)
        assert saved >= 0


@pytest.mark.parametrize(
    ("lock", "first", "now"),
    [(100, 10, 10), (250, 15, 25), (300, 15, 30), (1_000, 85, 100), (MOST_LOCK, 25_010, 25_025)],
)
def test_seal__prices__is_least_what_seals_nothing_first(lock: int, first: int, now: int) -> None:
    assert seal_of(lock, UNEVEN_SEALS, distributes=True) == first
    assert seal_of(lock, distributes=True) == now
    with pytest.raises(ArgumentError, match="lock of"):
        seal_of(MOST_LOCK + 1, distributes=True)


def test_seal__more_shops__equal_as_it_ships_and_less_as_first_decided() -> None:
    assert [ring_seal(Ring(shops=shops), 365) for shops in (10, 100, 400)] == [10_000] * 3
    before = [ring_seal(Ring(shops=shops, prices=UNEVEN_SEALS), 365) for shops in (3, 10, 100)]
    assert before == [9_951, 9_850, 8_500]


def test_capabilities__are_those_of_the_example() -> None:
    import yaml

    path = Path(parameters.__file__).parents[2] / "deployments" / "parameters" / "example.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8"))["capabilities"]
    assert {
        name: (terms["lock_per_unit"], terms["seal_per_unit"], terms["max_units"])
        for name, terms in written.items()
    } == CAPABILITIES
