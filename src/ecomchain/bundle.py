"""What a front end loads: addresses and ABIs of one deployment in one JSON file (SPEC section 13)."""

import json
from pathlib import Path
from typing import Any

from ecomchain.errors import ManifestError
from ecomchain.manifest import Manifest

ABI_DIRECTORY = Path(".build/abi")
"""Where `make build` puts each contract's ABI, from the project's root."""


def bundle(manifest: Manifest, abis: Path = ABI_DIRECTORY) -> dict[str, Any]:
    """The deployment's network, and by contract (``market``) its name, address, block and ABI.

    Raises ManifestError where an ABI is missing.
    """
    return {
        "network": manifest.network,
        "chainId": manifest.chain_id,
        "firstBlock": manifest.first_block,
        "contracts": {
            part: {
                "name": record.contract,
                "address": record.address,
                "block": record.block,
                "abi": _abi(abis / f"{record.contract}.json"),
            }
            for part, record in manifest.contracts.items()
        },
    }


def default_path(manifest_path: Path) -> Path:
    """Beside the manifest: ``deployments/sepolia.json`` gives ``deployments/sepolia.abi.json``."""
    return manifest_path.with_suffix(".abi.json")


def _abi(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ManifestError(f"{path}: no ABI there ({error}): run `make build`") from None
