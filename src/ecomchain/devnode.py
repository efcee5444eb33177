"""A node of its own with an empty chain, for as long as it is needed."""

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ecomchain.errors import DeploymentError


@contextmanager
def running(chain_id: int, *options: str) -> Iterator[str]:
    """An anvil with this chain id, at a free port, with Ape's test accounts; its address.

    ``options`` are anvil's. It is the one of package-lock.json, put on the path by this project's Ape plugin.
    Raises DeploymentError where it does not start.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        command = ["anvil", "--port", "0", "--chain-id", str(chain_id), "--hardfork", "cancun", *options]
        try:
            process = subprocess.Popen(command, stdout=output, stderr=output)
        except OSError as error:
            raise DeploymentError(f"anvil does not start ({error.strerror}): run `make setup`") from None
        try:
            yield f"http://{_address(process, output)}"
        finally:
            process.terminate()
            process.wait(10)


def _address(process: "subprocess.Popen[bytes]", output: IO[str]) -> str:
    """Where it listens, once it does."""
    text = ""
    while process.poll() is None:
        output.seek(0)
        text = output.read()
        if found := re.search(r"Listening on (\S+)", text):
            return found[1]
        time.sleep(0.05)
    raise DeploymentError(f"anvil does not start ({' '.join(text.split())[-200:]}): run `make setup`")
