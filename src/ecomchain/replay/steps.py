"""The plan as transactions: steps, in order, each with its chain time.

Within a step no transaction depends on another, except by its sender's nonce; so a step can be
mined into as few blocks as fit, in any order.
"""

from dataclasses import dataclass
from functools import cached_property

from ecomchain.replay.actors import KEEPER, Accounts, person, seller
from ecomchain.replay.calls import DAY, Call, Known, Step
from ecomchain.replay.needs import Needs
from ecomchain.replay.opening import Opening
from ecomchain.replay.plan import Plan
from ecomchain.replay.terms import Terms
from ecomchain.replay.trade import Trade


@dataclass(frozen=True)
class Steps:
    """Makes the steps of a plan. ``contracts`` are the addresses of the system's, by role."""

    plan: Plan
    terms: Terms
    accounts: Accounts
    contracts: dict[str, str]
    chain_id: int

    @cached_property
    def needs(self) -> Needs:
        """What everyone needs for it."""
        return Needs(self.plan, self.terms)

    @cached_property
    def all(self) -> list[Step]:
        """All steps in order: shops and links first, then trade, then levels and what is left of budgets."""
        opening = Opening(self.needs, self.accounts, self.contracts)
        trade = Trade(self.plan, self.terms, self.accounts, opening, self.chain_id)
        steps = [*opening.steps(), *trade.steps(DAY)]
        end = (steps[-1].time // DAY + 1) * DAY
        if self.plan.distributors:
            steps.append(Step("sync levels", end, self._sync))
        if any(self._withdrawals):
            steps.append(Step("withdraw budgets", end + 1, self._withdraw))
        return steps

    def stock_reads(self, known: Known) -> list[tuple[str, str, tuple[int]]]:
        """The views that tell how many units of each listing are sold."""
        return [
            ("market", "sold", (known.listing(i, listing),))
            for i, prices in enumerate(self.plan.listings)
            for listing in range(len(prices))
        ]

    def _sync(self, known: Known) -> list[Call]:
        return [
            Call("sync_level", KEEPER, "registry", "syncLevel", (known.shops[person(i)],))
            for i in range(self.plan.distributors)
        ]

    @cached_property
    def _withdrawals(self) -> list[int]:
        left = self.needs.left_in_budgets
        return [amount if self.needs.withdraws(i) else 0 for i, amount in enumerate(left)]

    def _withdraw(self, known: Known) -> list[Call]:
        return [
            Call("withdraw_budget", seller(i), "budgets", "withdraw", (known.shops[seller(i)], amount))
            for i, amount in enumerate(self._withdrawals)
            if amount
        ]
