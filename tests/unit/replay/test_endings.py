"""Endings: every status, late delivery and hold has its own, and each comes in its time."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from replay_files import Files, line, market, moment, order, trees, trouble

from ecomchain.replay import calendar, money
from ecomchain.replay.calendar import Calendar
from ecomchain.replay.plan import Plan, make_plan
from ecomchain.replay.sale import Ending, Sale
from ecomchain.replay.settings import Settings
from ecomchain.replay.source import load


def plan_of(files: Files, directory: Path, **settings: object) -> Plan:
    return make_plan(load(*files.write(directory)), Settings.model_validate(settings))


def only(directory: Path, status: str, settings: dict[str, object] | None = None, **cells: object) -> Sale:
    """The sale of a file with a single line."""
    files = Files([order("o1", status, **cells)], [line("o1")], [{"seller_id": "s0"}], trees())
    (sale,) = plan_of(files, directory, **(settings or {})).sales
    return sale


def many(directory: Path, status: str, count: int = 60, **cells: object) -> list[Sale]:
    """The sales of a file with many orders of a kind."""
    files = Files(sellers=[{"seller_id": "s0"}], trees=trees())
    files.orders = [order(f"o{i}", status, **cells) for i in range(count)]
    files.lines = [line(f"o{i}") for i in range(count)]
    return plan_of(files, directory).sales


# By status


def test_ending__delivered_and_reviewed_in_time__confirmed_then(tmp_path: Path) -> None:
    sale = only(tmp_path, "delivered", review_answered_at=moment(13))
    assert (sale.ending, sale.settled_bps, sale.fulfilled, sale.closed) == (Ending.CONFIRMED, 10_000, 0, 1)


@pytest.mark.parametrize("reviewed", ["", moment(60)])
def test_ending__delivered_and_not_reviewed_in_time__settled_by_time(tmp_path: Path, reviewed: str) -> None:
    sale = only(tmp_path, "delivered", review_answered_at=reviewed)
    assert (sale.ending, sale.settled_bps, sale.fulfilled, sale.closed) == (Ending.SETTLED, 10_000, 0, 2)


@pytest.mark.parametrize("status", ["shipped", "invoiced", "processing"])
def test_ending__on_its_way__settled_after_protection(tmp_path: Path, status: str) -> None:
    sale = only(tmp_path, status, {"protection_days": 20})
    assert (sale.ending, sale.settled_bps, sale.fulfilled, sale.closed) == (Ending.SETTLED, 10_000, 0, 3)


@pytest.mark.parametrize("status", ["unavailable", "created", "approved"])
def test_ending__never_sent__cancelled_by_the_buyer_or_a_stranger(tmp_path: Path, status: str) -> None:
    sales = many(tmp_path, status, 40)
    closed = {(sale.ending, sale.settled_bps, sale.fulfilled, sale.closed) for sale in sales}
    assert closed == {
        (Ending.CANCELLED_BY_BUYER, 0, None, 5),  # 35 days > 30
        (Ending.CANCELLED_BY_STRANGER, 0, None, 6),  # 42 days > 30 + 7
    }
    strangers = sum(sale.ending is Ending.CANCELLED_BY_STRANGER for sale in sales)
    assert 2 <= strangers <= 20


@pytest.mark.parametrize(("shipped", "fulfilled"), [("", None), (moment(9), 1)])
def test_ending__canceled__refunded_or_agreed_in_part(
    tmp_path: Path, shipped: str, fulfilled: int | None
) -> None:
    sales = many(tmp_path, "canceled", shipped_at=shipped)
    agreed = [sale for sale in sales if sale.ending is Ending.AGREED]
    assert {sale.ending for sale in sales} == {Ending.REFUNDED, Ending.AGREED}
    assert 10 <= len(agreed) <= 30
    assert all(0 < sale.settled_bps < 10_000 for sale in agreed)
    assert {sale.proposed_by_seller for sale in agreed} == {True, False}
    assert {sale.fulfilled for sale in sales} == {fulfilled}
    assert all(sale.settled_bps == 0 for sale in sales if sale.ending is Ending.REFUNDED)


# Disputes


def test_dispute__low_score_for_a_late_delivery__every_outcome(tmp_path: Path) -> None:
    sales = many(tmp_path, "delivered", 90, delivered_at=moment(9), review_score=2)
    outcomes: Counter[tuple[Ending, bool]] = Counter()
    for sale in sales:
        assert sale.dispute is not None
        outcomes[sale.ending, sale.dispute.contested] += 1
    assert set(outcomes) == {
        (Ending.UNCONTESTED, False), (Ending.RULED, True), (Ending.UNRULED, True), (Ending.AGREED, True),
        (Ending.AGREED, False),
    }  # fmt: skip
    assert min(outcomes.values()) >= 5
    ruled = [sale.settled_bps for sale in sales if sale.ending is Ending.RULED]
    assert 5 <= sum(bps < money.EVEN for bps in ruled) <= len(ruled) - 5
    bps = {ending: {sale.settled_bps for sale in sales if sale.ending is ending} for ending in Ending}
    assert (bps[Ending.UNCONTESTED], bps[Ending.UNRULED]) == ({0}, {5_000})


@pytest.mark.parametrize(
    "cells",
    [
        {"review_score": 3},
        {"review_score": ""},
        {"delivered_at": moment(8)},  # on the day that was estimated
        {"delivered_at": ""},
        {"estimated_delivery_at": ""},
        {"status": "shipped"},
        {"payment_type": "boleto"},  # nothing in escrow
    ],
)
def test_dispute__not_low_not_late_or_without_tokens__none(tmp_path: Path, cells: dict[str, object]) -> None:
    late = {"delivered_at": moment(9), "review_score": 1} | cells
    status = str(late.pop("status", "delivered"))
    assert only(tmp_path, status, **late).dispute is None


@pytest.mark.parametrize(("reviewed", "raised"), [(1, 0), (10, 1), (13, 1), (14, 1), (99, 1)])
def test_dispute__date__is_the_reviews_within_protection(tmp_path: Path, reviewed: int, raised: int) -> None:
    cells = {"delivered_at": moment(9), "review_score": 1, "review_answered_at": moment(reviewed)}
    dispute = only(tmp_path, "delivered", **cells).dispute
    assert dispute is not None
    assert dispute.raised == raised


# Holds


def test_hold__fiat_part_that_ended_early__every_outcome(tmp_path: Path) -> None:
    plan = plan_of(trouble(200), tmp_path)
    outcomes: Counter[tuple[bool, bool] | None] = Counter()
    for sale in plan.sales:
        if sale.hold is not None:
            found = sale.hold.objection
            outcomes[None if found is None else (found.matched, found.ruling is None)] += 1
    assert set(outcomes) == {None, (False, False), (False, True), (True, False), (True, True)}
    assert min(outcomes.values()) >= 5
    objected = sum(outcomes.values()) - outcomes[None]
    assert 0.35 < objected / sum(outcomes.values()) < 0.65


@pytest.mark.parametrize(("days", "ruled"), [(13, True), (14, False)])
def test_hold__windows_too_long_for_a_ruling__nobody_rules(tmp_path: Path, days: int, ruled: bool) -> None:
    plan = plan_of(trouble(200), tmp_path, days_per_step=days)
    objections = [sale.hold.objection for sale in plan.sales if sale.hold and sale.hold.objection]
    assert {found.matched for found in objections} == {False, True}
    assert any(found.ruling is not None for found in objections) == ruled


# Time


@pytest.mark.parametrize("days", [1, 2, 7, 13, 30])
@pytest.mark.parametrize(("protection", "fulfil"), [(1, 1), (14, 30), (90, 60)])
def test_time__deadlines__are_kept_and_really_over(
    tmp_path: Path, days: int, protection: int, fulfil: int
) -> None:
    settings = {"days_per_step": days, "protection_days": protection, "fulfil_days": fulfil}
    files = market()
    files.orders[1] = {**files.orders[1], "shipped_at": moment(400)}
    files.orders[3] = {**files.orders[3], "shipped_at": moment(-400)}
    extra = trouble()
    files.orders += extra.orders[48:]
    files.lines += extra.lines[58:]
    for sale in plan_of(files, tmp_path, **settings).sales:
        _check_trade(sale, days, protection, fulfil)
        _check_hold(sale, days)
        for rating in sale.ratings:
            assert sale.closed <= rating.window
            assert (rating.window - sale.closed) * days < calendar.RATING_DAYS


def _check_trade(sale: Sale, days: int, protection: int, fulfil: int) -> None:
    """Orders are placed in the first half of a window's first day, fulfilled from its middle on."""
    placed, _ = sale.placed
    if sale.fulfilled is not None:
        assert placed <= sale.fulfilled
        assert (sale.fulfilled - placed) * days < fulfil
    if sale.dispute is not None:
        assert sale.fulfilled is not None
        assert sale.fulfilled <= sale.dispute.raised <= sale.closed
        assert (sale.dispute.raised - sale.fulfilled) * days < protection
    since = sale.dispute.raised if sale.dispute else sale.fulfilled
    passed = (sale.closed - (placed if since is None else since)) * days
    match sale.ending:
        case Ending.SETTLED:
            assert passed >= protection
        case Ending.CANCELLED_BY_BUYER:
            assert passed >= fulfil
        case Ending.CANCELLED_BY_STRANGER:
            assert passed >= fulfil + calendar.GRACE_DAYS
        case Ending.UNCONTESTED:
            assert passed >= calendar.CONTEST_DAYS
        case Ending.UNRULED:
            assert passed >= calendar.RULING_DAYS
        case Ending.RULED:
            assert 0 <= passed < calendar.RULING_DAYS
        case _:
            assert passed >= 0


def _check_hold(sale: Sale, days: int) -> None:
    if sale.hold is None:
        return
    passed, objection = (sale.hold.closed - sale.closed) * days, sale.hold.objection
    if objection is None:
        assert passed >= calendar.OBJECTION_DAYS
    elif objection.ruling is None:
        assert passed >= calendar.RULING_DAYS
    else:
        # Matched and ended at the same hour: so never in the same window.
        assert (1 if objection.matched else calendar.CONTEST_DAYS) <= passed < calendar.RULING_DAYS


@pytest.mark.parametrize("days", range(1, 31))
def test_calendar__any_step__periods_are_over_or_not(days: int) -> None:
    found = Calendar(days, datetime(2020, 2, 3))
    for period in range(1, 91):
        assert found.after(period) * days >= period > (found.after(period) - 1) * days
        assert found.within(period) * days < period <= (found.within(period) + 1) * days
        between = found.between(period, period + 9)
        possible = [n for n in range(99) if period <= n * days < period + 9]
        assert between == (possible[0] if possible else None)
