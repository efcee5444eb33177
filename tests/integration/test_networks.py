"""The networks that are prepared: known to Ape, with parameters to fill in, nodes from the environment."""

import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from ape import accounts
from ape import networks as ape_networks
from ape.exceptions import ConfigError, ProviderError
from click.testing import CliRunner
from evmchains import PUBLIC_CHAIN_META

from ecomchain import commands, deployment, manifest, parameters
from ecomchain.commands import NetworkCommand
from ecomchain.errors import NetworkError, ParameterError

PREPARED = {
    "mainnet": ("ethereum:mainnet", 1),
    "sepolia": ("ethereum:sepolia", 11_155_111),
    "base-mainnet": ("base:mainnet", 8_453),
    "base-sepolia": ("base:sepolia", 84_532),
    "arbitrum-mainnet": ("arbitrum:mainnet", 42_161),
    "arbitrum-sepolia": ("arbitrum:sepolia", 421_614),
}
"""By what it is called in files: Ape's choice, chain id."""

DIRECTORY = Path("deployments/parameters")


def content(name: str) -> Any:
    return yaml.load((DIRECTORY / f"{name}.yaml").read_text(), Loader=yaml.BaseLoader)


def empty(value: Any, path: str = "") -> list[str]:
    """The entries that have no value."""
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in empty(inner, f"{path}.{key}".lstrip("."))]
    return [path] if value == "" else []


def test_parameters__directory__has_these_and_the_local_ones() -> None:
    names = {path.stem for path in DIRECTORY.glob("*.yaml")}
    assert names == {*PREPARED, "example", "local", "devnet"}


@pytest.mark.parametrize("name", PREPARED)
def test_parameters__as_prepared__every_empty_entry_is_named(name: str) -> None:
    holes = empty(content(name))
    assert "disputes.arbitrator" in holes
    assert "roles.foundation.account" in holes
    with pytest.raises(ParameterError) as caught:
        parameters.load(name)
    lines = caught.value.message.splitlines()
    named = [line.removeprefix(f"{DIRECTORY}/{name}.yaml: ").partition(":")[0] for line in lines]
    assert sorted(named) == sorted(holes)
    assert all(line.endswith("is missing: fill it in") for line in lines)


@pytest.mark.parametrize("name", PREPARED)
def test_parameters__as_prepared__differ_from_the_example_in_the_network_only(name: str) -> None:
    choice, chain_id = PREPARED[name]
    prepared, example = content(name), content("example")
    assert (prepared["network"], prepared["chain_id"]) == (name, str(chain_id))
    assert manifest.network_name(choice) == name
    assert {**prepared, "network": "", "chain_id": ""} == {**example, "network": "", "chain_id": ""}


@pytest.mark.parametrize("name", PREPARED)
def test_networks__prepared__ape_knows_them_with_the_right_chain_id(name: str) -> None:
    choice, chain_id = PREPARED[name]
    ecosystem, network = choice.split(":")
    known = ape_networks.get_ecosystem(ecosystem).get_network(network)
    assert known.chain_id == chain_id == PUBLIC_CHAIN_META[ecosystem][network]["chainId"]
    assert known.required_confirmations >= 4
    assert known.transaction_acceptance_timeout >= 600


@pytest.mark.parametrize("name", PREPARED)
def test_networks__node__is_taken_from_the_environment(name: str) -> None:
    """A variable of its own for each, and no address in any file."""
    choice, _ = PREPARED[name]
    ecosystem, network = choice.split(":")
    text = Path("ape-config.yaml").read_text()
    config = yaml.safe_load(text)
    assert config["node"][ecosystem][network] == {"uri": f"${{{commands.variable(choice)}}}"}
    assert re.findall(r"https?://(?!127\.0\.0\.1|docs\.)\S+", text) == []


@pytest.mark.parametrize("name", ["sepolia", "base-sepolia"])
def test_command__node_not_set__names_the_variable(name: str) -> None:
    choice, _ = PREPARED[name]
    unset = ConfigError(f"Invalid uri: ${{{commands.variable(choice)}}}")  # as Ape says it
    with pytest.raises(NetworkError) as caught:
        commands._explain(unset, f"{choice}:node")
    says = f"no address of a node of {choice} is known: set {commands.variable(choice)} in the environment"
    assert caught.value.message == says


# Every command


def scripts() -> dict[str, click.Command]:
    """Each command of the folder, by name; those of groups too."""
    from importlib.util import module_from_spec, spec_from_file_location

    found: dict[str, click.Command] = {}
    for path in sorted(Path("scripts").glob("[a-z]*.py")):
        spec = spec_from_file_location(f"_script_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        if isinstance(module.cli, click.Group):
            found.update({f"{path.stem} {name}": one for name, one in module.cli.commands.items()})
        else:
            found[path.stem] = module.cli
    return found


def test_commands__that_talk_to_a_network__are_network_commands() -> None:
    from ape.cli import ConnectedProviderCommand

    plain = [
        name
        for name, command in scripts().items()
        if isinstance(command, ConnectedProviderCommand) and not isinstance(command, NetworkCommand)
    ]
    assert plain == []


@pytest.mark.parametrize("name", ["deploy", "verify", "rewards status"])
def test_command__unknown_network__one_line(name: str) -> None:
    account = ["--account", "TEST::0"] if name == "deploy" else []
    result = CliRunner().invoke(scripts()[name], [*account, "--network", "nonsense:x"])
    assert result.exit_code == 2
    assert (
        "Error: --network nonsense:x: there is no such network: write ecosystem:network:provider"
        in result.output
    )


def test_command__no_account__one_line() -> None:
    result = CliRunner().invoke(scripts()["deploy"], ["--network", "ethereum:local:foundry"])
    assert result.exit_code == 2
    assert "Error: --account is missing: name one of `ape accounts list`, or TEST::0 on" in result.output


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("bot", ["--once", "--dry-run"]),
        ("governance apply", ["--dry-run"]),
        ("governance schedule", ["market", "unpause", "--safe-batch", "batch.json"]),
    ],
)
def test_command__no_account_where_none_is_needed_and_nobody_to_ask__goes_on(
    name: str, arguments: list[str]
) -> None:
    command = scripts()[name]
    context = click.Context(command)
    left = command.parse_args(context, [*arguments, "--network", "ethereum:local:foundry"])
    assert left == []
    assert context.params["account"] is None


def test_address__of_an_account_that_ape_knows__else_as_it_is() -> None:
    for index in (0, 5):
        assert commands.address(f"test::{index}") == accounts.test_accounts[index].address
    for text in ("TEST::99", "TEST::", "0x12", "nobody"):
        assert commands.address(text) == text


def test_command__no_node_answers__one_line() -> None:
    with pytest.raises(NetworkError) as caught:
        commands._explain(
            ProviderError("No (supported) node found on 'http://127.0.0.1:9'."), "ethereum:devnet:node"
        )
    assert caught.value.message.startswith(
        "no node of ethereum:devnet answers at http://127.0.0.1:9: start it"
    )


def test_network_name__of_a_fork__is_that_of_what_it_forks() -> None:
    assert manifest.network_name("ethereum:sepolia-fork:foundry") == "sepolia-fork"
    assert deployment.network_name() == "local"
    assert manifest.default_path("base:sepolia:node") == Path("deployments/base-sepolia.json")
