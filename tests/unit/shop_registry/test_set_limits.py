"""The registry's other parameters: cooldown, opening slots, level reader (SHOP-3, SHOP-6, GOV-3)."""

import pytest
from clock import DAY
from events import assert_logs, log

from helpers import assert_reverts, custom

ZERO = "0x0000000000000000000000000000000000000000"
READER = "0x00000000000000000000000000000000000c0dE1"
SHORTEST, COOLDOWN, SLOTS = 7 * DAY, 30 * DAY, 1_000


def test_bounds__always__are_the_documented_ones(registry):
    assert (registry.MIN_COOLDOWN(), registry.MAX_COOLDOWN()) == (SHORTEST, COOLDOWN)
    assert registry.MAX_OPENING_SLOTS() == SLOTS


@pytest.mark.parametrize("cooldown", [SHORTEST, SHORTEST + 1, COOLDOWN])
def test_set_cooldown__within_bounds__sets_exactly_it(registry, operator, cooldown):
    before = registry.cooldown()
    receipt = registry.setCooldown(cooldown, sender=operator)
    assert_logs(receipt, log(registry.CooldownSet, **{"from": before}, to=cooldown))
    assert registry.cooldown() == cooldown


@pytest.mark.parametrize("cooldown", [0, SHORTEST - 1, COOLDOWN + 1, 2**40 - 1])
def test_set_cooldown__out_of_bounds__reverts(registry, operator, cooldown):
    expected = custom(registry.ParameterOutOfBounds, value=cooldown, min=SHORTEST, max=COOLDOWN)
    assert_reverts(expected, registry.setCooldown, cooldown, sender=operator)


@pytest.mark.parametrize("slots", [0, 1, SLOTS])
def test_set_opening_slots__within_bounds__sets_exactly_it_for_new_shops(registry, shop, operator, slots):
    before, carried = registry.openingSlots(), registry.carried(shop)
    receipt = registry.setOpeningSlots(slots, sender=operator)
    assert_logs(receipt, log(registry.OpeningSlotsSet, **{"from": before}, to=slots))
    assert registry.openingSlots() == slots
    assert registry.carried(shop) == carried


@pytest.mark.parametrize("slots", [SLOTS + 1, 2**16 - 1])
def test_set_opening_slots__out_of_bounds__reverts(registry, operator, slots):
    expected = custom(registry.ParameterOutOfBounds, value=slots, min=0, max=SLOTS)
    assert_reverts(expected, registry.setOpeningSlots, slots, sender=operator)


def test_set_level_reader__to_one_and_to_none__sets_it(registry, reputation, operator):
    assert registry.levelReader() == reputation
    receipt = registry.setLevelReader(READER, sender=operator)
    assert_logs(receipt, log(registry.LevelReaderSet, **{"from": reputation}, to=READER))
    assert registry.levelReader() == READER
    receipt = registry.setLevelReader(ZERO, sender=operator)
    assert_logs(receipt, log(registry.LevelReaderSet, **{"from": READER}, to=ZERO))
    assert registry.levelReader() == ZERO


@pytest.mark.parametrize(
    ("setter", "value"), [("setCooldown", SHORTEST), ("setOpeningSlots", 1), ("setLevelReader", READER)]
)
def test_set__by_anyone_else__reverts(registry, alice, deployer, foundation, guardian, setter, value):
    for caller in (alice, deployer, foundation, guardian):
        expected = custom(registry.AccessManagedUnauthorized, caller=caller)
        assert_reverts(expected, getattr(registry, setter), value, sender=caller)
