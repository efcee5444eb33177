"""Of what the contracts are made: the build, its compiler, the commit."""

import subprocess

from ape.contracts import ContractContainer
from eth_utils import keccak, to_hex

from ecomchain.errors import DeploymentError
from ecomchain.manifest import Compiler
from ecomchain.system import System, title


def require_build() -> None:
    """Raises DeploymentError where the compiled code is not that of a full build of the present sources.

    Ape compiles changed files by themselves, with fewer settings than a full build: that code works, but its
    metadata differs, so that nobody could verify it.
    """
    from ape import project

    from ape_ecomtools.build import is_current

    if not is_current(project.path):
        raise DeploymentError("the sources have changed since the last full build: run `make build`")


def outdated(system: System) -> list[str]:
    """The contracts whose sources have changed since they were deployed."""
    from ape import project

    return [
        title(name)
        for name, record in system.manifest.contracts.items()
        if creation_hash(getattr(project, record.contract)) != record.creation_hash
    ]


def creation_hash(container: ContractContainer) -> str:
    """keccak-256 of a contract's creation code as compiled here."""
    return to_hex(keccak(bytes(container.contract_type.get_deployment_bytecode() or b"")))


def compiler() -> Compiler:
    from ape import project

    known = [c for c in project.manifest.compilers or [] if "Market" in (c.contractTypes or [])]
    if not known:
        raise DeploymentError("the compiler's settings are not on record: run `make build`")
    settings = known[0].settings or {}
    optimizer = settings.get("optimizer") or {}
    return Compiler(
        name=known[0].name,
        version=known[0].version,
        evm_version=str(settings.get("evmVersion")),
        optimizer=bool(optimizer.get("enabled")),
        optimizer_runs=int(optimizer.get("runs", 0)),
        via_ir=bool(settings.get("viaIR")),
    )


def commit() -> str | None:
    """The commit of the sources, where they are in a git repository."""
    from ape import project

    def git(*arguments: str) -> str:
        command = ["git", "--no-optional-locks", "-C", str(project.path), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        changed = git("status", "--porcelain", "--", "contracts", "interfaces", "ape-config.yaml")
        return git("rev-parse", "HEAD") + ("+changes" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return None
