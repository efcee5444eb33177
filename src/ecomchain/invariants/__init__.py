"""The protocol's invariants, checked on a live deployment through its views and events alone.

    from ecomchain import invariants, manifest, system

    for violation in invariants.check(system.connect(manifest.load("deployments/devnet.json"))):
        print(violation)

Anyone can run it against any chain: it needs a node and the addresses, no key. The ids are those of
docs/invariants.md. `read_state` and `violations` are its two halves: reading, and judging.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ecomchain.invariants.reading import read_state
from ecomchain.invariants.rules import INVARIANTS, Invariant
from ecomchain.invariants.state import State
from ecomchain.system import System

__all__ = ["INVARIANTS", "Invariant", "State", "Violation", "check", "read_state", "violations"]


@dataclass(frozen=True)
class Violation:
    """One way in which an invariant does not hold: its id, and a sentence with the values."""

    id: str
    message: str

    def __str__(self) -> str:
        return f"{self.id}: {self.message}"


def check(system: System, block: int | None = None) -> list[Violation]:
    """All violations at ``block`` (default: the latest); an empty list where every invariant holds.

    Raises ChainReadError where the node does not answer.
    """
    return list(violations(read_state(system, block)))


def violations(state: State) -> Iterator[Violation]:
    """All violations in ``state``, in the order of ``INVARIANTS``."""
    for invariant in INVARIANTS:
        for message in invariant.find(state):
            yield Violation(invariant.id, message)
