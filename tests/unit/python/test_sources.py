"""ecomchain.sources: from its standard JSON input a contract compiles to the very code that is deployed."""

from pathlib import Path

import pytest
from ape import project

from ecomchain import sources
from ecomchain.errors import DeploymentError
from ecomchain.system import CONTRACTS

from helpers import solc


def test_standard_json__compiled__is_the_deployed_code() -> None:
    """Byte for byte, the hash of the metadata at its end included; of one that uses both dependencies."""
    contract = "EcomToken"
    source, name = sources.full_name(contract).split(":")
    code = solc(sources.standard_json(contract))[source][name]["evm"]["bytecode"]["object"]
    expected = getattr(project, contract).contract_type.deployment_bytecode.bytecode
    assert "0x" + code == str(expected)


@pytest.mark.parametrize("contract", sorted(set(CONTRACTS.values())))
def test_standard_json__every_contract__is_whole(contract: str) -> None:
    content = sources.standard_json(contract)
    assert f"contracts/{contract}.sol" in content["sources"]
    assert any(name.startswith(sources.CACHE) for name in content["sources"]) or contract == "SealVault"
    assert content["settings"]["viaIR"] is True
    assert sources.compiler_version().startswith("v0.8.37+commit.")


def test_standard_json__no_such_contract__says_so() -> None:
    with pytest.raises(DeploymentError, match="there is no contract 'Nothing': name one of contracts/"):
        sources.standard_json("Nothing")


def test_standard_json__not_built__says_so(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="the contracts are not compiled: run `make build`"):
        sources.standard_json("Market", tmp_path)
