"""Deploying: what is deployed, who may do what afterwards, and what happens when something is in the way."""

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from ape import accounts, chain, project
from click.testing import CliRunner
from eth_utils import keccak, to_hex
from web3.utils import get_create_address

from ecomchain import deployment, ids, manifest, parameters, verification
from ecomchain.amounts import ECOM, MAX_SUPPLY
from ecomchain.deployment import ADMIN_ROLE, GUARDIAN_ROLE, OPERATOR_ROLE, PUBLISHER_ROLE, ROW
from ecomchain.errors import DeploymentError, ManifestError, ParameterError
from ecomchain.parameters import Parameters
from ecomchain.rewards import scoring
from ecomchain.system import CONTRACTS, System, connect

from helpers import assert_reverts, custom

DAY = 86_400
TERMS = (50 * ECOM, 7 * ECOM, 500, True)


@pytest.fixture(scope="module")
def public() -> Parameters:
    """A public network's parameters: delays, and every share and role with another account."""
    return public_parameters()


@pytest.fixture(scope="module")
def delayed(public: Parameters) -> System:
    return deployment.deploy(accounts.test_accounts[0], public)


def public_parameters(**roles: Any) -> Parameters:
    local = parameters.load("local").model_dump(mode="json")
    account = [accounts.test_accounts[index].address for index in range(10)]
    local.update(network="sepolia", chain_id=11_155_111)
    today = parameters.date_text(utc_day())
    local["allocation"] = {
        "presale": "sale",
        "foundation": {"beneficiary": account[6], "start": today},
        "team": {"beneficiary": account[7], "start": today, "cliff": "30 days", "duration": "300 days"},
    }
    local["rewards"]["start_day"] = today
    local["roles"] = {
        "foundation": {"account": account[1], "delay": "5 days"},
        "operator": {"account": account[2], "delay": "2 days"},
        "guardian": {"account": account[3]},
        "publisher": {"account": account[5]},
        **roles,
    }
    local["disputes"]["arbitrator"] = account[4]
    return parameters.validate(local, "public")


def utc_day() -> int:
    """Of the latest block."""
    return int(chain.blocks.head.timestamp) // DAY


# What is deployed


def test_deploy__local__follows_the_parameters(system: System) -> None:
    expected = parameters.load("local")
    for key, terms in expected.capabilities.items():
        found = tuple(system.registry.capability(key))
        assert found == (terms.lock_per_unit, terms.seal_per_unit, terms.max_units, terms.enabled)
    assert system.registry.cooldown() == expected.limits.cooldown
    assert system.registry.openingSlots() == expected.limits.opening_slots
    assert system.registry.linksPerUnit() == expected.limits.links_per_unit
    assert system.catalog.maxIncentive() == expected.limits.max_incentive_bps
    assert system.registry.levelReader() == system.reputation.address
    assert system.reputation.isMarket(system.market)
    assert system.reputation.kappaBps() == expected.reputation.kappa_bps
    assert system.reputation.minRated() == expected.reputation.min_rated
    assert system.reputation.minAverage() == expected.reputation.min_average_centi
    assert [tuple(level) for level in system.reputation.thresholds()] == deployment.thresholds(expected)
    assert system.disputes.arbitrator() == accounts.test_accounts[4]
    assert system.market.moduleCapability(system.group_buy) == ids.module_id(1)


def test_deploy__local__rewards_and_votes_follow_the_parameters(system: System) -> None:
    rewards, votes = parameters.load("local").rewards, parameters.load("local").votes
    pool, game, polls = system.reward_pool, system.root_game, system.polls
    first = chain.provider.get_block(system.manifest.contracts["token"].block).timestamp // DAY
    assert system.manifest.parameters.rewards.start_day == first
    assert pool.startDay() == system.factor_vote.startDay() == first
    assert pool.poolCapBps() == rewards.pool_cap_bps
    assert game.voteBond() == rewards.vote_bond
    assert (polls.quorumBps(), polls.minTurnout()) == (votes.quorum_bps, votes.min_turnout)
    assert system.factor_vote.minShops() == votes.min_shops
    assert to_hex(game.scoringOn(first)) == scoring.HASH == to_hex(keccak(scoring.TEXT))
    governed = (first + deployment.PHASE_ONE_DAYS) * DAY
    for contract in (game, system.reputation, system.registry):
        assert (contract.governedFrom(), contract.referendum()) == (governed, system.referendum.address)


