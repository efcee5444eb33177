"""Disputes (ORD-4): the buyer's, about the escrow of a fulfilled order."""

from ecomchain.model.bonds import CONTEST_WINDOW, RULING_WINDOW, Case
from ecomchain.model.errors import require
from ecomchain.model.objections import Objections
from ecomchain.model.orders import EVEN
from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import CaseStage, CaseView, Ending, State


class Disputes(Objections):
    """Every stage ends by time, and anyone can end it; any other close of the order returns the bonds."""

    def raise_dispute(self, caller: str, order: int, claim: Cid) -> None:
        """The buyer disputes, and puts up a bond."""
        bond = self.bond_for(self.market.disputable(order, caller).escrow)
        self._put_up(caller, bond)
        self.market.open_dispute(self.address, order, caller)
        deadline = self.context.now + CONTEST_WINDOW
        self.disputes[order] = Case(caller, bond, deadline)
        values = {"order": order, "buyer": caller, "bond": bond, "claim": claim, "deadline": deadline}
        self.context.emit("disputes", "DisputeRaised", **values)

    def contest(self, caller: str, order: int, answer: Cid) -> None:
        """The seller answers with an equal bond; the arbitrator's time begins."""
        found = self._in_stage(self.disputes, order, CaseStage.RAISED)
        disputed = self.market.known(order).state is State.DISPUTED
        require(disputed, "WrongStage", order=order, stage=found.stage)
        self._require_seller(caller, order)
        self._require_before(order, found.deadline)
        self._put_up(caller, found.bond)
        found.respondent = caller
        found.deadline = self.context.now + RULING_WINDOW
        values = {"order": order, "respondent": caller, "answer": answer, "deadline": found.deadline}
        self.context.emit("disputes", "DisputeContested", **values)

    def rule(self, caller: str, order: int, bps: int) -> None:
        """The arbitrator decides; below 5,000 the buyer has both bonds, else the seller."""
        self._require_arbitrator(caller)
        found = self._in_stage(self.disputes, order, CaseStage.CONTESTED)
        self._require_before(order, found.deadline)
        self._require_bps(bps)
        self.market.close_dispute(self.address, order, bps, Ending.RULED)
        self._end(self.disputes, order, found.respondent if bps >= EVEN else found.claimant)

    def expire(self, _caller: str, order: int) -> None:
        """Anyone ends a stage whose time is over: at 0 if uncontested, at 5,000 without a ruling."""
        found = self._existing(self.disputes, order)
        self._require_from(order, found.deadline)
        contested = found.stage is CaseStage.CONTESTED
        ending = (EVEN, Ending.UNRULED) if contested else (0, Ending.UNCONTESTED)
        self.market.close_dispute(self.address, order, *ending)
        self._end(self.disputes, order)

    def return_bonds(self, _caller: str, order: int) -> None:
        """Anyone sends the bonds back after any other close."""
        self._existing(self.disputes, order)
        closed = self.market.known(order).state is State.CLOSED
        require(closed, "OrderStillOpen", order=order)
        self._end(self.disputes, order)

    def dispute(self, order: int) -> CaseView:
        """As ``IDisputes.dispute`` answers: the claimant is left to the market, which keeps the buyer."""
        found = self.disputes.get(order)
        return CaseView(found.bond, found.deadline, found.stage, found.respondent) if found else CaseView()
