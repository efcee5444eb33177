"""Bonds of disputes and objections (ORD-4, ORD-5): equal ones of both sides."""

from dataclasses import dataclass, field

from ecomchain.model.access import Access
from ecomchain.model.budgets import Budgets
from ecomchain.model.capabilities import require_bounds
from ecomchain.model.commission import BPS, part
from ecomchain.model.context import DAY, ZERO_ADDRESS, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.market import Market
from ecomchain.model.structs_trade import CaseStage, DisputeTotals
from ecomchain.model.token import Token

CONTEST_WINDOW = 5 * DAY
RULING_WINDOW = 14 * DAY
MAX_BOND_BPS = 1_000
MIN_BOND_FLOOR, MIN_BOND_CAP = 10**16, 1_000 * 10**18


@dataclass
class Case:
    """A dispute or an objection; ``respondent`` is nobody before the second bond."""

    claimant: str
    bond: int
    deadline: int
    respondent: str = ZERO_ADDRESS

    @property
    def stage(self) -> CaseStage:
        """Raised, or contested with a second bond."""
        return CaseStage.RAISED if self.respondent == ZERO_ADDRESS else CaseStage.CONTESTED

    @property
    def payers(self) -> list[str]:
        """Who has put up a bond."""
        return [self.claimant] if self.stage is CaseStage.RAISED else [self.claimant, self.respondent]


@dataclass
class Bonds:
    """A bond is ``bond_bps`` of what is at stake, at least ``min_bond``; ``ruler`` is the arbitrator."""

    context: Context
    access: Access
    token: Token
    market: Market
    budgets: Budgets
    address: str
    bond_bps: int = 200
    min_bond: int = 10**18
    ruler: str = ZERO_ADDRESS
    disputes: dict[int, Case] = field(default_factory=dict)
    objections: dict[int, Case] = field(default_factory=dict)

    def set_bond(self, caller: str, bps: int, min_bond: int) -> None:
        """Set what the bonds of new cases are."""
        self.access.check(caller, "disputes", "set_bond")
        require_bounds(bps, 0, MAX_BOND_BPS)
        require_bounds(min_bond, MIN_BOND_FLOOR, MIN_BOND_CAP)
        self.bond_bps, self.min_bond = bps, min_bond
        self.context.emit("disputes", "BondSet", bps=bps, minBond=min_bond)

    def set_arbitrator(self, caller: str, arbitrator: str) -> None:
        """Name who rules; the zero address for nobody."""
        self.access.check(caller, "disputes", "set_arbitrator")
        self.context.emit("disputes", "ArbitratorSet", **{"from": self.ruler, "to": arbitrator})
        self.ruler = arbitrator

    def arbitrator(self) -> str:
        """Who rules."""
        return self.ruler

    def bond_for(self, stake: int) -> int:
        """What each side puts up."""
        return max(part(stake, self.bond_bps), self.min_bond)

    def totals(self) -> DisputeTotals:
        """What the contract owes (BOND-1), and what bonds are."""
        cases = [*self.disputes.values(), *self.objections.values()]
        return DisputeTotals(
            sum(case.bond * len(case.payers) for case in cases), self.min_bond, self.bond_bps
        )

    # Internals

    def _end(self, cases: dict[int, Case], order: int, winner: str | None = None) -> None:
        """All bonds go to the winner, or back to who paid them."""
        found = cases.pop(order)
        name = "DisputeClosed" if cases is self.disputes else "ObjectionClosed"
        self.context.emit("disputes", name, order=order, winner=winner or ZERO_ADDRESS)
        if winner:
            self.token.transfer(self.address, winner, 2 * found.bond)
            return
        for payer in found.payers:
            self.token.transfer(self.address, payer, found.bond)

    def _put_up(self, caller: str, bond: int) -> None:
        self.token.pull(self.address, caller, self.address, bond)

    def _existing(self, cases: dict[int, Case], order: int) -> Case:
        if order not in cases:
            raise ModelRevert("WrongStage", order=order, stage=CaseStage.NONE)
        return cases[order]

    def _in_stage(self, cases: dict[int, Case], order: int, stage: CaseStage) -> Case:
        found = self._existing(cases, order)
        require(found.stage is stage, "WrongStage", order=order, stage=found.stage)
        return found

    def _require_arbitrator(self, caller: str) -> None:
        require(caller == self.ruler, "NotArbitrator", caller=caller, arbitrator=self.ruler)

    def _require_seller(self, caller: str, order: int) -> None:
        seller = self.market.registry.owner_of(self.market.known(order).shop)
        require(caller == seller, "NotSeller", order=order, caller=caller, seller=seller)

    def _require_before(self, order: int, deadline: int) -> None:
        now = self.context.now
        require(now < deadline, "TooLate", order=order, deadline=deadline, now_=now)

    def _require_from(self, order: int, start: int) -> None:
        now = self.context.now
        require(now >= start, "TooEarly", order=order, **{"from": start, "now_": now})

    def _require_bps(self, bps: int) -> None:
        require(bps <= BPS, "BpsOutOfRange", bps=bps, max=BPS)
