"""Reserves of orders with a fiat part: paid to distributors or returned, to the unit (ORD-1, ORD-5)."""

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.effort import budget
from engine.pair import Pair
from engine.scenes import RESELLERS, SELLER, WHALE, deep, order_through
from engine.system import ARBITRATOR
from hypothesis import example, given
from hypothesis import strategies as st

from ecomchain.amounts import BPS, MAX_SUPPLY
from ecomchain.ids import DISTRIBUTION
from ecomchain.model import commission
from ecomchain.model.structs import Cid

BASES = st.integers(1, MAX_SUPPLY // 3) | st.integers(1, 100_000)
RATES = st.integers(0, BPS) | st.sampled_from([0, 1, 3_333, 5_000, 9_999, BPS])
LIVE = st.lists(st.booleans(), max_size=commission.MAX_DISTRIBUTORS)
MASKS = st.integers(0, 2**16 - 1)


@given(BASES, RATES, RATES, RATES, RATES, LIVE, LIVE)
@budget(800)
def test_between__any_two_endings__never_exceeds_the_worst_case(
    base: int, incentive: int, closing: int, first: int, second: int, live: list[bool], later: list[bool]
) -> None:
    """Whoever is live at the one moment and at the other: no level gets more than its full share in all."""
    n = len(live)
    later = [*later, *live][:n]
    low, high = sorted((first, second))
    then = commission.between(base, 0, low, incentive, closing, live).to_levels(n)
    more = commission.between(base, low, high, incentive, closing, later).to_levels(n)
    whole = commission.Shares(*commission.full(base, incentive, closing, n), 2**n - 1).to_levels(n)
    assert all(a + b <= c for a, b, c in zip(then, more, whole, strict=True))
    assert sum(then) + sum(more) <= commission.worst_case(base, incentive, closing, n) <= base
    if later == live:
        at_once = commission.between(base, 0, high, incentive, closing, live).to_levels(n)
        assert at_once == tuple(a + b for a, b in zip(then, more, strict=True))


@given(
    parts=st.tuples(st.integers(0, MAX_SUPPLY // 3) | st.integers(0, 10), BASES),
    rates=st.tuples(RATES, RATES),
    bps=RATES,
    ruling=RATES | st.none(),
    n=st.integers(1, commission.MAX_DISTRIBUTORS),
    dead=st.tuples(MASKS, MASKS),
    fulfilled=st.booleans(),
)
@example((0, 1), (BPS, BPS), BPS - 1, BPS, 1, (0, 0), True)
@example((7, 10**27), (BPS, 0), 0, None, 16, (0xFFFF, 0), True)
@budget(130)
def test_reserve__any_ending_and_any_ruling__is_paid_or_returned(
    parts: tuple[int, int],
    rates: tuple[int, int],
    bps: int,
    ruling: int | None,
    n: int,
    dead: tuple[int, int],
    fulfilled: bool,
) -> None:
    """Through close, hold, objection and ruling (or none in time), with any levels dead at either moment."""
    pair = deep()
    pair.rewind()
    price, fiat = parts
    order, links = order_through(pair, price, *rates, n, fiat_base=fiat)
    reserve = pair.view("budgets", "reserved", order)[0]
    assert reserve == commission.worst_case(price + fiat, *rates, n)
    assert pair.view("budgets", "totals") == (0, reserve)
    before = _balances(pair, n)
    if fulfilled:
        pair.do("market", "fulfil", SELLER, order, Cid())
    _kill(pair, dead[0], links)
    pair.do("market", "propose", SELLER, order, bps)
    assert pair.do("market", "accept", WHALE, order, bps).error is None
    final = bps
    if pair.view("budgets", "reserved", order)[0]:
        final = _object(pair, order, links, dead, ruling)
    assert pair.view("budgets", "reserved", order)[0] == 0
    returned = pair.view("budgets", "budget", 1)
    paid = [now - then for now, then in zip(_balances(pair, n), before, strict=True)]
    assert sum(paid) + returned == reserve
    assert pair.view("budgets", "totals") == (returned, 0)
    whole = commission.Shares(*commission.full(price + fiat, *rates, n), 2**n - 1).to_levels(n)
    for i, (share, got) in enumerate(zip(whole, paid, strict=True)):
        was_dead, is_dead = (bool(mask >> i & 1) for mask in dead)
        low, high = share * bps // BPS, share * max(final, bps) // BPS
        assert got == (0 if was_dead else low) + (0 if is_dead else high - low)


def _object(pair: Pair, order: int, links: list[int], dead: tuple[int, int], ruling: int | None) -> int:
    """Object and rule, or let it expire; at what bps every live level is paid in the end."""
    objector = RESELLERS[len(links) - 1]
    pair.do("token", "transfer", WHALE, objector, 10**26)
    pair.do("token", "approve", objector, pair.system.disputes.address, 10**26)
    assert pair.do("disputes", "object", objector, order, Cid()).error is None
    _kill(pair, dead[0] ^ dead[1], links)
    fulfilled = pair.view("budgets", "reserved", order)[6]
    pair.warp(14 * 86_400 - (ruling is not None))
    if ruling is None:
        ended = pair.do("disputes", "expireObjection", WHALE, order)
    else:
        ended = pair.do("disputes", "ruleObjection", ARBITRATOR, order, ruling)
    assert ended.error is None
    pair.do("token", "transfer", objector, WHALE, 10**26)
    return ruling if ruling is not None else BPS * fulfilled


def _kill(pair: Pair, mask: int, links: list[int]) -> None:
    """Give up or take back the capability of the shops in the mask."""
    for i, link in enumerate(links):
        if mask >> i & 1:
            shop = link & 0xFFFFFFFF
            if pair.view("registry", "position", shop, DISTRIBUTION)[1]:
                pair.do("registry", "release", RESELLERS[i], shop, DISTRIBUTION, 1)
            else:
                pair.do("registry", "transferFrom", RESELLERS[i], RESELLERS[i], WHALE, shop)
                pair.do("registry", "acquire", WHALE, shop, DISTRIBUTION, 1, 10**30)
                pair.do("registry", "transferFrom", WHALE, WHALE, RESELLERS[i], shop)


def _balances(pair: Pair, n: int) -> list[int]:
    return [pair.view("token", "balanceOf", owner) for owner in RESELLERS[:n]]
