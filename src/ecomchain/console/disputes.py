"""Disputes about orders, and objections about unpaid commission (ORD-4, ORD-5)."""

from ape.api import AccountAPI, ReceiptAPI

from ecomchain.console.arguments import NO_CID, Cid, basis_points, order_id
from ecomchain.console.base import ActionGroup


class DisputeActions(ActionGroup):
    """What buyers, sellers, distributors and the arbitrator do. Each puts up the bond that is due."""

    def dispute(self, account: AccountAPI, order: int, claim: Cid = NO_CID) -> ReceiptAPI:
        """Dispute a fulfilled order before its protection ends; the buyer."""
        order_id(order)
        disputes = self.system.disputes
        stake = self._read("dispute", self.system.market.order, order).escrow
        return self._send(
            "dispute",
            account,
            disputes.raiseDispute,
            order,
            claim,
            cost=disputes.bondFor(stake),
            blames=self.system.market,
        )

    def contest(self, account: AccountAPI, order: int, answer: Cid = NO_CID) -> ReceiptAPI:
        """Contest a dispute within 5 days; the seller."""
        order_id(order)
        disputes = self.system.disputes
        bond = disputes.dispute(order).bond
        return self._send("contest", account, disputes.contest, order, answer, cost=bond)

    def rule(self, account: AccountAPI, order: int, bps: int) -> ReceiptAPI:
        """Close a contested order with ``bps`` (of 10,000) of the escrow for the seller; the arbitrator."""
        order_id(order)
        basis_points(bps)
        return self._send("rule", account, self.system.disputes.rule, order, bps)

    def expire_dispute(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Close a disputed order whose time is over: at 0 if uncontested, else at 5,000; anyone."""
        order_id(order)
        return self._send("expire_dispute", account, self.system.disputes.expire, order)

    def return_bonds(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Send the bonds back after the order was closed in any other way; anyone."""
        order_id(order)
        return self._send("return_bonds", account, self.system.disputes.returnBonds, order)

    def object_commission(self, account: AccountAPI, order: int, claim: Cid = NO_CID) -> ReceiptAPI:
        """Object to commission that an order with a fiat part did not pay; the closing distributor."""
        order_id(order)
        disputes, budgets = self.system.disputes, self.system.budgets
        bond = disputes.bondFor(budgets.reserved(order).amount)
        return self._send(
            "object_commission", account, disputes.object, order, claim, cost=bond, blames=budgets
        )

    def match_objection(self, account: AccountAPI, order: int, answer: Cid = NO_CID) -> ReceiptAPI:
        """Match the bond of an objection within 5 days; the seller."""
        order_id(order)
        disputes = self.system.disputes
        bond = disputes.objection(order).bond
        return self._send("match_objection", account, disputes.matchObjection, order, answer, cost=bond)

    def rule_objection(self, account: AccountAPI, order: int, bps: int) -> ReceiptAPI:
        """Have ``bps`` (of 10,000) of the full commission paid; the arbitrator."""
        order_id(order)
        basis_points(bps)
        return self._send("rule_objection", account, self.system.disputes.ruleObjection, order, bps)

    def expire_objection(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """End an objection whose time is over: paid in full if the order was fulfilled, else not; anyone."""
        order_id(order)
        return self._send("expire_objection", account, self.system.disputes.expireObjection, order)

    def release_reserve(self, account: AccountAPI, order: int) -> ReceiptAPI:
        """Give held commission back to the budget after 3 days without an objection; anyone."""
        order_id(order)
        return self._send("release_reserve", account, self.system.budgets.release, order)
