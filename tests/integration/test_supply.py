"""`ape run supply`: the four shares, audited; and every deviation found."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from ape import accounts, chain, project
from click.testing import CliRunner
from clock import DAY, next_block_at
from eth_utils import to_hex
from rich.console import Console
from web3.utils import get_create_address

from ecomchain import deployment, parameters, supply, supply_report
from ecomchain.amounts import ECOM, MAX_SUPPLY
from ecomchain.system import System

SHARES = {"presale": 35, "foundation": 20, "rewards": 25, "team": 20}


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    before = chain.snapshot()
    yield
    chain.restore(before)


@pytest.fixture(scope="module")
def sold() -> System:
    """A system whose presale's share is the sale's, as on public networks."""
    content = parameters.load("local").model_dump(mode="json")
    content["allocation"]["presale"] = "sale"
    return deployment.deploy(accounts.test_accounts[0], parameters.validate(content, "sold"))


def audit(system: System, **changes: Any) -> tuple[dict[str, Any], list[str]]:
    """What the command prints as JSON, and its differences."""
    wanted = system.manifest.parameters.model_copy(update=changes)
    whole, audits = supply.audit(system, wanted)
    found = [f"{check.topic}: {check.subject}" for check in supply.differences(whole, audits)]
    return json.loads(supply_report.to_json(whole, audits)), found


def test_audit__fresh__every_share_is_where_it_should_be(sold: System) -> None:
    printed, found = audit(sold)
    assert found == []
    assert printed["ok"] is True
    contracts = dict(zip(SHARES, ("sale", "foundation_vesting", "reward_pool", "team_vesting"), strict=True))
    for entry in printed["shares"]:
        amount = str(MAX_SUPPLY * SHARES[entry["share"]] // 100)
        assert entry["bps"] == SHARES[entry["share"]] * 100
        assert entry["expected"] == entry["minted"] == entry["holds"] == amount
        assert (entry["sent"], entry["contract"]) == ("0", contracts[entry["share"]])
        assert entry["holder"] == getattr(sold, entry["contract"]).address
        assert {check["topic"] for check in entry["checks"]} >= {"code", "supply"}
    assert [entry["share"] for entry in printed["shares"]] == list(SHARES)


def test_audit__presale_with_an_account__says_so(system: System) -> None:
    printed, found = audit(system)
    assert found == []
    presale = printed["shares"][0]
    assert (presale["contract"], presale["holder"]) == (None, system.manifest.parameters.allocation.presale)
    assert len(presale["checks"]) == 1


def test_audit__released_since__is_no_difference(sold: System) -> None:
    next_block_at(sold.team_vesting.start() + 730 * DAY)
    sold.team_vesting.release(sold.token, sender=accounts.test_accounts[9])
    printed, found = audit(sold)
    assert found == []
    team = printed["shares"][3]
    assert int(team["sent"]) == MAX_SUPPLY // 5 * 730 // 1_461
    assert int(team["sent"]) + int(team["holds"]) == MAX_SUPPLY // 5


def test_audit__token_of_another_deployment__named() -> None:
    """A deployer who mints the team's share to a friend, and writes a manifest that hides it."""
    me = accounts.test_accounts[0]
    honest = deployment.deploy(me, parameters.load("local"))
    shares = honest.manifest.contracts["token"].constructor_arguments
    forged = me.deploy(
        project.EcomToken,
        shares["presale"],
        shares["foundation"],
        shares["rewards"],
        accounts.test_accounts[9],
    )
    record = honest.manifest.contracts["token"].model_copy(
        update={"address": forged.address, "block": chain.blocks.height}
    )
    manifest = honest.manifest.model_copy(
        update={"contracts": {**honest.manifest.contracts, "token": record}}
    )
    other = System(**{**vars(honest), "token": forged, "manifest": manifest})
    _, found = audit(other)
    assert "supply: team: minted to its holder" in found
    assert f"supply: minted to {honest.team_vesting.address} (team)" in found
    assert "supply: presale: minted to its holder" not in found
    assert "wiring: RewardPool.token" in found


