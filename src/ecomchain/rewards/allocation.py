"""Who gets what of a day (RWD-1): weights and shares, in integers only (RWD-2).

Lists run parallel, one entry for each account, in ascending order of address.
"""

from collections.abc import Sequence

from ecomchain.errors import ArgumentError

SCALE = 10**18
"""What a term's full sum is worth, times its factor in percent."""

PERCENT = 100


def weights(credits: Sequence[int], activities: Sequence[int], factor: int) -> list[int]:
    """One role's part of every u_i (RWD-1).

    ``floor(CS_i*f*1e18 / (100*sum CS)) + floor(AS_i*(100-f)*1e18 / (100*sum AS))``, f = ``factor`` in whole
    percent. Where a sum is 0 its term is 0. ArgumentError for lists of different length, negative entries,
    or a factor outside 0..100.
    """
    if len(credits) != len(activities):
        raise ArgumentError(f"{len(credits)} credits and {len(activities)} activities: give one each")
    if not 0 <= factor <= PERCENT:
        raise ArgumentError(f"factor of {factor} %: give a whole percent from 0 to {PERCENT}")
    by_credit = _terms(credits, factor)
    by_activity = _terms(activities, PERCENT - factor)
    return [credit + activity for credit, activity in zip(by_credit, by_activity, strict=True)]


def total(roles: Sequence[Sequence[int]]) -> list[int]:
    """u_i: the sum over the roles of what `weights` gave for each."""
    return [sum(terms) for terms in zip(*roles, strict=True)]


def allocate(budget: int, shares: Sequence[int]) -> list[int]:
    """UT_i = floor(B*u_i / sum u), with B = ``budget`` and u = ``shares``; all 0 where the sum is.

    What the floors leave is not allocated: it is part of the next day's budget.
    """
    if budget < 0:
        raise ArgumentError(f"budget {budget} is negative: it is what was emitted and not allocated yet")
    whole = _sum(shares)
    if whole == 0:
        return [0] * len(shares)
    return [budget * share // whole for share in shares]


def _terms(values: Sequence[int], percent: int) -> list[int]:
    divisor = PERCENT * _sum(values)
    if divisor == 0 or percent == 0:
        return [0] * len(values)
    factor = percent * SCALE
    return [value * factor // divisor for value in values]


def _sum(values: Sequence[int]) -> int:
    if values and min(values) < 0:
        raise ArgumentError(f"entry {min(values)} is negative: credits, activities and shares never are")
    return sum(values)
