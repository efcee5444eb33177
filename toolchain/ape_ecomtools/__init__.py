"""Ape plugin that selects the compiler and the local node pinned in package-lock.json.

Ape imports it on start because the distribution's name begins with ``ape-``. It lives in
this project's virtual environment only, so neither the user's shell nor ``~/.solcx`` changes.

To use another compiler, set ``SOLCX_BINARY_PATH`` (for example to ``~/.solcx``) before
calling Ape.
"""

import os
from pathlib import Path

_TOOLCHAIN = Path(__file__).resolve().parents[1]

# py-solc-x looks for "solc.exe" on Windows, where a script cannot stand in: use WSL there.
if os.name != "nt":
    os.environ.setdefault("SOLCX_BINARY_PATH", str(_TOOLCHAIN / "solc"))
    os.environ["PATH"] = os.pathsep.join([str(_TOOLCHAIN / "bin"), os.environ.get("PATH", "")])
