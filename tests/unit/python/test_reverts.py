"""Revert data in words."""

import re
from typing import Any

import pytest
from ape import chain, project
from eth_abi import encode
from eth_utils import keccak

from ecomchain import reverts


def _data(signature: str, types: list[str], values: list[Any]) -> bytes:
    return keccak(text=signature)[:4] + encode(types, values)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "reverted with no data"),
        (bytes.fromhex("01020304"), "reverted with 0x01020304"),
        (_data("Panic(uint256)", ["uint256"], [0x11]), "Panic(code=17)"),
        (_data("Error(string)", ["string"], ["too large"]), "Error(message=too large)"),
    ],
)
def test_decode__without_contracts__says_what_there_is(data: bytes, text: str) -> None:
    assert str(reverts.decode(data, [])) == text


def test_decode__custom_error__has_names_values_and_notice(system: Any) -> None:
    data = _data(
        "NotShopOwner(uint32,address,address)",
        ["uint32", "address", "address"],
        [7, "0x" + "1" * 40, "0x" + "2" * 40],
    )
    revert = reverts.decode(data, [system.token, system.registry])
    assert str(revert) == f"NotShopOwner(shop=7, caller=0x{'1' * 40}, owner=0x{'2' * 40})"
    assert revert.notice == "Only `owner` may do this for the shop."


def test_decode__data_cut_short__is_shown_raw(system: Any) -> None:
    data = keccak(text="NotShopOwner(uint32,address,address)")[:4] + b"\1"
    assert str(reverts.decode(data, [system.registry])) == f"reverted with 0x{data.hex()}"


def test_attempt__call_that_works__is_none(system: Any, deployer: Any) -> None:
    contracts = [contract for _, contract in system.contracts()]
    assert reverts.attempt(system.token.transfer, deployer, 0, sender=deployer, contracts=contracts) is None
    refused = reverts.attempt(system.vault.seal, 0, b"x" * 32, 0, 0, sender=deployer, contracts=contracts)
    assert refused is not None
    assert (str(refused), refused.notice) == ("ZeroAmount()", "Nothing to seal.")


def test_decode__state_or_stage__is_text(system: Any) -> None:
    placed = _data("WrongState(uint40,uint8)", ["uint40", "uint8"], [7, 1])
    assert str(reverts.decode(placed, [system.market])) == "WrongState(order=7, state=placed)"
    unknown = _data("WrongState(uint40,uint8)", ["uint40", "uint8"], [7, 200])
    assert str(reverts.decode(unknown, [system.market])) == "WrongState(order=7, state=200)"


def test_decode__error_of_two_contracts__the_first_one_names_it(system: Any) -> None:
    data = _data("WrongStage(uint40,uint8)", ["uint40", "uint8"], [7, 1])
    assert (
        str(reverts.decode(data, [system.budgets, system.disputes])) == "WrongStage(order=7, stage=reserved)"
    )
    assert str(reverts.decode(data, [system.disputes, system.budgets])) == "WrongStage(order=7, stage=raised)"


def test_enums__each__has_as_many_names_as_its_interface(system: Any) -> None:
    """An ABI has no values of enums: the sources have."""
    for qualified, names in reverts.ENUMS.items():
        interface, enum = qualified.split(".")
        source = (project.path / "interfaces" / f"{interface}.sol").read_text(encoding="utf-8")
        found = re.search(rf"enum {enum} {{([^}}]*)}}", source)
        assert found is not None
        assert tuple(name.strip().lower() for name in found[1].split(",")) == names


def test_decode__amounts_and_times__are_as_a_person_reads_them(system: Any) -> None:
    """Values stay what the chain says; the text has Ecom, dates, and how far away they are."""
    price = _data(
        "PriceOutOfRange(uint64,uint256,uint256,uint256)",
        ["uint64", "uint256", "uint256", "uint256"],
        [(3 << 32) + 2, 10**18, 0, 12_500_000_000_000_000_000],
    )
    revert = reverts.decode(price, [system.market])
    assert str(revert) == (
        "PriceOutOfRange(listing=12884901890 (listing 2 of shop 3), unitPrice=1 Ecom, floor=0 Ecom, "
        "listPrice=12.5 Ecom)"
    )
    assert revert.values["listPrice"] == 12_500_000_000_000_000_000
    early = _data("TooEarly(uint40,uint256,uint256)", ["uint40", "uint256", "uint256"], [5, 90_000, 3_600])
    assert str(reverts.decode(early, [system.market])) == (
        "TooEarly(order=5, from=1970-01-02 01:00:00 UTC (in 1 day), now=1970-01-01 01:00:00 UTC)"
    )
    bps = _data("RateTooHigh(uint256,uint256)", ["uint256", "uint256"], [6_000, 5_000])
    assert str(reverts.decode(bps, [system.catalog])) == "RateTooHigh(bps=60%, max=50%)"


def test_attempt__time_without_now__is_told_from_the_latest_block(system: Any, deployer: Any) -> None:
    registry = system.registry
    system.token.approve(registry, 2**256 - 1, sender=deployer)
    registry.open(deployer, (b"\0" * 32, 0), 2**96 - 1, sender=deployer)
    shop, contracts = registry.totals().shops, [contract for _, contract in system.contracts()]
    chain.mine(timestamp=int(chain.blocks.head.timestamp) + 7_200)
    refused = reverts.attempt(system.factor_vote.flag, shop, 0, sender=deployer, contracts=contracts)
    assert refused is not None
    assert refused.now == chain.blocks.head.timestamp
    assert re.fullmatch(
        rf"NotEligible\(shop={shop}, since=.* UTC \(2 hours ago\), needed=.* UTC \(30\.?\d* days ago\)\)",
        str(refused),
    )


def test_attempt__thrown_by_a_contract_behind_the_one_called__is_decoded(system: Any, deployer: Any) -> None:
    """Group buying asks the catalog, disputes ask the market, the manager passes on what its target says."""
    contracts = [contract for _, contract in system.contracts()]
    known = [system.group_buy, *contracts]
    offer = reverts.attempt(
        system.group_buy.offer, (1 << 32) + 1, 0, 1, 1, 2, 3_600, sender=deployer, contracts=known
    )
    raised = reverts.attempt(
        system.disputes.raiseDispute, 99, (b"\0" * 32, 0), sender=deployer, contracts=contracts
    )
    assert (offer is not None and offer.name, raised is not None and raised.name) == (
        "UnknownShop",
        "UnknownOrder",
    )


@pytest.mark.parametrize(
    ("signature", "values", "text"),
    [
        (
            "ERC20InsufficientBalance(address,uint256,uint256)",
            ["0x" + "1" * 40, 5, 7],
            f"ERC20InsufficientBalance(sender=0x{'1' * 40}, balance=5, needed=7)",
        ),
        (
            "ERC20InsufficientAllowance(address,uint256,uint256)",
            ["0x" + "1" * 40, 5, 7],
            f"ERC20InsufficientAllowance(spender=0x{'1' * 40}, allowance=5, needed=7)",
        ),
        (
            "SafeERC20FailedOperation(address)",
            ["0x" + "1" * 40],
            f"SafeERC20FailedOperation(token=0x{'1' * 40})",
        ),
    ],
)
def test_decode__error_of_a_token_of_others__is_known(signature: str, values: list[Any], text: str) -> None:
    types = signature[signature.index("(") + 1 : -1].split(",")
    assert str(reverts.decode(_data(signature, types, values), [])) == text
