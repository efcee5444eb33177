"""Who holds which permission, with which delay, and what the administrator cannot do (GOV-1 to GOV-3)."""

import pytest
from clock import DAY, mine_at, next_block_at, now
from surface import ADMINISTRATOR, MANAGER_OPEN

from ecomchain.ids import SHOP

from helpers import assert_reverts, custom

ADMIN, OPERATOR, GUARDIAN, PUBLISHER = 0, 1, 2, 3
MAX = 2**256 - 1
COOLDOWN = 8 * DAY
SELECTOR = b"\x01\x02\x03\x04"


@pytest.fixture(scope="module")
def delayed(access_manager, foundation, operator):
    """The operator, who has to announce a call two days before."""
    access_manager.grantRole(OPERATOR, operator, 2 * DAY, sender=foundation)
    return operator


def test_abi__functions_that_change_state__are_exactly_the_known_ones(access_manager):
    known = {method.selector for method in access_manager.contract_type.mutable_methods}
    assert known == ADMINISTRATOR | MANAGER_OPEN


def test_roles__after_deployment__are_the_holders_alone(
    access_manager, everybody, foundation, operator, guardian, publisher
):
    holders = {ADMIN: foundation, OPERATOR: operator, GUARDIAN: guardian, PUBLISHER: publisher}
    for role, holder in holders.items():
        for account in everybody:
            assert access_manager.hasRole(role, account)[0] is (account == holder), (role, account)


def test_administrate__by_anyone_but_the_administrator__reverts(
    access_manager, registry, everybody, foundation
):
    arguments = {
        "grantRole": (OPERATOR, registry, 0),
        "labelRole": (OPERATOR, "x"),
        "revokeRole": (OPERATOR, registry),
        "setGrantDelay": (OPERATOR, 1),
        "setRoleAdmin": (OPERATOR, GUARDIAN),
        "setRoleGuardian": (OPERATOR, GUARDIAN),
        "setTargetAdminDelay": (registry, 1),
        "setTargetClosed": (registry, True),
        "setTargetFunctionRole": (registry, [SELECTOR], OPERATOR),
        "updateAuthority": (registry, access_manager),
    }
    assert set(arguments) == {selector.partition("(")[0] for selector in ADMINISTRATOR}
    for caller in everybody:
        if caller == foundation:
            continue
        expected = custom(access_manager.AccessManagerUnauthorizedAccount, msgsender=caller, roleId=ADMIN)
        for function, values in arguments.items():
            assert_reverts(expected, getattr(access_manager, function), *values, sender=caller)


def test_execute__by_anyone_without_the_permission__reverts(access_manager, registry, everybody, operator):
    data = registry.setCooldown.encode_input(COOLDOWN)
    for caller in everybody:
        if caller == operator:
            continue
        expected = custom(
            access_manager.AccessManagerUnauthorizedCall, caller=caller, target=registry, selector=data[:4]
        )
        assert_reverts(expected, access_manager.execute, registry, data, sender=caller)


def test_restricted__by_a_delayed_role_unannounced__reverts(access_manager, registry, delayed):
    data = registry.setCooldown.encode_input(COOLDOWN)
    operation = access_manager.hashOperation(delayed, registry, data)
    expected = custom(access_manager.AccessManagerNotScheduled, operationId=operation)
    assert_reverts(expected, registry.setCooldown, COOLDOWN, sender=delayed)


@pytest.mark.parametrize("after", [0, 1])
def test_restricted__by_a_delayed_role_announced__goes_from_its_time_on(
    access_manager, registry, delayed, after
):
    data = registry.setCooldown.encode_input(COOLDOWN)
    at = next_block_at(now() + 100)
    access_manager.schedule(registry, data, 0, sender=delayed)
    operation = access_manager.hashOperation(delayed, registry, data)
    mine_at(at + 2 * DAY - 1)
    expected = custom(access_manager.AccessManagerNotReady, operationId=operation)
    assert_reverts(expected, registry.setCooldown, COOLDOWN, sender=delayed)
    next_block_at(at + 2 * DAY + after)
    registry.setCooldown(COOLDOWN, sender=delayed)
    assert registry.cooldown() == COOLDOWN


def test_restricted__announced_and_cancelled_by_the_guardian__reverts(
    access_manager, registry, delayed, guardian
):
    data = registry.setCooldown.encode_input(COOLDOWN)
    at = next_block_at(now() + 100)
    access_manager.schedule(registry, data, 0, sender=delayed)
    access_manager.cancel(delayed, registry, data, sender=guardian)
    mine_at(at + 2 * DAY)
    operation = access_manager.hashOperation(delayed, registry, data)
    expected = custom(access_manager.AccessManagerNotScheduled, operationId=operation)
    assert_reverts(expected, registry.setCooldown, COOLDOWN, sender=delayed)


def test_restricted__role_revoked__reverts(access_manager, registry, foundation, operator):
    access_manager.revokeRole(OPERATOR, operator, sender=foundation)
    expected = custom(registry.AccessManagedUnauthorized, caller=operator)
    assert_reverts(expected, registry.setCooldown, COOLDOWN, sender=operator)


def test_close_target__by_the_administrator__freezes_no_shop_and_no_token(
    access_manager, registry, catalog, market, token, foundation, operator, alice
):
    """A closed target refuses the setters; what is the users' own is not theirs to close (SHOP-4, GOV-3)."""
    for target in (registry, catalog, market):
        access_manager.setTargetClosed(target, True, sender=foundation)
    expected = custom(registry.AccessManagedUnauthorized, caller=operator)
    assert_reverts(expected, registry.setCooldown, COOLDOWN, sender=operator)
    token.approve(registry, MAX, sender=alice)
    registry.open(alice, (bytes(32), 0), MAX, sender=alice)
    shop = registry.totals().shops
    lock = registry.position(shop, SHOP).locked
    registry.release(shop, SHOP, 1, sender=alice)
    mine = token.balanceOf(alice)
    mine_at(registry.locks(shop).availableAt)
    registry.withdraw(shop, sender=alice)
    assert token.balanceOf(alice) == mine + lock


def test_update_authority__by_the_administrator__hands_the_setters_over(
    access_manager, registry, market, foundation, operator
):
    """The way to a new manager; here to a contract that answers nobody."""
    access_manager.updateAuthority(registry, market, sender=foundation)
    assert registry.authority() == market.address
    expected = custom(registry.AccessManagedUnauthorized, caller=operator)
    assert_reverts(expected, registry.setCooldown, COOLDOWN, sender=operator)


def test_update_authority__to_an_account_without_code__reverts(
    access_manager, registry, foundation, stranger
):
    expected = custom(registry.AccessManagedInvalidAuthority, authority=stranger)
    assert_reverts(expected, access_manager.updateAuthority, registry, stranger, sender=foundation)
