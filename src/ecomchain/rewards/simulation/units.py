"""Units of the simulated amounts: 64-bit integers that the 90-day sums fit into; and what scoring v1 sets."""

import json
from typing import Any

import numpy as np
import numpy.typing as npt

from ecomchain.amounts import BPS
from ecomchain.rewards import scoring

MICRO = 1_000_000
"""Micro-Ecom in an Ecom: counted volume, activity, points and locks are in micro-Ecom."""

PER_MICRO = 10**12
"""1e-18 Ecom in a micro-Ecom."""

_SHIPPED: dict[str, Any] = json.loads(scoring.TEXT)

CREDIT_DAYS: int = _SHIPPED["credit_days"]
"""Credit is of the sales of so many days, the present one included."""

ACTIVITY_DAYS: int = _SHIPPED["activity_days"]
"""Activity too."""

SALES_DAYS: int = _SHIPPED["sales_days"]
"""The sales of so many days, the present one included, are taken off what bounds points."""

POINT: int = _SHIPPED["point_micro"]
"""Of one social action."""

RATING: int = _SHIPPED["rating_points"] * POINT
"""Of one rating given."""

SOCIAL_POINTS = sum(cap for action, cap in _SHIPPED["action_caps"].items() if action != "read")
"""Check-in, shares, comments, likes and posts of one account in a day, at their caps; reads come on top."""

QUALITY = (0, *(_SHIPPED["quality_bps"][str(score)] * 10 // BPS for score in range(1, 6)))
"""By score: credit is in tenths of a micro-Ecom, so that no product has a remainder."""

UNRATED: int = _SHIPPED["quality_bps"]["unrated"] * 10 // BPS

KAPPA_BPS = 500
"""Of the live lock: what counts of a shop's sales in a day (REP-4)."""

ALLOWANCE_DAYS = 7
"""For so long unused allowance adds up."""

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
