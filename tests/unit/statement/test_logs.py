"""Searching events: bounded windows, few requests, nothing lost or doubled."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from ape import chain

from ecomchain.reports.logs import KEYS, Logs, merge, named, topic
from ecomchain.reports.source import Quiet
from ecomchain.rewards.chain.events import Event
from ecomchain.rewards.chain.node import Node, RefusedError
from ecomchain.rewards.chain.sync import Window

from .positions import World


class Recorder(Node):
    """Counts requests; refuses windows of more than ``most`` blocks."""

    def __init__(self, most: int = 10**9) -> None:
        super().__init__(chain.provider.web3)
        self.most, self.asked = most, list[tuple[int, int, int]]()

    def logs(
        self, first: int, last: int, addresses: Sequence[str], topics: Sequence[str], *further: Any
    ) -> list[Mapping[str, Any]]:
        if last - first + 1 > self.most:
            raise RefusedError("too many blocks")
        self.asked.append((first, last, len(further[-1] or []) if further else 0))
        return super().logs(first, last, addresses, topics, *further)


def search(world: World, node: Node, window: int = 10_000) -> Logs:
    first, last = world.system.manifest.first_block, int(chain.blocks.height)
    return Logs(world.system, node, first, last, Window(window), Quiet().stage)


def test_find__by_account__only_its_events(world: World) -> None:
    buyer = world.scene.buyer.address
    found = search(world, Recorder()).find(2, [buyer], "market.OrderPlaced", "token.Transfer")
    assert [event.values["order"] for event in found["market.OrderPlaced"]] == sorted(world.orders.values())
    assert {event.values["to"] for event in found["token.Transfer"]} == {int(buyer, 16)}


def test_find__contracts_with_the_same_event__are_told_apart(world: World) -> None:
    seller = world.scene.seller.address
    found = search(world, Recorder()).find(2, [seller], "token.Transfer", "registry.Transfer")
    assert [event.values["id"] for event in found["registry.Transfer"]] == [world.scene.shop]
    assert all("amount" in event.values for event in found["token.Transfer"])
    only = search(world, Recorder()).find(2, [seller], "registry.Transfer", "market.OrderPlaced")
    assert "token.Transfer" not in only


@pytest.mark.parametrize("most", [1, 7, 10**9])
def test_find__node_that_refuses__halves_and_loses_nothing(world: World, most: int) -> None:
    node = Recorder(most)
    found = search(world, node).find(3, [world.scene.shop], "market.OrderPlaced")
    assert [event.values["order"] for event in found["market.OrderPlaced"]] == sorted(world.orders.values())
    spans = [(first, last) for first, last, _ in node.asked]
    assert spans[0][0] == world.system.manifest.first_block
    assert spans[-1][1] == chain.blocks.height
    assert [first for first, _ in spans[1:]] == [last + 1 for _, last in spans[:-1]]


def test_find__refused_for_one_block__gives_up(world: World) -> None:
    with pytest.raises(RefusedError):
        search(world, Recorder(0)).find(3, [world.scene.shop], "market.OrderPlaced")


def test_find__many_keys__are_asked_in_portions(world: World) -> None:
    node = Recorder()
    keys = [*world.orders.values(), *range(10_000, 10_000 + 2 * KEYS)]
    found = search(world, node).find(1, keys, "market.OrderClosed")
    assert len(found["market.OrderClosed"]) == 5
    assert [count for _, _, count in node.asked] == [KEYS, KEYS, len(keys) - 2 * KEYS]


def test_merge__same_event_twice__is_there_once() -> None:

    one, two = Event(1, 2, b"", "a", "B", {}), Event(1, 1, b"", "a", "B", {})
    merged = merge({"a.B": [one]}, {"a.B": [two, one]})
    assert merged == {"a.B": [two, one]}
    assert named(merged, "a.B", "c.D") == [two, one]


def test_topic__address_and_number__are_32_bytes() -> None:
    assert topic(5) == "0x" + "0" * 63 + "5"
    assert topic("0x" + "Ab" * 20) == "0x" + "0" * 24 + "ab" * 20
