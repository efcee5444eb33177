"""What docs/economics.md claims of rings, on a small market, in both phases."""

from dataclasses import replace
from pathlib import Path

import pytest

from ecomchain import parameters
from ecomchain.errors import ArgumentError
from ecomchain.rewards import emission
from ecomchain.rewards.simulation.economy import Economy
from ecomchain.rewards.simulation.ring import (
    CAPABILITIES,
    EVEN_SEALS,
    MOST_LOCK,
    Ring,
    honest,
    ring_classes,
    ring_gas,
    ring_seal,
    seal_of,
)
from ecomchain.rewards.simulation.study import STRONGEST, VARIANTS, ratio, settled_ratio
from ecomchain.rewards.simulation.trial import PROPOSED, V1, Scoring, Window, evaluate

FLOORS = 1e-12
"""What floors may add up to, of a ratio."""


@pytest.mark.parametrize("shops", [3, 10, 100])
def test_ring__by_trade__earns_what_honest_use_earns(
    small_market: Economy, window: Window, shops: int
) -> None:
    for lock in (1_000 * shops, 1_000_000):
        if Ring(lock=lock, shops=shops).feasible():
            found = ratio(small_market, window, Ring(lock=lock, shops=shops), V1)
            assert 1 - FLOORS < found <= 1 + FLOORS


def test_ring__recycled_volume__adds_gas_alone(small_market: Economy, window: Window) -> None:
    plain, recycled = Ring(), Ring(sales=10)
    outcomes = [evaluate(small_market, window, ring_classes(ring, window, V1)) for ring in (plain, recycled)]
    assert outcomes[0].by_class == outcomes[1].by_class
    assert ring_gas(recycled, 91) - ring_gas(plain, 91) == 91 * 10 * 9 * 150_000


@pytest.mark.parametrize("text", STRONGEST)
def test_ring__points_and_timing_under_v1__earns_more(small_market: Economy, text: str) -> None:
    year = Window("", 731, 1_095)
    assert ratio(small_market, year, replace(VARIANTS[text], lock=2_500), V1) > 1.01


def test_ring__quiet_weekday__gains_nothing_only_with_activity_of_seven_days(small_market: Economy) -> None:
    year, ring = Window("", 731, 1_095), Ring(lock=2_500, weekly=True)
    found = [settled_ratio(small_market, year, ring, Scoring(activity_days=days)) for days in (1, 7)]
    assert found[0] > 1.02
    assert abs(found[1] - 1) < 0.001


@pytest.mark.parametrize("text", VARIANTS)
def test_ring__any_variant_as_proposed__earns_no_more(
    small_market: Economy, window: Window, text: str
) -> None:
    assert ratio(small_market, window, VARIANTS[text], PROPOSED) <= 1 + FLOORS


def test_ring__tenth_of_points_without_a_shop__earns_at_most_two_percent_more(
    small_market: Economy, window: Window
) -> None:
    scoring = Scoring(activity_days=7, points_share_allowance=True, shopless_bps=1_000)
    assert 1 < max(ratio(small_market, window, ring, scoring) for ring in VARIANTS.values()) < 1.02


def test_ring__bound_without_the_divisor__earns_a_multiple(small_market: Economy, window: Window) -> None:
    literal = Ring(lock=2_500, readers=True, shopless=True, literal=True)
    assert ratio(small_market, window, literal, V1) > 1.5


def test_ring__shorter_cooldown__earns_more_even_as_proposed(small_market: Economy, window: Window) -> None:
    assert ratio(small_market, window, Ring(weekly=True, lent=2.5), PROPOSED) > 2


def test_ring__phase_two_without_top_ups__earns_nothing(small_market: Economy) -> None:
    window = Window("", 1_096, 1_186)
    outcome = evaluate(small_market, window, ring_classes(Ring(), window, V1), top_ups=False)
    assert outcome.total == outcome.emitted == 0


def test_evaluate__whole_phase_one__emits_tf_and_overpays_nobody(small_market: Economy) -> None:
    window = Window("", 1, 1_095)
    outcome = evaluate(small_market, window, honest(small_market, window, 10_000))
    assert outcome.emitted == emission.TOTAL
    assert 0 < outcome.total == sum(outcome.by_day) < emission.TOTAL


def test_evaluate__silent_day__activity_goes_to_the_one_who_trades(small_market: Economy) -> None:
    window = Window("", 1_000, 1_000)
    factor = int(small_market.record.factors[999].sum())
    group = honest(small_market, window, 142)
    outcome = evaluate(small_market, window, group, silent=range(1_000, 1_001))
    assert outcome.total / outcome.emitted == pytest.approx(1 - factor / 300, rel=1e-3)


@pytest.mark.parametrize(
    ("lock", "now", "even"),
    [(100, 10, 10), (250, 15, 25), (300, 15, 30), (1_000, 85, 100), (MOST_LOCK, 25_010, 25_025)],
)
def test_seal__example_prices__is_least_what_seals_nothing_first(lock: int, now: int, even: int) -> None:
    assert seal_of(lock, distributes=True) == now
    assert seal_of(lock, EVEN_SEALS, distributes=True) == even
    with pytest.raises(ArgumentError, match="lock of"):
        seal_of(MOST_LOCK + 1, distributes=True)


def test_seal__more_shops__less_under_the_example_and_equal_under_even_prices() -> None:
    rings = [Ring(shops=shops) for shops in (3, 10, 100)]
    assert [ring_seal(ring, 365) for ring in rings] == [9_951, 9_850, 8_500]
    even = [ring_seal(Ring(shops=shops, prices=EVEN_SEALS), 365) for shops in (10, 100)]
    assert even == [10_000, 10_000]


def test_capabilities__are_those_of_the_example() -> None:
    import yaml

    path = Path(parameters.__file__).parents[2] / "deployments" / "parameters" / "example.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8"))["capabilities"]
    assert {
        name: (terms["lock_per_unit"], terms["seal_per_unit"], terms["max_units"])
        for name, terms in written.items()
    } == CAPABILITIES
