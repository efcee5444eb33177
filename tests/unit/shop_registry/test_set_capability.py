"""A capability's terms for new acquisitions (SHOP-1)."""

import pytest
from events import assert_logs, log

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOP, SHOWCASE

from helpers import assert_reverts, custom

PER_UNIT, UNITS = 1_000_000 * 10**18, 10_000
CUSTOM, MODULE = 77, 65_536 + 4


def out_of_bounds(registry, value, low, high):
    return custom(registry.ParameterOutOfBounds, value=value, min=low, max=high)


def test_bounds__always__are_the_documented_ones(registry):
    assert (registry.MAX_PER_UNIT(), registry.MAX_UNITS()) == (PER_UNIT, UNITS)


@pytest.mark.parametrize(
    ("capability", "terms"),
    [
        (SHOP, (PER_UNIT, PER_UNIT, 1, True)),
        (SHOWCASE, (0, 0, 1, False)),
        (DISTRIBUTION, (0, 1, UNITS, True)),
        (PROMOTION, (1, 2, 3, True)),
        (CUSTOM, (PER_UNIT, 0, UNITS, True)),
        (MODULE, (0, PER_UNIT, 1, True)),
        (2**32 - 1, (1, 1, 1, True)),
    ],
    ids=str,
)
def test_set_capability__within_bounds__sets_exactly_it(registry, operator, capability, terms):
    receipt = registry.setCapability(capability, terms, sender=operator)
    assert_logs(receipt, log(registry.CapabilitySet, capability=capability, terms=terms))
    assert registry.capability(capability) == terms
    assert registry.quote(capability, 2) == (2 * terms[0], 2 * terms[1])


@pytest.mark.parametrize(
    ("capability", "terms", "value", "low", "high"),
    [
        (SHOWCASE, (PER_UNIT + 1, 0, 1, True), PER_UNIT + 1, 0, PER_UNIT),
        (SHOWCASE, (2**96 - 1, 0, 1, True), 2**96 - 1, 0, PER_UNIT),
        (SHOWCASE, (0, PER_UNIT + 1, 1, True), PER_UNIT + 1, 0, PER_UNIT),
        (SHOWCASE, (0, 0, 0, True), 0, 1, UNITS),
        (SHOWCASE, (0, 0, UNITS + 1, True), UNITS + 1, 1, UNITS),
        (DISTRIBUTION, (0, 0, 1, True), 0, 1, PER_UNIT),
        (DISTRIBUTION, (0, PER_UNIT + 1, 1, True), PER_UNIT + 1, 1, PER_UNIT),
        (DISTRIBUTION, (0, 0, 1, False), 0, 1, PER_UNIT),
        (SHOP, (0, 0, 2, True), 2, 1, 1),
        (SHOP, (0, 0, 0, True), 0, 1, 1),
        (0, (0, 0, 1, True), 0, 1, 2**32 - 1),
    ],
    ids=str,
)
def test_set_capability__out_of_bounds__reverts(registry, operator, capability, terms, value, low, high):
    expected = out_of_bounds(registry, value, low, high)
    assert_reverts(expected, registry.setCapability, capability, terms, sender=operator)


def test_set_capability__anew__touches_nothing_that_is_held(registry, shop, alice, module, operator):
    registry.acquire(shop, module, 2, 20, sender=alice)
    before = registry.position(shop, module), registry.locks(shop), registry.totals(), registry.carried(shop)
    registry.setCapability(module, (500, 500, 1, False), sender=operator)
    after = registry.position(shop, module), registry.locks(shop), registry.totals(), registry.carried(shop)
    assert after == before


def test_set_capability__by_anyone_else__reverts(registry, alice, deployer, foundation, guardian):
    for caller in (alice, deployer, foundation, guardian):
        expected = custom(registry.AccessManagedUnauthorized, caller=caller)
        assert_reverts(expected, registry.setCapability, SHOP, (1, 1, 1, True), sender=caller)
