"""Calls of restricted functions: from text to calldata, and back into a person's units."""

import re
from dataclasses import dataclass
from typing import Any

import yaml
from ape.contracts import ContractInstance
from eth_abi import decode, encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils import keccak, to_hex
from ethpm_types.abi import ABIType, MethodABI

from ecomchain.errors import ArgumentError, EcomError
from ecomchain.governance.units import unit_of
from ecomchain.names import Names
from ecomchain.parameters import TextLoader

_LIST = re.compile(r"\[([0-9]*)\]$")


@dataclass(frozen=True)
class Call:
    """A call of a function of a contract in the system."""

    target: ContractInstance
    function: MethodABI
    values: tuple[Any, ...]
    """As the ABI has them; structs are tuples."""

    @property
    def data(self) -> bytes:
        """The calldata."""
        types = [item.canonical_type for item in self.function.inputs]
        return keccak(text=self.function.selector)[:4] + encode(types, self.values)

    @property
    def method(self) -> Any:
        """The function, to be called with `values`."""
        return getattr(self.target, self.function.name)


def call(target: ContractInstance, function: str, *values: Any) -> Call:
    """A call with values as the ABI has them; structs are tuples."""
    return Call(target, _method(target, function, target.contract_type.name or target.address), values)


def parse(names: Names, target: str, function: str, arguments: list[str]) -> Call:
    """A call from text: the contract, the function, and an argument for each of its parameters.

    Units are a person's, see `ecomchain.governance.units`; a struct or a list is written as in YAML,
    ``"[30 ecom, 3 ecom, 10000, yes]"`` in the order of its fields, or ``"{lockPerUnit: 30 ecom, …}"``.
    Raises ArgumentError that names what is wrong, and what the function takes.
    """
    contract = names.find_contract(target)
    method = _method(contract, function, names.contract(contract.address))
    if len(arguments) != len(method.inputs):
        raise ArgumentError(
            f"{function} takes {len(method.inputs)} arguments, not {len(arguments)}: {signature(method)}"
        )
    values = tuple(
        _parse(item, _yaml(item, text), names, str(item.name))
        for item, text in zip(method.inputs, arguments, strict=True)
    )
    made = Call(contract, method, values)
    try:
        made.data  # noqa: B018 - raises where a value does not fit
    except EncodingError as error:
        raise ArgumentError(f"{function}: {' '.join(str(error).split())}: {signature(method)}") from None
    return made


def signature(method: MethodABI) -> str:
    """What a function takes, with units: ``setCooldown(cooldown: duration)``."""
    return f"{method.name}({', '.join(map(_described, method.inputs))})"


def describe(names: Names, target: str, data: bytes) -> str:
    """A call in a person's words; as far as it is known, otherwise in hexadecimal."""
    what = names.function(target, data[:4])
    decoded = decode_arguments(names, target, data)
    if decoded is None:
        return f"{what}({to_hex(data[4:]) if data[4:] else ''})"
    return f"{what}({', '.join(f'{name} {text}' for name, text in decoded.items())})"


def decode_arguments(names: Names, target: str, data: bytes) -> dict[str, str] | None:
    """A call's arguments by name, in a person's units; None where function or contract are not known.

    None also where the data are not exactly what these arguments encode to: then they would not tell all;
    and where a value has no words, such as a number that an enum has not: anything can be scheduled.
    """
    method = names.method(target, data[:4])
    if method is None:
        return None
    types = [item.canonical_type for item in method.inputs]
    try:
        values = decode(types, data[4:])
        if encode(types, values) != bytes(data[4:]):
            return None
        return {
            str(item.name).rstrip("_"): _show(item, value, names)
            for item, value in zip(method.inputs, values, strict=True)
        }
    except (DecodingError, EncodingError, EcomError, ValueError, LookupError):
        return None


def _method(contract: ContractInstance, function: str, name: str) -> MethodABI:
    every: list[MethodABI] = list(contract.contract_type.mutable_methods)
    methods = [abi for abi in every if function in (abi.name, abi.selector)]
    if len(methods) == 1:
        return methods[0]
    if methods:
        raise ArgumentError(
            f"{name} has several {function}: write {' or '.join(m.selector for m in methods)}"
        )
    known = ", ".join(sorted({abi.name for abi in every}))
    raise ArgumentError(f"{name} has no function {function!r} that changes anything: it has {known}")


def _described(item: ABIType) -> str:
    name = str(item.name).rstrip("_")
    many = _LIST.search(str(item.type))
    unit = unit_of(item)
    fields = f"[{', '.join(map(_described, item.components or []))}]" if unit is None else unit.name
    return f"{name}: {f'list of {many[1]} ' if many and many[1] else 'list of ' if many else ''}{fields}"


def _show(item: ABIType, value: Any, names: Names) -> str:
    if _LIST.search(str(item.type)):
        return f"[{', '.join(_show(_element(item), each, names) for each in value)}]"
    unit = unit_of(item)
    if unit is not None:
        return unit.show(value, names)
    fields = zip(item.components or [], value, strict=True)
    return f"({', '.join(f'{field.name} {_show(field, each, names)}' for field, each in fields)})"


def _yaml(item: ABIType, text: str) -> Any:
    """The text of an argument; of a struct or list, what it is as YAML."""
    if unit_of(item) is not None and not _LIST.search(str(item.type)):
        return text
    try:
        return yaml.load(text, Loader=TextLoader)
    except yaml.YAMLError as error:
        raise ArgumentError(f"{item.name}: {text!r} cannot be read: {' '.join(str(error).split())}") from None


def _parse(item: ABIType, value: Any, names: Names, where: str) -> Any:
    many = _LIST.search(str(item.type))
    if many:
        if not isinstance(value, list) or (many[1] and len(value) != int(many[1])):
            count = f"{many[1]} " if many[1] else ""
            raise ArgumentError(f"{where}: {value!r} is not a list of {count}entries: {_described(item)}")
        return [_parse(_element(item), each, names, f"{where}.{i}") for i, each in enumerate(value, start=1)]
    unit = unit_of(item)
    if unit is None:
        return _struct(item, value, names, where)
    if not isinstance(value, str):
        raise ArgumentError(f"{where}: {value!r} is not a {unit.name}")
    try:
        return unit.parse(value, names)
    except EcomError as error:
        raise ArgumentError(f"{where}: {error.message}") from None


def _struct(item: ABIType, value: Any, names: Names, where: str) -> tuple[Any, ...]:
    fields = list(item.components or [])
    labels = [str(field.name) for field in fields]
    if isinstance(value, dict) and set(value) == set(labels):
        value = [value[label] for label in labels]
    if not isinstance(value, list) or len(value) != len(fields):
        raise ArgumentError(f"{where}: {value!r} is not what is needed: {_described(item)}")
    return tuple(
        _parse(field, each, names, f"{where}.{label}")
        for field, label, each in zip(fields, labels, value, strict=True)
    )


def _element(item: ABIType) -> ABIType:
    """The type of a list's elements."""
    internal = str(item.internal_type) if item.internal_type else None
    return item.model_copy(
        update={
            "type": _LIST.sub("", str(item.type)),
            "internal_type": _LIST.sub("", internal) if internal else None,
        }
    )
