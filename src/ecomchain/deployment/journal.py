"""The journal of an unfinished deployment: what was signed, noted before it was sent.

Everything else follows from the chain. So whatever a run was doing when it ended, the next one looks up what
became of each transaction, and goes on; see `ecomchain.deployment.sender`.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ecomchain.deployment import networks
from ecomchain.errors import DeploymentError
from ecomchain.files import sync_directory, write_whole
from ecomchain.parameters import Parameters


class Sent(BaseModel):
    """A transaction of the deployer's. It is in a block once at most: all its forms have the same nonce."""

    model_config = ConfigDict(extra="forbid")

    nonce: int
    to: str | None
    """None for the creation of a contract."""
    data_hash: str
    """keccak-256 of the input data."""
    hashes: list[str]
    """Of every form that was signed; later ones pay more for gas."""
    max_fee: int
    """Of the last form: the most it pays for a unit of gas, in the native token's smallest units."""
    priority_fee: int
    raw: str | None
    """The last form, signed; None once a later transaction is on record."""


class Journal(BaseModel):
    """An unfinished deployment."""

    model_config = ConfigDict(extra="forbid")

    chain_id: int
    deployer: str
    parameters: Parameters
    commit: str | None
    """Of the sources, when the deployment began."""
    first_block: int
    """The chain's height when the deployment began."""
    row_nonce: int | None = None
    """The deployer's nonce for the first contract of `ROW`; the others follow one by one."""
    transactions: dict[str, Sent] = {}
    """By step, in their order."""

    def save(self, path: Path | None) -> None:
        """Write it to its file, if it has one."""
        if path is not None:
            write_whole(path, self.model_dump_json(indent=2) + "\n")


def path_beside(path: Path) -> Path | None:
    """Where the journal is of a deployment whose manifest goes to ``path``; none on chains to throw away."""
    return None if networks.is_throw_away() else path.with_suffix(".unfinished.json")


def load(path: Path | None) -> Journal | None:
    """The journal of an unfinished deployment, if there is one.

    Raises DeploymentError where it is of another version.
    """
    if path is None or not path.exists():
        return None
    try:
        return Journal.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise DeploymentError(
            f"{path} is not of this version: remove it to start anew ({error.title})"
        ) from None


def remove(path: Path | None) -> None:
    """Remove the file, if there is one."""
    if path is not None and path.exists():
        path.unlink()
        sync_directory(path.parent)


@contextmanager
def locked(path: Path | None) -> Iterator[None]:
    """Keep other deployments with a journal in the same directory from running; ends with this process.

    Raises DeploymentError where there is one already.
    """
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise DeploymentError(
            f"another deployment with its files in {path.parent} is running: wait until it ends"
        ) from None
    finally:
        os.close(directory)
