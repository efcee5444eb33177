"""Print the project as a solc standard JSON input, for tools that do not know Ape.

Same compiler settings as in ape-config.yaml; imports resolve to node_modules.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml


def _remappings(config: dict[str, Any]) -> list[str]:
    """Ape's remappings (``prefix=name/version``) with the dependency's folder in node_modules."""
    folders = {}
    for dependency in config["dependencies"]:
        inside = dependency.get("config_override", {}).get("contracts_folder", "contracts")
        folder = Path("node_modules") / dependency["npm"] / inside
        folders[f"{dependency['name']}/{dependency['version']}"] = folder.as_posix()
    pairs = (entry.split("=", 1) for entry in config["solidity"]["import_remapping"])
    return sorted(f"{prefix}={folders[target]}" for prefix, target in pairs)


def standard_json(root: Path) -> dict[str, Any]:
    config = yaml.safe_load((root / "ape-config.yaml").read_text())
    solidity = config["solidity"]
    sources = {
        file.relative_to(root).as_posix(): {"content": file.read_text()}
        for file in sorted((root / "contracts").rglob("*.sol"))
        if ".cache" not in file.parts
    }
    settings: dict[str, Any] = {
        "remappings": _remappings(config),
        "optimizer": {
            "enabled": solidity.get("optimize", True),
            "runs": solidity.get("optimization_runs", 200),
        },
        "evmVersion": solidity["evm_version"],
    }
    if solidity.get("via_ir") is not None:
        settings["viaIR"] = solidity["via_ir"]
    return {"language": "Solidity", "sources": sources, "settings": settings}


if __name__ == "__main__":
    json.dump(standard_json(Path.cwd()), sys.stdout)
