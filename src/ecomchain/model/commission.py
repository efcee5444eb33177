"""The commission formula in integers (COM-1 to COM-3) and what an ending pays (SPEC section 7).

Amounts are in the token's smallest unit, rates in basis points. Every division rounds down;
what is left stays with the seller.
"""

from collections.abc import Sequence
from typing import NamedTuple

BPS = 10_000
"""100 %."""

MAX_DISTRIBUTORS = 16
"""The most distributors that one sale pays (CAT-3)."""

MAX_AMOUNT = 10**28
"""All the tokens there are: no price exceeds it."""


class Payment(NamedTuple):
    """Where an order's escrow goes.

    ``upper`` goes to each live distributor but the closing one, ``closing`` to the closing one
    if it is live; bit ``i - 1`` of ``paid_levels`` is set where level ``i`` is live.
    """

    to_buyer: int
    to_seller: int
    upper: int
    closing: int
    paid_levels: int

    def to_levels(self, n: int) -> tuple[int, ...]:
        """What each of ``n`` distributors gets, the one nearest the seller first."""
        full_shares = [self.upper] * (n - 1) + [self.closing] if n else []
        return tuple(share if self.paid_levels >> i & 1 else 0 for i, share in enumerate(full_shares))


def full(price: int, incentive_bps: int, closing_bps: int, n: int) -> tuple[int, int]:
    """``(upper, closing)``: the full D_i of each of the first n - 1 distributors, and D_n.

    ``D_i = P*L*(1-M)/(n-1)`` for ``1 <= i < n`` and ``D_n = P*L*M``; one division each. A lone
    distributor gets D_n only, and without one there is nothing (COM-1, COM-2).
    """
    if n == 0:
        return 0, 0
    closing = price * incentive_bps * closing_bps // BPS**2
    if n == 1:
        return 0, closing
    return price * incentive_bps * (BPS - closing_bps) // (BPS**2 * (n - 1)), closing


def part(amount: int, bps: int) -> int:
    """What an ending at ``bps`` pays of ``amount``."""
    return amount * bps // BPS


def payment(escrow: int, bps: int, incentive_bps: int, closing_bps: int, live: Sequence[bool]) -> Payment:
    """What closing an order at ``bps`` pays (COM-3, CAT-6).

    ``live`` says for every distributor, the one nearest the seller first, whether it is paid;
    the share of one that is not stays with the seller.
    """
    success = part(escrow, bps)
    if bps == 0 or not live:
        return Payment(escrow - success, success, 0, 0, 0)
    upper, closing = (part(share, bps) for share in full(escrow, incentive_bps, closing_bps, len(live)))
    levels = sum(1 << i for i, is_live in enumerate(live) if is_live)
    result = Payment(escrow - success, 0, upper, closing, levels)
    return Payment(escrow - success, success - sum(result.to_levels(len(live))), upper, closing, levels)
