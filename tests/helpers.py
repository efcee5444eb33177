"""Strict checks of why a call reverts.

``ape.reverts`` accepts nearly any revert when it cannot decode the data. Here the raw revert
data must equal the expected error, byte for byte::

    from helpers import EMPTY, DIVISION_BY_ZERO, assert_reverts, custom, interface, message, panic

    assert_reverts(custom(market.TooLow, given=1, minimum=10), market.bid, 1, sender=alice)
    assert_reverts(custom(token.ERC20InsufficientAllowance, needed=5, spender=market, allowance=...),
                   market.bid, 5, sender=alice)            # `...` stands for any value
    assert_reverts(custom(interface("IMarket").TooLow, given=1, minimum=10), market.bid, 1)
    assert_reverts(panic(DIVISION_BY_ZERO), shop.share, 0)  # or any other panic code
    assert_reverts(message("too large"), shop.mint, 1000)   # require(..., "too large")
    assert_reverts(EMPTY, shop.missing)                     # no data at all
    assert_reverts(custom(project.Shop.BadOwner, owner=zero), project.Shop, zero)  # constructor

A custom error may come from any contract or interface, no matter which contract of a nested
call throws it. The call is an ``eth_call`` on the latest block: mine one after moving time.
"""

import json
import subprocess
from dataclasses import dataclass
from functools import cache
from types import EllipsisType
from typing import Any

from ape import chain, project
from ape.contracts import ContractContainer
from eth_abi import decode, encode
from eth_utils import keccak
from ethpm_types import ContractType
from ethpm_types.abi import ErrorABI
from hexbytes import HexBytes
from web3.exceptions import ContractLogicError

from ecomchain import sources

ASSERTION = 0x01
ARITHMETIC = 0x11
DIVISION_BY_ZERO = 0x12
ENUM_RANGE = 0x21
POP_EMPTY = 0x31
INDEX_RANGE = 0x32


@dataclass(frozen=True)
class Revert:
    """An expected revert; ``name`` is None where no data is expected."""

    name: str | None
    types: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()

    @property
    def signature(self) -> str:
        return f"{self.name}({','.join(self.types)})"

    def check(self, data: bytes) -> None:
        """Raise AssertionError unless ``data`` is the encoding of this error."""
        if self.name is None:
            assert data == b"", f"expected no revert data, got 0x{data.hex()}"
            return
        selector = keccak(text=self.signature)[:4]
        assert data[:4] == selector, f"expected {self.signature}, got 0x{data.hex()}"
        found = decode(self.types, data[4:])
        wanted = [
            have if isinstance(want, EllipsisType) else want
            for want, have in zip(self.values, found, strict=True)
        ]
        assert data[4:] == encode(self.types, wanted), f"expected {self.name}{tuple(wanted)}, got {found}"


EMPTY = Revert(None)


def _plain(value: Any) -> Any:
    """Accounts and contracts as addresses, also inside arrays and structs."""
    if isinstance(value, list | tuple):
        return tuple(_plain(item) for item in value)
    return getattr(value, "address", value)


def custom(error: Any, /, **values: Any) -> Revert:
    """The custom error ``error`` (``contract.Name``, or an ErrorABI) with each of its inputs named."""
    abi: ErrorABI = error if isinstance(error, ErrorABI) else error.abi
    names = [item.name for item in abi.inputs]
    if set(names) != set(values):
        raise TypeError(f"{abi.name} takes {names}, not {sorted(values)}")
    types = tuple(item.canonical_type for item in abi.inputs)
    return Revert(abi.name, types, tuple(_plain(values[name]) for name in names if name is not None))


def panic(code: int) -> Revert:
    """A panic of the compiler's own checks."""
    return Revert("Panic", ("uint256",), (code,))


def message(text: str) -> Revert:
    """The string of ``require`` or ``revert``."""
    return Revert("Error", ("string",), (text,))


@cache
def interface(name: str) -> ContractContainer:
    """``interfaces/<name>.sol``, compiled past Ape, whose record of the build it would change."""
    path = f"interfaces/{name}.sol"
    content = sources.standard_json("EcomToken")
    content["sources"] = sources.files(path, content["settings"]["remappings"])
    abi = solc(content)[path][name]["abi"]
    return ContractContainer(ContractType(abi=abi, contractName=name, sourceId=path))


def solc(content: dict[str, Any]) -> Any:
    """By file and name, the contracts that the compiler makes of a standard JSON input."""
    command = [str(project.path / "toolchain" / "solc" / "solc-v0.8.37"), "--standard-json"]
    answer = subprocess.run(command, input=json.dumps(content), capture_output=True, text=True, check=True)
    outcome = json.loads(answer.stdout)
    assert [each for each in outcome.get("errors", []) if each["severity"] == "error"] == []
    return outcome["contracts"]


def revert_data(method: Any, /, *args: Any, sender: Any = None, value: int = 0) -> bytes:
    """Raw revert data of ``method(*args)``, or of a deployment if ``method`` is ``project.Name``."""
    transaction: dict[str, Any] = {"value": value}
    if isinstance(method, ContractContainer):
        code = method.constructor.serialize_transaction(*args).data
        transaction["data"] = HexBytes(code)
    else:
        transaction["to"] = method.contract.address
        transaction["data"] = HexBytes(method.encode_input(*args))
    if sender is not None:
        transaction["from"] = _plain(sender)
    try:
        chain.provider.web3.eth.call(transaction)
    except ContractLogicError as error:
        return bytes(HexBytes(error.data)) if isinstance(error.data, str) else b""
    raise AssertionError("the call did not revert")


def assert_reverts(expected: Revert, method: Any, /, *args: Any, sender: Any = None, value: int = 0) -> None:
    """Assert that ``method(*args)`` reverts with exactly ``expected``."""
    expected.check(revert_data(method, *args, sender=sender, value=value))
