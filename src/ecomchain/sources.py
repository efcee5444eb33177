"""A contract's sources as solc's standard JSON input: what block explorers, and anybody, compile it from.

It has every file that the contract needs, dependencies too, under the names that the build compiled them by:
so the outcome is equal byte for byte, the hash of the metadata at its end included.
"""

import json
import posixpath
import re
from pathlib import Path
from typing import Any

import yaml

from ecomchain.errors import DeploymentError

BUILD = Path(".build/__local__.json")
COMPILERS = Path(".build/compilers.json")
"""What `make build` compiled with. Ape changes its own record with whatever it compiles later."""
CACHE = "contracts/.cache/"
"""Under this name the build has its dependencies: ``contracts/.cache/<name>/<version>/``."""

OUTPUT = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "metadata"]

_IMPORT = re.compile(r"^\s*import\b[^;]*?[\"']([^\"']+)[\"']\s*;", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def standard_json(contract: str, root: Path = Path()) -> dict[str, Any]:
    """The input from which solc makes this contract of the project in ``root``.

    Raises DeploymentError where there is no build, or a file is missing.
    """
    settings = dict(_compiler(root)["settings"])
    settings["outputSelection"] = {"*": {"*": OUTPUT}}
    return {
        "language": "Solidity",
        "sources": files(_source_id(_read_json(root / BUILD), contract), settings["remappings"], root),
        "settings": settings,
    }


def full_name(contract: str, root: Path = Path()) -> str:
    """The contract with its file, such as ``contracts/Market.sol:Market``."""
    return f"{_source_id(_read_json(root / BUILD), contract)}:{contract}"


def compiler_version(root: Path = Path()) -> str:
    """As explorers want it, such as ``v0.8.37+commit.f401782d``."""
    return f"v{_compiler(root)['version']}"


def _compiler(root: Path) -> Any:
    return _read_json(root / COMPILERS)[0]


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        raise DeploymentError("the contracts are not compiled: run `make build`") from None


def _source_id(build: Any, contract: str) -> str:
    if contract not in build["contractTypes"]:
        raise DeploymentError(f"there is no contract {contract!r}: name one of contracts/")
    return str(build["contractTypes"][contract]["sourceId"])


def files(first: str, remappings: list[str], root: Path = Path()) -> dict[str, dict[str, str]]:
    """The file of this name and all that it imports, by name."""
    packages = _packages(root)
    pairs = [entry.partition("=")[::2] for entry in remappings]
    found: dict[str, dict[str, str]] = {}
    waiting = [first]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        text = _read(name, packages, root)
        found[name] = {"content": text}
        waiting += [_resolve(path, name, pairs) for path in _IMPORT.findall(_COMMENT.sub("", text))]
    return dict(sorted(found.items()))


def _resolve(path: str, importer: str, remappings: list[tuple[str, str]]) -> str:
    """The name of what is imported by ``path``, as solc finds it."""
    if path.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
    fitting = [(prefix, target) for prefix, target in remappings if path.startswith(prefix)]
    if not fitting:
        return path
    prefix, target = max(fitting, key=lambda pair: len(pair[0]))
    return target + path[len(prefix) :]


def _read(name: str, packages: dict[str, Path], root: Path) -> str:
    path = root / name
    if name.startswith(CACHE):
        package, version, inside = name.removeprefix(CACHE).split("/", 2)
        path = packages[f"{package}/{version}"] / inside
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DeploymentError(f"{path}: {error.strerror}: run `make setup` and `make build`") from None


def _packages(root: Path) -> dict[str, Path]:
    """Where npm has put each dependency of ape-config.yaml, by ``name/version``."""
    config = yaml.safe_load((root / "ape-config.yaml").read_text(encoding="utf-8"))
    return {
        f"{entry['name']}/{entry['version']}": root / "node_modules" / entry["npm"]
        for entry in config["dependencies"]
    }
