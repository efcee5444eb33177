"""What days emit (EMI-1 to EMI-3) and which epoch they belong to (DST-1), against exact fractions."""

from fractions import Fraction

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import BUYERS
from engine.effort import budget
from engine.pair import Pair
from engine.scenes import SELLER, WHALE, deep, empty
from engine.system import DEPLOYER, OPERATOR, TERMS, account
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.amounts import BPS, ECOM, MAX_SUPPLY
from ecomchain.ids import MODULE_BASE
from ecomchain.model.structs import CapabilityTerms
from ecomchain.model.structs_trade import Sale

COMMUNITY = MAX_SUPPLY // 4
DAYS = 1_095
MARKET = account(0xFA4E)
"""An account that the reputation takes for a market."""

KIND = MODULE_BASE + 3
SALES = st.just(0) | st.integers(1, 10**6 * ECOM) | st.integers(ECOM, 2 * ECOM)
GIFTS = st.sampled_from([0, 0, 0, 1, 369, 370, 10**9 * ECOM]) | st.integers(0, 10**8 * ECOM)


def test_emitted__all_days_of_phase_one__are_the_squares() -> None:
    """Each day's exact share of the community's part, rounded down in the sum; in all the part itself."""
    pair = empty()
    pair.rewind()
    pair.warp(pair.view("reward_pool", "endOf", DAYS) - pair.chain.now)
    squares = sum(day * day for day in range(1, DAYS + 1))
    exact = Fraction(0)
    for day in range(1, DAYS + 1):
        exact += Fraction(COMMUNITY * day * day, squares)
        assert pair.same("reward_pool", "emitted", day) == exact.__floor__()
    assert exact == COMMUNITY == pair.view("reward_pool", "emitted", DAYS)
    assert pair.same("reward_pool", "emitted", 0) == 0
    assert pair.same("reward_pool", "emitted", DAYS + 1).name == "DayNotOver"


def test_epochs__all_days__have_28_but_the_one_that_ends_phase_one() -> None:
    """Counted day by day, over three years and a half of phase two."""
    pair = empty()
    pair.rewind()
    epoch, length = 1, 0
    for day in range(1, 2_400):
        assert pair.same("reward_pool", "epochOf", day) == epoch
        length += 1
        if length == 28 or day == DAYS:
            assert day != DAYS or (epoch, length) == (40, 3)
            epoch, length = epoch + 1, 0


@given(st.lists(SALES, min_size=1, max_size=6), st.lists(st.tuples(SALES, GIFTS), min_size=1, max_size=8))
@budget(150)
def test_emit_days__any_volume_and_pool__is_the_formula_within_the_cap(
    before: list[int], after: list[tuple[int, int]]
) -> None:
    """S * T_1095 / reference, and at most poolCapBps of what is in the pool, taken in the days' order.

    A gift on the day after comes too late for the day, and emits it."""
    pair = _market_of_its_own()
    _go_to_day(pair, DAYS - len(before) + 1)
    counted = [_sell(pair, sale) for sale in before]
    reference = max(sum(counted) // 90, ECOM)
    last = COMMUNITY - pair.view("reward_pool", "emitted", DAYS - 1)
    pool, emitted = 0, COMMUNITY
    for day, (sale, gift) in enumerate(after, start=DAYS + 1):
        volume = _sell(pair, sale)
        step = ("topUp", WHALE, gift) if gift else ("emitDays", SELLER, day)
        [event] = pair.do("reward_pool", *step).all("DayEmitted")
        exact = min(Fraction(volume * last, reference), Fraction(pool * TERMS.pool_cap_bps, BPS))
        assert event["amount"] == exact.__floor__()
        pool += gift
        pool, emitted = pool - event["amount"], emitted + event["amount"]
        assert pair.same("reward_pool", "emitted", day) == emitted
        assert pair.same("reward_pool", "state")[3] == pool


@given(st.lists(SALES, min_size=2, max_size=6), GIFTS, st.data())
@budget(100)
def test_emit_days__at_once_or_one_by_one__is_the_same(
    sales: list[int], gift: int, data: st.DataObject
) -> None:
    stops = data.draw(st.lists(st.integers(1, len(sales)), max_size=3))
    outcomes = []
    for ends in (sorted(stops), []):
        pair = _market_of_its_own()
        if gift:
            pair.do("reward_pool", "topUp", WHALE, gift)
        _go_to_day(pair, DAYS + 1)
        for sale in sales:
            _sell(pair, sale)
        for end in (*ends, len(sales)):
            assert pair.do("reward_pool", "emitDays", SELLER, DAYS + end).error is None
        outcomes.append([pair.view("reward_pool", "emitted", DAYS + 1 + i) for i in range(len(sales))])
    assert outcomes[0] == outcomes[1]


def _market_of_its_own() -> Pair:
    """Shop 1 with a high lock, and an account that tells of its sales; the whale can top up."""
    pair = deep()
    pair.rewind()
    pair.do("reputation", "setMarket", DEPLOYER, MARKET, True)
    pair.do("reputation", "setKappa", OPERATOR, 2_000)
    pair.do("registry", "setCapability", OPERATOR, KIND, CapabilityTerms(10**6 * ECOM, 0, 10, True))
    pair.do("registry", "transferFrom", SELLER, SELLER, WHALE, 1)
    pair.do("registry", "acquire", WHALE, 1, KIND, 10, 10**30)
    pair.do("token", "approve", WHALE, pair.system.reward_pool.address, 2**256 - 1)
    return pair


def _go_to_day(pair: Pair, day: int) -> None:
    """To the begin of a reward day."""
    pair.warp(pair.view("reward_pool", "endOf", day - 1) - pair.chain.now)


def _sell(pair: Pair, amount: int) -> int:
    """Sell on the running day, which ends by that; what of it counts."""
    today = pair.chain.now // 86_400
    if amount:
        sale = Sale(today, 1, 0, BUYERS[0], amount, amount)
        assert pair.do("reputation", "record", MARKET, sale).error is None
    pair.warp(86_400)
    return int(pair.same("reputation", "day", today)[0])
