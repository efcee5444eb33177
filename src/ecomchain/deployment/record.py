"""The manifest of a deployment, from what is on the chain."""

from collections.abc import Mapping
from typing import Any

from ape.contracts import ContractContainer
from eth_utils import keccak, to_hex

from ecomchain.deployment import networks
from ecomchain.deployment.calls import HAND_OVER
from ecomchain.deployment.journal import Journal
from ecomchain.deployment.permissions import FUNCTIONS, ROLES, grants
from ecomchain.deployment.provenance import compiler, creation_hash
from ecomchain.deployment.wire import Mined
from ecomchain.manifest import ContractRecord, Manifest, RoleRecord
from ecomchain.system import CONTRACTS


def contract_record(name: str, mined: Mined, arguments: dict[str, Any]) -> ContractRecord:
    """Of the contract that this transaction created for this role in the system."""
    from ape import chain, project

    container: ContractContainer = getattr(project, CONTRACTS[name])
    code = bytes(chain.provider.get_code(mined.address))
    return ContractRecord(
        contract=CONTRACTS[name],
        address=str(mined.address),
        constructor_arguments=arguments,
        transaction=mined.hash,
        block=mined.block,
        runtime_size=len(code),
        runtime_hash=to_hex(keccak(code)),
        creation_hash=creation_hash(container),
    )


def manifest(journal: Journal, contracts: dict[str, ContractRecord], mined: Mapping[str, Mined]) -> Manifest:
    """The record of a finished deployment; ``mined`` are its transactions by step, in their order."""
    from ape import chain

    block = chain.provider.get_block(mined[HAND_OVER].block)
    appointed = grants(journal.parameters)
    return Manifest(
        network=networks.choice(),
        chain_id=journal.chain_id,
        deployer=journal.deployer,
        first_block=min(record.block for record in contracts.values()),
        block=block.number,
        block_hash=to_hex(block.hash),
        timestamp=block.timestamp,
        gas_used=sum(one.gas_used for one in mined.values()),
        commit=journal.commit,
        compiler=compiler(),
        contracts=contracts,
        transactions={step: one.hash for step, one in mined.items()},
        roles={
            name: RoleRecord(
                role_id=role,
                account=appointed[role][0],
                delay=appointed[role][1],
                functions={key: list(value) for key, value in FUNCTIONS.get(role, {}).items()},
            )
            for name, role in ROLES.items()
        },
        parameters=journal.parameters,
    )
