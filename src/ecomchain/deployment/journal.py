"""What an unfinished deployment has on the chain already, in a file from which a later run goes on."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ecomchain.deployment import networks
from ecomchain.errors import DeploymentError
from ecomchain.manifest import ContractRecord
from ecomchain.parameters import Parameters


class Journal(BaseModel):
    """An unfinished deployment: what is on the chain already."""

    model_config = ConfigDict(extra="forbid")

    chain_id: int
    deployer: str
    parameters: Parameters
    row: dict[str, str] = {}
    """The addresses that the contracts of `ROW` have, or are going to have."""
    contracts: dict[str, ContractRecord] = {}
    transactions: dict[str, str] = {}
    gas_used: int = 0

    def save(self, path: Path | None) -> None:
        """Write it to its file, if it has one."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")


def path_beside(path: Path) -> Path | None:
    """Where the journal is of a deployment whose manifest goes to ``path``; none on chains to throw away."""
    return None if networks.is_throw_away() else path.with_suffix(".unfinished.json")


def unfinished(journal_path: Path | None) -> Journal | None:
    """The journal of an unfinished deployment, if there is one.

    Raises DeploymentError where it is of another version.
    """
    if journal_path is None or not journal_path.exists():
        return None
    try:
        return Journal.model_validate_json(journal_path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise DeploymentError(
            f"{journal_path} is not of this version: remove it to start anew ({error.title})"
        ) from None
