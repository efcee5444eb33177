"""Chains of distributors, out of reshare trees.

Each listing belongs to one tree, and each order of it goes through one node of that tree: the
nodes from below the root down to it are its distributors, the root itself is the seller's own
post. What is beyond the task's levels is cut at the seller's end.

A place in a task is taken once and for ever (CAT-4), so all orders of a task are looked at
together, those through the deepest nodes first: these take the lowest ``max_levels`` nodes of
their path, and a later one that meets a place already taken continues from there. Its depth
then never exceeds theirs, and every chain fits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ecomchain.replay.draw import Draw
from ecomchain.replay.forest import Forest

NEWCOMERS = 4
"""One place in so many goes to a newcomer; the others go to people in proportion to the places they have."""

_TRIES = 8


@dataclass(frozen=True)
class Place:
    """A person's link in a seller's task; ``parent`` is the person it was taken from, None for the seller.

    ``number`` is the link's number within the person's shop, from 0.
    """

    seller: int
    person: int
    parent: int | None
    depth: int
    number: int


@dataclass
class Places:
    """All places, and who has them."""

    forest: Forest
    max_levels: int
    draw: Draw
    taken: list[Place] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    """Number of links of each person."""
    _by_node: dict[tuple[int, str, int], Place] = field(default_factory=dict)
    _by_person: dict[tuple[int, int], Place] = field(default_factory=dict)

    def settle(self, seller: int, nodes: Iterable[tuple[str, int]]) -> None:
        """Give out the places that a seller's orders need; ``nodes`` are (tree, node), roots left out."""
        paths = {key: self.forest.path(*key) for key in dict.fromkeys(nodes)}
        for key in sorted(paths, key=lambda key: -len(paths[key])):  # ties stay in the order of the orders
            self._take(seller, key[0], paths[key])

    def chain(self, seller: int, tree: str, node: int) -> tuple[int, ...]:
        """The people from the one nearest the seller down to the one at ``node``, as the links say."""
        place: Place | None = self._by_node[seller, tree, node]
        people = []
        while place is not None:
            people.append(place.person)
            place = None if place.parent is None else self._by_person[seller, place.parent]
        return tuple(reversed(people))

    def _take(self, seller: int, tree: str, path: list[int]) -> None:
        above, new = None, []
        for node in path[: -self.max_levels - 1 : -1]:
            above = self._by_node.get((seller, tree, node))
            if above is not None:
                break
            new.append(node)
        for node in reversed(new):
            person = self._person(seller)
            place = Place(
                seller=seller,
                person=person,
                parent=above.person if above else None,
                depth=above.depth + 1 if above else 1,
                number=self.links[person],
            )
            self.links[person] += 1
            self.taken.append(place)
            self._by_node[seller, tree, node] = self._by_person[seller, person] = above = place

    def _person(self, seller: int) -> int:
        """Whoever takes the next place: somebody without a place in this seller's task."""
        turn = len(self.taken)
        if turn and self.draw.below(NEWCOMERS, "newcomer", turn):
            for attempt in range(_TRIES):
                person = self.taken[self.draw.below(turn, "person", turn, attempt)].person
                if (seller, person) not in self._by_person:
                    return person
        self.links.append(0)
        return len(self.links) - 1
