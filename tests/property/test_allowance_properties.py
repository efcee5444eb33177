"""The allowance of counted volume (REP-4): bounded by lock and time, rounded against the seller."""

from fractions import Fraction

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import BUYERS, DAY
from engine.effort import budget
from engine.pair import Pair
from engine.scenes import SELLER, WHALE, deep
from engine.system import DEPLOYER, OPERATOR, account
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.amounts import BPS, ECOM, MAX_SUPPLY, MICRO
from ecomchain.ids import MODULE_BASE
from ecomchain.model.structs import CapabilityTerms
from ecomchain.model.structs_trade import Sale, SellerView

MARKET = account(0xFA4E)
"""An account that the reputation takes for a market."""

KIND = MODULE_BASE + 3
PERIOD, TICKS = 7 * DAY, 65_536
UNITS = st.sampled_from([0, 1, 2, 1_000, 9_999])
LOCKS = st.integers(1, 10**6 * ECOM) | st.integers(1, 10**15)
KAPPAS = st.integers(1, 2_000) | st.sampled_from([1, 500, 2_000])
WAITS = st.integers(0, 9 * DAY) | st.sampled_from([0, 0, 1, 60, DAY, PERIOD - 1, PERIOD, PERIOD + 1])
PROCEEDS = st.integers(0, MAX_SUPPLY) | st.integers(ECOM // 100, 100 * ECOM)
STEPS = st.lists(st.tuples(WAITS, PROCEEDS, UNITS | st.none(), KAPPAS | st.none()), min_size=1, max_size=10)


@given(LOCKS, KAPPAS, STEPS)
@budget(150)
def test_allowance__any_sales__stay_below_lock_times_time(
    lock: int, kappa: int, steps: list[tuple[int, int, int | None, int | None]]
) -> None:
    """Whatever lock and rate are from sale to sale: nothing reverts, and each sale uses up time for good."""
    pair = _market_of_its_own(lock)
    pair.do("reputation", "setKappa", OPERATOR, kappa)
    counted: list[tuple[int, Fraction]] = []
    for number, (wait, proceeds, units, new_kappa) in enumerate(steps, start=1):
        pair.warp(wait)
        if new_kappa is not None:
            pair.do("reputation", "setKappa", OPERATOR, new_kappa)
        if units is not None:
            _hold(pair, units)
        before = pair.same("reputation", "allowance", 1)
        told = pair.do("reputation", "record", MARKET, _sale(number, proceeds))
        assert told.error is None
        amount = sum(event["counted"] for event in told.all("SaleCounted"))
        assert amount == _what_counts(pair, proceeds, before)
        after = pair.same("reputation", "allowance", 1)
        # What is used up is worth at least what counted, and less than a tick more.
        tick = _per_day(pair) / (DAY * TICKS)
        assert before - amount - tick - 1 < after <= before - amount
        if amount:
            counted.append((pair.chain.now, amount * DAY / _per_day(pair)))
        _assert_bounded(counted)
        assert SellerView(*pair.view("reputation", "seller", 1)[0]).counted_until <= pair.chain.now * TICKS


@given(st.integers(1, 10**6 * ECOM), KAPPAS, st.lists(st.integers(1, 20 * ECOM), min_size=2, max_size=12))
@budget(60)
def test_allowance__split_into_small_sales__counts_no_more(lock: int, kappa: int, parts: list[int]) -> None:
    """One sale counts at least what its parts count, one after the other in the same second."""
    counted = []
    for sales in ([sum(parts)], parts):
        pair = _market_of_its_own(lock)
        pair.do("reputation", "setKappa", OPERATOR, kappa)
        counted.append(_count(pair, sales))
    assert counted[1] <= counted[0]


def _count(pair: Pair, sales: list[int]) -> int:
    told = [pair.do("reputation", "record", MARKET, _sale(i, sale)) for i, sale in enumerate(sales, start=1)]
    return sum(event["counted"] for outcome in told for event in outcome.all("SaleCounted"))


def _what_counts(pair: Pair, proceeds: int, allowance: int) -> int:
    """Up to the allowance, in whole micro-Ecom, or nothing below ``minRated``."""
    amount = min(proceeds, allowance) // MICRO * MICRO
    return amount if amount >= pair.view("reputation", "minRated") else 0


def _assert_bounded(counted: list[tuple[int, Fraction]]) -> None:
    """In any window, the seconds that sales use up are those of the window and of 7 days before it."""
    last, used = counted[-1][0] if counted else 0, Fraction(0)
    for time, seconds in reversed(counted):
        used += seconds
        assert used <= last - time + PERIOD


def _market_of_its_own(lock: int) -> Pair:
    """Shop 1 with one more unit, locked at this price, and an account that tells of its sales."""
    pair = deep()
    pair.rewind()
    pair.do("reputation", "setMarket", DEPLOYER, MARKET, True)
    pair.do("registry", "setCapability", OPERATOR, KIND, CapabilityTerms(lock, 0, 10_000, True))
    pair.do("registry", "transferFrom", SELLER, SELLER, WHALE, 1)
    pair.do("registry", "acquire", WHALE, 1, KIND, 1, 10**30)
    return pair


def _hold(pair: Pair, units: int) -> None:
    """Hold so many units, as far as there are tokens for them."""
    held = pair.view("registry", "position", 1, KIND)[1]
    if units > held:
        pair.do("registry", "acquire", WHALE, 1, KIND, units - held, 10**30)
    elif units < held:
        pair.do("registry", "release", WHALE, 1, KIND, held - units)


def _per_day(pair: Pair) -> Fraction:
    return Fraction(pair.view("registry", "locks", 1)[0] * pair.view("reputation", "kappaBps"), BPS)


def _sale(number: int, proceeds: int) -> Sale:
    return Sale(number, 1, 0, BUYERS[0], proceeds, proceeds)
