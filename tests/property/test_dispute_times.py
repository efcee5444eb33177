"""The seconds at which disputes, objections and holds begin and end to be allowed (ORD-4, ORD-5)."""

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import BUYERS, DAY, DISTRIBUTORS, SELLERS, STRANGER, populate
from engine.effort import budget
from engine.pair import Pair
from engine.scenes import empty, signed
from engine.system import ARBITRATOR
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import Purchase

SELLER, BUYER, CLOSING = SELLERS[0], BUYERS[0], DISTRIBUTORS[2]
OFFSETS = st.integers(-2, 2) | st.integers(-DAY, DAY)
HOLD, CONTEST, RULING = 3 * DAY, 5 * DAY, 14 * DAY
SHARES = st.integers(0, 10_000)


@given(OFFSETS)
@budget(30)
def test_raise__any_second__is_allowed_before_the_end_of_protection(offset: int) -> None:
    pair = _fulfilled()
    late = _wait(pair, 10 * DAY + offset) >= 10 * DAY
    assert pair.do("disputes", "raiseDispute", BUYER, 1, Cid()).error == ("TooLate" if late else None)


@given(OFFSETS)
@budget(30)
def test_contest_and_expire__any_second__divide_the_time(offset: int) -> None:
    pair = _disputed()
    late = _wait(pair, CONTEST + offset) >= CONTEST
    assert pair.do("disputes", "contest", SELLER, 1, Cid()).error == ("TooLate" if late else None)
    assert pair.do("disputes", "expire", STRANGER, 1).error == (None if late else "TooEarly")


@given(OFFSETS, st.integers(0, CONTEST - 1), SHARES)
@budget(30)
def test_rule_and_expire__any_second__divide_the_time(offset: int, before: int, bps: int) -> None:
    """Counted from the answer, whenever that came."""
    pair = _disputed()
    pair.warp(before)
    assert pair.do("disputes", "contest", SELLER, 1, Cid()).error is None
    late = _wait(pair, RULING + offset) >= RULING
    if late:
        assert pair.do("disputes", "rule", ARBITRATOR, 1, bps).error == "TooLate"
        assert pair.do("disputes", "expire", STRANGER, 1).error is None
    else:
        assert pair.do("disputes", "expire", STRANGER, 1).error == "TooEarly"
        assert pair.do("disputes", "rule", ARBITRATOR, 1, bps).error is None


@given(OFFSETS)
@budget(30)
def test_object_and_release__any_second__divide_the_time(offset: int) -> None:
    pair = _held()
    late = _wait(pair, HOLD + offset) >= HOLD
    if late:
        assert pair.do("disputes", "object", CLOSING, 1, Cid()).error == "TooLate"
        assert pair.do("budgets", "release", STRANGER, 1).error is None
    else:
        assert pair.do("budgets", "release", STRANGER, 1).error == "TooEarly"
        assert pair.do("disputes", "object", CLOSING, 1, Cid()).error is None


@given(OFFSETS, st.sampled_from([CONTEST, RULING]), st.booleans(), SHARES)
@budget(60)
def test_rule_objection__any_second__is_allowed_from_the_answer_to_the_deadline(
    offset: int, around: int, matched: bool, bps: int
) -> None:
    """From the answer on, or without one from the end of its time; both counted from the objection."""
    pair = _held()
    assert pair.do("disputes", "object", CLOSING, 1, Cid()).error is None
    if matched:
        assert pair.do("disputes", "matchObjection", SELLER, 1, Cid()).error is None
    waited = _wait(pair, around + offset)
    if not matched:
        error = pair.do("disputes", "matchObjection", SELLERS[1], 1, Cid()).error
        assert error == "NotSeller"
    late, early = waited >= RULING, waited < CONTEST and not matched
    wanted = "TooLate" if late else "TooEarly" if early else None
    assert pair.do("disputes", "expireObjection", STRANGER, 1).error == (None if late else "TooEarly")
    if not late:
        assert pair.do("disputes", "ruleObjection", ARBITRATOR, 1, bps).error == wanted


@given(OFFSETS)
@budget(30)
def test_match_objection__any_second__is_allowed_for_5_days(offset: int) -> None:
    pair = _held()
    assert pair.do("disputes", "object", CLOSING, 1, Cid()).error is None
    late = _wait(pair, CONTEST + offset) >= CONTEST
    assert pair.do("disputes", "matchObjection", SELLER, 1, Cid()).error == ("TooLate" if late else None)


def _fulfilled() -> Pair:
    """Order 1, with a fiat part, through three distributors, fulfilled now."""
    pair = empty()
    pair.rewind()
    populate(pair)
    listing, link = (1 << 32) | 3, max(pair.world.catalog.links)
    unit = pair.world.catalog.listings[listing].offer.options[1].token_amount
    purchase = Purchase(listing, 1, 1, 1, unit, link)
    assert pair.do("vouchers", "place", BUYER, purchase, signed(pair, SELLER, purchase, BUYER)).error is None
    assert pair.do("market", "fulfil", SELLER, 1, Cid()).error is None
    return pair


def _disputed() -> Pair:
    pair = _fulfilled()
    assert pair.do("disputes", "raiseDispute", BUYER, 1, Cid()).error is None
    return pair


def _held() -> Pair:
    """Refunded after it was fulfilled: the whole commission is held."""
    pair = _fulfilled()
    assert pair.do("market", "refund", SELLER, 1).error is None
    return pair


def _wait(pair: Pair, seconds: int) -> int:
    """Wait so long; how long it was."""
    pair.warp(seconds)
    return seconds
