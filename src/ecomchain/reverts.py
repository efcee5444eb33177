"""Why a contract refuses a call: its custom error by name, with values and the interface's explanation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ape.contracts import ContractInstance
from eth_abi import decode as abi_decode
from eth_abi.exceptions import DecodingError
from eth_utils import keccak, to_checksum_address
from ethpm_types.abi import ABIType, ErrorABI

from ecomchain.error_kinds import Kind, kind_of
from ecomchain.error_text import shown

_STANDARD = (
    ("Error", (("string", "message"),)),
    ("Panic", (("uint256", "code"),)),
    ("ERC20InsufficientBalance", (("address", "sender"), ("uint256", "balance"), ("uint256", "needed"))),
    ("ERC20InsufficientAllowance", (("address", "spender"), ("uint256", "allowance"), ("uint256", "needed"))),
    ("ERC20InvalidReceiver", (("address", "receiver"),)),
    ("SafeERC20FailedOperation", (("address", "token"),)),
)
"""What Solidity itself reverts with, and tokens of others (ERC-6093): types and names of the values."""

ENUMS = {
    "IMarket.State": ("none", "placed", "fulfilled", "disputed", "closed"),
    "IBudgets.Stage": ("none", "reserved", "held", "objected"),
    "IDisputes.Stage": ("none", "raised", "contested"),
    "IRootGame.Stage": ("none", "bonding", "nominating", "voting", "decided", "annulled"),
    "IArbitratorAdapter.Stage": ("none", "pending", "refused", "ruled", "applied"),
    "IArbitratorAdapter.Kind": ("dispute", "objection"),
    "IFactorVote.Factor": ("seller", "distributor", "buyer"),
    "IBountyBoard.State": ("none", "assigned", "submitted", "paid"),
    "IPrivateSale.Unsold": ("treasury", "rewards", "vault"),
    "IReputation.Direction": ("product", "service", "payment", "partner"),
}
"""The values of the interfaces' enums by number; an ABI does not have them."""


@dataclass(frozen=True)
class Revert:
    """A decoded revert: ``name`` is empty where there was no data, or data of no known error.

    Of ``values``, addresses are checksummed, and the entries of `ENUMS` are text; all others are as the chain
    has them. As text, they are as a person reads them: Ecom, dates, per cent, the parts of ids.
    """

    name: str
    values: Mapping[str, Any]
    notice: str
    """What the interface says about the error; may be empty."""
    data: bytes
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """What the values are; those that are not here are shown as they are."""
    now: int | None = None
    """When it was tried, in Unix seconds."""

    def __str__(self) -> str:
        if not self.name:
            return self.notice or f"reverted with {'0x' + self.data.hex() if self.data else 'no data'}"
        return f"{self.name}({', '.join(f'{key}={self.shown(key)}' for key in self.values)})"

    def shown(self, key: str) -> str:
        """One of the values as a person reads it."""
        now = None if key == "now" else self.values.get("now", self.now)
        return shown(self.kinds.get(key, Kind.TEXT), self.values[key], now)


def decode(data: bytes, contracts: Iterable[ContractInstance]) -> Revert:
    """The revert behind ``data``, by the errors of ``contracts``: a nested call may have thrown it.

    Two contracts may know an error of the same form by different names of its values: the first one decides.
    """
    for contract in contracts:
        for abi in contract.contract_type.errors:
            if keccak(text=abi.selector)[:4] == data[:4]:
                return _decode(abi, data, contract)
    for name, items in _STANDARD:
        types, names = [kind for kind, _ in items], [label for _, label in items]
        signature = f"{name}({','.join(types)})"
        if keccak(text=signature)[:4] == data[:4]:
            return _revert(signature, types, names, data)
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
    found = decode(raw, contracts)
    if Kind.TIME in found.kinds.values() and "now" not in found.values:
        return replace(found, now=int(chain.provider.get_block("latest").timestamp))
    return found


def _revert(signature: str, types: list[str], names: list[str], data: bytes) -> Revert:
    """A revert whose values need no ABI; undecoded where the data is not what it should be."""
    try:
        values = abi_decode(types, data[4:])
    except DecodingError:
        return Revert("", {}, "", data)
    tidy = (to_checksum_address(v) if t == "address" else v for t, v in zip(types, values, strict=True))
    kinds = {name: kind for name in names if (kind := kind_of(signature, name)) is not None}
    return Revert(signature.partition("(")[0], dict(zip(names, tidy, strict=True)), "", data, kinds)


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
    named = {value_name(item): _tidy(item, value) for item, value in zip(abi.inputs, values, strict=True)}
    userdoc = contract.contract_type.userdoc
    notes = (userdoc.get("errors", {}) if isinstance(userdoc, dict) else {}).get(abi.selector, [])
    return Revert(abi.name, named, notes[0].get("notice", "") if notes else "", data, kinds_of(abi))


def kinds_of(abi: ErrorABI) -> dict[str, Kind]:
    """What the values of an error are; without those that `ecomchain.error_kinds` does not know."""
    names = tuple(value_name(item) for item in abi.inputs)
    found = {name: kind_of(abi.selector, name, names) for name in names}
    return {name: kind for name, kind in found.items() if kind is not None}


def value_name(item: ABIType) -> str:
    """The name of an error's value: without the underscore that keeps it apart from Solidity's words."""
    return str(item.name).rstrip("_")
