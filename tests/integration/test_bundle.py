"""`ape run export`: what a front end loads."""

import json
import runpy
from pathlib import Path

import pytest
from ape import accounts, project
from click.testing import CliRunner
from eth_account.messages import encode_typed_data
from eth_utils import keccak
from web3 import Web3

from ecomchain.bundle import bundle
from ecomchain.errors import ManifestError
from ecomchain.system import CONTRACTS


def test_bundle__deployment__has_addresses_and_abis(system):
    content = json.loads(json.dumps(bundle(system.manifest, project.path / ".build" / "abi")))
    assert content["chainId"] == system.manifest.chain_id
    assert list(content["contracts"]) == list(CONTRACTS)
    for part, contract in system.contracts():
        entry = content["contracts"][part]
        assert (entry["name"], entry["address"]) == (CONTRACTS[part], contract.address)


def test_bundle__alone__is_enough_to_call(system):
    from ape import chain

    content = bundle(system.manifest, project.path / ".build" / "abi")
    entry = content["contracts"]["token"]
    token = Web3(Web3.HTTPProvider(chain.provider.uri)).eth.contract(entry["address"], abi=entry["abi"])
    assert token.functions.totalSupply().call() == system.token.totalSupply()


def test_bundle__typed_data__is_what_the_contract_checks(system):
    """With the bundle alone a wallet signs what ``Vouchers.digest`` says."""
    content = json.loads(json.dumps(bundle(system.manifest, project.path / ".build" / "abi")))
    form = content["typedData"]["voucher"]
    purchase, voucher = (2**32 + 1, 2, 7, 3, 0, 2**64 + 1), ("0x" + "11" * 20, 2**40 - 1, 2**256 - 1, b"")
    names = "listing", "option", "revision", "quantity", "unitPrice", "link"
    values = dict(zip(names, purchase, strict=True))
    values |= dict(zip(("buyer", "deadline", "nonce"), voucher[:3], strict=True)) | {"transfers": 0}
    del values["unitPrice"]
    text = encode_typed_data(full_message={**form, "message": values})
    signed = keccak(b"\x19" + text.version + text.header + text.body)
    system.token.approve(system.registry, 10**30, sender=accounts.test_accounts[0])
    system.registry.open(accounts.test_accounts[0], (bytes(32), 0), 10**30, sender=accounts.test_accounts[0])
    assert signed == system.vouchers.digest(purchase, voucher)
    domain = system.vouchers.eip712Domain()
    assert form["domain"] == {key: domain[key] for key in ("name", "version", "chainId", "verifyingContract")}


def test_bundle__no_abi__names_the_file_and_the_remedy(system, tmp_path):
    with pytest.raises(ManifestError, match=r"EcomAccessManager\.json: no ABI there .*: run `make build`"):
        bundle(system.manifest, tmp_path)


def test_export__manifest_file__is_written_beside_it(system, tmp_path, monkeypatch):
    cli = runpy.run_path(str(project.path / "scripts" / "export.py"))["cli"]
    monkeypatch.chdir(project.path)
    path = system.manifest.save(tmp_path / "here.json")
    result = CliRunner().invoke(cli, ["here", "--manifest", str(path)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert json.loads(Path(tmp_path / "here.abi.json").read_text())["contracts"]["market"]["abi"]