def test_audit__other_terms_than_the_parameters__named(sold: System) -> None:
    allocation = sold.manifest.parameters.allocation
    team = allocation.team.model_copy(update={"cliff": 0})
    _, found = audit(sold, allocation=allocation.model_copy(update={"team": team}))
    assert "parameters: EcomVesting (team_vesting): cliff" in found
    assert "code: EcomVesting (team_vesting): code on the chain, compiled here" in found
    assert not [line for line in found if "foundation" in line]


def test_audit__other_code_at_a_holder__named(sold: System) -> None:
    code = bytearray(chain.provider.get_code(sold.sale.address))
    code[200] ^= 1
    chain.provider.make_request("anvil_setCode", [sold.sale.address, to_hex(bytes(code))])
    _, found = audit(sold)
    assert "code: PrivateSale: code on the chain, manifest" in found
    assert "code: PrivateSale: code on the chain, compiled here" in found


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("sale", "supply: PrivateSale: holds what it owes"),
        ("reward_pool", "supply: RewardPool: sent is claimed"),
        ("foundation_vesting", "supply: EcomVesting (foundation_vesting): sent is released"),
    ],
)
def test_audit__tokens_gone_by_no_rule__named(sold: System, name: str, line: str) -> None:
    holder = getattr(sold, name).address
    chain.provider.make_request("anvil_impersonateAccount", [holder])
    chain.provider.make_request("anvil_setBalance", [holder, hex(10**18)])
    data = to_hex(bytes(sold.token.transfer.encode_input(accounts.test_accounts[9], ECOM)))
    chain.provider.make_request(
        "eth_sendTransaction", [{"from": holder, "to": sold.token.address, "data": data}]
    )
    assert audit(sold)[1] == [line]


def test_show__differences__in_full_and_the_verdict(sold: System) -> None:
    console = Console(width=200, record=True, file=StringIO())
    assert supply_report.show(*supply.audit(sold, sold.manifest.parameters), console)
    text = console.export_text()
    assert "checks agree: 10,000,000,000 Ecom, minted once in these shares" in text
    for each in supply.audit(sold, sold.manifest.parameters)[1]:
        assert f"{each.share.name:10} {each.share.holder} {each.what}" in text
    for share, percent in SHARES.items():
        assert f"{share} " in text
        assert f" {percent} " in text


def command(*arguments: str) -> Any:
    from importlib.util import module_from_spec, spec_from_file_location

    import click

    spec = spec_from_file_location("_script_supply", project.path / "scripts" / "supply.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    plain = click.Command("supply", callback=module.cli.callback, params=module.cli.params)
    return CliRunner().invoke(plain, arguments)


def test_command__good_and_bad__exit_code_tells(tmp_path: Any, sold: System) -> None:
    path = sold.manifest.save(tmp_path / "here.json")
    good = command("--manifest", str(path))
    assert good.exit_code == 0, good.output
    assert "checks agree" in good.output
    as_json = command("--manifest", str(path), "--json")
    assert (as_json.exit_code, json.loads(as_json.output)["ok"]) == (0, True)
    allocation = sold.manifest.parameters.allocation
    team = allocation.team.model_copy(update={"duration": 400 * DAY})
    wanted = sold.manifest.parameters.model_copy(
        update={"allocation": allocation.model_copy(update={"team": team})}
    )
    sold.manifest.model_copy(update={"parameters": wanted}).save(path)
    bad = command("--manifest", str(path))
    assert bad.exit_code == 1
    assert "parameters: EcomVesting (team_vesting): end: expected" in bad.output
    as_json = command("--manifest", str(path), "--json")
    assert (as_json.exit_code, json.loads(as_json.output)["ok"]) == (1, False)


def test_sale__planned_address__is_the_deployers_next(sold: System) -> None:
    """The row's addresses follow from the nonce: so the token could mint to contracts after it."""
    records = sold.manifest.contracts
    row = [records[name].address for name in deployment.ROW]
    nonce = next(
        n for n in range(10_000) if get_create_address(sold.manifest.deployer, n) == records["token"].address
    )
    assert row == [get_create_address(sold.manifest.deployer, nonce + i) for i in range(len(row))]
