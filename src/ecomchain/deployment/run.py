"""The deployment itself: contracts, parameters, and the hand-over of every permission (GOV-2).

The deployer sets the parameters while it alone administers the access manager; the last transaction, all or
nothing, maps the restricted functions to roles, appoints the holders and takes every role from the deployer.
"""

from collections.abc import Callable
from pathlib import Path

from ape.api import AccountAPI, ReceiptAPI
from ape.contracts import ContractContainer, ContractInstance
from ape.exceptions import ApeException
from eth_utils import keccak, to_hex
from web3.utils import get_create_address

from ecomchain import manifest as manifests
from ecomchain.deployment import networks
from ecomchain.deployment.arguments import (
    MODULES,
    ROW,
    capability_terms,
    constructor_arguments,
    ordered,
    thresholds,
)
from ecomchain.deployment.fitting import fit
from ecomchain.deployment.journal import Journal, path_beside, unfinished
from ecomchain.deployment.permissions import (
    ADMIN_ROLE,
    FUNCTIONS,
    GUARDIAN_ROLE,
    LABELS,
    OPERATOR_ROLE,
    ROLES,
    grants,
    selectors,
)
from ecomchain.deployment.provenance import commit, compiler, creation_hash
from ecomchain.errors import DeploymentError, ManifestError
from ecomchain.ids import capability_name
from ecomchain.manifest import ContractRecord, Manifest, RoleRecord
from ecomchain.parameters import Parameters
from ecomchain.system import CONTRACTS, System, connect, contract_at, title

Report = Callable[[str], None]


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
    journal = unfinished(journal_path)
    parameters = fit(parameters, deployer, journal)
    deployment = _Deployment(deployer, parameters, report or _silent, journal_path, journal)
    try:
        deployment.create()
        deployment.configure()
        deployment.hand_over()
    except ApeException as error:
        resume = " (the same command goes on from here)" if journal_path else ""
        raise DeploymentError(f"{deployment.failing} failed: {_one_line(error)}{resume}") from error
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
    if path.exists():
        try:
            return connect(manifests.load(path)), False
        except (DeploymentError, ManifestError) as error:
            if not networks.is_throw_away():
                raise DeploymentError(
                    f"{path} is there, but does not lead to a deployment ({error.message}): "
                    "move it away, or name another with --manifest"
                ) from None
            (report or _silent)(f"deploying anew on a development chain: {error.message}")
    system = deploy(deployer, parameters, report=report, journal_path=path_beside(path))
    system.manifest.save(path)
    return system, True


class _Deployment:
    """One run; each step is a transaction, known by its name."""

    def __init__(
        self,
        deployer: AccountAPI,
        parameters: Parameters,
        report: Report,
        journal_path: Path | None,
        started: Journal | None,
    ) -> None:
        from ape import chain

        self.deployer = deployer
        self.parameters = parameters
        self.report = report
        self.step = "the start"
        self.contracts: dict[str, ContractInstance] = {}
        self._journal_path = journal_path
        self._journal = Journal(chain_id=chain.chain_id, deployer=deployer.address, parameters=parameters)
        if started is not None:
            self._go_on_with(started)

    @property
    def failing(self) -> str:
        """The present step, for a person."""
        return title(self.step) if self.step in CONTRACTS else self.step

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
                    self._require_planned_address(name, addresses[name])
                transaction = container(*ordered(container, arguments))
                transaction.sender = self.deployer.address
                receipt = self._send(name, lambda t=transaction: self.deployer.call(t))  # type: ignore[misc]
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
            self.report(f"{title(name)} is at {record.address}")

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

    def _require_planned_address(self, name: str, planned: str) -> None:
        """Raises DeploymentError where the row's next contract would not get the address it is known by."""
        if self._next_address() != planned:
            raise DeploymentError(
                f"{self.deployer.address} has sent another transaction meanwhile, so that {title(name)} "
                "would not get its planned address: leave that account alone, and run the same command again"
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
            commit=commit(),
            compiler=compiler(),
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
                other = f"code of {title(name)} on the chain"
            elif creation_hash(getattr(project, CONTRACTS[name])) != record.creation_hash:
                other = f"source of {title(name)}"
        if other is not None:
            raise DeploymentError(
                f"{self._journal_path} is of an unfinished deployment with another {other}: finish that one, "
                "or remove the file to start anew"
            )
        self.report(f"going on with the unfinished deployment in {self._journal_path}")
        self._journal = journal


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _silent(_: str) -> None:
    pass
