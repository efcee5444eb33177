"""Invariants of commission budgets, their reserves, and vouchers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ecomchain.ids import task_parts
from ecomchain.invariants.chain import named
from ecomchain.invariants.order_rules import levels_of, live_levels, rates_of, shares_of
from ecomchain.invariants.rule import covers, equal, invariant
from ecomchain.invariants.state import Record, State
from ecomchain.model import commission
from ecomchain.model.structs_trade import Stage
from ecomchain.model.structs_trade import State as OrderState


@dataclass
class _Reserve:
    """What the events say of an order's reserve: the one that took it, and those that ended it."""

    taken: Record
    settled: list[Record] = field(default_factory=list)
    held: list[Record] = field(default_factory=list)
    released: list[Record] = field(default_factory=list)
    objections: int = 0

    @property
    def endings(self) -> int:
        return len(self.settled) + len(self.released)

    @property
    def stage(self) -> Stage:
        if self.endings:
            return Stage.NONE
        if self.objections:
            return Stage.OBJECTED
        return Stage.HELD if self.held else Stage.RESERVED


def _reserves(state: State) -> dict[int, _Reserve]:
    """By order."""
    found: dict[int, _Reserve] = {}
    for event in state.budgets.events:
        match event.name:
            case "Reserved":
                found[event.args.order] = _Reserve(event.args)
            case "ReserveSettled":
                found[event.args.order].settled.append(event.args)
            case "ReserveHeld":
                found[event.args.order].held.append(event.args)
            case "ReserveObjected":
                found[event.args.order].objections += 1
            case "ReserveReleased":
                found[event.args.order].released.append(event.args)
    return found


@invariant("BUDGET-1", "the balance covers all budgets and reserves, which add up to the totals")
def solvent(state: State) -> Iterator[str]:
    budgets = state.budgets
    reserves = sum(reserve.amount for reserve in budgets.reserves.values())
    yield from equal("totals.budgets", budgets.totals.budgets, sum(budgets.budgets.values()))
    yield from equal("totals.reserves", budgets.totals.reserves, reserves)
    owed = budgets.totals.budgets + budgets.totals.reserves
    yield from covers("Budgets", state.token.balances.get(budgets.address, 0), owed)


@invariant("BUDGET-2", "what was reserved was paid to distributors, was returned, or is still there")
def whole(state: State) -> Iterator[str]:
    reserves = _reserves(state)
    for id_, view in state.budgets.reserves.items():
        found, order = reserves.get(id_), state.market.orders[id_]
        due = order.fiat > 0 and order.placed is not None and order.placed.link != 0
        if due != (found is not None):
            yield f"order {id_} has {'a' if found else 'no'} reserve, which its price and link contradict"
        if found is None:
            yield from equal(f"the reserve of order {id_}", view.amount, 0)
            continue
        closed = order.view is not None and order.view.state == OrderState.CLOSED
        if view.stage != found.stage or found.endings > 1 or closed != bool(found.settled or found.held):
            yield f"the reserve of order {id_} is in stage {view.stage}, its events say {found.stage}"
        levels = levels_of(state, order)
        paid = sum(event.paid for event in found.settled + found.held)
        released = sum(sum(shares_of(event).to_levels(levels)) for event in found.released)
        returned = sum(event.returned for event in found.settled + found.released)
        told = [sum(shares_of(closing.args).to_levels(levels)) for closing in order.closings]
        yield from equal(f"what the reserve of order {id_} paid at its close", paid, sum(told))
        there = view.amount + paid + released + returned
        yield from equal(f"the whole reserve of order {id_}", there, found.taken.amount)


@invariant("BUDGET-3", "a shop's budget is what went in, less what went out or is reserved")
def followed(state: State) -> Iterator[str]:
    sums: Counter[int] = Counter()
    for event in named(state.budgets.events, "BudgetFunded"):
        sums[event.shop] += event.amount
    for event in named(state.budgets.events, "BudgetWithdrawn"):
        sums[event.shop] -= event.amount
    for reserve in _reserves(state).values():
        returned = sum(event.returned for event in reserve.settled + reserve.released)
        sums[reserve.taken.shop] += returned - reserve.taken.amount
    for shop, budget in state.budgets.budgets.items():
        yield from equal(f"the budget of shop {shop}", budget, sums[shop])


@invariant("BUDGET-4", "the worst case is reserved, and a hold pays what the formula gives above the close")
def reserved(state: State) -> Iterator[str]:
    for id_, reserve in _reserves(state).items():
        order = state.market.orders[id_]
        rates, levels, base = rates_of(state, order), levels_of(state, order), order.price + order.fiat
        worst = commission.worst_case(base, *rates, levels)
        yield from equal(f"the commission base of order {id_}", reserve.taken.base, base)
        yield from equal(f"what order {id_} reserved", reserve.taken.amount, worst)
        if reserve.taken.shop != task_parts(reserve.taken.link >> 32).shop:
            yield f"order {id_} reserved from shop {reserve.taken.shop}, which is not its seller's"
        for event in reserve.released:
            before = sum(closing.args.settledBps for closing in order.closings)
            live = live_levels(event, levels)
            shares = commission.between(base, before, event.settledBps, *rates, live)
            for what in ("upper", "closing"):
                found, wanted = getattr(event, what), getattr(shares, what)
                yield from equal(f"what the hold of order {id_} paid, {what}", found, wanted)


@invariant("VOUCHER-1", "a nonce is used once, and then for ever")
def nonces(state: State) -> Iterator[str]:
    events = named(state.vouchers.events, "VoucherUsed", "VoucherRevoked")
    for (shop, nonce), times in Counter((event.shop, event.nonce) for event in events).items():
        if times > 1:
            yield f"nonce {nonce} of shop {shop} was used {times} times"
        if not state.vouchers.used[shop, nonce]:
            yield f"nonce {nonce} of shop {shop} was used, and can be used again"


@invariant(
    "VOUCHER-2", "every order with a fiat part was placed with one voucher of its seller, no other was"
)
def vouched(state: State) -> Iterator[str]:
    used = Counter((event.order, event.shop) for event in named(state.vouchers.events, "VoucherUsed"))
    for id_, order in state.market.orders.items():
        if order.placed is not None:
            times = used.pop((id_, order.placed.shop), 0)
            if times != (order.fiat > 0):
                yield f"order {id_} was placed with {times} vouchers"
    for id_, shop in used:
        yield f"a voucher of shop {shop} was used for order {id_}, which is not its own"
