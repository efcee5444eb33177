"""The deployment itself: contracts, parameters, and the hand-over of every permission (GOV-2).

The deployer sets the parameters while it alone administers the access manager; the last transaction, all or
nothing, maps the restricted functions to roles, appoints the holders and takes every role from the deployer.
"""

from dataclasses import replace
from pathlib import Path

from ape.api import AccountAPI
from ape.contracts import ContractContainer, ContractInstance
from ape.exceptions import ApeException
from web3.exceptions import Web3Exception
from web3.types import Nonce
from web3.utils import get_create_address

from ecomchain import manifest as manifests
from ecomchain.deployment import calls, journal, networks, record, wire
from ecomchain.deployment.arguments import ROW, constructor_arguments, creation
from ecomchain.deployment.calls import CONFIGURATION_STEPS, Call
from ecomchain.deployment.fitting import fit
from ecomchain.deployment.journal import Journal
from ecomchain.deployment.permissions import ROLES, grants
from ecomchain.deployment.provenance import commit
from ecomchain.deployment.sender import Sender
from ecomchain.deployment.settings import Report, Settings
from ecomchain.deployment.wire import Mined
from ecomchain.durations import format_duration
from ecomchain.errors import DeploymentError, ManifestError
from ecomchain.ids import capability_name
from ecomchain.manifest import ContractRecord, Manifest
from ecomchain.parameters import Parameters
from ecomchain.system import CONTRACTS, System, connect, contract_at, title

STEPS = len(CONTRACTS) + CONFIGURATION_STEPS + 1
"""Transactions of a deployment."""


def deploy(
    deployer: AccountAPI,
    parameters: Parameters,
    *,
    report: Report | None = None,
    settings: Settings | None = None,
    journal_path: Path | None = None,
) -> System:
    """Deploy and configure the whole system on the connected chain, and hand it over.

    Afterwards the deployer has no role and no tokens, unless the parameters name it. With ``journal_path``,
    every transaction is noted there before it is sent, and a later call finishes what an earlier one began;
    the file stays until `journal.remove`. ``report`` is told what was done; ``settings`` (default: those of
    the connected network) say more. Raises ParameterError where the parameters do not fit the chain,
    DeploymentError where a step fails.
    """
    with journal.locked(journal_path):
        started = journal.load(journal_path)
        parameters = fit(parameters, deployer, started)
        if started is None:
            started = Journal(
                chain_id=networks.chain_id(),
                deployer=deployer.address,
                parameters=parameters,
                commit=commit(),
                first_block=wire.height(),
            )
        else:
            _require_same(started, deployer, parameters, journal_path)
        settings = _settings(settings, report)
        deployment = Deployment(Sender(deployer, started, journal_path, settings), settings)
        try:
            return deployment.run()
        except DeploymentError as error:
            if journal_path is None or "same command" in error.message:
                raise
            raise type(error)(f"{error.message} (the same command goes on from here)") from error


def deploy_once(
    deployer: AccountAPI,
    parameters: Parameters,
    path: Path,
    *,
    report: Report | None = None,
    settings: Settings | None = None,
) -> tuple[System, bool]:
    """`deploy` with the manifest in a file; what is deployed already stays.

    Returns the system, and whether it was deployed now. A manifest of a chain that is gone is replaced on
    development chains only: anywhere else it is a DeploymentError.
    """
    settings = _settings(settings, report)
    unfinished = journal.path_beside(path)
    if path.exists():
        try:
            system = connect(manifests.load(path))
            journal.remove(unfinished)
            return system, False
        except (DeploymentError, ManifestError) as error:
            if not networks.is_throw_away():
                raise DeploymentError(
                    f"{path} is there, but does not lead to a deployment ({error.message}): "
                    "move it away, or name another with --manifest"
                ) from None
            settings.report(f"deploying anew on a development chain: {error.message}")
    system = deploy(deployer, parameters, settings=settings, journal_path=unfinished)
    system.manifest.save(path)
    journal.remove(unfinished)
    return system, True


