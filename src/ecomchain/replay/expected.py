"""What must come out, by the plan and the reference model alone: no chain, no events."""

from collections import defaultdict
from dataclasses import dataclass, field

from ecomchain.model.commission import payment
from ecomchain.replay.journal import Costs
from ecomchain.replay.plan import Ending, Plan
from ecomchain.replay.steps import Steps, buyer, person, seller


@dataclass
class Expected:
    """The sums of a plan. Amounts in the token's smallest unit."""

    paid_in: int = 0
    refunded: int = 0
    proceeds: int = 0
    commission: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    endings: dict[Ending, int] = field(default_factory=lambda: defaultdict(int))
    locked: int = 0
    sealed: int = 0
    units_sold: int = 0
    """Units taken from stock for good: not those that returned to it (ORD-7)."""
    balances: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Of each actor at the end: they begin with what they spend."""


def expect(plan: Plan, costs: Costs, steps: Steps) -> Expected:
    """What the plan comes to, with the model's arithmetic."""
    result = Expected()
    settings = plan.settings
    for actor in steps.shops():
        for key, units in steps.units(actor).items():
            result.locked += units * costs.lock[key]
            result.sealed += units * costs.seal[key]
    for sale in plan.sales:
        n = len(sale.chain)
        paid = payment(sale.price, sale.settled_bps, settings.incentive_bps, settings.closing_bps, [True] * n)
        result.paid_in += sale.price
        result.refunded += paid.to_buyer
        result.proceeds += paid.to_seller
        result.endings[sale.ending] += 1
        result.balances[buyer(sale.buyer)] += paid.to_buyer
        result.balances[seller(sale.seller)] += paid.to_seller
        for level, (who, amount) in enumerate(zip(sale.chain, paid.to_levels(n), strict=True), start=1):
            result.commission[level] += amount
            result.balances[person(who)] += amount
        if sale.settled_bps or sale.fulfilled is not None:
            result.units_sold += sale.quantity
    return result
