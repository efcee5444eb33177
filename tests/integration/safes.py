"""A real Safe on the local chain: safe-global's own contracts, byte for byte those of every public network.

ape-safe carries contracts compiled otherwise, so the code comes from npm, with the hashes that safe-global
publishes for version 1.4.1 (npm ``@safe-global/safe-deployments`` 1.37.63, ``src/assets/v1.4.1``).
"""

import json
from pathlib import Path
from typing import Any

from ape import accounts, chain, project
from ape.contracts import ContractContainer
from ape_safe.accounts import SafeAccount
from ape_safe.factory import SafeFactory
from eth_utils import keccak, to_hex
from ethpm_types import ContractType
from packaging.version import Version

from ecomchain import deployment, parameters
from ecomchain.governance import multisend
from ecomchain.system import System

VERSION = Version("1.4.1")
ARTIFACTS = "node_modules/@safe-global/safe-contracts/build/artifacts/contracts"
CODE_HASHES = {
    "SafeL2.sol/SafeL2": "0xb1f926978a0f44a2c0ec8fe822418ae969bd8c3f18d61e5103100339894f81ff",
    "proxies/SafeProxyFactory.sol/SafeProxyFactory": (
        "0x50c3cdc4074750a7a974204a716c999edd37482f907608d960b2b025ee0b3317"
    ),
    "libraries/MultiSendCallOnly.sol/MultiSendCallOnly": multisend.CODE_HASHES["1.4.1"],
}
DELAY = 5 * 86_400
OWNERS = (6, 7, 8)
THRESHOLD = 2


def create(folder: Path, monkeypatch: Any) -> SafeAccount:
    """A Safe of three test accounts, two of which have to confirm; known to ape-safe as an account."""
    deployer = accounts.test_accounts[0]
    singleton, factory, calls = (_deploy(deployer, name) for name in CODE_HASHES)
    (address,) = multisend.ADDRESSES["1.4.1"]
    chain.provider.make_request("anvil_setCode", [address, to_hex(chain.provider.get_code(calls.address))])
    # What ape-safe would otherwise look up elsewhere.
    monkeypatch.setattr(SafeFactory, "_singleton", {VERSION: singleton})
    monkeypatch.setattr(SafeFactory, "_factory", {VERSION: factory})
    owners = [accounts.test_accounts[index].address for index in OWNERS]
    proxy = SafeFactory().create(owners, THRESHOLD, version=VERSION, salt=1, sender=deployer)
    file = folder / "foundation.json"
    file.write_text(json.dumps({"address": proxy.address, "deployed_chain_ids": [chain.chain_id]}))
    return SafeAccount(account_file_path=file)


def _deploy(deployer: Any, name: str) -> Any:
    artifact = json.loads((project.path / ARTIFACTS / f"{name}.json").read_text(encoding="utf-8"))
    contract = ContractContainer(
        ContractType.model_validate(
            {
                "contractName": artifact["contractName"],
                "abi": artifact["abi"],
                "deploymentBytecode": {"bytecode": artifact["bytecode"]},
            }
        )
    )
    instance = deployer.deploy(contract)
    assert to_hex(keccak(bytes(chain.provider.get_code(instance.address)))) == CODE_HASHES[name]
    return instance


def governed_by(safe: SafeAccount) -> System:
    """A system whose foundation is the Safe, which has to wait as on a public network."""
    local = parameters.load("local")
    foundation = local.roles.foundation.model_copy(update={"account": safe.address, "delay": DELAY})
    roles = local.roles.model_copy(update={"foundation": foundation})
    return deployment.deploy(accounts.test_accounts[0], local.model_copy(update={"roles": roles}))
