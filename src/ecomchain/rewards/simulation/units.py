"""Units of the simulated amounts: 64-bit integers that the 90-day sums fit into."""

import numpy as np
import numpy.typing as npt

MICRO = 1_000_000
"""Micro-Ecom in an Ecom: counted volume, activity, points and locks are in micro-Ecom."""

PER_MICRO = 10**12
"""1e-18 Ecom in a micro-Ecom."""

QUALITY = (0, 1, 4, 7, 10, 10)
"""q / 1_000 by score, 1 to 5: credit is in tenths of a micro-Ecom, so that no product has a remainder."""

UNRATED = 10

KAPPA_BPS = 500
"""Of the live lock: what counts of a shop's sales in a day (REP-4)."""

ALLOWANCE_DAYS = 7
"""For so long unused allowance adds up."""

CREDIT_DAYS = 90
"""Credit is of the sales of so many days, the present one included."""

POINT_DAYS = 30
"""An account without a shop earns points by its purchases of so many days, divided by as many."""

POINT = MICRO
"""A point is one Ecom."""

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
