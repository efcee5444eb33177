"""How long the property and invariant tests look.

``make test`` uses the default: the same examples every time. ``ECOM_EFFORT=10 make test`` (any whole
number above 1) looks at ten times as many, other ones in every run.
"""

import os
from typing import Any

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("ECOM_EFFORT", "1"))


def budget(examples: int, **more: Any) -> settings:
    """Settings for a test that looks at ``examples`` examples by default."""
    return settings(
        max_examples=examples * FACTOR,
        derandomize=FACTOR == 1,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        **more,
    )
