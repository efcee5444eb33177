"""The market (ORD-1 to ORD-4, ORD-6, ORD-7): what the parties do with a placed order."""

from ecomchain.model.access import Access
from ecomchain.model.budgets import Budgets
from ecomchain.model.buying import Buying
from ecomchain.model.catalog import Catalog
from ecomchain.model.commission import BPS
from ecomchain.model.context import DAY, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.order import Order, Proposal
from ecomchain.model.registry import Registry
from ecomchain.model.reputation import Reputation
from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import Ending, State
from ecomchain.model.token import Token

CANCEL_GRACE = 7 * DAY


class Market(Buying):
    """Whichever call closes an order first wins. ``disputes`` alone opens and closes disputes."""

    def __init__(
        self,
        context: Context,
        access: Access,
        token: Token,
        catalog: Catalog,
        registry: Registry,
        reputation: Reputation,
        budgets: Budgets,
        address: str,
        vouchers: str,
        disputes: str,
    ) -> None:
        super().__init__(context, access, token, catalog, registry, reputation, budgets, address, vouchers)
        self.disputes = disputes

    def fulfil(self, caller: str, order: int, evidence: Cid) -> None:
        """The seller states, before the deadline, that the goods are on their way."""
        found = self._open(order)
        self._require_state(order, found, State.PLACED)
        self._require_seller(caller, order, found)
        now, deadline = self.context.now, found.deadline
        require(now < deadline, "TooLate", order=order, deadline=deadline, now_=now)
        found.state = State.FULFILLED
        found.deadline = now + found.protection
        found.proposal = None
        values = {"order": order, "evidence": evidence, "deadline": found.deadline}
        self.context.emit("market", "OrderFulfilled", **values)

    def confirm(self, caller: str, order: int) -> None:
        """The buyer closes at 10,000; an order with a fiat part only once it is fulfilled."""
        found = self._open(order)
        require(caller == found.buyer, "NotBuyer", order=order, caller=caller, buyer=found.buyer)
        early = found.fiat > 0 and found.state is State.PLACED
        require(not early, "WrongState", order=order, state=found.state)
        self._end(order, found, BPS, Ending.CONFIRMED)

    def settle(self, _caller: str, order: int) -> None:
        """Anyone closes at 10,000 once the protection has ended."""
        found = self._open(order)
        self._require_state(order, found, State.FULFILLED)
        self._require_time(order, found.deadline)
        self._end(order, found, BPS, Ending.SETTLED)

    def refund(self, caller: str, order: int) -> None:
        """The seller closes at 0."""
        found = self._open(order)
        self._require_seller(caller, order, found)
        self._end(order, found, 0, Ending.REFUNDED)

    def cancel(self, caller: str, order: int) -> None:
        """The buyer, and a grace period later anyone, closes at 0 what was not fulfilled in time."""
        found = self._open(order)
        self._require_state(order, found, State.PLACED)
        grace = 0 if caller == found.buyer else CANCEL_GRACE
        self._require_time(order, found.deadline + grace)
        self._end(order, found, 0, Ending.CANCELLED)

    def propose(self, caller: str, order: int, bps: int) -> None:
        """One side proposes an ending; the last proposal counts."""
        found = self._open(order)
        require(bps <= BPS, "BpsOutOfRange", bps=bps, max=BPS)
        by_seller = caller != found.buyer
        party = not by_seller or caller == self._seller(found)
        require(party, "NotParty", order=order, caller=caller)
        found.proposal = Proposal(by_seller, bps)
        self.context.emit("market", "AgreementProposed", order=order, bySeller=by_seller, settledBps=bps)

    def accept(self, caller: str, order: int, bps: int) -> None:
        """The other side accepts, repeating the number."""
        found = self._open(order)
        require(bps <= BPS, "BpsOutOfRange", bps=bps, max=BPS)
        proposal = found.proposal
        if proposal is None or proposal.bps != bps:
            raise ModelRevert("NothingToAccept", order=order, bps=bps)
        other = found.buyer if proposal.by_seller else self._seller(found)
        require(caller == other, "NothingToAccept", order=order, bps=bps)
        self._end(order, found, bps, Ending.AGREED)

    # For the disputes contract

    def disputable(self, order: int, buyer: str) -> Order:
        """The order, if ``buyer`` can dispute it now."""
        found = self._open(order)
        self._require_state(order, found, State.FULFILLED)
        require(buyer == found.buyer, "NotBuyer", order=order, caller=buyer, buyer=found.buyer)
        now, deadline = self.context.now, found.deadline
        require(now < deadline, "TooLate", order=order, deadline=deadline, now_=now)
        require(found.escrow > 0, "NothingInEscrow", order=order)
        return found

    def open_dispute(self, caller: str, order: int, buyer: str) -> int:
        """The buyer disputes a fulfilled order before its protection ends; what is at stake."""
        self._require_disputes(caller)
        found = self.disputable(order, buyer)
        found.state = State.DISPUTED
        found.proposal = None
        self.context.emit("market", "OrderDisputed", order=order)
        return found.escrow

    def close_dispute(self, caller: str, order: int, bps: int, ending: Ending) -> str:
        """Close a disputed order; its buyer."""
        self._require_disputes(caller)
        found = self._open(order)
        self._require_state(order, found, State.DISPUTED)
        self._end(order, found, bps, ending)
        return found.buyer

    def _require_disputes(self, caller: str) -> None:
        require(caller == self.disputes, "NotSystem", caller=caller, contract_=self.disputes)
