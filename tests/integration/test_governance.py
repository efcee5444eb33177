"""Scheduling, executing and cancelling on the access manager (GOV-1, GOV-2)."""

from dataclasses import replace

import pytest
from ape import accounts, chain
from clock import next_block_at, now
from governing import (
    DAY,
    FOUNDATION,
    FOUNDATIONS_WAIT,
    GUARDIAN,
    OPERATOR,
    OPERATORS_WAIT,
    OTHER,
    PUBLISHER,
    account,
    call,
    cooldown,
    deploy_delayed,
    desk,
)  # fmt: skip

from ecomchain.amounts import ECOM
from ecomchain.deployment import OPERATOR_ROLE
from ecomchain.durations import format_time
from ecomchain.governance import operations
from ecomchain.governance.errors import GovernanceError
from ecomchain.system import System

WEEK = 7 * DAY


@pytest.fixture(scope="module")
def delayed() -> System:
    return deploy_delayed()


# Scheduling


def test_schedule__by_who_has_to_wait__is_pending_then_due_then_expired(delayed: System) -> None:
    made, at = cooldown(delayed), desk(delayed, OPERATOR)
    time = next_block_at(now() + 10)
    identity = "0x" + at.operation_id(made).hex()
    assert at.schedule(made) == (
        f"scheduled: ShopRegistry.setCooldown(cooldown 8 days), executable from "
        f"{format_time(time + OPERATORS_WAIT)}, operation {identity}"
    )
    (each,) = operations.pending(delayed)
    assert (each.id, each.nonce, each.caller) == (identity, 1, account(OPERATOR).address)
    assert (each.target, each.data) == (delayed.registry.address, made.data)
    assert (each.block, each.ready, each.expires) == (
        chain.blocks.height, time + OPERATORS_WAIT, time + OPERATORS_WAIT + WEEK,
    )  # fmt: skip
    states = {
        each.ready - 1: "waiting", each.ready: "due", each.expires - 1: "due", each.expires: "expired",
    }  # fmt: skip
    assert {moment: each.state(moment) for moment in states} == states
    chain.mine(timestamp=each.ready)
    assert at.execute(each) == "executed: ShopRegistry.setCooldown(cooldown 8 days)"
    assert delayed.registry.cooldown() == 8 * DAY
    assert operations.pending(delayed) == []


def test_schedule__again__stays_as_it_is(delayed: System) -> None:
    made, at = cooldown(delayed), desk(delayed, OPERATOR)
    at.schedule(made)
    (before,), height = operations.pending(delayed), chain.blocks.height
    since = format_time(before.ready)
    assert at.schedule(made) == (
        f"scheduled already: ShopRegistry.setCooldown(cooldown 8 days), executable from {since}"
    )
    assert chain.blocks.height == height
    assert operations.pending(delayed) == [before]


def test_schedule__expired__goes_again(delayed: System) -> None:
    made, at = cooldown(delayed), desk(delayed, OPERATOR)
    at.schedule(made)
    (before,) = operations.pending(delayed)
    chain.mine(timestamp=before.expires)
    with pytest.raises(GovernanceError, match=r"has expired on .*: schedule it again"):
        at.execute(before)
    at.schedule(made)
    (after,) = operations.pending(delayed)
    assert (after.id, after.nonce) == (before.id, 2)


def test_schedule__not_before_a_time__waits_for_that(delayed: System) -> None:
    made, at = cooldown(delayed), desk(delayed, OPERATOR)
    wanted = now() + 30 * DAY
    at.schedule(made, wanted)
    (each,) = operations.pending(delayed)
    assert each.ready == wanted
    with pytest.raises(GovernanceError, match=r"cannot be executed before .*: leave out --at"):
        at.schedule(cooldown(delayed, "9 days"), now() + DAY)


def test_schedule__by_who_need_not_wait__is_done_at_once(system: System) -> None:
    at = desk(system, OPERATOR)
    assert at.schedule(cooldown(system)) == "done: ShopRegistry.setCooldown(cooldown 8 days)"
    assert system.registry.cooldown() == 8 * DAY
    assert operations.pending(system) == []
    with pytest.raises(GovernanceError, match="acts at once as OPERATOR: call it then, without --at"):
        at.schedule(cooldown(system, "9 days"), now() + DAY)


