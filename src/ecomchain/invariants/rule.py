"""What an invariant is, and where all of them are registered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ecomchain.amounts import format_ecom
from ecomchain.invariants.state import State

Finder = Callable[[State], Iterator[str]]
"""Yields a sentence with the values, amounts in Ecom, for each way in which an invariant is violated."""


@dataclass(frozen=True)
class Invariant:
    """An invariant: its id in docs/invariants.md, what it says, and how to find its violations."""

    id: str
    title: str
    find: Finder


INVARIANTS: list[Invariant] = []
"""All of them, in the order in which they are reported."""


def invariant(id_: str, title: str) -> Callable[[Finder], Finder]:
    """Register a function that finds the violations of an invariant."""

    def register(find: Finder) -> Finder:
        INVARIANTS.append(Invariant(id_, title, find))
        return find

    return register


def covers(what: str, balance: int, owed: int) -> Iterator[str]:
    """A violation where ``balance`` is less than what is ``owed``."""
    if balance < owed:
        yield f"{what} holds {format_ecom(balance)} but owes {format_ecom(owed)}"


def equal(what: str, found: int | None, wanted: int) -> Iterator[str]:
    """A violation where two amounts differ; ``found`` is None where there is no answer."""
    if found != wanted:
        shown = "nothing" if found is None else format_ecom(found)
        yield f"{what} is {shown}, not {format_ecom(wanted)}"
