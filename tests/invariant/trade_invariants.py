"""Invariants of budgets, vouchers, disputes and the reputation."""

from collections import Counter
from fractions import Fraction

from ecomchain.amounts import BPS, MICRO
from ecomchain.model import commission
from ecomchain.model.context import DAY, ZERO_ADDRESS
from ecomchain.model.structs_trade import CaseStage, CaseView, Direction, Stage, State
from invariant.checks import invariant
from invariant.history import History
from invariant.seen import Seen

_ALLOWANCE_PERIOD = 7 * DAY

# Budgets


@invariant("BUDGET-1")
def budgets_are_solvent(seen: Seen, _: History) -> None:
    totals = seen.budget_totals
    assert totals.budgets == sum(seen.budgets.values())
    assert totals.reserves == sum(reserve.amount for reserve in seen.reserves.values())
    assert seen.contracts["budgets"] >= totals.budgets + totals.reserves


@invariant("BUDGET-2")
def reserves_are_paid_or_returned(seen: Seen, history: History) -> None:
    for order, view in seen.reserves.items():
        found = history.reserves.get(order)
        if found is None:
            assert view.stage == Stage.NONE
            continue
        assert found.paid + found.returned + view.amount == found.amount
        assert found.endings == (view.stage == Stage.NONE)
        assert found.endings == 0 or seen.orders[order].state == State.CLOSED


@invariant("BUDGET-3")
def budgets_follow_events(seen: Seen, history: History) -> None:
    assert seen.budgets == {shop: history.budgets[shop] for shop in seen.shops}


@invariant("BUDGET-4")
def reserves_follow_the_formula(seen: Seen, history: History) -> None:
    """The worst case is reserved; a hold ends with what the ruling is above the order's ending."""
    for order, found in history.reserves.items():
        terms, levels = seen.tasks[found.link >> 32][0], len(seen.paths[found.link])
        rates = (terms.incentive_bps, terms.closing_bps)
        assert found.amount == commission.worst_case(found.base, *rates, levels)
        for released in found.releases:
            [closed] = history.orders[order].closings
            live = [bool(released["paidLevels"] >> level & 1) for level in range(levels)]
            before, bps = closed["settledBps"], released["settledBps"]
            shares = commission.between(found.base, before, bps, *rates, live)
            assert (released["upper"], released["closing"], released["paidLevels"]) == shares


# Vouchers


@invariant("VOUCHER-1")
def nonces_are_used_once(seen: Seen, history: History) -> None:
    assert set(history.nonces.values()) <= {1}
    assert seen.nonces == dict.fromkeys(history.nonces, True)


@invariant("VOUCHER-2")
def fiat_orders_have_a_voucher(_: Seen, history: History) -> None:
    for deal in history.orders.values():
        assert deal.vouchers == (deal.fiat > 0)


# Disputes


@invariant("BOND-1")
def disputes_are_solvent(seen: Seen, _: History) -> None:
    cases = [*seen.disputes.values(), *seen.objections.values()]
    bonds = seen.dispute_totals.bonds
    assert bonds == sum(case.bond * (2 if case.stage == CaseStage.CONTESTED else 1) for case in cases)
    assert seen.contracts["disputes"] >= bonds


@invariant("BOND-2")
def bonds_leave_whole(_: Seen, history: History) -> None:
    """To the winner, or back to who paid them."""
    for cases in history.cases.values():
        for case in cases:
            for winner in case.winners:
                back = [(payer, case.bond) for payer in case.payers]
                assert case.payments == (back if winner == ZERO_ADDRESS else [(winner, 2 * case.bond)])
                assert winner in (ZERO_ADDRESS, *case.payers)
                assert winner == ZERO_ADDRESS or len(case.payers) == 2


@invariant("DISPUTE-1")
def orders_are_disputed_once(seen: Seen, history: History) -> None:
    for order, deal in history.orders.items():
        cases = history.cases["dispute", order]
        assert len(cases) == deal.disputes <= 1
        assert sum(len(case.winners) for case in cases) <= 1
        there = seen.disputes[order] != CaseView()
        assert there == any(not case.winners for case in cases)
        assert there or seen.orders[order].state != State.DISPUTED