@pytest.mark.parametrize(
    ("index", "target", "function", "arguments", "reason"),
    [
        (
            OPERATOR,
            "registry",
            "setCooldown",
            ["31 days"],
            "ParameterOutOfBounds(value=2678400, min=604800, max=2592000): A parameter lies outside the "
            "bounds that the code sets.",
        ),
        (
            OPERATOR,
            "registry",
            "setCapability",
            ["DISTRIBUTION", "[1, 0, 1, yes]"],
            f"ParameterOutOfBounds(value=0, min=1, max={10**6 * ECOM}): ",
        ),
        (OPERATOR, "catalog", "setMaxIncentive", ["10001"], "RateTooHigh(bps=100.01%, max=100%)"),
        (
            OPERATOR,
            "reputation",
            "setMinRated",
            ["0.0100001"],
            "NotWholeMicro(amount=0.0100001 Ecom, ",
        ),
        (OPERATOR, "disputes", "setBond", ["1001", "1"], "ParameterOutOfBounds(value=1001, min=0, max=1000)"),
        (OPERATOR, "root_game", "setScoring", ["0x" + "00" * 32, "none"], "ZeroHash()"),
        (
            FOUNDATION,
            "access_manager",
            "updateAuthority",
            ["market", "TEST::9"],
            f"AccessManagedInvalidAuthority(authority={accounts.test_accounts[9].address})",
        ),
        (FOUNDATION, "access_manager", "setRoleAdmin", ["0", "1"], "AccessManagerLockedRole(roleId=0)"),
    ],
)
def test_schedule__call_that_the_code_refuses__is_refused_before_its_delay(
    delayed: System, index: int, target: str, function: str, arguments: list[str], reason: str
) -> None:
    """The access manager itself would take it, and the contract refuse it days later."""
    height = chain.blocks.height
    with pytest.raises(GovernanceError) as caught:
        desk(delayed, index).schedule(call(delayed, target, function, *arguments))
    assert f" would be refused: {reason}" in caught.value.message
    assert chain.blocks.height == height


def test_schedule__possible_now_but_not_when_due__is_refused(delayed: System) -> None:
    """The operator's say over kappa ends while the call waits (DST-3)."""
    chain.mine(timestamp=delayed.reputation.governedFrom() - DAY)
    with pytest.raises(GovernanceError, match=r"would be refused: OnlyByReferendum\("):
        desk(delayed, OPERATOR).schedule(call(delayed, "reputation", "setKappa", "5 %"))
    desk(delayed, OPERATOR).schedule(cooldown(delayed))


def test_schedule__target_closed__says_so(delayed: System) -> None:
    manager = delayed.access_manager
    close = manager.setTargetClosed.encode_input(delayed.registry, True)
    manager.schedule(manager, close, 0, sender=account(FOUNDATION))
    chain.mine(deltatime=FOUNDATIONS_WAIT + 1)
    manager.execute(manager, close, sender=account(FOUNDATION))
    with pytest.raises(GovernanceError, match="does not let the access manager in: its restricted functions"):
        desk(delayed, OPERATOR).schedule(cooldown(delayed))


@pytest.mark.parametrize("index", [GUARDIAN, OTHER])
def test_schedule__by_who_may_not__is_refused(delayed: System, index: int) -> None:
    with pytest.raises(GovernanceError) as caught:
        desk(delayed, index).schedule(cooldown(delayed))
    assert caught.value.message == (
        f"{account(index)} has not the role OPERATOR, which ShopRegistry.setCooldown(cooldown 8 days) takes: "
        "`ape run permissions` shows who has"
    )


def test_schedule__change_of_a_target_with_a_wait__waits_as_long(system: System) -> None:
    """The foundation acts at once here, but not about this contract."""
    manager = system.access_manager
    manager.setTargetAdminDelay(system.market, 3 * DAY, sender=account(FOUNDATION))
    chain.mine(deltatime=6 * DAY)
    time = next_block_at(now() + 10)
    desk(system, FOUNDATION).schedule(call(system, "access_manager", "setTargetClosed", "market", "yes"))
    (each,) = operations.pending(system)
    assert each.ready == time + 3 * DAY


