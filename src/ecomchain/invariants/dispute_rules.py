"""Invariants of disputes, objections, and the bonds of both."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ecomchain.invariants.rule import covers, equal, invariant
from ecomchain.invariants.state import Record, State
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.structs_trade import CaseStage, Stage
from ecomchain.model.structs_trade import State as OrderState

_OPENED = {"DisputeRaised": "buyer", "ObjectionRaised": "claimant"}
_JOINED = ("DisputeContested", "ObjectionMatched")
_ENDED = ("DisputeClosed", "ObjectionClosed")


@dataclass
class _Case:
    """What the events say of a case: its bond, who put one up, who won."""

    bond: int
    payers: list[str]
    winners: list[str] = field(default_factory=list)


def _cases(state: State) -> dict[str, dict[int, list[_Case]]]:
    """Disputes and objections, by order."""
    found: dict[str, dict[int, list[_Case]]] = {"dispute": {}, "objection": {}}
    for event in state.disputes.events:
        kind = "dispute" if event.name.startswith("Dispute") else "objection"
        if event.name in _OPENED:
            case = _Case(event.args.bond, [getattr(event.args, _OPENED[event.name])])
            found[kind].setdefault(event.args.order, []).append(case)
        elif event.name in _JOINED:
            found[kind][event.args.order][-1].payers.append(event.args.respondent)
        elif event.name in _ENDED:
            found[kind][event.args.order][-1].winners.append(event.args.winner)
    return found


@invariant("BOND-1", "the balance covers the bonds of all open cases, which add up to the total")
def solvent(state: State) -> Iterator[str]:
    disputes = state.disputes
    cases = [*disputes.disputes.values(), *disputes.objections.values()]
    bonds = sum(case.bond * (2 if case.stage == CaseStage.CONTESTED else 1) for case in cases)
    yield from equal("totals.bonds", disputes.totals.bonds, bonds)
    yield from covers("Disputes", state.token.balances.get(disputes.address, 0), disputes.totals.bonds)


@invariant("BOND-2", "bonds went to the winner, or back to who put them up")
def bonds_leave_whole(state: State) -> Iterator[str]:
    due: Counter[str] = Counter()
    for kind, by_order in _cases(state).items():
        for id_, cases in by_order.items():
            for case in cases:
                for winner in case.winners:
                    due.update(_due(case, winner))
                    if winner != ZERO_ADDRESS and (winner not in case.payers or len(case.payers) != 2):
                        yield f"{winner} won the {kind} about order {id_}, and is no side of it"
    flows, purse = state.token.flows, state.disputes.address
    paid = {receiver: amount for (sender, receiver), amount in flows.items() if sender == purse}
    for account in {*due, *paid}:
        yield from equal(f"bonds paid to {account}", paid.get(account, 0), due[account])


def _due(case: _Case, winner: str) -> Counter[str]:
    """Who gets what where the case ends so."""
    sums: Counter[str] = Counter()
    for payer in case.payers:
        sums[payer if winner == ZERO_ADDRESS else winner] += case.bond
    return sums


@invariant("DISPUTE-1", "an order is disputed at most once, and while it is, its case is open")
def disputed_once(state: State) -> Iterator[str]:
    cases = _cases(state)["dispute"]
    for id_, order in state.market.orders.items():
        view = state.disputes.disputes[id_]
        if order.disputed > 1 or order.disputed != len(cases.get(id_, [])):
            yield f"order {id_} was disputed {order.disputed} times, in {len(cases.get(id_, []))} cases"
        yield from _open_case("dispute", id_, view, cases)
        is_disputed = order.view is not None and order.view.state == OrderState.DISPUTED
        if is_disputed and view.stage == CaseStage.NONE:
            yield f"order {id_} is disputed without a case"


@invariant("OBJECTION-1", "a reserve is objected to at most once, and while it is, the case is open")
def objected_once(state: State) -> Iterator[str]:
    cases = _cases(state)["objection"]
    objected = Counter(event.args.order for event in state.budgets.events if event.name == "ReserveObjected")
    for id_, view in state.disputes.objections.items():
        if objected[id_] > 1 or objected[id_] != len(cases.get(id_, [])):
            yield f"the reserve of order {id_} was objected to {objected[id_]} times"
        yield from _open_case("objection", id_, view, cases)
        held = state.budgets.reserves[id_].stage == Stage.OBJECTED
        if held != (view.stage != CaseStage.NONE):
            yield f"order {id_} has an objection or an objected reserve, not both"


def _open_case(kind: str, id_: int, view: Record, cases: Mapping[int, list[_Case]]) -> Iterator[str]:
    """Whether the case on record is the one that the events have left open."""
    found = [case for case in cases.get(id_, []) if not case.winners]
    if any(len(case.winners) > 1 for case in cases.get(id_, [])):
        yield f"the {kind} about order {id_} ended more than once"
    wanted = (0, 0) if not found else (len(found[0].payers), found[0].bond)
    if (view.stage, view.bond) != wanted:
        on_record = f"stage {view.stage} with a bond of {view.bond}"
        yield f"the {kind} about order {id_} is in {on_record}, by the events {wanted[0]} and {wanted[1]}"
