"""Verification: a faithful deployment passes, and each planted deviation is named, and it alone."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from ape import accounts, chain, project
from eth_utils import keccak, to_hex
from rich.console import Console

from ecomchain import deployment, ids, parameters, verification_table
from ecomchain.amounts import ECOM
from ecomchain.deployment import ADMIN_ROLE, GUARDIAN_ROLE, OPERATOR_ROLE, PUBLISHER_ROLE, run
from ecomchain.manifest import Manifest
from ecomchain.parameters import SALE
from ecomchain.permissions.roles import PUBLIC_ROLE
from ecomchain.supply import NOWHERE
from ecomchain.system import CONTRACTS, System, title
from ecomchain.verification import Check, differences, verify
from ecomchain.verification_table import show

from helpers import assert_reverts, custom

DAY = 86_400
FOUNDATION, OPERATOR, GUARDIAN, ARBITRATOR, PUBLISHER, OTHER = 1, 2, 3, 4, 5, 9


def account(index: int) -> Any:
    return accounts.test_accounts[index]


def found(manifest: Manifest) -> list[str]:
    """What differs, a line each."""
    return [f"{d.topic}: {d.subject}: {d.expected} | {d.found}" for d in differences(verify(manifest))]


def history(manifest: Manifest) -> list[str]:
    """What happened before the hand-over and should not have, a line each: the only differences."""
    failed = differences(verify(manifest))
    tail = f" up to block {manifest.block:,}"
    assert all((d.topic, d.expected) == ("history", "nothing else") for d in failed)
    assert all(d.subject.endswith(tail) for d in failed)
    return [f"{d.subject.removesuffix(tail)}: {d.found}" for d in failed]


def test_verify__as_deployed__agrees(system: System) -> None:
    checks = verify(system.manifest)
    assert differences(checks) == []
    assert {check.topic for check in checks} == {"code", "wiring", "parameters", "supply", "roles", "history"}


def test_verify__after_use__still_agrees(system: System) -> None:
    """Trade, and tokens that somebody sends to the deployer, are no deviation."""
    deployer = account(0)
    system.token.approve(system.registry, 10**30, sender=deployer)
    system.registry.open(deployer, (b"\0" * 32, 0), 10**30, sender=deployer)
    system.token.transfer(account(OTHER), 10**18, sender=deployer)
    system.token.transfer(deployer, 10**18, sender=account(OTHER))
    system.market.pause(DAY, sender=account(GUARDIAN))
    assert found(system.manifest) == []


def test_verify__after_400_days__still_agrees(system: System) -> None:
    """`RewardPool` would not take its first day any more, and everything else has aged as well."""
    chain.mine(timestamp=chain.blocks.head.timestamp + 400 * DAY)
    first = system.reward_pool.startDay()
    assert chain.blocks.head.timestamp // DAY - first >= 400
    today = chain.blocks.head.timestamp // DAY
    expected = custom(system.reward_pool.StartOutOfRange, startDay=first, min=today - 7, max=today + 366)
    assert_reverts(expected, project.RewardPool, system.token, system.reputation, system.root_game, first, 27)
    checks = verify(system.manifest)
    assert differences(checks) == []
    assert any(check.subject == "RewardPool: code on the chain, compiled here" for check in checks)


def test_verify__after_the_shops_govern__still_agrees(system: System) -> None:
    chain.mine(timestamp=system.root_game.governedFrom())
    assert found(system.manifest) == []


def test_verify__scoring_set_later__is_no_deviation(system: System) -> None:
    """It may change; what the first day is scored by may not."""
    system.root_game.setScoring(b"\x07" * 32, (bytes(32), 0), sender=account(OPERATOR))
    assert found(system.manifest) == []


def test_verify__other_rewards_and_votes__each_named(system: System) -> None:
    wanted = system.manifest.parameters
    first = int(wanted.rewards.start_day)
    rewards = wanted.rewards.model_copy(
        update={"start_day": first + 1, "pool_cap_bps": 28, "vote_bond": 10_000 * ECOM}
    )
    votes = wanted.votes.model_copy(update={"quorum_bps": 1, "min_turnout": 2, "min_shops": 4})
    failed = differences(
        verify(system.manifest, wanted.model_copy(update={"rewards": rewards, "votes": votes}))
    )
    governed = deployment.governed_from(wanted)
    assert [(d.subject, d.expected, d.found) for d in failed if d.topic == "parameters"] == [
        ("first reward day (UTC day)", str(first + 1), str(first)),
        ("most of the pool a day (bps)", "28", "27"),
        ("bond that starts a vote", "10000 Ecom", "1000000 Ecom"),
        ("Reputation is the shops' from", str(governed + DAY), str(governed)),
        ("RootGame is the shops' from", str(governed + DAY), str(governed)),
        ("ShopRegistry is the shops' from", str(governed + DAY), str(governed)),
        ("fewest votes that decide", "2", "1"),
        ("quorum (bps)", "1", "1000"),
        ("first round of flags (UTC day)", str(first + 1), str(first)),
        ("fewest shops that vote on factors", "4", "3"),
    ]
    assert {d.subject.partition(":")[0] for d in failed if d.topic == "code"} == {
        "FactorVote", "Reputation", "RewardPool", "RootGame", "ShopPolls", "ShopRegistry",
    }  # fmt: skip


# Deviations that a role can bring about. Each adds its own lines, and no other.


def test_verify__parameters_changed__each_named(system: System) -> None:
    registry, catalog, operator = system.registry, system.catalog, account(OPERATOR)
    shop = tuple(registry.capability(ids.SHOP))
    registry.setCapability(ids.SHOP, (*shop[:3], False), sender=operator)
    registry.setCapability(ids.SHOWCASE, (1, 2 * ECOM, 10_000, True), sender=operator)
    registry.setCapability(ids.module_id(7), (ECOM, 0, 5, True), sender=operator)
    registry.setCooldown(8 * DAY, sender=operator)
    registry.setOpeningSlots(4, sender=operator)
    registry.setLevelReader(account(OTHER), sender=operator)
    catalog.setMaxIncentive(9_999, sender=operator)
    reputation, disputes, market = system.reputation, system.disputes, system.market
    reputation.setKappa(2_000, sender=operator)
    reputation.setMinRated(ECOM // 4, sender=operator)
    reputation.setMinAverage(0, sender=operator)
    reputation.setThresholds([(1, level) for level in range(5)], sender=operator)
    disputes.setBond(0, 2 * ECOM, sender=operator)
    disputes.setArbitrator(account(OTHER), sender=account(FOUNDATION))
    reputation.setMarket(market, False, sender=account(FOUNDATION))
    market.setModule(system.group_buy, ids.module_id(7), sender=operator)

    terms = "lock {}, seal {}, units {}, {}".format
    assert found(system.manifest) == [
        f"parameters: capability SHOP: {terms(100, 10, 1, 'enabled')} | {terms(100, 10, 1, 'disabled')}",
        f"parameters: capability SHOWCASE: {terms(20, 2, '10,000', 'enabled')} | "
        f"{terms('0.000000000000000001', 2, '10,000', 'enabled')}",
        f"parameters: capability MODULE(7): no such capability | {terms(1, 0, 5, 'enabled')}",
        "parameters: cooldown: 604800 | 691200",
        "parameters: opening slots: 3 | 4",
        "parameters: most incentive (bps): 5000 | 9999",
        "parameters: counted a day (bps of the lock): 500 | 2000",
        "parameters: least sale that counts: 1 Ecom | 0.25 Ecom",
        "parameters: least average rating (hundredths): 400 | 0",
        "parameters: levels: [(10, 1000000000), (50, 10000000000), (200, 50000000000), "
        "(1000, 250000000000), (5000, 1000000000000)] | [(1, 0), (1, 1), (1, 2), (1, 3), (1, 4)]",
        "parameters: bond (bps): 200 | 0",
        "parameters: least bond: 1 Ecom | 2 Ecom",
        f"parameters: level reader: {reputation.address} | {account(OTHER)}",
        f"parameters: arbitrator: {account(ARBITRATOR)} | {account(OTHER)}",
        "parameters: market Market: enabled | disabled",
        "parameters: module GroupBuy: MODULE(1) | MODULE(7)",
    ]


def test_verify__others_registered__named_as_long_as_they_are(system: System) -> None:
    reputation, market, other = system.reputation, system.market, account(OTHER)
    reputation.setMarket(other, True, sender=account(FOUNDATION))
    market.setModule(other, ids.module_id(1), sender=account(OPERATOR))
    assert found(system.manifest) == [
        f"parameters: market {other}: disabled | enabled",
        f"parameters: module {other}: none | MODULE(1)",
    ]
    reputation.setMarket(other, False, sender=account(FOUNDATION))
    market.setModule(other, 0, sender=account(OPERATOR))
    assert found(system.manifest) == []


def test_verify__holders_changed__each_named(system: System) -> None:
    manager, foundation, other = system.access_manager, account(FOUNDATION), account(OTHER)
    manager.grantRole(ADMIN_ROLE, other, 0, sender=foundation)
    manager.grantRole(OPERATOR_ROLE, account(OPERATOR), DAY, sender=foundation)
    manager.grantRole(OPERATOR_ROLE, other, 0, sender=foundation)
    manager.revokeRole(GUARDIAN_ROLE, account(GUARDIAN), sender=foundation)
    manager.grantRole(GUARDIAN_ROLE, account(0), 0, sender=foundation)
    manager.revokeRole(PUBLISHER_ROLE, account(PUBLISHER), sender=foundation)
    manager.grantRole(77, other, 0, sender=foundation)

    def both(index: int) -> str:
        return ", ".join(sorted((account(index).address, other.address)))

    assert found(system.manifest) == [
        f"roles: OPERATOR: {account(OPERATOR)}: after 0 s | after 86,400 s",
        f"roles: GUARDIAN: {account(GUARDIAN)}: after 0 s | not a holder",
        f"roles: PUBLISHER: {account(PUBLISHER)}: after 0 s | not a holder",
        f"roles: ADMIN: who has it: {foundation} | {both(FOUNDATION)}",
        f"roles: OPERATOR: who has it: {account(OPERATOR)} | {both(OPERATOR)}",
        f"roles: GUARDIAN: who has it: {account(GUARDIAN)} | {account(0)}",
        f"roles: PUBLISHER: who has it: {account(PUBLISHER)} | nobody",
        f"roles: role 77: who has it: nobody | {other}",
        f"roles: left with the deployer {account(0)}: nothing | GUARDIAN",
    ]


def test_verify__permissions_changed__each_named(system: System) -> None:
    manager, foundation, other = system.access_manager, account(FOUNDATION), account(OTHER)
    open_to_all = [system.registry.setCooldown.encode_input(1)[:4]]
    manager.setTargetFunctionRole(system.registry, open_to_all, PUBLIC_ROLE, sender=foundation)
    markets = [system.reputation.setMarket.encode_input(other, True)[:4]]
    manager.setTargetFunctionRole(system.reputation, markets, PUBLIC_ROLE, sender=foundation)
    manager.setTargetFunctionRole(manager, [b"\x12\x34\x56\x78"], OPERATOR_ROLE, sender=foundation)
    manager.setTargetClosed(system.registry, True, sender=foundation)
    manager.setRoleAdmin(OPERATOR_ROLE, GUARDIAN_ROLE, sender=foundation)
    manager.setRoleGuardian(OPERATOR_ROLE, ADMIN_ROLE, sender=foundation)
    grant_delay = manager.setGrantDelay(OPERATOR_ROLE, DAY, sender=foundation)
    manager.labelRole(OPERATOR_ROLE, "NOBODY", sender=foundation)
    usurper = other.deploy(project.EcomAccessManager, other)
    manager.updateAuthority(system.market, usurper, sender=foundation)

    assert sorted(found(system.manifest)) == sorted([
        f"wiring: Market.authority: {manager.address} | {usurper.address}",
        "roles: ShopRegistry.setCooldown: may be called by: OPERATOR | PUBLIC",
        "roles: Reputation.setMarket: may be called by: ADMIN | PUBLIC",
        "roles: EcomAccessManager.0x12345678: may be called by: ADMIN | OPERATOR",
        "roles: ShopRegistry: restricted functions: open | closed",
        "roles: OPERATOR: administered by: ADMIN | GUARDIAN",
        "roles: OPERATOR: calls cancelled by: GUARDIAN | ADMIN",
        "roles: OPERATOR: wait of new holders: "
        f"0 s | 0 s, set to 86,400 s in block {grant_delay.block_number:,}",
        "roles: OPERATOR: label: OPERATOR | NOBODY",
    ])  # fmt: skip


def test_verify__lowered_delay__named_before_it_takes_effect(system: System) -> None:
    """A shorter delay waits itself; it is a difference at once."""
    manager, foundation, operator = system.access_manager, account(FOUNDATION), account(OPERATOR)
    manager.grantRole(OPERATOR_ROLE, operator, 3 * DAY, sender=foundation)
    manager.grantRole(OPERATOR_ROLE, operator, 0, sender=foundation)
    (line,) = found(system.manifest)
    assert "after 0 s | after 259,200 s, 0 s from " in line


# Deviations that a deployer brings about while it still administers the access manager


Contracts = dict[str, Any]


@pytest.fixture
def rogue(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Contracts], None]], Manifest]:
    """Deploys the system, with something done in between creating the contracts and configuring them."""
    configure = run.Deployment.configure

    def deploy(plant: Callable[[Contracts], None]) -> Manifest:
        def planted(run: Any) -> None:
            plant(run.contracts)
            configure(run)

        monkeypatch.setattr(run.Deployment, "configure", planted)
        return deployment.deploy(account(0), parameters.load("local")).manifest

    return deploy


def test_verify__admin_delays_before_the_hand_over__named_before_they_take_effect(rogue: Any) -> None:
    """A longer wait is in force five days later only, when nobody can undo it: it is a difference at once."""
    forever = 2**32 - 1
    at: dict[str, int] = {}
    targets = ("registry", "catalog", "reputation", "market", "disputes", "root_game", "access_manager")

    def plant(contracts: Contracts) -> None:
        manager = contracts["access_manager"]
        for name in targets:
            receipt = manager.setTargetAdminDelay(contracts[name], forever, sender=account(0))
            at[contracts[name].address] = receipt.block_number
        receipt = manager.setTargetAdminDelay(account(OTHER), forever, sender=account(0))
        at[account(OTHER).address] = receipt.block_number

    manifest = rogue(plant)
    names = {record.address: record.contract for record in manifest.contracts.values()}
    before = [line for line in found(manifest) if line.startswith("history: ")]
    (history_line,) = before
    assert history_line.startswith(
        f"history: EcomAccessManager.TargetAdminDelayUpdated up to block {manifest.block:,}: nothing else | "
        f"target {next(iter(at))}, delay {forever}, since "
    )
    assert history_line.endswith(f"; {len(at) - 5} more")
    assert sorted(line for line in found(manifest) if line not in before) == sorted(
        f"roles: {names.get(target, target)}: wait of changes to its roles: "
        f"0 s | 0 s, set to 4,294,967,295 s in block {block:,}"
        for target, block in at.items()
    )
    chain.mine(deltatime=6 * DAY)
    later = [line for line in found(manifest) if line not in before]
    assert len(later) == len(at)
    assert all(line.endswith(": 0 s | 4,294,967,295 s") for line in later)


def test_verify__waits_being_lowered__named_as_long_as_they_last(system: System) -> None:
    manager, foundation = system.access_manager, account(FOUNDATION)
    manager.setTargetAdminDelay(system.market, 30 * DAY, sender=foundation)
    manager.setGrantDelay(OPERATOR_ROLE, 30 * DAY, sender=foundation)
    chain.mine(deltatime=6 * DAY)
    target = manager.setGrantDelay(OPERATOR_ROLE, 0, sender=foundation).block_number
    assert sorted(found(system.manifest)) == [
        "roles: Market: wait of changes to its roles: 0 s | 2,592,000 s",
        f"roles: OPERATOR: wait of new holders: 0 s | 2,592,000 s, set to 0 s in block {target:,}",
    ]


def test_verify__free_shops_before_the_hand_over__named(rogue: Any) -> None:
    """Prices, limits and levels of a moment, and who used them; all of it is put right before the end."""
    lines: list[str] = []
    owner = account(OTHER)

    def plant(contracts: Contracts) -> None:
        registry, catalog, me = contracts["registry"], contracts["catalog"], {"sender": account(0)}
        free = [
            registry.setCapability(key, (0, 0, units, True), **me).block_number
            for key, units in ((ids.SHOP, 1), (ids.SHOWCASE, 9))
        ]
        slots = registry.setOpeningSlots(100, **me).block_number
        cooldown = registry.setCooldown(8 * DAY, **me).block_number
        reader = registry.setLevelReader(owner, **me).block_number
        back = registry.setLevelReader(NOWHERE, **me).block_number
        incentive = catalog.setMaxIncentive(9_999, **me).block_number
        opened = registry.open(owner, (b"\xab" * 32, 0), 0, sender=owner)
        acquired = registry.acquire(1, ids.SHOWCASE, 9, 0, sender=owner).block_number
        bought = [log.block_number for log in opened.events.filter(registry.CapabilityAcquired)]
        terms = "(lock 0, seal 0, units {}, enabled)".format
        capability = "shop 1, capability {}, units {}, locked 0, sealed_ 0 in block {:,}".format
        lines.extend([
            f"ShopRegistry.ShopOpened: shop 1, owner {owner}, metadata 0x{'ab' * 32} "
            f"in block {opened.block_number:,}",
            "ShopRegistry.CapabilityAcquired: "
            + "; ".join([capability("SHOP", 1, b) for b in bought] + [capability("SHOWCASE", 9, acquired)]),
            f"ShopRegistry.LevelReaderSet: from {NOWHERE}, to {owner} in block {reader:,}; "
            f"from {owner}, to {NOWHERE} in block {back:,}",
            f"ShopRegistry.CapabilitySet: capability SHOP, terms {terms(1)} in block {free[0]:,}; "
            f"capability SHOWCASE, terms {terms(9)} in block {free[1]:,}",
            f"ShopRegistry.CooldownSet: from {7 * DAY}, to {8 * DAY} in block {cooldown:,}",
            f"ShopRegistry.OpeningSlotsSet: from 3, to 100 in block {slots:,}",
            f"Catalog.MaxIncentiveSet: from 5000, to 9999 in block {incentive:,}",
        ])  # fmt: skip

    assert history(rogue(plant)) == lines


def test_verify__many_events_before_the_hand_over__the_first_are_told(rogue: Any) -> None:
    def plant(contracts: Contracts) -> None:
        for cooldown in range(8 * DAY, 8 * DAY + 7):
            contracts["registry"].setCooldown(cooldown, sender=account(0))

    (line,) = history(rogue(plant))
    assert line.count(" in block ") == 5
    assert line.endswith("; 2 more")


def test_verify__permissions_of_a_moment_before_the_hand_over__named(rogue: Any) -> None:
    """Given and taken back: who had them could have scheduled or set anything meanwhile."""
    lines: list[str] = []
    other = account(OTHER)

    def plant(contracts: Contracts) -> None:
        manager, registry, me = contracts["access_manager"], contracts["registry"], {"sender": account(0)}
        chosen = [registry.setCooldown.encode_input(1)[:4]]
        given = manager.grantRole(77, other, DAY, **me).block_number
        taken = manager.revokeRole(77, other, **me).block_number
        administered = manager.setRoleAdmin(OPERATOR_ROLE, 77, **me).block_number
        again = manager.setRoleAdmin(OPERATOR_ROLE, ADMIN_ROLE, **me).block_number
        opened = manager.setTargetFunctionRole(registry, chosen, PUBLIC_ROLE, **me).block_number
        granted = chain.blocks[given].timestamp
        lines.extend([
            "EcomAccessManager.RoleGranted: "
            f"roleId 77, account {other}, delay {DAY}, since {granted}, newMember True in block {given:,}",
            f"EcomAccessManager.RoleRevoked: roleId 77, account {other} in block {taken:,}",
            "EcomAccessManager.RoleAdminChanged: "
            f"roleId {OPERATOR_ROLE}, admin 77 in block {administered:,}; "
            f"roleId {OPERATOR_ROLE}, admin {ADMIN_ROLE} in block {again:,}",
            f"EcomAccessManager.TargetFunctionRoleUpdated: target {registry.address}, "
            f"selector 0x{bytes(chosen[0]).hex()}, roleId {PUBLIC_ROLE} in block {opened:,}",
        ])  # fmt: skip

    assert history(rogue(plant)) == lines


def test_verify__market_paused_before_the_hand_over__named(rogue: Any) -> None:
    lines: list[str] = []

    def plant(contracts: Contracts) -> None:
        manager, market = contracts["access_manager"], contracts["market"]
        closed = manager.setTargetClosed(market, True, sender=account(0)).block_number
        opened = manager.setTargetClosed(market, False, sender=account(0)).block_number
        receipt = market.pause(DAY, sender=account(0))
        (paused,) = receipt.events.filter(market.Paused)
        market.unpause(sender=account(0))
        lines.extend([
            f"EcomAccessManager.TargetClosed: target {market.address}, closed True in block {closed:,}; "
            f"target {market.address}, closed False in block {opened:,}",
            f"Market.Paused: until {paused.until}, pausableFrom {paused.pausableFrom} "
            f"in block {receipt.block_number:,}",
        ])  # fmt: skip

    assert history(rogue(plant)) == lines


@pytest.mark.parametrize(
    "name", ["registry", "catalog", "reputation", "market", "disputes", "root_game", "sale"]
)
def test_verify__lent_to_another_authority_before_the_hand_over__named(rogue: Any, name: str) -> None:
    lines: list[str] = []

    def plant(contracts: Contracts) -> None:
        manager, target = contracts["access_manager"], contracts[name]
        usurper = account(0).deploy(project.EcomAccessManager, account(0))
        lent = manager.updateAuthority(target, usurper, sender=account(0)).block_number
        usurper.updateAuthority(target, manager, sender=account(0))
        what = f"{CONTRACTS[name]}.AuthorityUpdated"
        lines.append(f"{what}: authority {usurper.address} in block {lent:,}")

    assert history(rogue(plant)) == lines


def test_verify__reputation_invented_before_the_hand_over__named(rogue: Any) -> None:
    """A market of a moment that tells of a sale, under limits of a moment."""
    lines: list[str] = []
    planted: Contracts = {}

    def plant(contracts: Contracts) -> None:
        planted.update(contracts)
        reputation, me, seller = contracts["reputation"], {"sender": account(0)}, account(OTHER)
        levels = [(1, level) for level in range(5)]
        enabled = reputation.setMarket(account(0), True, **me).block_number
        kappa = reputation.setKappa(2_000, **me).block_number
        least = reputation.setMinRated(ECOM // 4, **me).block_number
        average = reputation.setMinAverage(0, **me).block_number
        thresholds = reputation.setThresholds(levels, **me).block_number
        sale = (1, 1, 2, seller, ECOM, ECOM, ECOM, ECOM, 0, 0, 0)
        reputation.record(sale, **me)
        disabled = reputation.setMarket(account(0), False, **me).block_number
        lines.extend([
            f"Reputation.MarketSet: market {account(0)}, enabled True in block {enabled:,}; "
            f"market {account(0)}, enabled False in block {disabled:,}",
            f"Reputation.KappaSet: oldBps 500, newBps 2000 in block {kappa:,}",
            f"Reputation.MinRatedSet: oldAmount {ECOM}, newAmount {ECOM // 4} in block {least:,}",
            f"Reputation.MinAverageSet: oldCentiscore 400, newCentiscore 0 in block {average:,}",
            f"Reputation.ThresholdsSet: thresholds {levels} in block {thresholds:,}",
        ])  # fmt: skip

    assert history(rogue(plant)) == lines
    assert planted["reputation"].buyer(account(OTHER)).orders == 1


def test_verify__bonds_and_modules_of_a_moment_before_the_hand_over__named(rogue: Any) -> None:
    lines: list[str] = []

    def plant(contracts: Contracts) -> None:
        disputes, market, me = contracts["disputes"], contracts["market"], {"sender": account(0)}
        bond = disputes.setBond(0, 1_000 * ECOM, **me).block_number
        arbitrator = disputes.setArbitrator(account(0), **me).block_number
        module = market.setModule(account(0), ids.module_id(1), **me).block_number
        none = market.setModule(account(0), 0, **me).block_number
        lines.extend([
            f"Market.ModuleSet: module {account(0)}, capability MODULE(1) in block {module:,}; "
            f"module {account(0)}, capability 0 in block {none:,}",
            f"Disputes.ArbitratorSet: from {NOWHERE}, to {account(0)} in block {arbitrator:,}",
            f"Disputes.BondSet: bps 0, minBond {1_000 * ECOM} in block {bond:,}",
        ])  # fmt: skip

    assert history(rogue(plant)) == lines


def test_verify__scoring_and_root_before_the_hand_over__named(rogue: Any) -> None:
    """A root that the deployer posts waits a day; whoever publishes later would activate it unseen."""
    lines: list[str] = []
    content = (b"\xab" * 32, 0)

    def plant(contracts: Contracts) -> None:
        game, me = contracts["root_game"], {"sender": account(0)}
        chain.mine(timestamp=contracts["reward_pool"].endOf(1))
        posted = game.post(1, b"\x01" * 32, ECOM, content, **me)
        scored = game.setScoring(b"\x02" * 32, content, **me)
        (root,) = posted.events.filter(game.RootPosted)
        (scoring,) = scored.events.filter(game.ScoringSet)
        lines.extend([
            f"RootGame.RootPosted: day 1, root 0x{'01' * 32}, total {ECOM}, content 0x{'ab' * 32}, "
            f"readyAt {root.readyAt} in block {posted.block_number:,}",
            f"RootGame.ScoringSet: hash 0x{'02' * 32}, fromDay {scoring.fromDay}, content 0x{'ab' * 32} "
            f"in block {scored.block_number:,}",
        ])  # fmt: skip

    assert history(rogue(plant)) == lines


# Deviations of code and record


@pytest.fixture(scope="module")
def other_system() -> System:
    return deployment.deploy(account(0), parameters.load("local"))


def test_verify__manifest_that_begins_late__named(rogue: Any) -> None:
    """Its holder of a role is in an event before the block that the manifest names as the first."""

    def plant(contracts: Contracts) -> None:
        manager = contracts["access_manager"]
        at["granted"] = manager.grantRole(OPERATOR_ROLE, account(OTHER), 0, sender=account(0)).block_number

    at: dict[str, int] = {}
    manifest = rogue(plant)
    late = manifest.model_copy(update={"first_block": at["granted"] + 1})
    assert (
        "roles: EcomAccessManager: events read begin: with its creation | "
        f"later: the manifest's first block, {late.first_block:,}, is too late"
    ) in found(late)


def test_verify__manifest_that_ends_before_the_hand_over__named(rogue: Any) -> None:
    """What was done between its last block and the hand-over would be in no history."""

    def plant(contracts: Contracts) -> None:
        at["before"] = chain.blocks.height
        contracts["token"].approve(contracts["sale"], ECOM, sender=account(0))
        contracts["sale"].fund(ECOM, sender=account(0))
        contracts["sale"].createRound(_own_round(contracts), sender=account(0))

    at: dict[str, int] = {}
    manifest = rogue(plant)
    block = at["before"]
    early = manifest.model_copy(
        update={"block": block, "block_hash": to_hex(chain.provider.get_block(block).hash)}
    )
    wanted = manifest.parameters.roles
    assert [line for line in found(early) if line.startswith("history: ")] == [
        f"history: ADMIN: who has it in block {block:,}: {wanted.foundation.account} | {manifest.deployer}",
        *(
            f"history: {role}: who has it in block {block:,}: {account} | nobody"
            for role, account in (
                ("OPERATOR", wanted.operator.account),
                ("GUARDIAN", wanted.guardian.account),
                ("PUBLISHER", wanted.publisher.account),
            )
        ),
    ]


def _own_round(contracts: Contracts) -> tuple[Any, ...]:
    """What the sale has, for nothing, to whoever deploys."""
    deployer, now = account(0), chain.pending_timestamp
    return (
        [(contracts["vault"].address, 1)], 10**18, now + DAY, now + 2 * DAY, 0, 0, deployer, 0, b"\x01" * 32,
        (bytes(32), 0),
    )  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "splitter",
        "vouchers",
        "disputes",
        "group_buy",
        "reward_pool",
        "grants",
        "sale",
        "team_vesting",
    ],
)
def test_verify__other_code_at_an_address__named(system: System, name: str) -> None:
    address = getattr(system, name).address
    code = bytearray(chain.provider.get_code(address))
    code[100] ^= 1
    chain.provider.make_request("anvil_setCode", [address, to_hex(bytes(code))])
    subjects = {line.split(": 0x")[0] for line in found(system.manifest)}
    assert f"code: {title(name)}: code on the chain, manifest" in subjects
    assert f"code: {title(name)}: code on the chain, compiled here" in subjects


def test_verify__other_immutable__named_even_where_the_manifest_agrees(system: System) -> None:
    """A splitter for another token, with a manifest that says so: the local build tells."""
    forged = account(OTHER).deploy(project.Splitter, system.vault)
    record = system.manifest.contracts["splitter"]
    code = bytes(chain.provider.get_code(forged.address))
    forged_record = record.model_copy(
        update={
            "address": forged.address,
            "runtime_hash": to_hex(keccak(code)),
            "constructor_arguments": {"token_": system.vault.address},
        }
    )
    lines = found(with_contract(system.manifest, "splitter", forged_record))
    assert [line.split(": 0x")[0].split(": token_")[0] for line in lines] == [
        "code: Splitter: constructor arguments, manifest",
        "code: Splitter: code on the chain, compiled here",
        "wiring: Splitter.token",
    ]


@pytest.mark.parametrize(
    ("name", "wires"),
    [
        (
            "reputation",
            [
                "Market.reputation", "Referendum.reputation", "Reputation.authority", "Reputation.referendum",
                "Reputation.registry", "RewardPool.reputation",
            ],
        ),
        (
            "budgets",
            [
                "Budgets.catalog", "Budgets.disputes", "Budgets.market", "Budgets.registry", "Budgets.token",
                "Disputes.budgets", "Market.budgets",
            ],
        ),
        ("vouchers", ["Market.vouchers", "Vouchers.market", "Vouchers.registry"]),
        (
            "disputes",
            [
                "Budgets.disputes", "Disputes.authority", "Disputes.budgets", "Disputes.market",
                "Disputes.token", "Market.disputes",
            ],
        ),
        ("group_buy", ["GroupBuy.catalog", "GroupBuy.market", "GroupBuy.registry", "GroupBuy.token"]),
        ("bounty_board", ["BountyBoard.registry", "BountyBoard.token"]),
        ("polls", ["FactorVote.polls", "Referendum.polls", "RootGame.polls", "ShopPolls.registry"]),
        (
            "reward_pool",
            [
                "PrivateSale.rewardPool", "RewardPool.reputation", "RewardPool.rootGame", "RewardPool.token",
                "RootGame.pool",
            ],
        ),
        (
            "root_game",
            [
                "Referendum.rootGame", "RewardPool.rootGame", "RootGame.authority", "RootGame.polls",
                "RootGame.pool", "RootGame.referendum", "RootGame.token", "RootGame.vault",
            ],
        ),
        ("factor_vote", ["FactorVote.polls"]),
        (
            "referendum",
            [
                "Referendum.polls", "Referendum.registry", "Referendum.reputation", "Referendum.rootGame",
                "Reputation.referendum", "RootGame.referendum", "ShopRegistry.referendum",
            ],
        ),
        ("grants", ["Grants.token"]),
        (
            "sale",
            ["PrivateSale.authority", "PrivateSale.rewardPool", "PrivateSale.token", "PrivateSale.vault"],
        ),
    ],
)  # fmt: skip
def test_verify__a_contract_of_another_system__each_wire_named(
    system: System, other_system: System, name: str, wires: list[str]
) -> None:
    lines = found(with_contract(system.manifest, name, other_system.manifest.contracts[name]))
    wrong = [line.removeprefix("wiring: ").partition(":")[0] for line in lines if line.startswith("wiring: ")]
    assert sorted(wrong) == sorted(wires)


def test_verify__other_sources__named(system: System) -> None:
    record = system.manifest.contracts["market"]
    forged = record.model_copy(update={"creation_hash": "0x" + "11" * 32})
    (line,) = found(with_contract(system.manifest, "market", forged))
    assert line.startswith("code: Market: creation code, compiled here: 0x1111")


def test_verify__other_chain_with_the_same_addresses__named(system: System) -> None:
    forged = system.manifest.model_copy(update={"block_hash": "0x" + "22" * 32})
    (line,) = found(forged)
    assert line.startswith(f"code: hash of block {system.manifest.block:,}: 0x2222")


def test_verify__other_allocation__named(system: System) -> None:
    parameters = system.manifest.parameters
    presale, team = parameters.allocation.presale, system.team_vesting
    vesting = parameters.allocation.team.model_copy(
        update={"beneficiary": account(OTHER).address, "cliff": 0, "duration": 366 * DAY}
    )
    allocation = parameters.allocation.model_copy(update={"presale": SALE, "team": vesting})
    other = parameters.model_copy(update={"allocation": allocation})
    lines = [f"{d.topic}: {d.subject}" for d in differences(verify(system.manifest, other))]
    assert f"supply: minted to {system.sale.address} (presale)" in lines
    assert f"supply: minted to {presale} (nobody's)" in lines
    assert f"supply: minted to {team.address} (team)" not in lines
    for difference in ("cliff", "end", "duration (s)"):
        assert f"parameters: EcomVesting (team_vesting): {difference}" in lines
    assert "code: EcomVesting (team_vesting): code on the chain, compiled here" in lines
    assert "code: EcomVesting (foundation_vesting): code on the chain, compiled here" not in lines
    # The beneficiary is in storage, not in the code: what the constructor was given tells.
    assert "code: EcomVesting (team_vesting): constructor arguments, manifest" in lines


def test_verify__vesting_handed_over_by_its_beneficiary__is_a_note(system: System) -> None:
    wallet, heir = system.team_vesting, account(OTHER)
    wallet.transferOwnership(heir, sender=account(FOUNDATION))
    wallet.acceptOwnership(sender=heir)
    checks = verify(system.manifest)
    assert differences(checks) == []
    (note,) = [check for check in checks if check.subject == "EcomVesting (team_vesting): beneficiary"]
    handed = f"handed over by its beneficiary {account(FOUNDATION).address}"
    assert (note.topic, note.found) == ("notes", f"{heir.address}, {handed}")


def test_verify__roles_on_record__must_be_the_parameters(system: System) -> None:
    roles = system.manifest.roles
    forged = roles["operator"].model_copy(update={"delay": DAY})
    (line,) = found(system.manifest.model_copy(update={"roles": {**roles, "operator": forged}}))
    assert line.startswith("roles: OPERATOR: holder, manifest")


def test_show__differences__in_full_with_a_count() -> None:
    console = Console(width=60, record=True, file=StringIO())
    good = Check("code", "a", "1", "1", True)
    bad = Check("roles", "who", "0x" + "ab" * 20, "0x" + "cd" * 20, False)
    assert show([good], console)
    assert "all 1 checks agree" in console.export_text()
    assert not show([good, bad], console)
    text = console.export_text()
    assert f"roles: who: expected 0x{'ab' * 20}, found 0x{'cd' * 20}" in text
    assert "1 of 2 checks differ" in text


def test_show__80_columns__breaks_no_word(system: System) -> None:
    console = Console(width=80, record=True, file=StringIO())
    checks = verify(system.manifest)
    assert show(checks, console)
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= 80
    words = set(text.split())
    broken = {word for check in checks for word in check.subject.split()} - words
    assert broken == set()
    found = {word for check in checks for word in verification_table._short(check.found).split()}
    assert {word for word in found if len(word) <= 34} - words == set()


def with_contract(manifest: Manifest, name: str, record: Any) -> Manifest:
    return manifest.model_copy(update={"contracts": {**manifest.contracts, name: record}})
