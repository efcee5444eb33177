"""One order (ORD-1 to ORD-4)."""

from dataclasses import dataclass
from typing import NamedTuple

from ecomchain.model.structs_trade import OrderView, State


class Proposal(NamedTuple):
    """What one side has proposed."""

    by_seller: bool
    bps: int


@dataclass
class Order:
    """``escrow`` is what was paid in, ``fiat`` the declared value of what is paid outside (0 for token-only).

    ``stock_taken`` units return if it ends at 0 before fulfilment.
    """

    buyer: str
    shop: int
    listing: int
    link: int
    escrow: int
    fiat: int
    deadline: int
    protection: int
    stock_taken: int
    state: State = State.PLACED
    proposal: Proposal | None = None
    closed_day: int = 0
    settled_bps: int = 0
    rateable: bool = False

    @property
    def open(self) -> bool:
        """Its escrow is held."""
        return self.state in (State.PLACED, State.FULFILLED, State.DISPUTED)

    @property
    def base(self) -> int:
        """What its commission is on: the whole price."""
        return self.escrow + self.fiat

    @property
    def distributor(self) -> int:
        """The closing distributor's shop, or 0."""
        return self.link & 0xFFFFFFFF

    def view(self) -> OrderView:
        """As ``IMarket.order`` answers: what a closed order no longer needs is zero."""
        is_open = self.open
        proposal = self.proposal if is_open else None
        return OrderView(
            state=self.state,
            buyer=self.buyer,
            shop=self.shop,
            link=self.link if is_open else 0,
            distributor=self.distributor,
            listing=self.listing if is_open else 0,
            escrow=self.escrow if is_open else 0,
            fiat=self.fiat if is_open else 0,
            deadline=self.deadline if is_open else 0,
            protection=self.protection if is_open else 0,
            stock_taken=self.stock_taken if is_open else 0,
            has_fiat=self.fiat > 0,
            proposed=proposal is not None,
            proposed_by_seller=proposal is not None and proposal.by_seller,
            proposed_bps=proposal.bps if proposal else 0,
            closed_day=self.closed_day,
            settled_bps=self.settled_bps,
            rateable=self.rateable,
        )
