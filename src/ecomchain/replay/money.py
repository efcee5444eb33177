"""What a sale of the plan comes to, by the reference model's arithmetic.

Amounts are in the token's smallest unit. Every distributor is live whenever something is paid: a replay
drops no link and releases nothing.
"""

from collections.abc import Callable

from ecomchain.amounts import BPS
from ecomchain.model.commission import Payment, between, part, payment, worst_case
from ecomchain.replay.sale import CANCELLED, Direction, Ending, Rating, Sale
from ecomchain.replay.settings import Settings

Amount = Callable[[Sale, Settings], int]

EVEN = 5_000
"""Disputes.EVEN: from here on a ruling is for the seller, or for the objecting distributor."""


def closing(sale: Sale, settings: Settings) -> Payment:
    """What the order's end pays; the commission of a sale with a fiat part comes on top of it."""
    rates = settings.incentive_bps, settings.closing_bps
    live = [] if sale.fiat else [True] * len(sale.chain)
    return payment(sale.escrow, sale.settled_bps, *rates, live)


def commission(sale: Sale, settings: Settings, bps: int) -> tuple[int, ...]:
    """What each distributor, the one nearest the seller first, gets if the order stands at ``bps``."""
    n = len(sale.chain)
    shares = between(sale.base, 0, bps, settings.incentive_bps, settings.closing_bps, [True] * n)
    return shares.to_levels(n)


def reserve(sale: Sale, settings: Settings) -> int:
    """What the order takes from the seller's budget when it is placed."""
    rates = settings.incentive_bps, settings.closing_bps
    return worst_case(sale.base, *rates, len(sale.chain)) if sale.fiat else 0


def held(sale: Sale, settings: Settings) -> int:
    """What is held of its reserve when it closes, for an objection (ORD-5)."""
    if sale.ending is Ending.RULED:
        return 0
    return reserve(sale, settings) - sum(at_close(sale, settings))


def at_close(sale: Sale, settings: Settings) -> tuple[int, ...]:
    """Commission that is paid out of the reserve when the order closes, to each distributor."""
    return commission(sale, settings, sale.settled_bps) if sale.fiat else ()


def from_reserve(sale: Sale, settings: Settings) -> tuple[int, ...]:
    """Commission that is paid out of the reserve in all, to each distributor: by the end of a hold, too."""
    return commission(sale, settings, _final_bps(sale)) if sale.fiat else ()


def _final_bps(sale: Sale) -> int:
    """Where distributors stand in the end: an objection never takes back what the order's end was for."""
    if sale.hold is None or sale.hold.objection is None:
        return sale.settled_bps
    ruling = sale.hold.objection.ruling
    if ruling is None:
        ruling = 0 if sale.fulfilled is None else BPS
    return max(sale.settled_bps, ruling)


def is_at_fault(sale: Sale) -> bool:
    """Whether one side lost a dispute or missed a deadline (REP-2)."""
    return sale.ending in (*CANCELLED, Ending.UNCONTESTED, Ending.RULED)


def given(sale: Sale, minimum: int) -> list[Rating]:
    """The ratings that are possible on chain (REP-1, REP-2).

    A buyer rates the seller where at least ``minimum`` was paid in tokens, or was at stake and one side is at
    fault; the distributor, and is rated, only where something was sold, and is not rated of an order with a
    fiat part. A distributor rates the seller in any case.
    """
    proceeds = part(sale.escrow, sale.settled_bps)
    rateable = proceeds >= minimum or (is_at_fault(sale) and sale.escrow >= minimum)
    sold = sale.settled_bps > 0
    possible = {
        Direction.PRODUCT: rateable,
        Direction.SERVICE: rateable and sold,
        Direction.PAYMENT: rateable and sold and not sale.fiat,
        Direction.PARTNER: True,
    }
    return [rating for rating in sale.ratings if possible[rating.direction]]
