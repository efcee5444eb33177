"""Runs the scene on the connected local node."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ape import accounts, chain, project
from ape.api import AccountAPI
from ape.logging import logger
from eth_account import Account
from eth_utils import keccak, to_hex

from ecomchain.deployment import deploy
from ecomchain.gas import GasError
from ecomchain.gas.bench import START, Bench, key_of
from ecomchain.gas.names import Names
from ecomchain.gas.people import ACTORS
from ecomchain.gas.scene import Scene
from ecomchain.gas.trace import Account as GasAccount
from ecomchain.parameters import load
from ecomchain.system import System

_ETHER = 10**18
_HALF_A_DAY = 43_200
_RICH = hex(1_000 * _ETHER)


@dataclass(frozen=True)
class Measurement:
    """Gas by key, sorted; accounts of the keys that were asked for."""

    gas: dict[str, int]
    accounts: dict[str, GasAccount]


def measure(explain: Iterable[str] = ()) -> Measurement:
    """Deploy with the parameters of the local network and play the scene.

    ``explain`` names keys of transactions that get an account. Leaves the chain as it was.
    """
    snapshot = chain.snapshot()
    try:
        with logger.at_level("WARNING"):  # not a line for each transaction
            return _measure(frozenset(explain))
    finally:
        chain.restore(snapshot)  # not chain.isolate(), which swallows errors


def _measure(wanted: frozenset[str]) -> Measurement:
    deployer = treasury_account()
    treasury = str(deployer.address)
    for account in (treasury, *ACTORS.values()):
        _rpc("anvil_setBalance", [account, _RICH])
        _rpc("anvil_impersonateAccount", [account])
    # Reward days begin the day before the scene does, whatever the date is.
    _rpc("evm_setNextBlockTimestamp", [START - _HALF_A_DAY])
    _rpc("evm_mine", [])
    system = deploy(deployer, load("local"))
    parameters = system.manifest.parameters
    arbitrator, publisher = parameters.disputes.arbitrator, parameters.roles.publisher.account
    for account in (arbitrator, publisher, parameters.roles.foundation.account):
        _rpc("anvil_impersonateAccount", [account])
    bench = Bench(_rpc, _names(system, treasury) if wanted else None, wanted)
    gas = Scene(system, bench, treasury, arbitrator, publisher).play()
    if missing := wanted - set(bench.accounts):
        raise GasError(
            f"no transaction has the key {', '.join(sorted(missing))}: see `make gas` for the keys"
        )
    return Measurement(gas, bench.accounts)


def treasury_account() -> AccountAPI:
    """Who deploys: it signs, as a deployment keeps what it has signed."""
    key = key_of("treasury")
    address = Account.from_key(key).address
    return accounts.test_accounts.init_test_account(len(accounts.test_accounts), address, to_hex(key))


def _rpc(method: str, parameters: list[Any]) -> Any:
    return chain.provider.make_request(method, parameters)


def _names(system: System, treasury: str) -> Names:
    contracts, functions = {}, {}
    for _, instance in system.contracts():
        name = instance.contract_type.name or "?"
        contracts[int(instance.address, 16)] = name
        functions[name] = {
            "0x" + keccak(text=abi.selector)[:4].hex(): abi.name
            for abi in (*instance.contract_type.view_methods, *instance.contract_type.mutable_methods)
        }
    people = {int(address, 16): name for name, address in ({"treasury": treasury} | ACTORS).items()}
    names = Names(contracts, functions, _layout(project.path), people)
    # The compiler computes the slots of constant keys itself: no trace shows how.
    for base in {slot for variables in names.layout.values() for slot in variables}:
        for number in range(1, 10):
            content = number.to_bytes(32) + base.to_bytes(32)
            names.learn(int.from_bytes(keccak(content)), content)
    return names


def _layout(root: Path) -> dict[str, dict[int, str]]:
    """Variables by slot, per contract, as the compiler lays them out."""
    from ape_ecomtools.standard_json import standard_json

    request = standard_json(root)
    request["settings"]["outputSelection"] = {"*": {"*": ["storageLayout"]}}
    solc = root / "toolchain" / "solc" / "solc-v0.8.37"
    answer = subprocess.run(
        [str(solc), "--standard-json", "--allow-paths", str(root)],
        input=json.dumps(request), cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    layout: dict[str, dict[int, str]] = {}
    for file, contracts in json.loads(answer.stdout)["contracts"].items():
        if not file.startswith("contracts/"):
            continue
        for name, outputs in contracts.items():
            slots = layout.setdefault(name, {})
            for variable in outputs["storageLayout"]["storage"]:
                slot = int(variable["slot"])
                slots[slot] = f"{slots[slot]}, {variable['label']}" if slot in slots else variable["label"]
    return layout
