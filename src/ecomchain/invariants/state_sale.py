"""What the private sale of a deployment looks like at one block; see ``state`` for the conventions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecomchain.invariants.state import Event, Record


@dataclass(frozen=True)
class Sale:
    """Rounds and prices by id; positions, and what of them has vested, by round and account; all events."""

    address: str
    unreserved: int
    obligations: int
    rounds: Mapping[int, Record]
    payments: Mapping[int, Sequence[Record]]
    positions: Mapping[tuple[int, str], Record]
    vested: Mapping[tuple[int, str], int]
    homes: Sequence[str]
    """Where rewards and vault are: what is not sold may go there."""
    events: Sequence[Event]
