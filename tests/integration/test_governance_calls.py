"""Calls in a person's units: read from text, and said in words."""

from typing import Any

import pytest
from governing import (
    DAY,
    OTHER,
    account,
    call,
)  # fmt: skip

from ecomchain.amounts import ECOM
from ecomchain.deployment import FUNCTIONS, networks
from ecomchain.errors import ArgumentError
from ecomchain.governance.calls import decode_arguments, describe, parse, signature
from ecomchain.governance.units import unit_of
from ecomchain.ids import MODULE_BASE, SHOWCASE
from ecomchain.names import Names
from ecomchain.system import System


@pytest.mark.parametrize(
    ("target", "function", "arguments", "values"),
    [
        ("registry", "setCooldown", ["8 days"], (8 * DAY,)),
        ("ShopRegistry", "setCooldown", ["691200"], (8 * DAY,)),
        (
            "registry",
            "setCapability",
            ["SHOWCASE", "[30 ecom, 0.5, 10000, yes]"],
            (SHOWCASE, (30 * ECOM, ECOM // 2, 10_000, True)),
        ),
        (
            "registry",
            "setCapability",
            ["MODULE(7)", "{maxUnits: 1, enabled: false, sealPerUnit: 0, lockPerUnit: 1 Ecom}"],
            (MODULE_BASE + 7, (ECOM, 0, 1, False)),
        ),
        ("catalog", "setMaxIncentive", ["45 %"], (4_500,)),
        ("disputes", "setBond", ["250 bps", "2 ecom"], (250, 2 * ECOM)),
        ("reputation", "setMinRated", ["0.25"], (ECOM // 4,)),
        (
            "reputation",
            "setThresholds",
            ["[[1, 1], [2, 2], [3, 3], [4, 4], [5, 0.5 ecom]]"],
            ([(1, 10**6), (2, 2 * 10**6), (3, 3 * 10**6), (4, 4 * 10**6), (5, 5 * 10**5)],),
        ),
        ("market", "setModule", ["0x" + "11" * 20, "none"], ("0x" + "11" * 20, 0)),
        ("root_game", "setScoring", ["0x" + "22" * 32, "none"], (b"\x22" * 32, (bytes(32), 0))),
        ("access_manager", "labelRole", ["guardian", "WATCH"], (2, "WATCH")),
    ],
)
def test_parse__a_persons_units__are_the_chains(
    system: System, target: str, function: str, arguments: list[str], values: tuple[Any, ...]
) -> None:
    assert parse(Names(system), target, function, arguments).values == values


@pytest.mark.parametrize(
    ("target", "function", "arguments", "message"),
    [
        ("shop", "setCooldown", ["1"], "'shop' is no contract of the system: write one of access_manager, "),
        ("registry", "cooldown", ["1"], "ShopRegistry has no function 'cooldown' that changes anything: it "),
        (
            "registry",
            "setCooldown",
            [],
            "setCooldown takes 1 arguments, not 0: setCooldown(cooldown: duration",
        ),
        (
            "registry",
            "setCooldown",
            ["soon"],
            "cooldown_: 'soon' is not a duration: write seconds, or a text",
        ),
        ("registry", "setOpeningSlots", ["70000"], "slots: 70000 is too much: at most 65,535"),
        (
            "registry",
            "setCapability",
            ["SHOWCASE", "[1, 2]"],
            "terms: ['1', '2'] is not what is needed: terms",
        ),
        (
            "registry",
            "setCapability",
            ["SHOWCASE", "[1 btc, 1, 1, yes]"],
            "terms.lockPerUnit: '1 btc' is not an",
        ),
        ("registry", "setCapability", ["SHOPS", "[1, 1, 1, yes]"], "id: 'SHOPS' is not a capability: write"),
        (
            "registry",
            "setCapability",
            ["SHOP", "[1, 1, 1, maybe]"],
            "terms.enabled: 'maybe' is neither yes nor",
        ),
        (
            "registry",
            "setLevelReader",
            ["0x12"],
            "reader: '0x12' is not an address: write 0x and 40 hexadecima",
        ),
        (
            "reputation",
            "setThresholds",
            ["[[1, 1]]"],
            "thresholds_: [['1', '1']] is not a list of 5 entries: ",
        ),
        ("reputation", "setThresholds", ["{"], "thresholds_: '{' cannot be read: "),
        (
            "reputation",
            "setKappa",
            ["5 percent"],
            "bps: '5 percent' are no basis points: write a number such as",
        ),
        (
            "root_game",
            "setScoring",
            ["0x12", "none"],
            "hash: '0x12' is not 32 bytes: write 0x and 64 hexadecima",
        ),
        ("root_game", "setScoring", ["0x" + "1" * 64, "bafy"], "content: 'bafy' is no CID: "),
        (
            "access_manager",
            "grantRole",
            ["king", "market", "0"],
            "roleId: 'king' is no role: write one of admin",
        ),
        (
            "access_manager",
            "setTargetFunctionRole",
            ["market", "[market.stop]", "1"],
            "selectors.1: 'market.stop'",
        ),
        (
            "registry",
            "setCapability",
            ["SHOWCASE", "{lockPerUnit: 30, sealPerUnit: 3, maxUnits: 1, enabled: yes, lockPerUnit: 1}"],
            "terms: '{lockPerUnit: 30, sealPerUnit: 3, maxUnits: 1, enabled: yes, lockPerUnit: 1}' cannot be "
            "read: 'lockPerUnit' is there twice",
        ),
        (
            "access_manager",
            "execute",
            ["market", "0x"],
            "data: there is no way to write a bytes here: make the call in `ape console`",
        ),
    ],
)
def test_parse__wrong_text__is_named_with_the_remedy(
    system: System, target: str, function: str, arguments: list[str], message: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        parse(Names(system), target, function, arguments)
    assert caught.value.message.startswith(message)


def test_parse__test_account_on_a_public_network__refused(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key comes with every development node: a role of its would be anybody's."""
    arguments = ["OPERATOR", f"TEST::{OTHER}", "2 days"]
    made = parse(Names(system), "access_manager", "grantRole", arguments)
    assert made.values[1] == account(OTHER)
    monkeypatch.setattr(networks, "is_throw_away", lambda: False)
    with pytest.raises(ArgumentError, match=r"^account: everybody has the key of TEST::9: name another"):
        parse(Names(system), "access_manager", "grantRole", arguments)


def test_units__of_every_restricted_function__are_decided(system: System) -> None:
    """Whoever adds a restricted function decides in what units a person reads it."""

    def units(item: Any) -> str:
        unit = unit_of(item)
        return unit.name if unit else f"({', '.join(map(units, item.components))})"

    found = {
        f"{name}.{function}": [units(item) for item in call_abi.inputs]
        for targets in FUNCTIONS.values()
        for name, functions in targets.items()
        for function in functions
        for call_abi in getattr(system, name).contract_type.mutable_methods
        if call_abi.name == function
    }
    micro = "Ecom, in micro-Ecom on the chain"
    assert found == {
        "registry.setCapability": ["capability", "(Ecom, Ecom, number, yes or no)"],
        "registry.setCooldown": ["duration"],
        "registry.setOpeningSlots": ["number"],
        "registry.setLevelReader": ["address"],
        "catalog.setMaxIncentive": ["basis points"],
        "market.setModule": ["address", "capability"],
        "market.pause": ["duration"],
        "market.unpause": [],
        "reputation.setKappa": ["basis points"],
        "reputation.setMinRated": ["Ecom"],
        "reputation.setThresholds": [f"(number, {micro})"],
        "reputation.setMinAverage": ["number"],
        "reputation.setMarket": ["address", "yes or no"],
        "disputes.setBond": ["basis points", "Ecom"],
        "disputes.setArbitrator": ["address"],
        "sale.createRound": [
            "((address, smallest units of the currency for 1 Ecom), Ecom, time, time, duration, duration, "
            "address, treasury or rewards or vault, 32 bytes, CID)"
        ],
        "root_game.setScoring": ["32 bytes", "CID"],
        "root_game.veto": ["number", "32 bytes", "CID"],
        "root_game.recall": ["number", "number", "CID"],
        "root_game.post": ["number", "32 bytes", "Ecom", "CID"],
    }


def test_describe__decoded_and_parsed_again__is_the_same_call(system: System) -> None:
    names = Names(system)
    made = call(system, "registry", "setCapability", "SHOWCASE", "[30, 3, 10000, yes]")
    said = describe(names, made.target.address, made.data)
    terms = "(lockPerUnit 30 Ecom, sealPerUnit 3 Ecom, maxUnits 10,000, enabled yes)"
    assert said == f"ShopRegistry.setCapability(id SHOWCASE, terms {terms})"
    decoded = decode_arguments(names, made.target.address, made.data)
    assert decoded == {"id": "SHOWCASE", "terms": terms}
    assert signature(made.function) == (
        "setCapability(id: capability, terms: [lockPerUnit: Ecom, sealPerUnit: Ecom, maxUnits: number, "
        "enabled: yes or no])"
    )
    pause = call(system, "access_manager", "setTargetFunctionRole", "market", "[market.pause]", "operator")
    assert describe(names, pause.target.address, pause.data) == (
        "EcomAccessManager.setTargetFunctionRole(target Market, selectors [pause], roleId OPERATOR)"
    )


def test_describe__unknown_target_or_function__is_hexadecimal(system: System) -> None:
    names = Names(system)
    assert (
        describe(names, account(OTHER).address, b"\x12\x34\x56\x78\x01")
        == f"{account(OTHER)}.0x12345678(0x01)"
    )
    assert describe(names, system.market.address, b"\x12\x34\x56\x78") == "Market.0x12345678()"
    broken = system.registry.setCooldown.encode_input(1)[:10]
    assert describe(names, system.registry.address, broken) == "ShopRegistry.setCooldown(0x000000000000)"
    longer = system.registry.setCooldown.encode_input(1) + b"\x01"
    assert (
        describe(names, system.registry.address, longer) == f"ShopRegistry.setCooldown(0x{longer[4:].hex()})"
    )
