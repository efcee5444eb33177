"""How a deployment is run: what it tells, and how long it waits."""

import time
from collections.abc import Callable
from dataclasses import dataclass

Report = Callable[[str], None]
Progress = Callable[[str, int | None], None]
"""Is told what is going on, and how many of the transactions are done (None: as many as before)."""


MAX_FEE = 1_000 * 10**9
"""More than a unit of gas costs anywhere: a node that asks for more errs, or lies."""


def _silent(_: str, __: int | None = None) -> None:
    pass


@dataclass(frozen=True)
class Settings:
    """``confirmations`` and times for the connected network are `ecomchain.deployment.networks.settings`."""

    report: Report = _silent
    progress: Progress = _silent
    confirmations: int = 1
    """Blocks from the last transaction's on, that one included, until all counts as done."""
    timeout: float = 60
    """Seconds that a transaction may take to be in a block."""
    patience: float = 1
    """Seconds between two questions to the node, at most."""
    max_fee: int = MAX_FEE
    """The most that is offered for a unit of gas, in the native token's smallest units."""
    speed_up: bool = False
    """Whether a transaction that waits already is sent again for more."""
    sleep: Callable[[float], None] = time.sleep
