"""Where the compiled contracts are: what Ape's build has left."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from engine.abi import Abi

MANIFEST = Path(__file__).resolve().parents[2] / ".build" / "__local__.json"


class Artifact(NamedTuple):
    """A contract's ABI and creation code."""

    abi: Abi
    code: bytes


@cache
def artifact(name: str) -> Artifact:
    """The compiled contract ``name``."""
    found = _contract_types()[name]
    code = found["deploymentBytecode"]["bytecode"]
    return Artifact(Abi(found["abi"]), bytes.fromhex(code.removeprefix("0x")))


@cache
def _contract_types() -> dict[str, Any]:
    contracts: dict[str, Any] = json.loads(MANIFEST.read_text())["contractTypes"]
    return contracts