def test_deploy__other_scores_and_bonds__are_set() -> None:
    """The shipped files name what the contracts start with; so here everything is another."""
    content = parameters.load("local").model_dump(mode="json")
    levels = [{"orders": n, "counted": f"{n}.5"} for n in (1, 2, 3, 3, 7)]
    content["reputation"] = {
        "kappa_bps": 1, "min_rated": "0.25", "min_average_centi": 0, "levels": levels,
    }  # fmt: skip
    content["disputes"] = {"bond_bps": 7, "min_bond": "0.5", "arbitrator": "TEST::9"}
    start = utc_day() + deployment.START_AFTER
    content["rewards"] = {
        "start_day": parameters.date_text(start), "pool_cap_bps": 1_000, "vote_bond": "10000",
    }  # fmt: skip
    content["votes"] = {"quorum_bps": 5_000, "min_turnout": 7, "min_shops": 2}
    deployed = deployment.deploy(accounts.test_accounts[0], parameters.validate(content, "other"))
    scores, bonds = deployed.reputation, deployed.disputes.totals()
    assert (scores.kappaBps(), scores.minRated(), scores.minAverage()) == (1, ECOM // 4, 0)
    assert [tuple(level) for level in scores.thresholds()] == [
        (n, n * 10**6 + 500_000) for n in (1, 2, 3, 3, 7)
    ]
    assert (bonds.bondBps, bonds.minBond, bonds.bonds) == (7, ECOM // 2, 0)
    assert deployed.disputes.arbitrator() == accounts.test_accounts[9]
    assert (deployed.reward_pool.startDay(), deployed.reward_pool.poolCapBps()) == (start, 1_000)
    assert deployed.root_game.voteBond() == 10_000 * ECOM
    assert (deployed.polls.quorumBps(), deployed.polls.minTurnout()) == (5_000, 7)
    assert deployed.factor_vote.minShops() == 2
    assert verification.differences(verification.verify(deployed.manifest)) == []


def test_deploy__allocation__is_the_papers(delayed: System, public: Parameters) -> None:
    shares = {"sale": 35, "foundation_vesting": 20, "reward_pool": 25, "team_vesting": 20}
    for name, percent in shares.items():
        assert delayed.token.balanceOf(getattr(delayed, name)) == MAX_SUPPLY * percent // 100
    assert delayed.token.totalSupply() == MAX_SUPPLY
    assert delayed.sale.unreserved() == delayed.sale.obligations() == MAX_SUPPLY * 35 // 100
    today = public.rewards.start_day
    for vesting, owner, cliff, duration in (
        (delayed.foundation_vesting, 6, 0, 1_461), (delayed.team_vesting, 7, 30, 300),
    ):  # fmt: skip
        assert vesting.owner() == accounts.test_accounts[owner]
        assert (vesting.start(), vesting.cliff(), vesting.end()) == (
            today * DAY, (today + cliff) * DAY, (today + duration) * DAY,
        )  # fmt: skip


def test_deploy__presale_to_an_account__leaves_the_sale_empty(system: System) -> None:
    assert system.token.balanceOf(system.sale) == system.sale.unreserved() == system.sale.obligations() == 0
    presale = system.manifest.parameters.allocation.presale
    assert system.manifest.contracts["token"].constructor_arguments["presale"] == presale


def test_deploy__any__leaves_nothing_with_the_deployer(delayed: System) -> None:
    deployer = accounts.test_accounts[0]
    assert delayed.token.balanceOf(deployer) == 0
    for role in deployment.ROLES.values():
        assert not delayed.access_manager.hasRole(role, deployer).isMember
    unauthorized = delayed.access_manager.AccessManagerUnauthorizedAccount
    assert_reverts(
        custom(unauthorized, msgsender=deployer, roleId=ADMIN_ROLE),
        delayed.access_manager.grantRole, OPERATOR_ROLE, deployer, 0, sender=deployer,
    )  # fmt: skip
    assert_reverts(
        custom(delayed.registry.AccessManagedUnauthorized, caller=deployer),
        delayed.registry.setCooldown, 1, sender=deployer,
    )  # fmt: skip


def test_deploy__deployer_is_the_foundation__keeps_that_role_with_its_delay() -> None:
    deployer = accounts.test_accounts[0]
    chosen = public_parameters(foundation={"account": deployer.address, "delay": "3 days"})
    deployed = deployment.deploy(deployer, chosen)
    assert tuple(deployed.access_manager.hasRole(ADMIN_ROLE, deployer)) == (True, 3 * DAY)
    assert verification.differences(verification.verify(deployed.manifest)) == []


# Who may do what


def test_roles__every_restricted_function_is_mapped() -> None:
    """Those that the sources mark as restricted or governed are those of `deployment.FUNCTIONS`.

    The mark is a modifier, or, where it depends on the arguments, a call of the same check in the body.
    """
    mapped = {
        (CONTRACTS[name], function)
        for targets in deployment.FUNCTIONS.values()
        for name, functions in targets.items()
        for function in functions
    }
    function = re.compile(r"^    function (\w+)\(([^{;]*)\{(.*?)^    \}", re.DOTALL | re.MULTILINE)
    by_modifier, by_check = set(), set()
    for path in Path("contracts").glob("*.sol"):
        for name, header, body in function.findall(path.read_text()):
            if re.search(r"\b(?:restricted|governed)\b", header):
                by_modifier.add((path.stem, name))
            if re.search(r"\b(?:_checkGoverned|_checkCanCall)\(", body):
                by_check.add((path.stem, name))
    assert by_check == {("ShopRegistry", "setCapability")}
    assert mapped == by_modifier | by_check
    assert not by_modifier & by_check


def test_operator__public__waits_two_days(delayed: System) -> None:
    manager, registry, operator = delayed.access_manager, delayed.registry, accounts.test_accounts[2]
    call = registry.setCapability.encode_input(ids.DISTRIBUTION, TERMS)
    assert tuple(manager.canCall(operator, registry, call[:4])) == (False, 2 * DAY)
    operation = manager.hashOperation(operator, registry, call)
    assert_reverts(
        custom(manager.AccessManagerNotScheduled, operationId=bytes(operation)),
        registry.setCapability, ids.DISTRIBUTION, TERMS, sender=operator,
    )  # fmt: skip

    manager.schedule(registry, call, 0, sender=operator)
    chain.mine(deltatime=2 * DAY - 60)
    assert_reverts(
        custom(manager.AccessManagerNotReady, operationId=bytes(operation)),
        manager.execute, registry, call, sender=operator,
    )  # fmt: skip
    chain.mine(deltatime=61)
    manager.execute(registry, call, sender=operator)
    assert tuple(registry.capability(ids.DISTRIBUTION)) == TERMS


def test_guardian__cancels_what_the_operator_scheduled(delayed: System) -> None:
    manager, registry = delayed.access_manager, delayed.registry
    operator, guardian = accounts.test_accounts[2], accounts.test_accounts[3]
    call = registry.setCooldown.encode_input(8 * DAY)
    manager.schedule(registry, call, 0, sender=operator)
    notes = [c for c in verification.verify(delayed.manifest) if c.topic == "notes"]
    assert [note.subject for note in notes] == ["scheduled: ShopRegistry.setCooldown"]

    manager.cancel(operator, registry, call, sender=guardian)
    chain.mine(deltatime=3 * DAY)
    operation = bytes(manager.hashOperation(operator, registry, call))
    assert_reverts(
        custom(manager.AccessManagerNotScheduled, operationId=operation),
        manager.execute, registry, call, sender=operator,
    )  # fmt: skip


def test_guardian__pauses_at_once_and_nothing_else(delayed: System) -> None:
    guardian = accounts.test_accounts[3]
    delayed.market.pause(DAY, sender=guardian)
    delayed.market.unpause(sender=guardian)
    assert_reverts(
        custom(delayed.registry.AccessManagedUnauthorized, caller=guardian),
        delayed.registry.setCooldown, 1, sender=guardian,
    )  # fmt: skip


def test_arbitrator__rules_at_once_and_nothing_else(delayed: System) -> None:
    arbitrator, disputes = accounts.test_accounts[4], delayed.disputes
    for function in (disputes.rule, disputes.ruleObjection):
        # It is let in: what stops the call is that there is no such case.
        assert_reverts(custom(disputes.WrongStage, order=1, stage=0), function, 1, 0, sender=arbitrator)
    assert_reverts(
        custom(disputes.AccessManagedUnauthorized, caller=arbitrator),
        disputes.setBond, 0, ECOM, sender=arbitrator,
    )  # fmt: skip
    assert_reverts(
        custom(delayed.market.AccessManagedUnauthorized, caller=arbitrator),
        delayed.market.pause, 1, sender=arbitrator,
    )  # fmt: skip


def test_publisher__posts_at_once_and_nothing_else(delayed: System) -> None:
    publisher, game, nothing = accounts.test_accounts[5], delayed.root_game, (bytes(32), 0)
    chain.mine(timestamp=delayed.reward_pool.endOf(1))
    game.post(1, b"\x01" * 32, ECOM, nothing, sender=publisher)
    assert game.pending().day == 1
    for function, arguments in (
        (game.veto, (1, b"\x01" * 32, nothing)), (game.setScoring, (b"\x01" * 32, nothing)),
    ):  # fmt: skip
        refused = custom(game.AccessManagedUnauthorized, caller=publisher)
        assert_reverts(refused, function, *arguments, sender=publisher)
    game.veto(1, b"\x01" * 32, nothing, sender=accounts.test_accounts[3])
    assert game.pending().day == 0


def test_roles__public__have_labels_and_holders(delayed: System, public: Parameters) -> None:
    manager = delayed.access_manager
    assert deployment.ROLES == {
        "foundation": ADMIN_ROLE, "operator": OPERATOR_ROLE, "guardian": GUARDIAN_ROLE,
        "publisher": PUBLISHER_ROLE,
    }  # fmt: skip
    for name, holder in public.roles:
        role = deployment.ROLES[name]
        assert tuple(manager.hasRole(role, holder.account)) == (True, holder.delay)
        assert manager.getRoleAdmin(role) == ADMIN_ROLE
    assert manager.getRoleGuardian(OPERATOR_ROLE) == GUARDIAN_ROLE
    assert manager.getRoleGuardian(PUBLISHER_ROLE) == ADMIN_ROLE


@pytest.mark.parametrize(("name", "function"), [("reputation", "setMarket"), ("disputes", "setArbitrator")])
def test_foundation__public__waits_for_what_is_not_the_operators(
    delayed: System, name: str, function: str
) -> None:
    """Who writes reputation and who rules is for the foundation to say, after its delay."""
    manager, contract = delayed.access_manager, getattr(delayed, name)
    (selector,) = deployment.selectors(contract, (function,))
    foundation, operator = accounts.test_accounts[1], accounts.test_accounts[2]
    assert tuple(manager.canCall(foundation, contract, selector)) == (False, 5 * DAY)
    assert tuple(manager.canCall(operator, contract, selector)) == (False, 0)


def test_foundation__public__waits_to_appoint(delayed: System) -> None:
    manager, foundation, new = delayed.access_manager, accounts.test_accounts[1], accounts.test_accounts[9]
    call = manager.grantRole.encode_input(GUARDIAN_ROLE, new, 0)
    operation = bytes(manager.hashOperation(foundation, manager, call))
    assert_reverts(
        custom(manager.AccessManagerNotScheduled, operationId=operation),
        manager.grantRole, GUARDIAN_ROLE, new, 0, sender=foundation,
    )  # fmt: skip
    manager.schedule(manager, call, 0, sender=foundation)
    chain.mine(deltatime=5 * DAY + 1)
    manager.execute(manager, call, sender=foundation)
    assert manager.hasRole(GUARDIAN_ROLE, new).isMember


# The manifest


def test_manifest__saved__leads_to_the_same_system(system: System, tmp_path: Path) -> None:
    path = system.manifest.save(tmp_path / "deep" / "local.json")
    again = manifest.load(path)
    assert again == system.manifest
    assert connect(again).market.address == system.market.address
    assert [file.name for file in path.parent.iterdir()] == ["local.json"]


def test_manifest__names_everything(system: System) -> None:
    record = system.manifest
    assert record.chain_id == chain.chain_id
    assert record.network == "ethereum:local"
    assert record.deployer == accounts.test_accounts[0].address
    assert record.compiler.version.startswith("0.8.37")
    config = project.config.solidity
    assert record.compiler.evm_version == config.evm_version
    assert record.compiler.optimizer_runs == config.optimization_runs
    assert record.compiler.via_ir == config.via_ir
    assert list(record.transactions) == [
        *CONTRACTS,
        "capabilities and limits of shops", "limit of incentives", "limits of reputation",
        "bonds and arbitrator of disputes", "marketing modules", "hand-over",
    ]  # fmt: skip
    assert record.gas_used == sum(
        chain.provider.get_receipt(transaction).gas_used for transaction in record.transactions.values()
    )
    for name, contract in system.contracts():
        entry = record.contracts[name]
        code = bytes(chain.provider.get_code(contract.address))
        assert (entry.contract, entry.address) == (CONTRACTS[name], contract.address)
        assert (entry.runtime_size, entry.runtime_hash) == (len(code), to_hex(keccak(code)))
        assert chain.provider.get_receipt(entry.transaction).contract_address == contract.address
    assert record.contracts["registry"].constructor_arguments == {
        "authority": system.access_manager.address,
        "token_": system.token.address,
        "vault_": system.vault.address,
        "linksPerUnit_": 10,
        "referendum_": system.referendum.address,
        "governedFrom_": deployment.governed_from(record.parameters),
    }
    assert json.dumps(record.dump()["parameters"]["capabilities"]["SHOP"]["lock_per_unit"]) == '"100"'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "no such file: deploy with"),
        ("{", "not a manifest"),
        ("{}", "not a manifest of this version: network"),
    ],
)
def test_manifest__unusable__says_why(tmp_path: Path, text: str | None, says: str) -> None:
    path = tmp_path / "x.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ManifestError) as caught:
        manifest.load(path)
    assert str(path) in caught.value.message
    assert says in caught.value.message


