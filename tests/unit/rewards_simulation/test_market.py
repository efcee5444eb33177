"""The market's run: same seed, same numbers; nothing gets lost; allowances and bounds hold."""

import numpy as np
import pytest

from ecomchain.amounts import ECOM
from ecomchain.errors import ArgumentError
from ecomchain.rewards import emission
from ecomchain.rewards.simulation.economy import Economy, run
from ecomchain.rewards.simulation.market import Market, bounded
from ecomchain.rewards.simulation.people import SELLER, gather
from ecomchain.rewards.simulation.settings import Settings
from ecomchain.rewards.simulation.votes import lower_median
from ecomchain.rewards.simulation.window import Window, rolling


def test_run__same_seed__same_rewards() -> None:
    first, again, other = (run(Settings(days=120, agents=60, seed=seed)) for seed in (3, 3, 4))
    assert first.rewards == again.rewards
    assert first.votes == again.votes
    assert first.rewards != other.rewards
    assert sum(first.rewards) + first.unallocated == emission.cumulative(120)


def test_run__into_phase_two__every_unit_is_somewhere(small_market: Economy) -> None:
    market = small_market
    assert sum(market.emitted[:1_095]) == emission.TOTAL
    assert market.pool[1_094] == 0
    topped = sum(market.settings.top_up_on(day) for day in range(1, 1_201)) * ECOM
    assert topped == 35_000_000 * ECOM
    assert sum(market.emitted) + market.pool[-1] == emission.TOTAL + topped
    assert sum(market.rewards) + market.unallocated == sum(market.emitted)
    assert market.unallocated < market.settings.agents
    assert market.emitted[1_095] == 54_000 * ECOM  # 27 of 10,000 of the first top-up


def test_run__every_role__gets_a_third(small_market: Economy) -> None:
    paid = small_market.by_role.sum(axis=0)
    assert paid == pytest.approx([paid.sum() / 3] * 3, rel=1e-3)


def test_market__over_any_week__sales_and_points_stay_within_the_allowance() -> None:
    settings = Settings(agents=60, demand=3.0)
    rng = np.random.default_rng(1)
    people = gather(settings, rng)
    market = Market(settings, people, rng)
    days = [market.next(day) for day in range(1, 200)]
    sold = np.array([day.counted[SELLER] for day in days])
    filling = np.array([day.filling.sum(axis=0) for day in days])
    allowance = np.array([day.lock for day in days]) // 20
    weekly = rolling(sold, 7)
    owns = allowance[-1] > 0
    assert (weekly <= 14 * allowance).all()  # seven days' saved allowance, and seven days' own
    assert (rolling(filling, 7) <= 7 * allowance).all()
    assert ((rolling(filling, 7) + weekly <= 7 * allowance) | (filling == 0))[:, owns].all()
    assert all((day.owner.sum(axis=0) <= day.lock // 20).all() for day in days)


def test_bounded__above_the_bound__is_scaled_down() -> None:
    wanted = np.array([[10, 3], [0, 0], [30, 3]])
    assert bounded(wanted, np.array([20, 6])).tolist() == [[5, 3], [0, 0], [15, 3]]


def test_window__pushed__is_the_sum_of_the_last() -> None:
    window = Window(3, (1,))
    sums = [int(window.push(np.array([value]))[0]) for value in (1, 2, 3, 4, 5)]
    assert sums == [1, 3, 6, 9, 12]
    assert rolling(np.arange(1, 6), 3).tolist() == sums


def test_lower_median__even_count__is_the_lower() -> None:
    assert lower_median(np.array([70, 20]), np.array([2, 2])) == 20
    assert lower_median(np.array([70, 20, 90]), np.array([3, 2, 1])) == 70


@pytest.mark.parametrize("wrong", [{"days": 0}, {"agents": 29}, {"people": 0}, {"gas_price": -0.1}], ids=str)
def test_settings__impossible__are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ArgumentError):
        Settings(**wrong)  # type: ignore[arg-type]
