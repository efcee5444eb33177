"""Commission objections (ORD-5): the closing distributor's, about a reserve that was not paid."""

from ecomchain.model.bonds import CONTEST_WINDOW, RULING_WINDOW, Bonds, Case
from ecomchain.model.commission import BPS
from ecomchain.model.orders import EVEN
from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import CaseStage, CaseView


class Objections(Bonds):
    """The arbitrator rules one bps for every level; without a ruling what ``fulfil`` stated decides."""

    def object(self, caller: str, order: int, claim: Cid) -> None:
        """The closing distributor objects while the reserve is held, and puts up a bond."""
        bond = self.bond_for(self.budgets.objectionable(order, caller).amount)
        self._put_up(caller, bond)
        self.budgets.open_objection(self.address, order, caller)
        deadline = self.context.now + RULING_WINDOW
        self.objections[order] = Case(caller, bond, deadline)
        values = {"order": order, "claimant": caller, "bond": bond, "claim": claim, "deadline": deadline}
        self.context.emit("disputes", "ObjectionRaised", **values)

    def match_objection(self, caller: str, order: int, answer: Cid) -> None:
        """The seller puts up an equal bond; the deadline stays."""
        found = self._in_stage(self.objections, order, CaseStage.RAISED)
        self._require_seller(caller, order)
        self._require_before(order, self._match_until(found))
        self._put_up(caller, found.bond)
        found.respondent = caller
        self.context.emit("disputes", "ObjectionMatched", order=order, respondent=caller, answer=answer)

    def rule_objection(self, caller: str, order: int, bps: int) -> None:
        """The arbitrator decides, once the seller has matched or can no longer."""
        self._require_arbitrator(caller)
        found = self._existing(self.objections, order)
        self._require_before(order, found.deadline)
        if found.stage is CaseStage.RAISED:
            self._require_from(order, self._match_until(found))
        self._require_bps(bps)
        more = bps > self.budgets.reserved(order).settled_bps
        self.budgets.close_objection(self.address, order, bps)
        winner = found.claimant if bps >= EVEN and more else found.respondent
        self._end(self.objections, order, winner if found.stage is CaseStage.CONTESTED else None)

    def expire_objection(self, _caller: str, order: int) -> None:
        """Anyone ends an objection that nobody has ruled in time."""
        found = self._existing(self.objections, order)
        self._require_from(order, found.deadline)
        fulfilled = self.budgets.reserved(order).fulfilled
        self.budgets.close_objection(self.address, order, BPS if fulfilled else 0)
        self._end(self.objections, order)

    def objection(self, order: int) -> CaseView:
        """As ``IDisputes.objection`` answers."""
        found = self.objections.get(order)
        if found is None:
            return CaseView()
        return CaseView(found.bond, found.deadline, found.stage, found.respondent, found.claimant)

    def _match_until(self, found: Case) -> int:
        return found.deadline - RULING_WINDOW + CONTEST_WINDOW