@invariant("OBJECTION-1")
def reserves_are_objected_once(seen: Seen, history: History) -> None:
    for order, reserve in history.reserves.items():
        cases = history.cases["objection", order]
        assert len(cases) == reserve.objections <= 1
        assert sum(len(case.winners) for case in cases) <= 1
        there = seen.objections[order] != CaseView()
        assert there == any(not case.winners for case in cases)
        assert there == (seen.reserves[order].stage == Stage.OBJECTED)


# Reputation


@invariant("VOLUME-1")
def days_count_what_sellers_count(seen: Seen, history: History) -> None:
    by_day = sum(day.counted for day in seen.days.values())
    by_seller = sum(record.counted for record, _ in seen.sellers.values())
    assert by_day == by_seller * MICRO
    assert by_day == sum(sale.amount for sales in history.counted.values() for sale in sales)


@invariant("VOLUME-2")
def counted_volume_is_bounded(_: Seen, history: History) -> None:
    """In any window: at most the allowance of its seconds, and of the 7 days before it."""
    for sales in history.counted.values():
        last, used = sales[-1], Fraction(0)
        for sale in reversed(sales):
            used += Fraction(sale.amount * DAY * BPS, sale.per_day)
            assert used <= last.time - sale.time + _ALLOWANCE_PERIOD


@invariant("VOLUME-3")
def volume_goes_to_both_sides(seen: Seen, _: History) -> None:
    """Whole to seller and buyer, in part to closing distributors."""
    sellers = [record for record, _ in seen.sellers.values()]
    distributors = [record for record, _ in seen.distributors.values()]
    buyers, days = seen.buyers.values(), seen.days.values()
    assert sum(s.counted for s in sellers) == sum(b.counted for b in buyers)
    assert sum(s.volume for s in sellers) == sum(b.volume for b in buyers)
    assert sum(s.orders for s in sellers) == sum(b.orders for b in buyers) == sum(d.orders for d in days)
    assert sum(d.counted for d in distributors) <= sum(s.counted for s in sellers)
    assert sum(d.commission for d in distributors) <= sum(s.commission for s in sellers)


@invariant("RATE-1")
def ratings_are_given_once(seen: Seen, history: History) -> None:
    """In each direction, on a closed order, within 30 days; and they are all that is counted."""
    assert set(Counter(history.ratings).values()) <= {1}
    assert history.late_ratings == 0
    bits: Counter[int] = Counter()
    for order, direction in history.ratings:
        order_ = seen.orders[order]
        assert order_.state == State.CLOSED
        assert order_.rateable or direction == Direction.PARTNER
        assert order_.settled_bps or direction in (Direction.PRODUCT, Direction.PARTNER)
        assert not order_.has_fiat or direction != Direction.PAYMENT
        bits[order] += 1 << direction
    assert {order: seen_ for order, seen_ in seen.rated.items() if seen_} == dict(bits)
    given = Counter(direction for _, direction in history.ratings)
    sellers = [marks for _, marks in seen.sellers.values()]
    assert sum(marks.ratings for marks in sellers) == given[Direction.PRODUCT]
    assert sum(marks.partner_ratings for marks in sellers) == given[Direction.PARTNER]
    served = sum(marks.ratings for _, marks in seen.distributors.values())
    assert served == given[Direction.SERVICE]
    assert sum(buyer.ratings for buyer in seen.buyers.values()) == given[Direction.PAYMENT]


@invariant("LEVEL-1")
def levels_follow_counted_sales(seen: Seen, history: History) -> None:
    """A distributor has the level whose threshold it reaches, with all below; a shop the one last synced."""
    for shop, (record, marks) in seen.distributors.items():
        level = seen.levels[shop]
        if marks.ratings * seen.min_average > marks.rating_sum * 100:
            assert level == 0
            continue
        done = (record.counted_orders, record.counted)
        fits = [all(has >= needs for has, needs in zip(done, need, strict=True)) for need in seen.thresholds]
        assert all(fits[:level])
        assert level == 5 or not fits[level]
    assert {shop: state.view.level for shop, state in seen.shops.items()} == history.synced
