"""One order (ORD-1 to ORD-3)."""

from dataclasses import dataclass
from typing import NamedTuple

from ecomchain.model.structs import OrderView, State


class Proposal(NamedTuple):
    """What one side has proposed."""

    by_seller: bool
    bps: int


@dataclass
class Order:
    """``escrow`` is what was paid in; ``stock_taken`` units return if it ends at 0 before fulfilment."""

    buyer: str
    shop: int
    listing: int
    link: int
    escrow: int
    deadline: int
    protection: int
    stock_taken: int
    state: State = State.PLACED
    proposal: Proposal | None = None
    closed_day: int = 0
    settled_bps: int = 0

    @property
    def open(self) -> bool:
        """Its escrow is held."""
        return self.state in (State.PLACED, State.FULFILLED)

    def view(self) -> OrderView:
        """As ``IMarket.order`` answers: what a closed order no longer needs is zero."""
        is_open = self.open
        proposal = self.proposal if is_open else None
        return OrderView(
            state=self.state,
            buyer=self.buyer,
            shop=self.shop,
            link=self.link if is_open else 0,
            distributor=self.link & 0xFFFFFFFF,
            listing=self.listing if is_open else 0,
            escrow=self.escrow if is_open else 0,
            deadline=self.deadline if is_open else 0,
            protection=self.protection if is_open else 0,
            stock_taken=self.stock_taken if is_open else 0,
            proposed=proposal is not None,
            proposed_by_seller=proposal is not None and proposal.by_seller,
            proposed_bps=proposal.bps if proposal else 0,
            closed_day=self.closed_day,
            settled_bps=self.settled_bps,
        )
