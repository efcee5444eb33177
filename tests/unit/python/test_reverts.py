"""Revert data in words."""

import re
from typing import Any

import pytest
from ape import project
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
