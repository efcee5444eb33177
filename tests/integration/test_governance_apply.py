"""Bringing a deployment to its parameters file: exactly what is missing, and nothing twice."""

from pathlib import Path

import pytest
from ape import chain
from governing import (
    FOUNDATION,
    OPERATOR,
    OTHER,
    PRICE,
    account,
    cooldown,
    deploy_delayed,
    desk,
    file,
    wanted,
)  # fmt: skip

from ecomchain.amounts import ECOM
from ecomchain.durations import format_time
from ecomchain.errors import ParameterError
from ecomchain.governance import applying, operations, planning
from ecomchain.governance.calls import describe
from ecomchain.ids import MODULE_BASE, SHOWCASE
from ecomchain.names import Names
from ecomchain.system import System


@pytest.fixture(scope="module")
def delayed() -> System:
    return deploy_delayed()


def test_plan__file_as_deployed__is_empty(delayed: System, tmp_path: Path) -> None:
    assert planning.plan(delayed, wanted(delayed, file(tmp_path))) == planning.Plan([], [])


def test_plan__every_parameter__has_its_one_setter(delayed: System, tmp_path: Path) -> None:
    path = file(
        tmp_path,
        PRICE,
        ("MODULE(1):", "MODULE(2):    {lock_per_unit: 1, seal_per_unit: 0, max_units: 1}\n  MODULE(1):"),
        ("cooldown: 7 days", "cooldown: 8 days"),
        ("opening_slots: 3", "opening_slots: 4"),
        ("max_incentive_bps: 5000", "max_incentive_bps: 4000"),
        ("kappa_bps: 500", "kappa_bps: 400"),
        ("min_rated: 1", "min_rated: 2"),
        ("min_average_centi: 400", "min_average_centi: 300"),
        ("{orders: 10, counted: 1000}", "{orders: 11, counted: 1000}"),
        ("bond_bps: 200", "bond_bps: 300"),
        ("arbitrator: TEST::4", "arbitrator: TEST::8"),
        ("publisher: {account: TEST::5}", "publisher: {account: TEST::9}"),
    )
    what = planning.plan(delayed, wanted(delayed, path))
    names = Names(delayed)

    def levels(first: int) -> str:
        rising = ((first, 1_000), (50, 10_000), (200, 50_000), (1_000, 250_000), (5_000, 1_000_000))
        return f"thresholds [{', '.join(f'(orders {n:,}, counted {volume} Ecom)' for n, volume in rising)}]"

    def terms(lock: int, seal: int, units: str) -> str:
        return f"terms (lockPerUnit {lock} Ecom, sealPerUnit {seal} Ecom, maxUnits {units}, enabled yes)"

    publisher = f"account {account(5)} (publisher)"
    assert [(describe(names, c.call.target.address, c.call.data), c.before) for c in what.changes] == [
        (
            f"ShopRegistry.setCapability(id SHOWCASE, {terms(30, 3, '10,000')})",
            f"id SHOWCASE, {terms(20, 2, '10,000')}",
        ),
        (f"ShopRegistry.setCapability(id MODULE(2), {terms(1, 0, '1')})", "not set"),
        ("ShopRegistry.setCooldown(cooldown 8 days)", "cooldown 7 days"),
        ("ShopRegistry.setOpeningSlots(slots 4)", "slots 3"),
        ("Catalog.setMaxIncentive(bps 4,000 bps (40 %))", "bps 5,000 bps (50 %)"),
        ("Reputation.setKappa(bps 400 bps (4 %))", "bps 500 bps (5 %)"),
        ("Reputation.setMinRated(amount 2 Ecom)", "amount 1 Ecom"),
        ("Reputation.setMinAverage(centiscore 300)", "centiscore 400"),
        (f"Reputation.setThresholds({levels(11)})", levels(10)),
        ("Disputes.setBond(bps 300 bps (3 %), minBond 1 Ecom)", "bps 200 bps (2 %), minBond 1 Ecom"),
        (f"Disputes.setArbitrator(arbitrator {account(8)})", f"{account(4)} (arbitrator)"),
        (
            f"EcomAccessManager.grantRole(roleId PUBLISHER, account {account(9)}, executionDelay none)",
            "not a holder",
        ),
        (f"EcomAccessManager.revokeRole(roleId PUBLISHER, {publisher})", "a holder"),
    ]


def test_plan__what_nobody_can_change__is_refused(delayed: System, tmp_path: Path) -> None:
    path = file(
        tmp_path, ("links_per_unit: 10", "links_per_unit: 11"), ("pool_cap_bps: 27", "pool_cap_bps: 28")
    )
    with pytest.raises(ParameterError) as caught:
        planning.plan(delayed, wanted(delayed, path))
    assert caught.value.message.splitlines() == [
        f"{what} since the deployment: nobody can change it, correct the file"
        for what in (
            "limits.links_per_unit: 11 in the file, 10",
            "rewards.pool_cap_bps: 28 in the file, 27",
        )
    ]


