"""What the pool's events say about coverage, totals and emission."""

from typing import Any

import pytest

from ecomchain.rewards import days
from ecomchain.rewards.chain.store import Notice
from ecomchain.rewards.emission import PHASE_ONE_DAYS, TOTAL, cumulative, epoch_of
from ecomchain.rewards.errors import NotReadyError
from ecomchain.rewards.ledger import Ledger, replay


def told(*events: tuple[str, dict[str, Any]]) -> Ledger:
    return replay([Notice(i, 0, 0, name, values) for i, (name, values) in enumerate(events)])


def added(day: int, index: int, total: int, root: str = "0xaa") -> tuple[str, dict[str, Any]]:
    return "RootAdded", {"epoch": epoch_of(day), "index": index, "day": day, "root": root, "total": total}


def test_replay__roots_and_skips__cover_days_in_order() -> None:
    found = told(added(3, 0, 7), ("DaysSkipped", {"day": 5, "coveredBefore": 3}), added(9, 1, 20))
    assert [(s.first, s.last, s.root) for s in found.segments] == [(1, 3, "0xaa"), (4, 5, ""), (6, 9, "0xaa")]
    assert (found.covered, found.totals) == (9, {1: 20})
    assert [day for day in range(1, 12) if found.skipped(day)] == [4, 5]
    assert found.segment(10) is None


def test_replay__a_root_is_revoked__its_days_wait_again() -> None:
    revoked = ("RootRevoked", {"epoch": 1, "index": 1, "coveredDay": 3, "total": 7})
    found = told(added(3, 0, 7), added(9, 1, 20), revoked)
    assert (found.covered, found.totals) == (3, {1: 7})
    again = told(added(3, 0, 7), added(9, 1, 20), revoked, added(4, 2, 8))
    assert [(s.first, s.last, s.index) for s in again.segments] == [(1, 3, 0), (4, 4, 2)]


def test_declared_before__an_epoch_waits__is_not_known() -> None:
    assert told().declared_before(1) == 0
    assert told(added(27, 0, 5)).declared_before(2) is None
    assert told(added(28, 0, 5)).declared_before(2) == 5
    closed = ("EpochClosed", {"epoch": 1, "total": 6})  # claims were above the last root's total
    assert told(added(28, 0, 5), closed, added(30, 0, 9)).declared_before(2) == 6
    assert told(added(28, 0, 5), closed, added(30, 0, 9)).declared_before(3) is None


def test_emitted__both_phases__adds_up() -> None:
    found = told(("DayEmitted", {"day": 1_096, "amount": 5}), ("DayEmitted", {"day": 1_097, "amount": 6}))
    assert (found.emitted(7), found.emitted(PHASE_ONE_DAYS)) == (cumulative(7), TOTAL)
    assert found.emitted(1_097) == TOTAL + 11
    with pytest.raises(NotReadyError, match="day 1098 of phase two is not emitted yet: run"):
        found.emitted(1_098)


def test_days__every_day__is_in_its_epoch() -> None:
    for day in range(1, 1_300):
        epoch = epoch_of(day)
        assert days.first_day(epoch) <= day <= days.last_day(epoch)
    assert (days.last_day(40), days.first_day(41)) == (1_095, 1_096)
    assert list(days.of_epoch_until(31)) == [29, 30, 31]
    assert (days.utc_day(20_000, 1), days.end_of(20_000, 1)) == (20_000, 20_001 * 86_400)