def test_default_path__any_way_to_name_a_network() -> None:
    for name in ("sepolia", "ethereum:sepolia", "ethereum:sepolia:node"):
        assert manifest.default_path(name) == Path("deployments/sepolia.json")


def test_connect__other_chain__says_which(system: System) -> None:
    other = system.manifest.model_copy(update={"chain_id": 5})
    with pytest.raises(DeploymentError, match="the manifest is about chain 5, connected is"):
        connect(other)


# What can be in the way


def test_deploy__local_parameters_on_a_public_chain__refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment.networks, "THROW_AWAY_CHAINS", frozenset())
    with pytest.raises(ParameterError, match="the parameters are for local, a network to throw away"):
        deployment.deploy(accounts.test_accounts[0], parameters.load("local"))


def test_deploy__parameters_of_another_chain__refused(
    monkeypatch: pytest.MonkeyPatch, public: Parameters
) -> None:
    monkeypatch.setattr(deployment.networks, "THROW_AWAY_CHAINS", frozenset())
    with pytest.raises(ParameterError, match="the parameters are for chain 11155111, connected is"):
        deployment.deploy(accounts.test_accounts[0], public)


def test_deploy_once__again__does_nothing(tmp_path: Path) -> None:
    deployer, path = accounts.test_accounts[0], tmp_path / "local.json"
    first, new = deployment.deploy_once(deployer, parameters.load("local"), path)
    assert new
    height = chain.blocks.height
    second, new = deployment.deploy_once(deployer, parameters.load("local"), path)
    assert not new
    assert chain.blocks.height == height
    assert second.manifest == first.manifest


