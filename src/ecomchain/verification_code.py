"""Is a contract's code on the chain that of its manifest and of the sources here, immutables included?"""

from collections.abc import Iterator, Mapping
from typing import Any

from eth_utils import keccak, to_hex

from ecomchain import deployment
from ecomchain.checks import Check, compare
from ecomchain.manifest import ContractRecord, Manifest
from ecomchain.parameters import Parameters
from ecomchain.system import CONTRACTS, title

MAX_CODE_SIZE = 24_576
"""Bytes of code that a contract may have (EIP-170)."""


def checks(
    manifest: Manifest, parameters: Parameters, addresses: Mapping[str, str], name: str
) -> Iterator[Check]:
    """Compare the code of the contract with this role in the system.

    With the hash in the manifest, and with what the creation code compiled here, run on the chain with the
    arguments that ``parameters`` and ``addresses`` (by role) lead to, would leave there.
    """
    from ape import chain, project

    contract, record = title(name), manifest.contracts[name]
    arguments = deployment.constructor_arguments(parameters, manifest.deployer, dict(addresses))[name]
    code = bytes(chain.provider.get_code(record.address))
    yield Check(
        "code",
        f"{contract}: size",
        f"at most {MAX_CODE_SIZE:,} bytes",
        f"{len(code):,} bytes",
        len(code) <= MAX_CODE_SIZE,
    )
    found = to_hex(keccak(code))
    yield compare("code", f"{contract}: code on the chain, manifest", record.runtime_hash, found)
    container = getattr(project, CONTRACTS[name])
    yield compare(
        "code",
        f"{contract}: creation code, compiled here",
        record.creation_hash,
        deployment.creation_hash(container),
    )
    yield compare(
        "code",
        f"{contract}: constructor arguments, manifest",
        _arguments(arguments),
        _arguments(record.constructor_arguments),
    )
    creation = deployment.creation(container, arguments)
    yield compare(
        "code",
        f"{contract}: code on the chain, compiled here",
        lambda: to_hex(keccak(_created(manifest.deployer, record, creation))),
        found,
    )


def _created(deployer: str, record: ContractRecord, creation: bytes) -> bytes:
    """The code that this creation code leaves when run at the contract's address, at its block's time."""
    from ape import chain

    address = record.address
    call = {"from": deployer, "to": address}
    # For this call the creation code is there, for constructors that ask for their own address.
    instead = {address: {"code": to_hex(creation), "state": {}}}
    then = {"time": hex(chain.provider.get_block(record.block).timestamp)}
    return bytes.fromhex(chain.provider.make_request("eth_call", [call, "latest", instead, then])[2:])


def _arguments(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in arguments.items())
