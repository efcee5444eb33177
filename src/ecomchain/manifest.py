"""The record of a deployment: what is where, made of what, with which parameters and roles."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ecomchain.errors import ManifestError
from ecomchain.files import write_whole
from ecomchain.parameters import Parameters

DIRECTORY = Path("deployments")
"""Where the manifests are, from the project's root."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ContractRecord(_Model):
    """One deployed contract. Hashes are keccak-256."""

    contract: str
    """The contract's name, such as ``ShopRegistry``."""
    address: str
    constructor_arguments: dict[str, int | str]
    """By the names that the constructor gives them."""
    transaction: str
    block: int
    runtime_size: int
    """Bytes of code on the chain; at most 24,576 (EIP-170)."""
    runtime_hash: str
    """Of the code on the chain, immutables included."""
    creation_hash: str
    """Of the creation code as compiled, without constructor arguments."""


class Compiler(_Model):
    """What the code was compiled with."""

    name: str
    version: str
    evm_version: str
    optimizer: bool
    optimizer_runs: int
    via_ir: bool


class RoleRecord(_Model):
    """One role of the access manager."""

    role_id: int
    account: str
    delay: int
    """Seconds that the holder's calls have to wait."""
    functions: dict[str, list[str]]
    """What the role may call: functions by contract."""


class Manifest(_Model):
    """A deployment on one network."""

    version: Literal[1] = 1
    network: str
    """Ape's network choice, such as ``ethereum:sepolia``."""
    chain_id: int
    deployer: str
    first_block: int
    block: int
    """The last block of the deployment; `block_hash` and `timestamp` are its."""
    block_hash: str
    timestamp: int
    gas_used: int
    commit: str | None
    """The git commit of the sources; with ``+changes`` where files differed from it."""
    compiler: Compiler
    transactions: dict[str, str]
    """Hashes of all transactions of the deployment, by contract (``market``) or by what else they did."""
    contracts: dict[str, ContractRecord]
    """By their part in the system (``market``), see ``ecomchain.system.CONTRACTS``."""
    roles: dict[str, RoleRecord]
    parameters: Parameters
    """With every account resolved to an address."""

    def save(self, path: str | Path) -> Path:
        """Write the manifest; the file is whole or not there."""
        path = Path(path)
        write_whole(path, json.dumps(self.dump(), indent=2, ensure_ascii=False) + "\n")
        return path

    def dump(self) -> dict[str, Any]:
        """As plain data, as in the file."""
        return self.model_dump(mode="json")


def network_name(choice: str) -> str:
    """What a network is called in files, by Ape's choice of it.

    It is Ape's name, with the ecosystem's before it where that is not Ethereum: ``ethereum:sepolia:node`` is
    ``sepolia``, ``base:sepolia`` is ``base-sepolia``. What is no choice stays as it is.
    """
    ecosystem, _, rest = choice.partition(":")
    network = rest.partition(":")[0]
    if not network:
        return ecosystem
    return network if ecosystem == "ethereum" else f"{ecosystem}-{network}"


def default_path(network: str) -> Path:
    """Where a network's manifest is, by its name or Ape's choice (``sepolia``, ``ethereum:sepolia:node``)."""
    return DIRECTORY / f"{network_name(network)}.json"


def load(path: str | Path) -> Manifest:
    """The manifest in a file. Raises ManifestError where there is none."""
    path = Path(path)
    try:
        return Manifest.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ManifestError(
            f"{path}: no such file: deploy with `ape run deploy`, or name another with --manifest"
        ) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ManifestError(f"{path}: not a manifest: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ManifestError(f"{path}: not a manifest of this version: {where}: {first['msg']}") from None
