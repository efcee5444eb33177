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


class Shares(NamedTuple):
    """What distributors get.

    ``upper`` goes to each live one but the closing one, ``closing`` to the closing one if it is live; bit
    ``i - 1`` of ``paid_levels`` is set where level ``i`` is live.
    """

    upper: int
    closing: int
    paid_levels: int

    def to_levels(self, n: int) -> tuple[int, ...]:
        """What each of ``n`` distributors gets, the one nearest the seller first."""
        full_shares = [self.upper] * (n - 1) + [self.closing] if n else []
        return tuple(share if self.paid_levels >> i & 1 else 0 for i, share in enumerate(full_shares))


class Payment(NamedTuple):
    """Where the escrow of a token-only order goes; the last three as in ``Shares``."""

    to_buyer: int
    to_seller: int
    upper: int
    closing: int
    paid_levels: int

    def to_levels(self, n: int) -> tuple[int, ...]:
        """As ``Shares.to_levels``."""
        return Shares(self.upper, self.closing, self.paid_levels).to_levels(n)


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


def worst_case(base: int, incentive_bps: int, closing_bps: int, n: int) -> int:
    """All commission on ``base`` as if every level were live: what an order with a fiat part reserves."""
    return sum(Shares(*full(base, incentive_bps, closing_bps, n), 2**n - 1).to_levels(n))


def between(
    base: int, before: int, bps: int, incentive_bps: int, closing_bps: int, live: Sequence[bool]
) -> Shares:
    """What raising an ending from ``before`` to ``bps`` pays on ``base`` (COM-3, ORD-5).

    ``live`` says for every distributor, the one nearest the seller first, whether it is paid.
    """
    if bps == before or not live:
        return Shares(0, 0, 0)
    upper, closing = (
        part(share, bps) - part(share, before) for share in full(base, incentive_bps, closing_bps, len(live))
    )
    return Shares(upper, closing, sum(1 << i for i, is_live in enumerate(live) if is_live))


def payment(escrow: int, bps: int, incentive_bps: int, closing_bps: int, live: Sequence[bool]) -> Payment:
    """What closing a token-only order at ``bps`` pays (COM-3, CAT-6).

    The share of a distributor that is not ``live`` stays with the seller.
    """
    success = part(escrow, bps)
    shares = between(escrow, 0, bps, incentive_bps, closing_bps, live)
    return Payment(escrow - success, success - sum(shares.to_levels(len(live))), *shares)