class Deployment:
    """One run; each step is a transaction, known by its name."""

    def __init__(self, sender: Sender, settings: Settings) -> None:
        self.sender = sender
        self.settings = settings
        self.journal = sender.journal
        self.contracts: dict[str, ContractInstance] = {}
        self.mined: dict[str, Mined] = {}
        self.records: dict[str, ContractRecord] = {}
        self.step = "the start"
        sender.contracts = self._known

    def run(self) -> System:
        """All steps, until all of them are on the chain for good."""
        if self.journal.transactions:
            self.settings.report("going on with the unfinished deployment")
        try:
            while True:
                self.create()
                self.configure()
                self.hand_over()
                if self.sender.confirm():
                    break
                self.settings.report("the chain took transactions back: sending them again")
            return connect(self.manifest())
        except (ApeException, Web3Exception, OSError) as error:
            raise DeploymentError(f"{self.step} failed: {wire.one_line(error)}") from error

    def create(self) -> None:
        """Deploy the contracts that are not there."""
        from ape import project

        self._forget_broken_row()
        for name, contract in CONTRACTS.items():
            container: ContractContainer = getattr(project, contract)
            nonce = self._planned_nonce(name)
            addresses = self._row_addresses() | {key: c.address for key, c in self.contracts.items()}
            deployer = self.sender.deployer.address
            arguments = constructor_arguments(self.journal.parameters, deployer, addresses)[name]
            mined = self._send(name, creation(container, arguments), nonce=nonce)
            self._require_address(name, mined)
            self.records[name] = record.contract_record(name, mined, arguments)
            self.contracts[name] = contract_at(contract, str(mined.address))
            self.settings.report(f"{title(name)} is at {mined.address}")

    def configure(self) -> None:
        """Set the parameters."""
        for call in calls.configuration(self.journal.parameters, self.contracts):
            self._call(call)
        named = ", ".join(capability_name(key) for key in self.journal.parameters.capabilities)
        self.settings.report(f"parameters are set: {named}; limits")

    def hand_over(self) -> None:
        """Give every permission away."""
        deployer = self.sender.deployer.address
        self._call(calls.hand_over(self.journal.parameters, self.contracts, deployer))
        appointed = grants(self.journal.parameters)
        for name, role in ROLES.items():
            account, delay = appointed[role]
            self.settings.report(
                f"{name} is {account}, {f'after {format_duration(delay)}' if delay else 'at once'}"
            )

    def manifest(self) -> Manifest:
        """The record of what was done."""
        return record.manifest(self.journal, self.records, self.mined)

    def _call(self, call: Call) -> None:
        self._send(call.step, call.data, to=call.to)

    def _send(self, step: str, data: bytes, *, to: str | None = None, nonce: int | None = None) -> Mined:
        self.step = title(step) if step in CONTRACTS else step
        self.settings.progress(self.step, len(self.mined))
        mined = self.mined[step] = self.sender.send(step, self.step, data, to, nonce)
        self.settings.progress(self.step, len(self.mined))
        return mined

    def _planned_nonce(self, name: str) -> int | None:
        """That of a contract of `ROW`; the first one decides about all."""
        if name not in ROW:
            return None
        if self.journal.row_nonce is None:
            self.journal.row_nonce = self.sender.next_nonce()
        return self.journal.row_nonce + ROW.index(name)

    def _require_address(self, name: str, mined: Mined) -> None:
        """Raises DeploymentError where a contract is not where its deployer and nonce put it."""
        nonce = self.journal.transactions[name].nonce
        address = get_create_address(self.sender.deployer.address, Nonce(nonce))
        if mined.address != address:
            raise DeploymentError(
                f"{title(name)}: the node says that it is at {mined.address}, and transaction {nonce} of "
                f"{self.sender.deployer.address} creates {address}: use another node, and look at who can "
                "write to the journal"
            )

    def _row_addresses(self) -> dict[str, str]:
        """The addresses that the contracts of `ROW` have, or are going to have."""
        first = self.journal.row_nonce
        if first is None:
            return {}
        deployer = self.sender.deployer.address
        return {name: str(get_create_address(deployer, Nonce(first + i))) for i, name in enumerate(ROW)}

    def _forget_broken_row(self) -> None:
        """Take the row off the record where one of its contracts cannot get the planned address any more."""
        if self.journal.row_nonce is None:
            return
        for index, name in enumerate(ROW):
            sent = self.journal.transactions.get(name)
            state = self.sender.state(sent) if sent else None
            if isinstance(state, Mined):
                continue
            broken = state == "taken" or (
                state is None and self.journal.row_nonce + index != self.sender.next_nonce()
            )
            if broken:
                self.settings.report(
                    "the deployer has sent other transactions meanwhile: deploying the contracts anew"
                )
                self.journal.row_nonce = None
                self.sender.forget([step for step in self.journal.transactions if step != "access_manager"])
            return

    def _known(self) -> list[ContractInstance | ContractContainer]:
        """The contracts whose errors may turn up: of the one being created first."""
        from ape import project

        return [getattr(project, contract) for contract in dict.fromkeys(CONTRACTS.values())]


def _settings(settings: Settings | None, report: Report | None) -> Settings:
    settings = settings or networks.default_settings()
    return replace(settings, report=report) if report else settings


def _require_same(started: Journal, deployer: AccountAPI, parameters: Parameters, path: Path | None) -> None:
    """Raises DeploymentError where the journal is of another deployment."""
    given = {"chain_id": networks.chain_id(), "deployer": deployer.address, "parameters": parameters}
    for what, value in given.items():
        if getattr(started, what) != value:
            raise DeploymentError(
                f"{path} is of an unfinished deployment with another {what}: finish that one, "
                "or remove the file to start anew"
            )