def test_deploy_once__chain_is_gone__only_a_development_one_is_replaced(
    tmp_path: Path, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    contracts = {
        name: record.model_copy(update={"address": to_hex(index.to_bytes(20, "big"))})
        for index, (name, record) in enumerate(system.manifest.contracts.items(), 1_000)
    }
    path = tmp_path / "local.json"
    system.manifest.model_copy(update={"contracts": contracts}).save(path)
    before = path.read_text()

    with monkeypatch.context() as patch:
        patch.setattr(deployment.networks, "THROW_AWAY_CHAINS", frozenset())
        with pytest.raises(DeploymentError, match="is there, but does not lead to a deployment"):
            deployment.deploy_once(accounts.test_accounts[0], parameters.load("local"), path)
    assert path.read_text() == before

    _, new = deployment.deploy_once(accounts.test_accounts[0], parameters.load("local"), path)
    assert new
    assert path.read_text() != before


ROW_AT = 1
"""Transactions before the first contract of the row: the access manager."""


# The row: all contracts but the access manager know one another from their construction on


def test_row__is_all_but_the_access_manager_one_nonce_after_another(system: System) -> None:
    assert [*CONTRACTS][:ROW_AT] == ["access_manager"]
    assert [*CONTRACTS][ROW_AT:] == [*ROW]
    first = int(chain.provider.get_receipt(system.manifest.contracts[ROW[0]].transaction).nonce)
    for index, name in enumerate(ROW):
        planned = get_create_address(system.manifest.deployer, first + index)
        assert getattr(system, name).address == planned


# The first reward day


@pytest.mark.parametrize("days", [-deployment.START_BEFORE - 1, deployment.START_AFTER + 1])
def test_deploy__start_day_that_the_pool_refuses__refused_before_anything_is_sent(days: int) -> None:
    deployer, local = accounts.test_accounts[0], parameters.load("local")
    today, nonce = utc_day(), deployer.nonce
    rewards = local.rewards.model_copy(update={"start_day": today + days})
    first, last, given = (
        parameters.date_text(today + each)
        for each in (-deployment.START_BEFORE, deployment.START_AFTER, days)
    )
    says = f"rewards.start_day: {given} is not from {first} to {last}, as the contract RewardPool wants it"
    for act in (deployment.deploy, deployment.plan):
        with pytest.raises(ParameterError, match=says):
            act(deployer, local.model_copy(update={"rewards": rewards}))
    assert deployer.nonce == nonce


@pytest.mark.parametrize("days", [-deployment.START_BEFORE, deployment.START_AFTER])
def test_deploy__start_day_at_its_bounds__goes(days: int) -> None:
    local, start = parameters.load("local"), utc_day() + days
    rewards = local.rewards.model_copy(update={"start_day": start})
    chosen = local.model_copy(update={"rewards": rewards})
    deployed = deployment.deploy(accounts.test_accounts[0], chosen)
    assert deployed.reward_pool.startDay() == start
    assert verification.differences(verification.verify(deployed.manifest)) == []


def test_plan__names_what_matters(public: Parameters) -> None:
    text = deployment.plan(accounts.test_accounts[0], public)
    assert str(chain.chain_id) in text
    for _, holder in public.roles:
        assert holder.account in text
    assert "presale     PrivateSale receives the share, for private rounds of the foundation's" in text
    day = int(public.rewards.start_day)
    foundation, team = (accounts.test_accounts[index].address for index in (6, 7))
    for name, account, cliff, duration in (("foundation", foundation, 0, 1_461), ("team", team, 30, 300)):
        start, end, first = (parameters.date_text(day + days) for days in (0, duration, cliff))
        assert f"{name:11} vests to {account} from {start} to {end}, nothing before {first}" in text
    assert f"arbitrator  {public.disputes.arbitrator}" in text
    start = parameters.date_text(public.rewards.start_day)
    assert f"rewards     RewardPool receives its share; its day 1 is {start}, for ever" in text


# The commands


def run(name: str, *arguments: str) -> Any:
    """Run the command of ``ape run NAME`` in this process, on the chain of the tests."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(f"_script_{name}", project.path / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    # Without --network, which would leave the chain of the tests for another.
    command = click.Command(name, callback=module.cli.callback, params=module.cli.params)
    return CliRunner().invoke(command, arguments)


def test_commands__deploy_then_verify(tmp_path: Path) -> None:
    path = tmp_path / "here.json"
    deployer = ("--account", "TEST::0")
    first = run("deploy", *deployer, "--manifest", str(path))
    assert first.exit_code == 0, first.output
    assert f"manifest: {path}" in first.output
    second = run("deploy", *deployer, "--manifest", str(path))
    assert second.exit_code == 0, second.output
    assert "Nothing to do" in second.output
    assert "Sources have changed" not in second.output

    good = run("verify", "--manifest", str(path))
    assert good.exit_code == 0, good.output
    assert "checks agree" in good.output

    deployed = connect(manifest.load(path))
    deployed.registry.setCooldown(8 * DAY, sender=accounts.test_accounts[2])
    bad = run("verify", "--manifest", str(path))
    assert bad.exit_code == 1
    assert "parameters: cooldown: expected 604800, found 691200" in bad.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("deploy", "--account", "TEST::0", "--parameters", "missing.yaml"), "missing.yaml: no such file"),
        (
            ("deploy", "--account", "TEST::0", "--parameters", "deployments/parameters/example.yaml"),
            "allocation.foundation.beneficiary: the address is missing: fill it in",
        ),
        (("verify", "--manifest", "missing.json"), "missing.json: no such file: deploy with"),
    ],
)
def test_commands__bad_input__one_line_and_no_traceback(arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert says in result.output
    assert isinstance(result.exception, SystemExit)


def test_commands__sources_changed_since__said(tmp_path: Path, system: System) -> None:
    record = system.manifest.contracts["market"].model_copy(update={"creation_hash": "0x" + "11" * 32})
    contracts = {**system.manifest.contracts, "market": record}
    path = system.manifest.model_copy(update={"contracts": contracts}).save(tmp_path / "old.json")
    result = run("deploy", "--account", "TEST::0", "--manifest", str(path))
    assert result.exit_code == 0, result.output
    assert "Sources have changed since, of Market: to deploy them" in result.output


@pytest.mark.parametrize("arguments", [("deploy", "--account", "TEST::0"), ("verify",)])
def test_commands__not_built__say_so(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ape_ecomtools.build.is_current", lambda _: False)
    result = run(*arguments)
    assert result.exit_code == 1
    assert "the sources have changed since the last full build: run `make build`" in result.output


def test_commands__public_network__asks_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, public: Parameters
) -> None:
    monkeypatch.setattr(deployment.networks, "THROW_AWAY_CHAINS", frozenset())
    chosen, path = tmp_path / "sepolia.yaml", tmp_path / "sepolia.json"
    chosen.write_text(public.model_copy(update={"chain_id": chain.chain_id}).model_dump_json())
    command = ("deploy", "--account", "TEST::0", "--parameters", str(chosen), "--manifest", str(path))

    height = chain.blocks.height
    asked = run(*command)  # there is nobody to answer
    assert asked.exit_code == 1
    assert "Deploy? [y/N]" in asked.output
    assert public.roles.operator.account in asked.output
    assert chain.blocks.height == height
    assert not path.exists()

    done = run(*command, "--yes")
    assert done.exit_code == 0, done.output
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["sepolia.json", "sepolia.yaml"]
    assert verification.differences(verification.verify(manifest.load(path))) == []