def test_apply__edited_price__is_scheduled_once_and_executed_when_due(
    delayed: System, tmp_path: Path
) -> None:
    path, at = file(tmp_path, PRICE), desk(delayed, OPERATOR)
    what = planning.plan(delayed, wanted(delayed, path))
    (line,), left = applying.apply(at, what)
    assert line.startswith("scheduled: ShopRegistry.setCapability(id SHOWCASE, terms (lockPerUnit 30 Ecom, ")
    assert left == []
    (each,) = operations.pending(delayed)
    height = chain.blocks.height
    (line,), left = applying.apply(at, planning.plan(delayed, wanted(delayed, path)))
    assert line.startswith("scheduled already: ")
    assert chain.blocks.height == height
    assert applying.contrary(delayed, what) == []

    chain.mine(timestamp=each.ready)
    (line,), left = applying.apply(at, planning.plan(delayed, wanted(delayed, path)))
    assert line.startswith("executed: ShopRegistry.setCapability(")
    assert tuple(delayed.registry.capability(SHOWCASE)) == (30 * ECOM, 3 * ECOM, 10_000, True)
    assert planning.plan(delayed, wanted(delayed, path)).changes == []
    assert operations.pending(delayed) == []


def test_apply__without_delay__is_done_at_once(system: System, tmp_path: Path) -> None:
    path = tmp_path / "wanted.yaml"
    text = Path("deployments/parameters/local.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("opening_slots: 3", "opening_slots: 4"), encoding="utf-8")
    what = planning.plan(system, wanted(system, path))
    assert applying.apply(desk(system, OPERATOR), what) == (
        ["done: ShopRegistry.setOpeningSlots(slots 4)"],
        [],
    )
    assert system.registry.openingSlots() == 4


def test_apply__calls_of_another_role__are_left_to_it(delayed: System, tmp_path: Path) -> None:
    path = file(tmp_path, PRICE, ("arbitrator: TEST::4", "arbitrator: TEST::8"))
    what = planning.plan(delayed, wanted(delayed, path))
    done, left = applying.apply(desk(delayed, OPERATOR), what)
    assert len(done) == 1
    assert left == [f"left to who is ADMIN: Disputes.setArbitrator(arbitrator {account(8)})"]
    done, left = applying.apply(desk(delayed, FOUNDATION), what)
    assert [line.partition(",")[0] for line in done] == [
        f"scheduled: Disputes.setArbitrator(arbitrator {account(8)})"
    ]
    assert len(left) == 1


def test_apply__file_changed_again__tells_of_what_is_scheduled_and_outdated(
    delayed: System, tmp_path: Path
) -> None:
    desk(delayed, OPERATOR).schedule(cooldown(delayed, "9 days"))
    (each,) = operations.pending(delayed)
    what = planning.plan(delayed, wanted(delayed, file(tmp_path, ("cooldown: 7 days", "cooldown: 8 days"))))
    assert applying.contrary(delayed, what) == [
        f"not in the file, but scheduled by {account(OPERATOR)}, from {format_time(each.ready)} on: "
        f"ShopRegistry.setCooldown(cooldown 9 days): `ape run governance cancel {each.id[:10]}` takes it back"
    ]


def test_plan__markets_and_modules_that_are_not_the_systems__are_taken_off(system: System) -> None:
    other = account(OTHER)
    system.reputation.setMarket(other, True, sender=account(FOUNDATION))
    system.market.setModule(other, MODULE_BASE + 1, sender=account(OPERATOR))
    system.registry.setLevelReader(other, sender=account(OPERATOR))
    system.registry.setCapability(MODULE_BASE + 9, (1, 1, 1, True), sender=account(OPERATOR))
    system.access_manager.grantRole(0, other, 0, sender=account(FOUNDATION))
    system.access_manager.grantRole(77, other, 0, sender=account(FOUNDATION))
    what = planning.plan(system, system.manifest.parameters)
    names = Names(system)
    assert [describe(names, c.call.target.address, c.call.data) for c in what.changes] == [
        "ShopRegistry.setLevelReader(reader Reputation)",
        f"Reputation.setMarket(market {other}, enabled no)",
        f"Market.setModule(module {other}, capability none)",
        f"EcomAccessManager.revokeRole(roleId role 77, account {other})",
    ]
    assert what.remarks == [
        "MODULE(9) is on the chain, and not in the file: a capability stays; write its terms with "
        "`enabled: false` to stop new acquisitions",
        f"{other} is ADMIN, and not in the file; when {account(FOUNDATION)} acts as ADMIN: "
        f"`ape run governance schedule access_manager revokeRole ADMIN {other}`",
    ]
