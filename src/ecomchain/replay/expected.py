"""What must come out, by the plan and the reference model alone: no chain but its clock, no events."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from ecomchain.replay import money
from ecomchain.replay.actors import buyer, person, seller
from ecomchain.replay.needs import Needs
from ecomchain.replay.sale import Direction, Ending, Kind, Sale


@dataclass
class Expected:
    """The sums of a plan. Amounts in the token's smallest unit."""

    sums: Counter[str] = field(default_factory=Counter)
    """By the tally's names for them; ``units_sold`` are those that did not return to stock (ORD-7)."""
    commission: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    disputes: Counter[str] = field(default_factory=Counter)
    objections: Counter[str] = field(default_factory=Counter)
    scores: dict[Direction, list[int]] = field(default_factory=lambda: defaultdict(list))
    balances: Counter[str] = field(default_factory=Counter)
    """Of each actor at the end: they begin with what they spend."""


def expect(needs: Needs) -> Expected:
    """What the plan comes to, with the model's arithmetic."""
    result = Expected()
    for actor in needs.shops:
        units = needs.units(actor)
        result.sums.update(locked=needs.terms.lock_of(units), sealed=needs.terms.seal_of(units))
    for sale in needs.plan.sales:
        _trade(result, needs, sale)
        _dispute(result, needs, sale)
        _objection(result, needs, sale)
        for rating in money.given(sale, needs.terms.min_rated):
            result.scores[rating.direction].append(rating.score)
    for i, (funded, left) in enumerate(zip(needs.budgets, needs.left_in_budgets, strict=True)):
        withdrawn = left if needs.withdraws(i) else 0
        result.sums.update(funded=funded, withdrawn=withdrawn)
        result.balances[seller(i)] += withdrawn
    return result


def _trade(result: Expected, needs: Needs, sale: Sale) -> None:
    settings = needs.plan.settings
    paid, reserved = money.closing(sale, settings), money.reserve(sale, settings)
    result.sums.update(
        paid_in=sale.escrow,
        refunded=paid.to_buyer,
        proceeds=paid.to_seller,
        reserved=reserved,
        held=money.held(sale, settings),
    )
    if sale.kind is Kind.TOKEN:
        levels = paid.to_levels(len(sale.chain))
        result.sums["from_escrow"] += sum(levels)
    else:
        levels = money.from_reserve(sale, settings)
        result.sums.update(from_budgets=sum(levels), returned=reserved - sum(levels))
    if sale.settled_bps or sale.fulfilled is not None:
        result.sums["units_sold"] += sale.quantity
    result.balances[buyer(sale.buyer)] += paid.to_buyer
    result.balances[seller(sale.seller)] += paid.to_seller
    for level, (who, amount) in enumerate(zip(sale.chain, levels, strict=True), start=1):
        result.commission[level] += amount
        result.balances[person(who)] += amount


def _dispute(result: Expected, needs: Needs, sale: Sale) -> None:
    if sale.dispute is None:
        return
    sides = [buyer(sale.buyer)] + [seller(sale.seller)] * sale.dispute.contested
    for_buyer = sale.settled_bps < money.EVEN
    outcome: str = sale.ending
    if sale.ending is Ending.RULED:
        outcome += "_for_buyer" if for_buyer else "_for_seller"
    result.disputes[outcome] += 1
    winner = None if sale.ending is not Ending.RULED else sides[0] if for_buyer else sides[1]
    _bonds(result, needs.terms.bond(sale.escrow), sides, winner)


def _objection(result: Expected, needs: Needs, sale: Sale) -> None:
    if sale.hold is None:
        return
    objection = sale.hold.objection
    if objection is None:
        result.objections["not_raised"] += 1
        return
    result.objections["unruled" if objection.ruling is None else "ruled"] += 1
    sides = [person(sale.chain[-1])] + [seller(sale.seller)] * objection.matched
    winner = None
    if objection.matched and objection.ruling is not None:
        more = objection.ruling > sale.settled_bps
        winner = sides[0] if more and objection.ruling >= money.EVEN else sides[1]
    _bonds(result, needs.terms.bond(money.held(sale, needs.plan.settings)), sides, winner)


def _bonds(result: Expected, bond: int, sides: list[str], winner: str | None) -> None:
    """Each side has put up a bond: the winner gets all of them, or each gets its own back."""
    result.sums["bonds_in"] += bond * len(sides)
    if winner is not None:
        result.sums["bonds_won"] += bond
    for side in sides:
        result.balances[winner or side] += bond
