"""The scoring that ships and its alternatives: parameters, bounds, and what points can add to activity."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomchain.rewards import scoring
from ecomchain.rewards.simulation import units
from ecomchain.rewards.simulation.ring import CYCLE
from ecomchain.rewards.simulation.rules import ONE_WEEK, SHIPPED, Scoring, cut, left_of
from ecomchain.rewards.simulation.window import rolling

DAY = 60
"""The allowance of a day here."""


def test_parameters__are_those_of_the_file() -> None:
    file = json.loads(scoring.TEXT)
    days = (units.CREDIT_DAYS, units.ACTIVITY_DAYS, units.SALES_DAYS)
    assert days == (file["credit_days"], file["activity_days"], file["sales_days"]) == (90, 7, 14)
    assert list(file) == [
        "version",
        "credit_days",
        "activity_days",
        "sales_days",
        "quality_bps",
        "point_micro",
        "rating_points",
        "action_caps",
    ]
    assert units.POINT == units.RATING == file["point_micro"] == units.MICRO
    assert units.SOCIAL_POINTS == 44
    assert [quality * 1_000 for quality in units.QUALITY[1:]] == [
        file["quality_bps"][str(score)] for score in range(1, 6)
    ]
    assert file["quality_bps"]["unrated"] == units.UNRATED * 1_000
    assert Scoring(7, 14, 0) == SHIPPED


def test_quality__any_score__is_worth_no_more_than_no_rating() -> None:
    """So a late rating never raises a credit."""
    assert max(units.QUALITY) <= units.UNRATED


def test_cut__above_the_bound__takes_the_buyers_then_the_distributors_then_the_sellers() -> None:
    points = np.array([[3] * 5, [4] * 5, [5] * 5])
    found = cut(points, np.array([12, 9, 5, 2, 0]))
    assert found.tolist() == [[3, 3, 3, 2, 0], [4, 4, 2, 0, 0], [5, 2, 0, 0, 0]]
    assert points.tolist() == [[3] * 5, [4] * 5, [5] * 5]


def test_left_of__more_sold_than_allowed__is_nothing() -> None:
    assert left_of(np.array([10, 10]), 7, np.array([69, 71])).tolist() == [1, 0]


def activity(sold: list[int], rules: Scoring) -> int:
    """Of all days together, in a role in which readers fill all the room that there is."""
    parts = np.array(sold, dtype=np.int64)
    room = left_of(np.full_like(parts, DAY), rules.activity_days, rolling(parts, rules.sales_days))
    return int((rolling(parts, rules.activity_days) + room).sum())


def follow(wishes: list[tuple[int, int]]) -> list[int]:
    """Counted sales of a new shop that wishes to sell these shares (of 60) of its allowance when a day begins
    and when it ends."""
    saved, sold = 7 * DAY, []
    for early, late in wishes:
        first = saved * early // 60
        saved = min(saved - first + DAY, 7 * DAY)
        last = saved * late // 60
        saved -= last
        sold.append(first + last)
    return sold


share = st.sampled_from([0, 0, 10, 30, 60, 60])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(share, share), min_size=30, max_size=120))
def test_activity__any_sales_with_points__no_more_than_selling_every_day(
    wishes: list[tuple[int, int]],
) -> None:
    """Beyond what selling every day gives there is, once, what a new shop has: seven days' allowance."""
    assert activity(follow(wishes), SHIPPED) <= 7 * DAY * (len(wishes) + 7)


@pytest.mark.parametrize(("rules", "least", "most"), [(ONE_WEEK, 1.35, 1.40), (SHIPPED, 0.95, 1.005)])
def test_activity__uneven_sales__more_if_one_week_bounds_points_but_not_as_it_ships(
    rules: Scoring, least: float, most: float
) -> None:
    sold = [DAY * share for share in CYCLE] * 40
    assert least < activity(sold, rules) / (7 * DAY * len(sold)) <= most
