"""What all parts of the model share: the time and the record of events."""

from dataclasses import dataclass, field
from typing import Any

DAY = 86_400
"""Seconds of a UTC day."""

ZERO_ADDRESS = "0x" + "00" * 20


@dataclass(frozen=True)
class Event:
    """An event of the contract ``emitter``, with the names and values of its ABI."""

    emitter: str
    name: str
    values: dict[str, Any]


@dataclass
class Context:
    """The block time in seconds, and the events since somebody last cleared them."""

    now: int
    events: list[Event] = field(default_factory=list)

    @property
    def today(self) -> int:
        """The UTC day."""
        return self.now // DAY

    def emit(self, emitter: str, name: str, /, **values: Any) -> None:
        """Record an event."""
        self.events.append(Event(emitter, name, values))
