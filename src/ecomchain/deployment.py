"""Deploying the system: its contracts, their parameters, and the hand-over of every permission (GOV-2).

The deployer sets the parameters while it alone administers the access manager; the last transaction, all or
nothing, maps the restricted functions to roles, appoints the holders and takes every role from the deployer.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ape.api import AccountAPI, ReceiptAPI
from ape.contracts import ContractContainer, ContractInstance
from ape.exceptions import ApeException
from eth_utils import keccak, to_hex
from pydantic import BaseModel, ConfigDict, ValidationError
from web3.utils import get_create_address

from ecomchain import ids
from ecomchain import manifest as manifests
from ecomchain.amounts import MICRO, format_ecom
from ecomchain.errors import DeploymentError, ManifestError, ParameterError
from ecomchain.ids import capability_name
from ecomchain.manifest import Compiler, ContractRecord, Manifest, RoleRecord
from ecomchain.parameters import DEPLOYER, Parameters, date_text
from ecomchain.rewards import scoring
from ecomchain.rewards.emission import PHASE_ONE_DAYS
from ecomchain.system import CONTRACTS, System, connect, contract_at, require_node

ADMIN_ROLE = 0
OPERATOR_ROLE = 1
GUARDIAN_ROLE = 2
PUBLISHER_ROLE = 3
"""Roles of the access manager; the foundation administers (0 is OpenZeppelin's)."""

ROLES = {
    "foundation": ADMIN_ROLE,
    "operator": OPERATOR_ROLE,
    "guardian": GUARDIAN_ROLE,
    "publisher": PUBLISHER_ROLE,
}
"""The role of each entry of ``Parameters.roles``."""

LABELS = {OPERATOR_ROLE: "OPERATOR", GUARDIAN_ROLE: "GUARDIAN", PUBLISHER_ROLE: "PUBLISHER"}
"""What the access manager calls them on the chain; ADMIN has no label."""

FUNCTIONS: dict[int, dict[str, tuple[str, ...]]] = {
    ADMIN_ROLE: {"reputation": ("setMarket",), "disputes": ("setArbitrator",)},
    OPERATOR_ROLE: {
        "registry": ("setCapability", "setCooldown", "setOpeningSlots", "setLevelReader"),
        "catalog": ("setMaxIncentive",),
        "market": ("setModule",),
        "reputation": ("setKappa", "setMinRated", "setThresholds", "setMinAverage"),
        "disputes": ("setBond",),
        "root_game": ("setScoring",),
    },
    GUARDIAN_ROLE: {"market": ("pause", "unpause"), "root_game": ("veto", "recall")},
    PUBLISHER_ROLE: {"root_game": ("post",)},
}
"""Every restricted function: who may call it."""

ROW = tuple(name for name in CONTRACTS if name != "access_manager")
"""Contracts that know one another for ever, later ones too. They are deployed one right after the other, so
that all addresses follow from the deployer's nonce."""

START_BEFORE, START_AFTER = 7, 366
"""How many days reward day 1 may lie before and after the deployment of `RewardPool`."""

MODULES = {"group_buy": ids.MODULE_BASE + 1}
"""The marketing modules: the capability with which a shop enables each."""

DAY = 86_400

THROW_AWAY_CHAINS = frozenset({1337, 31337})
"""Chain ids of development nodes."""

Report = Callable[[str], None]


class Journal(BaseModel):
    """An unfinished deployment: what is on the chain already."""

    model_config = ConfigDict(extra="forbid")

    chain_id: int
    deployer: str
    parameters: Parameters
    row: dict[str, str] = {}
    """The addresses that the contracts of `ROW` have, or are going to have."""
    contracts: dict[str, ContractRecord] = {}
    transactions: dict[str, str] = {}
    gas_used: int = 0

    def save(self, path: Path | None) -> None:
        """Write it to its file, if it has one."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")


def deploy(
    deployer: AccountAPI,
    parameters: Parameters,
    *,
    report: Report | None = None,
    journal_path: Path | None = None,
) -> System:
    """Deploy and configure the whole system on the connected chain, and hand it over.

    Afterwards the deployer has no role and no tokens, unless the parameters name it. With ``journal_path``,
    what has been deployed is recorded there until all is done, and a later call goes on from it.
    Raises ParameterError where the parameters do not fit the chain, DeploymentError where a step fails.
    """
    journal = _unfinished(journal_path)
    parameters = _fit(parameters, deployer, journal)
    deployment = _Deployment(deployer, parameters, report or _silent, journal_path, journal)
    try:
        deployment.create()
        deployment.configure()
        deployment.hand_over()
    except ApeException as error:
        resume = " (the same command goes on from here)" if journal_path else ""
        raise DeploymentError(f"{deployment.step} failed: {_one_line(error)}{resume}") from error
    system = connect(deployment.manifest())
    if journal_path is not None:
        journal_path.unlink(missing_ok=True)
    return system


def deploy_once(
    deployer: AccountAPI,
    parameters: Parameters,
    path: Path,
    *,
    report: Report | None = None,
) -> tuple[System, bool]:
    """`deploy` with the manifest in a file; what is deployed already stays.

    Returns the system, and whether it was deployed now. A manifest of a chain that is gone is replaced on
    development chains only: anywhere else it is a DeploymentError.
    """
    from ape import chain

    if path.exists():
        try:
            return connect(manifests.load(path)), False
        except (DeploymentError, ManifestError) as error:
            if chain.chain_id not in THROW_AWAY_CHAINS:
                raise DeploymentError(
                    f"{path} is there, but does not lead to a deployment ({error.message}): "
                    "move it away, or name another with --manifest"
                ) from None
            (report or _silent)(f"deploying anew on a development chain: {error.message}")
    system = deploy(deployer, parameters, report=report, journal_path=_journal_path(path))
    system.manifest.save(path)
    return system, True


def require_build() -> None:
    """Raises DeploymentError where the compiled code is not that of a full build of the present sources.

    Ape compiles changed files by themselves, with fewer settings than a full build: that code works, but its
    metadata differs, so that nobody could verify it.
    """
    from ape import project

    from ape_ecomtools.build import is_current

    if not is_current(project.path):
        raise DeploymentError("the sources have changed since the last full build: run `make build`")


def outdated(system: System) -> list[str]:
    """The contracts whose sources have changed since they were deployed."""
    from ape import project

    return [
        record.contract
        for record in system.manifest.contracts.values()
        if creation_hash(getattr(project, record.contract)) != record.creation_hash
    ]


def network_name() -> str:
    """The connected network's name; a fork's is that of what it forks."""
    from ape import chain

    return str(chain.provider.network.name).removesuffix("-fork")


def resolve(parameters: Parameters, deployer: str, today: int | None = None) -> Parameters:
    """The parameters with "deployer" and test accounts replaced by addresses, and "today" by the UTC day
    ``today`` (default: the chain's)."""
    from ape import accounts

    names = {DEPLOYER: deployer}
    if not parameters.is_public:
        for index in range(accounts.test_accounts.number_of_accounts):
            names[f"TEST::{index}"] = accounts.test_accounts[index].address
    return parameters.resolve(names, _utc_day() if today is None else today)


def plan(deployer: AccountAPI, parameters: Parameters, path: Path | None = None) -> str:
    """What `deploy_once` is about to do, for a person to confirm; ``path`` is the manifest's.

    Raises like `deploy_once` where it cannot be done.
    """
    from ape import chain

    parameters = _fit(parameters, deployer, _unfinished(path and _journal_path(path)))
    if deployer.balance == 0:
        raise DeploymentError(f"{deployer.address} has nothing to pay for gas with: fund it first")
    lines = [
        f"network     {chain.provider.network.choice}, chain {chain.chain_id}",
        f"deployer    {deployer.address}, balance {format_ecom(deployer.balance)} (native token)",
    ]
    lines += [f"{name:11} {holder.account}, delay {holder.delay:,} s" for name, holder in parameters.roles]
    lines.append(f"arbitrator  {parameters.disputes.arbitrator}")
    lines += [f"{name:11} {account} receives its share" for name, account in parameters.allocation]
    start = date_text(int(parameters.rewards.start_day))
    lines.append(f"rewards     RewardPool receives its share; its day 1 is {start}, for ever")
    for key, terms in parameters.capabilities.items():
        lines.append(
            f"{capability_name(key):12} lock {format_ecom(terms.lock_per_unit)}, "
            f"seal {format_ecom(terms.seal_per_unit)}, units {terms.max_units:,}"
        )
    return "\n".join(lines)


def grants(parameters: Parameters) -> dict[int, tuple[str, int]]:
    """By role, the account that holds it and its delay in seconds."""
    return {ROLES[name]: (holder.account, holder.delay) for name, holder in parameters.roles}


def selectors(contract: ContractInstance, functions: tuple[str, ...]) -> list[bytes]:
    """The selectors of functions that are not overloaded."""
    by_name = {abi.name: keccak(text=abi.selector)[:4] for abi in contract.contract_type.mutable_methods}
    return [by_name[name] for name in functions]


def capability_terms(parameters: Parameters) -> dict[int, tuple[int, int, int, bool]]:
    """By capability, the arguments of ``ShopRegistry.setCapability``."""
    return {
        key: (terms.lock_per_unit, terms.seal_per_unit, terms.max_units, terms.enabled)
        for key, terms in parameters.capabilities.items()
    }


def thresholds(parameters: Parameters) -> list[tuple[int, int]]:
    """The argument of ``Reputation.setThresholds``: orders and counted micro-Ecom, by level from 1."""
    return [(level.orders, level.counted // MICRO) for level in parameters.reputation.levels]


def constructor_arguments(
    parameters: Parameters, deployer: str, addresses: dict[str, str]
) -> dict[str, dict[str, Any]]:
    """By contract, its constructor's arguments by name, as far as ``addresses`` knows the contracts."""
    at = addresses.get
    allocation = parameters.allocation
    return {
        "access_manager": {"admin": deployer},
        "token": {
            "presale": allocation.presale,
            "foundation": allocation.foundation,
            "rewards": at("reward_pool"),
            "team": allocation.team,
        },
        "vault": {"token_": at("token")},
        "registry": {
            "authority": at("access_manager"),
            "token_": at("token"),
            "vault_": at("vault"),
            "linksPerUnit_": parameters.limits.links_per_unit,
            "referendum_": at("referendum"),
            "governedFrom_": governed_from(parameters),
        },
        "catalog": {"authority": at("access_manager"), "registry_": at("registry")},
        "reputation": {
            "authority": at("access_manager"),
            "registry_": at("registry"),
            "referendum_": at("referendum"),
            "governedFrom_": governed_from(parameters),
        },
        "market": {
            "authority": at("access_manager"),
            "token_": at("token"),
            "catalog_": at("catalog"),
            "registry_": at("registry"),
            "reputation_": at("reputation"),
            "budgets_": at("budgets"),
            "vouchers_": at("vouchers"),
            "disputes_": at("disputes"),
        },
        "budgets": {
            "token_": at("token"),
            "catalog_": at("catalog"),
            "registry_": at("registry"),
            "market_": at("market"),
            "disputes_": at("disputes"),
        },
        "vouchers": {"market_": at("market")},
        "disputes": {"authority": at("access_manager"), "market_": at("market")},
        "splitter": {"token_": at("token")},
        "group_buy": {"market_": at("market")},
        "bounty_board": {"token_": at("token"), "registry_": at("registry")},
        "polls": {
            "registry_": at("registry"),
            "quorumBps_": parameters.votes.quorum_bps,
            "minTurnout_": parameters.votes.min_turnout,
        },
        "reward_pool": {
            "token_": at("token"),
            "reputation_": at("reputation"),
            "rootGame_": at("root_game"),
            "startDay_": parameters.rewards.start_day,
            "poolCapBps_": parameters.rewards.pool_cap_bps,
        },
        "root_game": {
            "authority": at("access_manager"),
            "pool_": at("reward_pool"),
            "polls_": at("polls"),
            "vault_": at("vault"),
            "referendum_": at("referendum"),
            "voteBond_": parameters.rewards.vote_bond,
            "scoring_": scoring.HASH,
        },
        "factor_vote": {
            "polls_": at("polls"),
            "startDay_": parameters.rewards.start_day,
            "minShops_": parameters.votes.min_shops,
        },
        "referendum": {
            "polls_": at("polls"),
            "reputation_": at("reputation"),
            "rootGame_": at("root_game"),
        },
        "grants": {"token_": at("token")},
    }


def governed_from(parameters: Parameters) -> int:
    """When phase one of the rewards is over, and with it the foundation's say over them (DST-3); seconds."""
    return (int(parameters.rewards.start_day) + PHASE_ONE_DAYS) * DAY


class _Deployment:
    """One run; each step is a transaction, known by its name."""

    def __init__(
        self,
        deployer: AccountAPI,
        parameters: Parameters,
        report: Report,
        journal_path: Path | None,
        unfinished: Journal | None,
    ) -> None:
        from ape import chain

        self.deployer = deployer
        self.parameters = parameters
        self.report = report
        self.step = "the start"
        self.contracts: dict[str, ContractInstance] = {}
        self._journal_path = journal_path
        self._journal = Journal(chain_id=chain.chain_id, deployer=deployer.address, parameters=parameters)
        if unfinished is not None:
            self._go_on_with(unfinished)

    def create(self) -> None:
        """Deploy the contracts that are not on record."""
        from ape import chain, project

        self._forget_broken_row()
        for name, contract in CONTRACTS.items():
            container: ContractContainer = getattr(project, contract)
            if name in ROW:
                self._plan_row()
            addresses = self._journal.row | {key: c.address for key, c in self.contracts.items()}
            arguments = constructor_arguments(self.parameters, self.deployer.address, addresses)[name]
            if name not in self._journal.contracts:
                if name in ROW:
                    self._require_planned_address(contract, addresses[name])
                transaction = container(*_ordered(container, arguments))
                transaction.sender = self.deployer.address
                receipt = self._send(contract, lambda t=transaction: self.deployer.call(t))  # type: ignore[misc]
                address = receipt.contract_address
                code = bytes(chain.provider.get_code(address))
                self._journal.contracts[name] = ContractRecord(
                    contract=contract,
                    address=address,
                    constructor_arguments=arguments,
                    transaction=receipt.txn_hash,
                    block=receipt.block_number,
                    runtime_size=len(code),
                    runtime_hash=to_hex(keccak(code)),
                    creation_hash=creation_hash(container),
                )
                self._journal.save(self._journal_path)
            record = self._journal.contracts[name]
            self.contracts[name] = contract_at(contract, record.address)
            self.report(f"{contract} is at {record.address}")

    def _plan_row(self) -> None:
        """Note the addresses of the contracts of `ROW`, from the deployer's next nonce on."""
        if not self._journal.row:
            deployer, nonce = self.deployer.address, self.deployer.nonce
            self._journal.row = {
                name: str(get_create_address(deployer, nonce + i)) for i, name in enumerate(ROW)
            }
            self._journal.save(self._journal_path)

    def _next_address(self) -> str:
        return str(get_create_address(self.deployer.address, self.deployer.nonce))

    def _require_planned_address(self, contract: str, planned: str) -> None:
        """Raises DeploymentError where the row's next contract would not get the address it is known by."""
        if self._next_address() != planned:
            raise DeploymentError(
                f"{self.deployer.address} has sent another transaction meanwhile, so that {contract} would "
                "not get its planned address: leave that account alone, and run the same command again"
            )

    def _forget_broken_row(self) -> None:
        """Take the row off the record where its next contract could not get the planned address."""
        waiting = [name for name in ROW if name not in self._journal.contracts]
        if not self._journal.row or not waiting:
            return
        if self._journal.row[waiting[0]] != self._next_address():
            self.report("the deployer has sent other transactions meanwhile: deploying the contracts anew")
            self._journal.row = {}
            for name in ROW:
                self._journal.contracts.pop(name, None)

    def configure(self) -> None:
        """Set the parameters; the deployer may, as long as it administers the access manager."""
        registry, catalog = self.contracts["registry"], self.contracts["catalog"]
        reputation, disputes = self.contracts["reputation"], self.contracts["disputes"]
        market = self.contracts["market"]
        limits = self.parameters.limits
        calls = [
            registry.setCapability.encode_input(key, terms)
            for key, terms in capability_terms(self.parameters).items()
        ]
        calls.append(registry.setCooldown.encode_input(limits.cooldown))
        calls.append(registry.setOpeningSlots.encode_input(limits.opening_slots))
        calls.append(registry.setLevelReader.encode_input(reputation.address))
        self._once(
            "capabilities and limits of shops", lambda: registry.multicall(calls, sender=self.deployer)
        )
        self._once(
            "limit of incentives",
            lambda: catalog.setMaxIncentive(limits.max_incentive_bps, sender=self.deployer),
        )
        scores = self.parameters.reputation
        calls = [
            reputation.setKappa.encode_input(scores.kappa_bps),
            reputation.setMinRated.encode_input(scores.min_rated),
            reputation.setThresholds.encode_input(thresholds(self.parameters)),
            reputation.setMinAverage.encode_input(scores.min_average_centi),
            reputation.setMarket.encode_input(market.address, True),
        ]
        self._once("limits of reputation", lambda: reputation.multicall(calls, sender=self.deployer))
        bonds = self.parameters.disputes
        calls = [
            disputes.setBond.encode_input(bonds.bond_bps, bonds.min_bond),
            disputes.setArbitrator.encode_input(bonds.arbitrator),
        ]
        self._once(
            "bonds and arbitrator of disputes", lambda: disputes.multicall(calls, sender=self.deployer)
        )
        modules = [
            market.setModule.encode_input(self.contracts[name].address, id_) for name, id_ in MODULES.items()
        ]
        self._once("marketing modules", lambda: market.multicall(modules, sender=self.deployer))
        named = ", ".join(capability_name(key) for key in self.parameters.capabilities)
        self.report(f"parameters are set: {named}; limits")

    def hand_over(self) -> None:
        """Map functions to roles, appoint the holders, and take the deployer's own role: all or nothing."""
        manager = self.contracts["access_manager"]
        calls = [manager.labelRole.encode_input(role, label) for role, label in LABELS.items()]
        calls.append(manager.setRoleGuardian.encode_input(OPERATOR_ROLE, GUARDIAN_ROLE))
        for role, targets in FUNCTIONS.items():
            for name, functions in targets.items():
                target = self.contracts[name]
                calls.append(
                    manager.setTargetFunctionRole.encode_input(
                        target.address, selectors(target, functions), role
                    )
                )
        appointed = grants(self.parameters)
        keeps_admin = appointed[ADMIN_ROLE][0] == self.deployer.address
        # The administrator last: a delay of the deployer's own role would stop the calls after it.
        calls += [
            manager.grantRole.encode_input(role, *appointed[role]) for role in sorted(appointed, reverse=True)
        ]
        if not keeps_admin:
            calls.append(manager.renounceRole.encode_input(ADMIN_ROLE, self.deployer.address))
        self._once("hand-over", lambda: manager.multicall(calls, sender=self.deployer))
        for name, role in ROLES.items():
            account, delay = appointed[role]
            self.report(f"{name} is {account}, {f'after {delay:,} seconds' if delay else 'at once'}")

    def manifest(self) -> Manifest:
        """The record of what was done."""
        from ape import chain

        last = self._journal.transactions["hand-over"]
        block = chain.provider.get_block(chain.provider.get_receipt(last).block_number)
        appointed = grants(self.parameters)
        return Manifest(
            network=":".join((chain.provider.network.ecosystem.name, chain.provider.network.name)),
            chain_id=self._journal.chain_id,
            deployer=self.deployer.address,
            first_block=min(record.block for record in self._journal.contracts.values()),
            block=block.number,
            block_hash=to_hex(block.hash),
            timestamp=block.timestamp,
            gas_used=self._journal.gas_used,
            commit=_commit(),
            compiler=_compiler(),
            contracts=self._journal.contracts,
            transactions=self._journal.transactions,
            roles={
                name: RoleRecord(
                    role_id=role,
                    account=appointed[role][0],
                    delay=appointed[role][1],
                    functions={key: list(value) for key, value in FUNCTIONS.get(role, {}).items()},
                )
                for name, role in ROLES.items()
            },
            parameters=self.parameters,
        )

    def _once(self, step: str, send: Callable[[], ReceiptAPI]) -> None:
        if step not in self._journal.transactions:
            self._send(step, send)

    def _send(self, step: str, send: Callable[[], ReceiptAPI]) -> ReceiptAPI:
        self.step = step
        receipt = send()
        self._journal.gas_used += receipt.gas_used
        self._journal.transactions[step] = receipt.txn_hash
        self._journal.save(self._journal_path)
        return receipt

    def _go_on_with(self, journal: Journal) -> None:
        """Take up an unfinished deployment. Raises DeploymentError where it is of another one."""
        from ape import chain, project

        other = next(
            (
                what
                for what in ("chain_id", "deployer", "parameters")
                if getattr(journal, what) != getattr(self._journal, what)
            ),
            None,
        )
        for name, record in journal.contracts.items():
            if to_hex(keccak(bytes(chain.provider.get_code(record.address)))) != record.runtime_hash:
                other = f"code of {record.contract} on the chain"
            elif creation_hash(getattr(project, CONTRACTS[name])) != record.creation_hash:
                other = f"source of {record.contract}"
        if other is not None:
            raise DeploymentError(
                f"{self._journal_path} is of an unfinished deployment with another {other}: finish that one, "
                "or remove the file to start anew"
            )
        self.report(f"going on with the unfinished deployment in {self._journal_path}")
        self._journal = journal


def _journal_path(path: Path) -> Path | None:
    """Where the journal is of a deployment whose manifest goes to ``path``; none on chains to throw away."""
    from ape import chain

    return None if chain.chain_id in THROW_AWAY_CHAINS else path.with_suffix(".unfinished.json")


def _unfinished(journal_path: Path | None) -> Journal | None:
    """The journal of an unfinished deployment, if there is one.

    Raises DeploymentError where it is of another version.
    """
    if journal_path is None or not journal_path.exists():
        return None
    try:
        return Journal.model_validate_json(journal_path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise DeploymentError(
            f"{journal_path} is not of this version: remove it to start anew ({error.title})"
        ) from None


def creation_hash(container: ContractContainer) -> str:
    """keccak-256 of a contract's creation code as compiled here."""
    return to_hex(keccak(bytes(container.contract_type.get_deployment_bytecode() or b"")))


def _ordered(container: ContractContainer, arguments: dict[str, Any]) -> list[Any]:
    """Arguments by name in the constructor's order; a renamed one is a KeyError, never a wrong place."""
    return [arguments[str(item.name)] for item in container.contract_type.constructor.inputs]


def _fit(parameters: Parameters, deployer: AccountAPI, unfinished: Journal | None) -> Parameters:
    """The parameters with every account resolved, and "today" too: the day on which the deployment began.

    Raises ParameterError where they are for another chain, or another time.
    """
    from ape import chain

    require_node()
    if chain.chain_id not in THROW_AWAY_CHAINS and not chain.provider.network.is_fork:
        if not parameters.is_public:
            raise ParameterError(
                f"the parameters are for {parameters.network}, a network to throw away, connected is chain "
                f"{chain.chain_id}: name a file for {network_name()} with --parameters"
            )
        if parameters.chain_id != chain.chain_id:
            raise ParameterError(
                f"the parameters are for chain {parameters.chain_id}, connected is {chain.chain_id}: "
                f"correct chain_id, or name another file with --parameters"
            )
    today = int(unfinished.parameters.rewards.start_day) if unfinished else None
    parameters = resolve(parameters, deployer.address, today)
    if unfinished is None or "reward_pool" not in unfinished.contracts:
        _require_start(int(parameters.rewards.start_day))
    return parameters


def _require_start(day: int) -> None:
    """Raises ParameterError where `RewardPool` would not take the UTC day as its first, as of now."""
    first, last = _utc_day() - START_BEFORE, _utc_day() + START_AFTER
    if not first <= day <= last:
        raise ParameterError(
            f"rewards.start_day: {date_text(day)} is not from {date_text(first)} to {date_text(last)}, "
            "as the contract RewardPool wants it today: write another date"
        )


def _utc_day() -> int:
    """Of the chain's latest block."""
    from ape import chain

    return int(chain.provider.get_block("latest").timestamp) // DAY


def _compiler() -> Compiler:
    from ape import project

    known = [c for c in project.manifest.compilers or [] if "Market" in (c.contractTypes or [])]
    if not known:
        raise DeploymentError("the compiler's settings are not on record: run `make build`")
    settings = known[0].settings or {}
    optimizer = settings.get("optimizer") or {}
    return Compiler(
        name=known[0].name,
        version=known[0].version,
        evm_version=str(settings.get("evmVersion")),
        optimizer=bool(optimizer.get("enabled")),
        optimizer_runs=int(optimizer.get("runs", 0)),
        via_ir=bool(settings.get("viaIR")),
    )


def _commit() -> str | None:
    """The commit of the sources, where they are in a git repository."""
    from ape import project

    def git(*arguments: str) -> str:
        command = ["git", "--no-optional-locks", "-C", str(project.path), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        changed = git("status", "--porcelain", "--", "contracts", "interfaces", "ape-config.yaml")
        return git("rev-parse", "HEAD") + ("+changes" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _silent(_: str) -> None:
    pass