def test_schedule__appointing_by_a_roles_own_administrator__takes_that_role(system: System) -> None:
    manager = system.access_manager
    manager.setRoleAdmin(3, OPERATOR_ROLE, sender=account(FOUNDATION))
    made = call(system, "access_manager", "grantRole", "publisher", "TEST::9", "0")
    with pytest.raises(GovernanceError, match="has not the role OPERATOR, which"):
        desk(system, FOUNDATION).schedule(made)
    assert (
        desk(system, OPERATOR).schedule(made).startswith("done: EcomAccessManager.grantRole(roleId PUBLISHER")
    )
    assert manager.hasRole(3, account(OTHER)) == (True, 0)


# Executing and cancelling


def test_execute__too_early_or_by_another__is_refused(delayed: System) -> None:
    desk(delayed, OPERATOR).schedule(cooldown(delayed))
    (each,) = operations.pending(delayed)
    with pytest.raises(GovernanceError, match=r"is executable from 20.* UTC on, not yet"):
        desk(delayed, OPERATOR).execute(each)
    with pytest.raises(GovernanceError) as caught:
        desk(delayed, FOUNDATION).execute(each)
    assert caught.value.message.startswith(
        f"only {account(OPERATOR)}, who has scheduled ShopRegistry.setCooldown("
    )


def test_execute_due__one_is_refused__the_others_go(delayed: System) -> None:
    at = desk(delayed, OPERATOR)
    at.schedule(cooldown(delayed))
    at.schedule(call(delayed, "reputation", "setKappa", "4 %"))
    at.schedule(call(delayed, "registry", "setOpeningSlots", "5"), now() + 20 * DAY)
    chain.mine(timestamp=delayed.reputation.governedFrom() - 1)
    for each in ("reputation", "setKappa", "3 %"), ("registry", "setCooldown", "9 days"):
        made = call(delayed, *each)
        delayed.access_manager.schedule(made.target, made.data, 0, sender=account(OPERATOR))
    chain.mine(deltatime=OPERATORS_WAIT + 1)
    done, refused = at.execute_due(operations.pending(delayed))
    assert done == ["executed: ShopRegistry.setCooldown(cooldown 9 days)"]
    (line,) = refused
    assert line.startswith("execute Reputation.setKappa(bps 300 bps (3 %)) was refused: OnlyByReferendum(")
    assert delayed.registry.cooldown() == 9 * DAY


@pytest.mark.parametrize("index", [OPERATOR, GUARDIAN, FOUNDATION])
def test_cancel__by_who_may__is_gone(delayed: System, index: int) -> None:
    desk(delayed, OPERATOR).schedule(cooldown(delayed))
    (each,) = operations.pending(delayed)
    assert desk(delayed, index).cancel(each) == "cancelled: ShopRegistry.setCooldown(cooldown 8 days)"
    assert operations.pending(delayed) == []


def test_cancel__by_who_may_not__names_who_can(delayed: System) -> None:
    desk(delayed, OPERATOR).schedule(cooldown(delayed))
    (each,) = operations.pending(delayed)
    with pytest.raises(GovernanceError) as caught:
        desk(delayed, PUBLISHER).cancel(each)
    assert caught.value.message == (
        f"{account(PUBLISHER)} cannot cancel ShopRegistry.setCooldown(cooldown 8 days): its caller "
        f"{account(OPERATOR)} and who is ADMIN and GUARDIAN can"
    )
    desk(delayed, FOUNDATION).schedule(call(delayed, "disputes", "setArbitrator", "TEST::9"))
    (_, of_foundation) = operations.pending(delayed)
    with pytest.raises(GovernanceError, match="and who is ADMIN can"):
        desk(delayed, GUARDIAN).cancel(of_foundation)


def test_find__by_the_first_digits__is_that_one_or_refused(delayed: System) -> None:
    desk(delayed, OPERATOR).schedule(cooldown(delayed))
    waiting = operations.pending(delayed)
    assert operations.find(waiting, waiting[0].id[:10].upper().replace("0X", "0x")) == waiting[0]
    for text in ("0x", waiting[0].id[:5], "0x" + "00" * 32):
        with pytest.raises(GovernanceError, match="`ape run governance pending` lists what is"):
            operations.find(waiting, text)
    other = replace(waiting[0], id=waiting[0].id[:10] + "ff" * 28)
    with pytest.raises(GovernanceError, match=f"begins 2 operations: write {waiting[0].id} or {other.id}$"):
        operations.find([waiting[0], other], waiting[0].id[:10])
    assert operations.find([waiting[0], other], other.id) == other
