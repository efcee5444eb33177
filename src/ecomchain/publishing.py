"""Publishes the sources of a deployment on block explorers that speak Etherscan's API, version 2.

Not by ape-etherscan: of this project it sends the files in ``contracts/`` without those of ``interfaces/``
that they import, which compiles nowhere, and it waits for the explorer to tell the constructor's arguments,
which are in the manifest. What is sent here compiles to the deployed code byte for byte; see `sources`.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from eth_utils import to_hex

from ecomchain import sources
from ecomchain.errors import NetworkError
from ecomchain.manifest import ContractRecord, Manifest
from ecomchain.system import title

KEY = "ETHERSCAN_API_KEY"
"""The environment variable with the explorer's key: https://docs.etherscan.io says how to get one."""

API = "ETHERSCAN_API_URL"
"""The environment variable with another explorer's address than `DEFAULT_API`."""

DEFAULT_API = "https://api.etherscan.io/v2/api"
"""One address and one key for Ethereum, Base, Arbitrum and many others, by chain id."""

MIT = 3
"""The number of that licence at Etherscan; every contract has it."""

ATTEMPTS, PAUSE = 60, 5.0
"""How often, and after how many seconds each, the explorer is asked whether it is done."""

_DONE = re.compile(r"already verified|^pass", re.IGNORECASE)
_NOT_YET = re.compile(r"pending|unable to locate|rate limit", re.IGNORECASE)


@dataclass(frozen=True)
class Explorer:
    """Where to publish, and as whom."""

    api: str
    key: str
    chain_id: int
    sleep: Callable[[float], None] = time.sleep

    def call(self, method: str, values: dict[str, Any]) -> str:
        """What the explorer answers. Raises NetworkError where it does not."""
        query = {"chainid": str(self.chain_id), "apikey": self.key}
        try:
            if method == "POST":
                response = requests.post(self.api, params=query, data=values, timeout=60)
            else:
                response = requests.get(self.api, params={**query, **values}, timeout=60)
            response.raise_for_status()
            return str(response.json()["result"])
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            reason = type(error).__name__ if self.key in str(error) else " ".join(str(error).split())
            raise NetworkError(f"the explorer at {self.api} does not answer as it should: {reason}") from None


def explorer(chain_id: int) -> Explorer | None:
    """That of the environment; None where it has no key."""
    key = os.environ.get(KEY, "").strip()
    return Explorer(os.environ.get(API, DEFAULT_API), key, chain_id) if key else None


def publish(manifest: Manifest, to: Explorer, root: Path = Path()) -> Iterator[tuple[str, str]]:
    """For each contract what a person calls it, and what has become of it: ``published`` or why it is not.

    A contract that is published already counts as published.
    """
    for name, record in manifest.contracts.items():
        yield title(name), _publish(record, to, root)


def write(manifest: Manifest, folder: Path, root: Path = Path()) -> Iterator[str]:
    """Write what can be handed in by hand; a line for each contract, with what explorers ask for."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, record in manifest.contracts.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(sources.standard_json(record.contract, root), indent=1) + "\n", "utf-8")
        yield (
            f"{path}: {sources.full_name(record.contract, root)} at {record.address}, "
            f"{sources.compiler_version(root)}, constructor arguments {encoded_arguments(record) or 'none'}"
        )


def submission(record: ContractRecord, root: Path = Path()) -> dict[str, Any]:
    """The form that an explorer wants for one contract."""
    content = sources.standard_json(record.contract, root)
    return {
        "module": "contract",
        "action": "verifysourcecode",
        "contractaddress": record.address,
        "contractname": sources.full_name(record.contract, root),
        "codeformat": "solidity-standard-json-input",
        "sourceCode": json.dumps(content),
        "compilerversion": sources.compiler_version(root),
        "optimizationUsed": int(content["settings"]["optimizer"]["enabled"]),
        "runs": content["settings"]["optimizer"]["runs"],
        "evmversion": content["settings"]["evmVersion"],
        "constructorArguments": encoded_arguments(record),
        "constructorArguements": encoded_arguments(record),  # as older explorers spell it
        "licenseType": MIT,
    }


def encoded_arguments(record: ContractRecord) -> str:
    """The constructor's arguments as they follow the creation code; hexadecimal, without 0x."""
    from ape import project

    from ecomchain.deployment.arguments import creation

    container = getattr(project, record.contract)
    code = bytes(container.contract_type.get_deployment_bytecode())
    return to_hex(creation(container, record.constructor_arguments)[len(code) :])[2:]


def _publish(record: ContractRecord, to: Explorer, root: Path) -> str:
    form = submission(record, root)
    answer = to.call("POST", form)
    for _ in range(ATTEMPTS):
        if not re.search("unable to locate", answer, re.IGNORECASE):
            break
        to.sleep(PAUSE)  # the explorer has not seen the contract's block yet
        answer = to.call("POST", form)
    if _DONE.search(answer):
        return "published"
    if " " in answer:
        return answer
    return _outcome(answer, to)


def _outcome(guid: str, to: Explorer) -> str:
    for _ in range(ATTEMPTS):
        to.sleep(PAUSE)
        answer = to.call("GET", {"module": "contract", "action": "checkverifystatus", "guid": guid})
        if _DONE.search(answer):
            return "published"
        if not _NOT_YET.search(answer):
            return answer
    return f"not done after {ATTEMPTS * PAUSE:,.0f} seconds: run the same again"
