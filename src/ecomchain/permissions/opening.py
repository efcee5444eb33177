"""The permissions of the deployment on the connected network, beside its parameters."""

from pathlib import Path

from ape.exceptions import ApeException
from web3.exceptions import Web3Exception

from ecomchain import deployment, manifest, parameters
from ecomchain.errors import DeploymentError
from ecomchain.manifest import Manifest
from ecomchain.parameters import Parameters
from ecomchain.permissions.comparing import Comparison
from ecomchain.permissions.reading import read
from ecomchain.system import System, connect


def open_connected(manifest_file: Path | None = None, parameters_file: str | None = None) -> Comparison:
    """Read and compare: with the manifest's parameters, or those of a file. Raises DeploymentError."""
    record = manifest.load(manifest_file or manifest.default_path(deployment.network_name()))
    return compare_with(connect(record), wanted_parameters(record, parameters_file))


def wanted_parameters(record: Manifest, parameters_file: str | None) -> Parameters:
    """The parameters of a file, accounts and "today" resolved as at the deployment; or the manifest's."""
    if parameters_file is None:
        return record.parameters
    began = int(record.parameters.rewards.start_day)  # what "today" meant
    return deployment.resolve(parameters.load(parameters_file), record.deployer, began)


def compare_with(system: System, wanted: Parameters) -> Comparison:
    """The permissions of a system beside those that parameters give."""
    try:
        return Comparison(system, wanted, read(system))
    except (ApeException, Web3Exception) as error:
        raise DeploymentError(
            f"the permissions cannot be read from {system.access_manager.address}: "
            f"{' '.join(str(error).split())[:200]}: is the manifest this chain's?"
        ) from None
