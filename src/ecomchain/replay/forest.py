"""Reshare trees: who shared what from whom.

The root of each tree is node 1 and has no row. A row is a node with its parent and its generation,
the number of steps from the root. A node may come before its parent.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ecomchain.replay.csvfile import BadRow, Table

ROOT = 1
COLUMNS = ("tree", "node", "parent", "generation")


@dataclass(frozen=True)
class Node:
    """A node of a tree; ``line`` is its row's, ``generation`` its distance from the root."""

    number: int
    parent: int
    generation: int
    line: int


@dataclass(frozen=True)
class Forest:
    """The sound trees, each with its nodes by number, in the order of the file."""

    trees: dict[str, dict[int, Node]]

    def path(self, tree: str, node: int) -> list[int]:
        """The nodes from below the root down to ``node``; none for the root itself."""
        nodes, path = self.trees[tree], []
        while node != ROOT:
            path.append(node)
            node = nodes[node].parent
        return path[::-1]


def plant(table: Table) -> Forest:
    """The trees of the table; rows that belong to none go to ``table.skipped``."""
    trees: dict[str, dict[int, Node]] = {}
    for line, cells in table.rows:
        try:
            tree, node = _node(line, cells)
            nodes = trees.setdefault(tree, {})
            if (first := nodes.get(node.number)) is not None:
                raise BadRow("duplicate node", f"tree {tree}, node {node.number}, first on line {first.line}")
            nodes[node.number] = node
        except BadRow as bad:
            table.skip(line, bad)
    for tree, nodes in trees.items():
        for node, why in _unsound(tree, nodes):
            table.skip(node.line, why)
            del nodes[node.number]
    return Forest({tree: nodes for tree, nodes in trees.items() if nodes})


def _node(line: int, cells: dict[str, str]) -> tuple[str, Node]:
    if not cells["tree"]:
        raise BadRow("missing tree")
    numbers = {}
    for name in ("node", "parent", "generation"):
        text = cells[name]
        if not (text.isascii() and text.isdigit() and len(text) <= 12 and int(text) > 0):
            raise BadRow(f"bad {name}", repr(text))
        numbers[name] = int(text)
    if numbers["node"] == ROOT:
        raise BadRow("row for the root", f"node {ROOT} is the root and has no row")
    return cells["tree"], Node(numbers["node"], numbers["parent"], numbers["generation"], line)


def _unsound(tree: str, nodes: dict[int, Node]) -> list[tuple[Node, BadRow]]:
    """The nodes that do not hang together with the root, with the reason for each."""
    verdicts: dict[int, BadRow | None] = {}
    for start in nodes:
        trail: dict[int, None] = {}  # in order
        number = start
        while number != ROOT and number not in verdicts and number not in trail and number in nodes:
            trail[number] = None
            number = nodes[number].parent
        if number in trail:  # came back: the nodes from there on form the cycle
            way = list(trail)
            cycle = way[way.index(number) :]
            where = f"tree {tree}, nodes {' -> '.join(map(str, [*cycle, number]))}"
            verdicts.update({member: BadRow("cycle", where) for member in cycle})
            trail = dict.fromkeys(way[: way.index(number)])
        for member in reversed(trail):
            verdicts[member] = _verdict(tree, nodes, nodes[member], verdicts)
    return [(nodes[number], bad) for number, bad in verdicts.items() if bad is not None]


def _verdict(tree: str, nodes: dict[int, Node], node: Node, known: dict[int, BadRow | None]) -> BadRow | None:
    if node.parent != ROOT:
        if node.parent not in nodes:
            return BadRow("missing parent", f"tree {tree}, node {node.number}, parent {node.parent}")
        if (above := known[node.parent]) is not None:
            where = f"tree {tree}, node {node.number}, parent {node.parent}"
            return BadRow("below a skipped node", f"{where}: {above.reason}")
    due = 1 if node.parent == ROOT else nodes[node.parent].generation + 1
    if node.generation != due:
        return BadRow(
            "wrong generation", f"tree {tree}, node {node.number}: {node.generation} instead of {due}"
        )
    return None


def entries(forest: Forest) -> Iterable[tuple[str, int]]:
    """Every node of every tree, roots included, in the order of the file."""
    for tree, nodes in forest.trees.items():
        yield tree, ROOT
        for number in nodes:
            yield tree, number
