"""The commands of `ape run content`, run in an empty directory."""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "content.py"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command, with none of the environment's nodes; it must end with ``code``."""
    cli = runpy.run_path(str(SCRIPT))["cli"]
    monkeypatch.chdir(tmp_path)
    for name in ("ECOM_IPFS_API", "ECOM_IPFS_GATEWAY"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: object, code: int = 0) -> Result:
        result = CliRunner(mix_stderr=False).invoke(cli, [str(argument) for argument in arguments])
        assert result.exit_code == code, result.output + result.stderr
        return result

    return invoke
