"""Compile everything, unless the last full compilation saw exactly these inputs.

``ape compile`` alone looks at each file's own text: it keeps the old bytecode of a contract
whose imports or compiler settings changed. This module remembers a digest over all inputs
instead. Used by ``make build`` and by ``tests/conftest.py``.
"""

import fcntl
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SETTINGS = ("ape-config.yaml", "package-lock.json", "requirements.lock")
_SOURCES = ("contracts", "interfaces")

COMPILERS = Path(".build/compilers.json")
"""What the full compilation was done with: Ape changes its own record with whatever it compiles later."""


def _inputs(root: Path) -> Iterator[Path]:
    for name in _SETTINGS:
        yield root / name
    yield from sorted((root / "toolchain" / "solc").iterdir())
    for folder in _SOURCES:
        for file in sorted((root / folder).rglob("*.sol")):
            if ".cache" not in file.parts:
                yield file


def digest(root: Path) -> str:
    """A digest over the paths and contents of all that decides what the compiler produces."""
    total = hashlib.sha256()
    for file in _inputs(root):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


def _record(root: Path) -> Path:
    return root / ".build" / ".inputs.sha256"


def is_current(root: Path) -> bool:
    """Whether the artifacts in ``.build`` come from a full compilation of the present inputs."""
    record = _record(root)
    manifest = root / ".build" / "__local__.json"
    return manifest.is_file() and record.is_file() and record.read_text().strip() == digest(root)


def build(root: Path) -> None:
    """Bring ``.build`` up to date; raises ``CalledProcessError`` when the sources do not compile.

    Processes that want it at the same time wait for the first one's result.
    """
    with _exclusive(root):
        if not is_current(root):
            _compile(root)


@contextmanager
def _exclusive(root: Path) -> Iterator[None]:
    (root / ".build").mkdir(exist_ok=True)
    with (root / ".build" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _compile(root: Path) -> None:
    before = digest(root)
    _record(root).unlink(missing_ok=True)
    for stale in (*root.glob(".build/*.json"), *root.glob(".build/abi/*.json")):
        stale.unlink()
    subprocess.run([str(Path(sys.executable).parent / "ape"), "compile", "-f"], cwd=root, check=True)
    manifest = json.loads((root / ".build" / "__local__.json").read_text(encoding="utf-8"))
    (root / COMPILERS).write_text(json.dumps(manifest["compilers"]), encoding="utf-8")
    # The digest of before: a file edited meanwhile leads to another build, not to a stale one.
    _record(root).write_text(before + "\n")


def main() -> int:
    try:
        build(Path.cwd())
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
