"""What jobs, store and sender speak about: items that are open, verdicts on them, and actions."""

from dataclasses import dataclass
from typing import Any

NEVER = 2**62
"""Later than any time: such an item waits for an event."""


@dataclass(frozen=True)
class Item:
    """Something open, by its job and the ids that name it, joined by colons (``5:0x12…``)."""

    number: int
    """Of its row in the store."""
    job: str
    key: str
    tries: int = 0
    """How often in a row it could not be done."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The parts of its key."""
        return tuple(self.key.split(":"))


@dataclass(frozen=True)
class Call:
    """A function of a contract of the system with its arguments."""

    role: str
    method: str
    args: tuple[Any, ...]


@dataclass(frozen=True)
class Act:
    """A transaction that anyone may send."""

    call: Call
    text: str
    """What it does, such as ``settle order 12``."""
    proof: Call | None = None
    """A view of the same contract that answers nothing but zeros once the call has done its work: for a call
    that does not revert where it does nothing."""
    reason: tuple[str, Call] | None = None
    """Where there is a ``proof``: who would make which call in its course, to learn why that reverts."""


@dataclass(frozen=True)
class Verdict:
    """What a job says about an item now. Times are Unix seconds of the chain."""

    due: int | None = None
    """When ``act`` becomes possible; None where that depends on an event."""
    act: Act | None = None
    until: int | None = None
    """When the verdict changes by itself: an action that is refused is not put off beyond that."""
    gone: bool = False
    """There is nothing left to do."""
    tag: str = ""
    """What else the item hangs on, for events that name only that."""


GONE = Verdict(gone=True)
WAITS = Verdict()
