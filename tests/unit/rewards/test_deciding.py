"""What the commands that decide about roots refuse before they ask the chain."""

from typing import Any

import pytest

from ecomchain.rewards import deciding
from ecomchain.rewards.errors import InputError

NOBODY: Any = None


@pytest.mark.parametrize("day", [1, 1_095])
def test_emit__day_of_phase_one__is_refused(day: int) -> None:
    with pytest.raises(InputError, match=f"day {day} is emitted by being over: phase two begins with 1096"):
        deciding.emit_days(NOBODY, NOBODY, day)
