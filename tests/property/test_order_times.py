"""The seconds at which an order's functions begin and end to be allowed (ORD-3)."""

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import BUYERS, DAY, ENOUGH, SELLERS, STRANGER
from engine.effort import budget
from engine.pair import Pair
from engine.scenes import empty
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.ids import ANY_NUMBER, UNLIMITED
from ecomchain.model.structs import Cid, Offer, PriceOption
from ecomchain.model.structs_trade import Purchase

SELLER, BUYER = SELLERS[0], BUYERS[0]
OFFSETS = st.integers(-2, 2) | st.integers(-DAY, DAY)
GRACE = 7 * DAY


@given(st.integers(1, 60 * DAY), OFFSETS)
@budget(60)
def test_fulfil__any_second__is_allowed_before_the_deadline(within: int, offset: int) -> None:
    pair = _placed(protection=DAY, within=within)
    late = _wait(pair, within + offset) >= within
    assert pair.do("market", "fulfil", SELLER, 1, Cid()).error == ("TooLate" if late else None)


@given(st.integers(1, 90 * DAY), OFFSETS)
@budget(60)
def test_settle__any_second__is_allowed_from_the_end_of_protection(protection: int, offset: int) -> None:
    pair = _placed(protection=protection, within=DAY)
    pair.do("market", "fulfil", SELLER, 1, Cid())
    due = _wait(pair, protection + offset) >= protection
    assert pair.do("market", "settle", STRANGER, 1).error == (None if due else "TooEarly")


@given(st.integers(1, 60 * DAY), OFFSETS, st.booleans())
@budget(80)
def test_cancel__any_second__is_allowed_from_the_deadline_and_to_all_after_the_grace(
    within: int, offset: int, by_buyer: bool
) -> None:
    pair = _placed(protection=DAY, within=within)
    begin = within if by_buyer else within + GRACE
    due = _wait(pair, begin + offset) >= begin
    caller = BUYER if by_buyer else STRANGER
    assert pair.do("market", "cancel", caller, 1).error == (None if due else "TooEarly")


def _placed(protection: int, within: int) -> Pair:
    pair = empty()
    pair.rewind()
    pair.do("registry", "open", SELLER, SELLER, Cid(), ENOUGH)
    offer = Offer(Cid(), protection, within, (PriceOption(5),))
    listing = pair.do("catalog", "list", SELLER, 1, offer, UNLIMITED, ANY_NUMBER).value
    assert pair.do("market", "place", BUYER, Purchase(listing, 0, 1, 1, 5)).error is None
    return pair


def _wait(pair: Pair, seconds: int) -> int:
    """Wait so long, as far as that is possible; how long it was."""
    pair.warp(max(seconds, 0))
    return max(seconds, 0)
