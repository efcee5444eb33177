"""How much the reward pool emits on a day (EMI-1 to EMI-3), and in which epoch (DST-1).

Days are counted from 1, the first day of rewards. Amounts are in 1e-18 Ecom; every division rounds down.
"""

from collections.abc import Sequence

from ecomchain.amounts import BPS, ECOM
from ecomchain.errors import ArgumentError

TOTAL = 2_500_000_000 * ECOM
"""TF: what phase one emits in all."""

PHASE_ONE_DAYS = 1_095
"""Days of phase one: three years."""

SQUARES = PHASE_ONE_DAYS * (PHASE_ONE_DAYS + 1) * (2 * PHASE_ONE_DAYS + 1) // 6
"""1^2 + 2^2 + ... + 1095^2 = 438,243,820."""

EPOCH_DAYS = 28
"""Days of an epoch; the last epoch of phase one is shorter."""

PHASE_ONE_EPOCHS = -(-PHASE_ONE_DAYS // EPOCH_DAYS)
"""Epochs of phase one: 40."""

REFERENCE_DAYS = 90
"""The last days of phase one whose mean volume is S_ref."""

POOL_CAP_BPS = 27
"""The most of the pool that a day of phase two emits, by default: about 1/365."""


def cumulative(day: int) -> int:
    """C(dt): emitted from the first to the end of ``day`` of phase one (EMI-1); C(0) = 0, C(1095) = TF.

    ArgumentError for a day outside 0..1095.
    """
    if not 0 <= day <= PHASE_ONE_DAYS:
        raise ArgumentError(f"day {day} is not of phase one: give one of 0 to {PHASE_ONE_DAYS}")
    return TOTAL * (day * (day + 1) * (2 * day + 1) // 6) // SQUARES


def daily(day: int) -> int:
    """T_dt = C(dt) - C(dt-1): what ``day`` of phase one emits (EMI-1).

    ArgumentError for a day outside 1..1095.
    """
    if day < 1:
        raise ArgumentError(f"day {day} is not of phase one: give one of 1 to {PHASE_ONE_DAYS}")
    return cumulative(day) - cumulative(day - 1)


def reference(volumes: Sequence[int]) -> int:
    """S_ref: the mean counted volume of days 1006..1095, at least one Ecom (EMI-2).

    ArgumentError unless there is one volume for each of these days.
    """
    if len(volumes) != REFERENCE_DAYS:
        raise ArgumentError(
            f"{len(volumes)} volumes for S_ref: give those of the {REFERENCE_DAYS} last days of phase one"
        )
    return max(sum(volumes) // REFERENCE_DAYS, ECOM)


def phase_two(counted: int, reference_volume: int, pool: int, cap_bps: int = POOL_CAP_BPS) -> int:
    """T_dt = S_dt * T_1095 / S_ref of a day from 1096 on, at most ``cap_bps`` of the pool (EMI-2, EMI-3).

    ``counted`` is S_dt, ``reference_volume`` S_ref, ``pool`` what is in the pool when the day is emitted.
    """
    if counted < 0 or pool < 0:
        raise ArgumentError(f"volume {counted} and pool {pool}: neither can be negative")
    if reference_volume < ECOM:
        raise ArgumentError(f"S_ref {reference_volume} is below one Ecom ({ECOM}): take `reference`")
    if not 0 <= cap_bps <= BPS:
        raise ArgumentError(f"cap of {cap_bps} basis points: give 0 to {BPS}")
    return min(counted * daily(PHASE_ONE_DAYS) // reference_volume, pool * cap_bps // BPS)


def epoch_of(day: int) -> int:
    """The epoch of claims that ``day`` is in: 28 days each, epoch 40 ends with day 1095 (DST-1).

    ArgumentError for a day before the first.
    """
    if day < 1:
        raise ArgumentError(f"day {day} is before the first day of rewards: count days from 1")
    if day <= PHASE_ONE_DAYS:
        return (day - 1) // EPOCH_DAYS + 1
    return PHASE_ONE_EPOCHS + 1 + (day - PHASE_ONE_DAYS - 1) // EPOCH_DAYS
