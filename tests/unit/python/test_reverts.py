"""Revert data in words."""

from typing import Any

import pytest
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
