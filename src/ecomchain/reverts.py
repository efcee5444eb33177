"""Why a contract refuses a call: its custom error by name, with values and the interface's explanation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ape.contracts import ContractInstance
from eth_abi import decode as abi_decode
from eth_abi.exceptions import DecodingError
from eth_utils import keccak, to_checksum_address
from ethpm_types.abi import ABIType, ErrorABI

_STANDARD = {"Error": ("string", "message"), "Panic": ("uint256", "code")}
"""What Solidity itself reverts with: type and name of the value."""

ENUMS = {
    "IMarket.State": ("none", "placed", "fulfilled", "disputed", "closed"),
    "IBudgets.Stage": ("none", "reserved", "held", "objected"),
    "IDisputes.Stage": ("none", "raised", "contested"),
    "IBountyBoard.State": ("none", "assigned", "submitted", "paid"),
    "IPrivateSale.Unsold": ("treasury", "rewards", "vault"),
    "IReputation.Direction": ("product", "service", "payment", "partner"),
}
"""The values of the interfaces' enums by number; an ABI does not have them."""


@dataclass(frozen=True)
class Revert:
    """A decoded revert: ``name`` is empty where there was no data, or data of no known error.

    Of ``values``, addresses are checksummed, and the entries of `ENUMS` are text.
    """

    name: str
    values: Mapping[str, Any]
    notice: str
    """What the interface says about the error; may be empty."""
    data: bytes

    def __str__(self) -> str:
        if not self.name:
            return f"reverted with {'0x' + self.data.hex() if self.data else 'no data'}"
        return f"{self.name}({', '.join(f'{key}={value}' for key, value in self.values.items())})"


def decode(data: bytes, contracts: Iterable[ContractInstance]) -> Revert:
    """The revert behind ``data``, by the errors of ``contracts``: a nested call may have thrown it.

    Two contracts may know an error of the same form by different names of its values: the first one decides.
    """
    for contract in contracts:
        for abi in contract.contract_type.errors:
            if keccak(text=abi.selector)[:4] == data[:4]:
                return _decode(abi, data, contract)
    for name, (kind, label) in _STANDARD.items():
        if keccak(text=f"{name}({kind})")[:4] == data[:4]:
            return Revert(name, {label: abi_decode([kind], data[4:])[0]}, "", data)
    return Revert("", {}, "", data)


def attempt(method: Any, *args: Any, sender: Any, contracts: Iterable[ContractInstance]) -> Revert | None:
    """Try ``method(*args)`` by ``sender`` on the latest block, changing nothing: why it reverts, or None.

    Raises RuntimeError where the node fails to execute the call for another reason.
    """
    contract = method.contract
    call = {
        "from": getattr(sender, "address", sender),
        "to": contract.address,
        "data": "0x" + bytes(method.encode_input(*args)).hex(),
    }
    return try_call(call, contracts)


def try_call(
    call: Mapping[str, Any], contracts: Iterable[ContractInstance], *overrides: Mapping[str, Any]
) -> Revert | None:
    """Try a call on the latest block, changing nothing: why it reverts, or None.

    ``overrides`` are those of ``eth_call``: of the state first, then of the block. Raises RuntimeError where
    the node fails to execute the call for another reason.
    """
    from ape import chain

    response = chain.provider.web3.provider.make_request("eth_call", [call, "latest", *overrides])
    if "error" not in response:
        return None
    error = response["error"]
    data = error.get("data")
    if not isinstance(data, str) and "revert" not in str(error.get("message", "")).lower():
        raise RuntimeError(f"the node did not execute the call: {error.get('message', error)}")
    raw = bytes.fromhex(data.removeprefix("0x")) if isinstance(data, str) else b""
    return decode(raw, contracts)


def _tidy(item: ABIType, value: Any) -> Any:
    if item.type == "address":
        return to_checksum_address(value)
    names = ENUMS.get(str(item.internal_type).removeprefix("enum "), ())
    return names[value] if names and value < len(names) else value


def _decode(abi: ErrorABI, data: bytes, contract: ContractInstance) -> Revert:
    types = [item.canonical_type for item in abi.inputs]
    try:
        values = abi_decode(types, data[4:])
    except DecodingError:
        return Revert("", {}, "", data)
    named = {
        str(item.name).rstrip("_"): _tidy(item, value) for item, value in zip(abi.inputs, values, strict=True)
    }
    userdoc = contract.contract_type.userdoc
    notes = (userdoc.get("errors", {}) if isinstance(userdoc, dict) else {}).get(abi.selector, [])
    return Revert(abi.name, named, notes[0].get("notice", "") if notes else "", data)
