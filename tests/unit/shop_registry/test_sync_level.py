"""Taking over a shop's level from the level reader (SHOP-6)."""

import pytest
from ape import chain
from events import assert_logs, log

from ecomchain.ids import DISTRIBUTION, SHOP

from helpers import EMPTY, assert_reverts, custom

MAX = 2**256 - 1
READER = "0x00000000000000000000000000000000000c0dE1"
RETURN = "5f5260205ff3"  # of the word on the stack
REVERT = "5f5ffd"


def answer(word: int) -> str:
    """Code of a reader that answers every call with ``word``."""
    return "7f" + word.to_bytes(32).hex() + RETURN


ARGUMENT = "600435" + RETURN
"""Code of a reader that answers with its argument: the level of shop 3 is 3."""


@pytest.fixture
def read(registry, operator):
    """Have levels read from a contract with this code."""
    registry.setLevelReader(READER, sender=operator)
    return lambda code: chain.provider.make_request("anvil_setCode", [READER, "0x" + code])


@pytest.fixture(scope="module")
def units(registry, shop, alice) -> int:
    """DISTRIBUTION units of the shop."""
    registry.acquire(shop, DISTRIBUTION, 3, MAX, sender=alice)
    return 3


def test_sync_level__as_deployed__reads_the_reputation(registry, reputation, shop, bob, units):
    """What it takes to grow is in tests/unit/reputation/test_levels.py."""
    assert registry.levelReader() == reputation
    receipt = registry.syncLevel(shop, sender=bob)
    assert_logs(receipt, log(registry.LevelSynced, shop=shop, **{"from": 0}, to=reputation.levelOf(shop)))
    assert registry.carried(shop).links == units * registry.linksPerUnit()


@pytest.mark.parametrize("level", range(6))
def test_sync_level__from_the_reader__doubles_the_links_with_each(
    registry, shop, stranger, units, read, level
):
    read(answer(level))
    links = units * registry.linksPerUnit() * 2**level
    receipt = registry.syncLevel(shop, sender=stranger)
    assert_logs(
        receipt,
        log(registry.LevelSynced, shop=shop, **{"from": 0}, to=level),
    )
    assert registry.shop(shop).level == level
    assert registry.carried(shop).links == links


@pytest.mark.parametrize("level", [6, 255])
def test_sync_level__above_the_highest__is_the_highest(registry, shop, bob, units, read, level):
    read(answer(level))
    receipt = registry.syncLevel(shop, sender=bob)
    links = units * registry.linksPerUnit() * 2**5
    assert_logs(
        receipt,
        log(registry.LevelSynced, shop=shop, **{"from": 0}, to=5),
    )
    assert registry.shop(shop).level == registry.MAX_LEVEL() == 5
    assert registry.carried(shop).links == links


def test_sync_level__reader_answers_less__what_was_grown_stays(registry, shop, bob, units, read):
    """A rating that puts links to sleep would be worth their commission."""
    read(answer(4))
    registry.syncLevel(shop, sender=bob)
    read(answer(1))
    receipt = registry.syncLevel(shop, sender=bob)
    assert_logs(receipt, log(registry.LevelSynced, shop=shop, **{"from": 4}, to=4))
    assert registry.carried(shop).links == units * registry.linksPerUnit() * 2**4


def test_sync_level__called__tells_the_level(registry, shop, bob, units, read):
    read(answer(2))
    assert registry.syncLevel.call(shop, sender=bob) == 2


def test_sync_level__several_shops__asks_for_each(registry, shop, alice, bob, read):
    """A reader that answers with the id it was asked for."""
    read(ARGUMENT)
    registry.open(alice, (bytes(32), 0), MAX, sender=alice)
    registry.open(alice, (bytes(32), 0), MAX, sender=alice)
    for owned in (shop, shop + 1, shop + 2):
        registry.syncLevel(owned, sender=bob)
        assert registry.shop(owned).level == min(owned, 5)


def test_sync_level__without_a_reader__is_zero(registry, shop, bob, units, read, operator):
    read(answer(3))
    registry.syncLevel(shop, sender=bob)
    zero = "0x0000000000000000000000000000000000000000"
    registry.setLevelReader(zero, sender=operator)
    receipt = registry.syncLevel(shop, sender=bob)
    links = units * registry.linksPerUnit()
    assert_logs(
        receipt,
        log(registry.LevelSynced, shop=shop, **{"from": 3}, to=0),
    )
    assert registry.carried(shop).links == links


def test_sync_level__before_acquiring__counts_for_what_is_acquired_later(registry, shop, alice, units, read):
    read(answer(2))
    registry.syncLevel(shop, sender=alice)
    registry.acquire(shop, DISTRIBUTION, 1, MAX, sender=alice)
    assert registry.carried(shop).links == (units + 1) * registry.linksPerUnit() * 4
    registry.release(shop, DISTRIBUTION, 2, sender=alice)
    assert registry.carried(shop).links == (units - 1) * registry.linksPerUnit() * 4


def test_sync_level__closed_shop__carries_nothing(registry, shop, alice, units, read):
    registry.release(shop, DISTRIBUTION, units, sender=alice)
    registry.release(shop, SHOP, 1, sender=alice)
    read(answer(5))
    registry.syncLevel(shop, sender=alice)
    assert registry.carried(shop) == (alice.address, 0, 0, False)


def test_sync_level__transferred_shop__keeps_its_level(registry, shop, alice, bob, units, read):
    read(answer(5))
    registry.syncLevel(shop, sender=alice)
    registry.transferFrom(alice, bob, shop, sender=alice)
    assert registry.shop(shop).level == 5


@pytest.mark.parametrize(
    "code", [REVERT, "", answer(256), answer(MAX)], ids=["reverts", "none", "256", "max"]
)
def test_sync_level__reader_that_fails__reverts_and_leaves_the_level(registry, shop, bob, units, read, code):
    read(answer(3))
    registry.syncLevel(shop, sender=bob)
    read(code)
    assert_reverts(EMPTY, registry.syncLevel, shop, sender=bob)
    assert registry.shop(shop).level == 3
    assert registry.payees([shop]).live == 1  # nothing else asks the reader


@pytest.mark.parametrize("unknown", [0, 2**32 - 1])
def test_sync_level__no_shop__reverts(registry, shop, bob, unknown):
    assert_reverts(custom(registry.UnknownShop, shop=unknown), registry.syncLevel, unknown, sender=bob)
