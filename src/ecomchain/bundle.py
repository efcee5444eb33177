"""What a front end loads: addresses, ABIs and what wallets sign, of one deployment in one JSON file."""

import json
from pathlib import Path
from typing import Any

from ecomchain import vouchers
from ecomchain.errors import ManifestError
from ecomchain.manifest import Manifest

ABI_DIRECTORY = Path(".build/abi")
"""Where `make build` puts each contract's ABI, from the project's root."""


def bundle(manifest: Manifest, abis: Path = ABI_DIRECTORY) -> dict[str, Any]:
    """The deployment's network; by contract (``market``) its name, address, block and ABI; what is signed.

    ``typedData`` has the EIP-712 domain and types of vouchers (ORD-1): a wallet needs the message as well.
    The token's domain, for permits, is on the chain (``eip712Domain``). Raises ManifestError where an ABI is
    missing.
    """
    vouchers_at = manifest.contracts["vouchers"].address
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
        "typedData": {"voucher": vouchers.form(manifest.chain_id, vouchers_at)},
    }


def default_path(manifest_path: Path) -> Path:
    """Beside the manifest: ``deployments/sepolia.json`` gives ``deployments/sepolia.abi.json``."""
    return manifest_path.with_suffix(".abi.json")


def _abi(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ManifestError(f"{path}: no ABI there ({error}): run `make build`") from None
