"""ecomchain.parameters: files to parameters; every error names the entry and the remedy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ape import project

from ecomchain import ids, parameters
from ecomchain.amounts import BPS, ECOM, format_ecom
from ecomchain.errors import ParameterError
from ecomchain.parameters import Parameters

from helpers import assert_reverts, custom

ADDRESSES = [f"0x{number:040x}" for number in range(1, 8)]


def public() -> dict[str, Any]:
    """A complete public configuration: the example, filled in."""
    content = yaml.load(Path("deployments/parameters/example.yaml").read_text(), Loader=yaml.BaseLoader)
    content["allocation"] = dict(zip(content["allocation"], ADDRESSES, strict=False))
    for holder, address in zip(content["roles"].values(), ADDRESSES[4:], strict=True):
        holder["account"] = address
    return content  # type: ignore[no-any-return]


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def apply(content: dict[str, Any]) -> None:
        *parents, last = path.split(".")
        for parent in parents:
            content = content[parent]
        if value is None:
            del content[last]
        else:
            content[last] = value

    return apply


@pytest.mark.parametrize("network", ["local", "devnet"])
def test_load__the_shipped_files__are_valid(network: str) -> None:
    loaded = parameters.load(network)
    assert loaded.network == network
    assert not loaded.is_public
    assert loaded.capabilities[ids.SHOP].lock_per_unit == 100 * ECOM
    assert loaded.limits.cooldown == 7 * 86_400


def test_load__the_example__names_each_address_that_is_missing() -> None:
    with pytest.raises(ParameterError) as caught:
        parameters.load("example")
    entries = [f"allocation.{name}" for name in ("presale", "foundation", "rewards", "team")]
    entries += [f"roles.{name}.account" for name in ("foundation", "operator", "guardian")]
    assert caught.value.message.splitlines() == [
        f"deployments/parameters/example.yaml: {entry}: the address is missing: fill it in"
        for entry in entries
    ]


def test_validate__the_example_filled_in__is_public() -> None:
    loaded = parameters.validate(public(), "sepolia.yaml")
    assert loaded.is_public
    assert loaded.chain_id == 11_155_111
    assert loaded.roles.operator.delay == 2 * 86_400


def test_dump__any__validates_to_the_same() -> None:
    loaded = parameters.validate(public(), "sepolia.yaml")
    assert Parameters.model_validate_json(loaded.model_dump_json()) == loaded


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("network", None, "network: missing: add it"),
        ("chain_id", None, "chain_id: missing: write the chain id of sepolia"),
        ("capabilities.SHOP", None, "capabilities: SHOP is missing: set its terms"),
        ("capabilities.SHOPS", {}, "capabilities: 'SHOPS' is not a capability"),
        ("capabilities.SHOP.max_units", "2", "SHOP.max_units is 2: a shop is open once, write 1"),
        ("capabilities.SHOP.lock_per_unit", "1,5", "capabilities.SHOP.lock_per_unit: '1,5' is not an amount"),
        ("capabilities.SHOP.lock_per_unit", None, "capabilities.SHOP.lock_per_unit: missing: add it"),
        (
            "capabilities.SHOP.lock_per_unit", "1000000.5",
            "capabilities.SHOP.lock_per_unit: 1000000.5 is too much: at most 1000000 Ecom",
        ),
        (
            "capabilities.PROMOTION.seal_per_unit", "2000000",
            "capabilities.PROMOTION.seal_per_unit: 2000000 is too much: at most 1000000 Ecom",
        ),
        ("capabilities.SHOWCASE.max_units", "10001", "SHOWCASE.max_units: 10001 is too much: at most 10000"),
        ("capabilities.SHOWCASE.max_units", "0", "SHOWCASE.max_units: 0 is too little: at least 1"),
        ("capabilities.SHOWCASE.max_units", "many", "SHOWCASE.max_units: Input should be a valid integer"),
        ("capabilities.SHOWCASE.lock", "1", "capabilities.SHOWCASE.lock: unknown entry: remove it"),
        ("capabilities.DISTRIBUTION.seal_per_unit", "0", "DISTRIBUTION.seal_per_unit is 0: it must"),
        ("limits", None, "limits: missing: add it"),
        ("limits.cooldown", None, "limits.cooldown: missing: add it"),
        ("limits.links_per_unit", None, "limits.links_per_unit: missing: add it"),
        ("limits.cooldown", "31 days", "limits.cooldown: 2678400 is too much: at most 2592000"),
        ("limits.cooldown", "soon", "limits.cooldown: 'soon' is not a duration: write seconds"),
        ("limits.opening_slots", "1001", "limits.opening_slots: 1001 is too much: at most 1000"),
        ("limits.links_per_unit", "0", "limits.links_per_unit: 0 is too little: at least 1"),
        ("limits.links_per_unit", "1001", "limits.links_per_unit: 1001 is too much: at most 1000"),
        ("limits.max_incentive_bps", "10001", "limits.max_incentive_bps: 10001 is too much: at most 10000"),
        ("allocation.team", None, "allocation.team: missing: add it"),
        ("allocation.team", "deployer", "allocation.team: 'deployer' is for local networks only"),
        ("allocation.team", "TEST::1", "allocation.team: 'TEST::1' is for local networks only"),
        ("allocation.team", "0x12", "allocation.team: '0x12' is not an address"),
        ("allocation.team", "0x" + "0" * 40, "allocation.team: the zero address can hold nothing"),
        (
            "allocation.team", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD".replace("aA", "Aa"),
            "has a wrong checksum",
        ),
        ("roles.operator.delay", "1 day", "roles.operator.delay: 86400 seconds is less than the 2 days"),
        ("roles.foundation.delay", "0", "roles.foundation.delay: 0 seconds is less than the 2 days"),
        ("roles.foundation.delay", "31 days", "roles.foundation.delay: 2678400 is too much: at most 2592000"),
        ("roles.guardian.delay", "1", "roles.guardian: the guardian's delay is 1 seconds"),
        ("roles.guardian.account", ADDRESSES[5], "roles.guardian.account: the same as roles.operator"),
        ("roles.publisher", {}, "roles.publisher: unknown entry"),
    ],
)  # fmt: skip
def test_validate__one_wrong_entry__says_which_and_what_to_do(path: str, value: Any, says: str) -> None:
    content = public()
    change(path, value)(content)
    with pytest.raises(ParameterError) as caught:
        parameters.validate(content, "sepolia.yaml")
    (line,) = caught.value.message.splitlines()
    assert line.startswith("sepolia.yaml: ")
    assert says in line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a mapping"),
        ("- 1", "not a mapping"),
        ("a: [", "not YAML"),
        ("network: local\nnetwork: devnet\n", "'network' is there twice"),
    ],
)
def test_load__no_parameters__says_so(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    with pytest.raises(ParameterError) as caught:
        parameters.load(file)
    (line,) = caught.value.message.splitlines()
    assert str(file) in line
    assert says in line


def test_load__no_file__says_where_to_get_one() -> None:
    with pytest.raises(ParameterError) as caught:
        parameters.load("nowhere")
    assert "deployments/parameters/nowhere.yaml: no such file: copy" in caught.value.message


def test_load__amounts_and_addresses__stay_text(tmp_path: Path) -> None:
    file = tmp_path / "exact.yaml"
    text = Path("deployments/parameters/local.yaml").read_text()
    text = text.replace("lock_per_unit: 100, seal_per_unit: 10,", "lock_per_unit: 0.1, seal_per_unit: 1e-1,")
    file.write_text(
        text.replace("1e-1", "0.000000000000000001").replace("presale: deployer", f"presale: {ADDRESSES[0]}")
    )
    loaded = parameters.load(file)
    assert loaded.capabilities[ids.SHOP].lock_per_unit == 10**17
    assert loaded.capabilities[ids.SHOP].seal_per_unit == 1
    assert loaded.allocation.presale == "0x0000000000000000000000000000000000000001"


def test_resolve__unknown_account__says_which() -> None:
    with pytest.raises(ParameterError, match=r"there is no account 'TEST::1' here"):
        parameters.load("local").resolve({"deployer": ADDRESSES[0]})


def test_bounds__are_the_contracts(
    registry: Any, catalog: Any, operator: Any, token: Any, vault: Any
) -> None:
    """Every bound is read from the contract, or, where it has no view, tried."""
    assert registry.MAX_PER_UNIT() == parameters.MAX_PER_UNIT
    assert registry.MAX_UNITS() == parameters.MAX_UNITS
    assert registry.MAX_COOLDOWN() == parameters.MAX_COOLDOWN
    assert registry.MAX_OPENING_SLOTS() == parameters.MAX_OPENING_SLOTS

    def out_of_bounds(value: int, least: int, most: int) -> Any:
        return custom(registry.ParameterOutOfBounds, value=value, min=least, max=most)

    assert_reverts(out_of_bounds(2, 1, 1), registry.setCapability, ids.SHOP, (0, 0, 2, True), sender=operator)
    assert_reverts(
        out_of_bounds(0, 1, parameters.MAX_PER_UNIT),
        registry.setCapability, ids.DISTRIBUTION, (0, 0, 1, True), sender=operator,
    )  # fmt: skip
    for links in (0, parameters.MAX_LINKS_PER_UNIT + 1):
        assert_reverts(
            out_of_bounds(links, 1, parameters.MAX_LINKS_PER_UNIT),
            project.ShopRegistry, operator, token, vault, links,
        )  # fmt: skip
    assert_reverts(
        custom(catalog.RateTooHigh, bps=BPS + 1, max=BPS), catalog.setMaxIncentive, BPS + 1, sender=operator
    )


def test_limits__of_the_shipped_files__are_the_contracts_own(operator: Any, token: Any, vault: Any) -> None:
    fresh = operator.deploy(project.ShopRegistry, operator, token, vault, 10)
    limits = parameters.load("local").limits
    assert (fresh.cooldown(), fresh.openingSlots()) == (limits.cooldown, limits.opening_slots)
    assert operator.deploy(project.Catalog, operator, fresh).maxIncentive() == limits.max_incentive_bps
    assert format_ecom(parameters.MAX_PER_UNIT) == "1000000"
