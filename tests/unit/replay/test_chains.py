"""Chains out of trees: cut at the seller's end, one place for a person in a task, people in several."""

from collections import Counter
from itertools import product

from replay_files import TREES

from ecomchain.replay.chains import Places
from ecomchain.replay.draw import Draw
from ecomchain.replay.forest import Forest, Node


def forest(**shapes: list[tuple[int, int, int]]) -> Forest:
    return Forest({
        tree: {node: Node(node, parent, generation, 0) for node, parent, generation in nodes}
        for tree, nodes in shapes.items()
    })  # fmt: skip


def places(max_levels: int, seed: int = 1) -> Places:
    return Places(forest(**TREES), max_levels, Draw(seed))


def nodes_of(found: Places, tree: str, node: int, seller: int = 0) -> list[int]:
    """The nodes whose people are in the chain."""
    people = {place.person: key[2] for key, place in found._by_node.items() if key[:2] == (seller, tree)}
    return [people[person] for person in found.chain(seller, tree, node)]


def test_chain__within_the_levels__is_the_whole_path() -> None:
    found = places(3)
    found.settle(0, [("deep", 4), ("wide", 6)])
    assert nodes_of(found, "deep", 4) == [2, 3, 4]
    assert nodes_of(found, "wide", 6) == [3, 6]


def test_chain__beyond_the_levels__is_cut_at_the_sellers_end() -> None:
    found = places(3)
    found.settle(0, [("deep", 6)])
    assert nodes_of(found, "deep", 6) == [4, 5, 6]
    assert [(place.depth, place.parent) for place in found.taken] == [
        (1, None), (2, found.taken[0].person), (3, found.taken[1].person),
    ]  # fmt: skip


def test_chain__place_taken_already__goes_on_from_there() -> None:
    found = places(3)
    found.settle(0, [("deep", 4), ("deep", 7), ("deep", 6)])  # the deepest first, whatever came first
    assert nodes_of(found, "deep", 6) == [4, 5, 6]
    assert nodes_of(found, "deep", 4) == [4]
    assert nodes_of(found, "deep", 7) == [4, 7]


def test_chain__every_set_of_nodes__fits_and_hangs_together() -> None:
    keys = [(tree, node) for tree, nodes in TREES.items() for node, _, _ in nodes]
    for max_levels, chosen in product((1, 2, 3, 16), range(1, 2 ** len(keys), 37)):
        wanted = [key for i, key in enumerate(keys) if chosen >> i & 1]
        found = places(max_levels)
        found.settle(0, wanted)
        depths = {place.person: place.depth for place in found.taken}
        assert len(depths) == len(found.taken), "one place for a person in a task"
        for key in wanted:
            chain = found.chain(0, *key)
            assert [depths[person] for person in chain] == list(range(1, len(chain) + 1))
            assert 1 <= len(chain) <= max_levels


def test_person__has_places_in_several_tasks_and_numbers_them() -> None:
    found = places(3)
    for seller in range(60):
        found.settle(seller, [("wide", 5), ("pair", 2)])
    counts = Counter(place.person for place in found.taken)
    assert len(found.taken) == 180
    assert 20 <= len(counts) <= 90, "about one place in four goes to a newcomer"
    assert max(counts.values()) > 8
    assert [counts[person] for person in range(len(found.links))] == found.links
    numbers: dict[int, list[int]] = {}
    for place in found.taken:
        numbers.setdefault(place.person, []).append(place.number)
    assert all(taken == list(range(len(taken))) for taken in numbers.values())


def test_draw__same_labels__same_choice() -> None:
    draw = Draw(5)
    assert [draw.below(1_000, "tree", "a", i) for i in range(4)] == [403, 367, 900, 904]  # on every machine
    assert draw.below(10**9, "a", "b") != draw.below(10**9, "ab", "")
    assert draw.below(10**9, 1) != draw.below(10**9, "1")
