"""`ape run deploy` on a public network's chain: dry run, processes that are killed, and what they say."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ape import accounts, chain
from rich.console import Console

from ecomchain import deployment, devnode, parameters
from ecomchain.deployment import Forecast, forecast_table, simulation
from ecomchain.deployment.simulation import Step
from ecomchain.errors import ParameterError
from ecomchain.system import CONTRACTS, title

ROOT = Path(__file__).resolve().parents[2]
SEPOLIA = 11_155_111


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    """A public network's parameters, filled in."""
    filled = parameters.load("local").model_dump(mode="json")
    account = [accounts.test_accounts[index].address for index in range(10)]
    filled.update(network="sepolia", chain_id=SEPOLIA)
    today = datetime.now(UTC).date().isoformat()
    filled["allocation"] = {
        "presale": "sale",
        "foundation": {"beneficiary": account[6], "start": today},
        "team": {"beneficiary": account[7], "start": today, "cliff": "30 days", "duration": "300 days"},
    }
    filled["rewards"]["start_day"] = today
    filled["roles"] = {
        "foundation": {"account": account[1], "delay": "5 days"},
        "operator": {"account": account[2], "delay": "2 days"},
        "guardian": {"account": account[3]},
        "publisher": {"account": account[5]},
    }
    filled["disputes"]["arbitrator"] = account[4]
    path = tmp_path / "parameters" / "sepolia.yaml"
    path.parent.mkdir()
    path.write_text(parameters.validate(filled, "here").model_dump_json())
    return path


@pytest.fixture
def node() -> Iterator[str]:
    """A chain of its own with Sepolia's id."""
    with devnode.running(SEPOLIA, "--base-fee", "0") as url:
        yield url


def test_deploy__killed_at_every_transaction__same_manifest_byte_for_byte(
    node: str, chosen: Path, tmp_path: Path
) -> None:
    """By SIGKILL, before and after each is sent; what comes out is verified by the last process."""
    out = tmp_path / "out"
    out.mkdir()
    command = [sys.executable, "tests/deployment_kills.py", "chain", node, str(chosen), str(out)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"killed {2 * deployment.STEPS} of 1 deployments" in result.stdout
    assert sorted(path.name for path in out.iterdir()) == ["chain.json", "expected.json"]
    assert (out / "chain.json").read_bytes() == (out / "expected.json").read_bytes()


def ape(node: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "ape"), "run", *arguments]
    environment = {**os.environ, "SEPOLIA_RPC_URL": node, "COLUMNS": "160"}
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_command__dry_run_then_deploy_then_verify(node: str, chosen: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "sepolia.json"
    network = ("--network", "ethereum:sepolia:node")
    deploy = ("deploy", *network, "--account", "TEST::0", "--parameters", str(chosen))

    dry = ape(node, *deploy, "--dry-run")
    assert dry.returncode == 0, dry.stdout + dry.stderr
    assert f"{deployment.STEPS} transactions" in dry.stdout
    assert "has 10000.000000000: enough" in dry.stdout
    assert dry.stdout.rstrip().endswith("Nothing was sent.")

    done = ape(node, *deploy, "--manifest", str(manifest), "--yes", "--confirmations", "1", "--publish")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"manifest: {manifest}" in done.stdout
    assert "Sources are not published: ETHERSCAN_API_KEY is not set." in done.stdout
    assert sorted(path.name for path in tmp_path.glob("sepolia*")) == ["sepolia.json"]

    again = ape(node, *deploy, "--manifest", str(manifest), "--yes")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Nothing to do" in again.stdout

    checked = ape(node, "verify", *network, "--manifest", str(manifest))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "checks agree" in checked.stdout


# The dry run, in this process


def test_simulate__local__tells_gas_and_addresses_and_sends_nothing() -> None:
    deployer, local = accounts.test_accounts[0], parameters.load("local")
    deployer.transfer(accounts.test_accounts[9], 1)  # so that its nonce is not 0
    height, nonce = chain.blocks.height, deployer.nonce
    forecast = deployment.simulate(deployer, local)
    assert (chain.blocks.height, deployer.nonce) == (height, nonce)
    assert [step.title for step in forecast.steps][: len(CONTRACTS)] == list(map(title, CONTRACTS))
    assert len(forecast.steps) == deployment.STEPS
    assert forecast.balance == deployer.balance

    real = deployment.deploy(deployer, local).manifest
    assert forecast.gas == real.gas_used
    assert {name: record.address for name, record in forecast.manifest.contracts.items()} == {
        name: record.address for name, record in real.contracts.items()
    }


def test_simulate__parameters_that_do_not_fit__refused() -> None:
    local = parameters.load("local")
    rewards = local.rewards.model_copy(update={"start_day": 1})
    with pytest.raises(ParameterError, match=r"rewards.start_day: 1970-01-02 is not from"):
        deployment.simulate(accounts.test_accounts[0], local.model_copy(update={"rewards": rewards}))


GWEI = 10**9


def forecast(**changes: Any) -> Forecast:
    steps = [Step("One", 1_000_000, 3 * GWEI), Step("Two", 500_000, 0)]
    given = {"steps": steps, "base_fee": 10 * GWEI, "priority_fee": GWEI, "balance": 0, "manifest": None}
    return Forecast(**{**given, **changes})


def test_forecast__cost__is_gas_at_the_price_and_data() -> None:
    one = forecast()
    assert one.gas == 1_500_000
    assert one.cost == 1_500_000 * 11 * GWEI + 3 * GWEI
    assert one.most == 1_500_000 * 21 * GWEI + 6 * GWEI
    assert not forecast(balance=one.most - 1).suffices
    assert forecast(balance=one.most).suffices


def test_forecast_table__says_what_is_lacking() -> None:
    out = StringIO()
    forecast_table.show(forecast(balance=10**15), "0xDeployer", Console(file=out, width=160))
    lines = out.getvalue().splitlines()
    assert lines[1].split() == ["One", "1,000,000", "0.011000003"]
    assert lines[-6].split() == ["2", "transactions", "1,500,000", "0.016500003"]
    assert lines[-5:] == [
        "gas price   10 gwei base fee + 1 gwei priority fee",
        "data        0.000000003 of it for data on the chain below",
        "cost        0.016500003 of the native token now, 0.031500006 at most",
        "deployer    0xDeployer has 0.001000000: 0.030500006 too little",
        "Nothing was sent.",
    ]


def test_data_fee__op_stack__is_asked_of_its_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    """A contract that answers a fixed price stands in for the oracle."""
    assert simulation._data_fee()(b"\x01" * 100) == 0
    code = "0x600a60005260206000f3"  # return 10
    chain.provider.make_request("anvil_setCode", [simulation.OP_STACK_ORACLE, code])
    assert simulation._data_fee()(b"\x01" * 100) == 10
    chain.provider.make_request("anvil_setCode", [simulation.OP_STACK_ORACLE, "0x"])
