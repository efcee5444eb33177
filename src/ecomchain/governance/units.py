"""The units in which a person reads and writes the arguments of restricted functions.

An argument's unit follows from its Solidity type where that says it (``CapabilityId``, ``Cid``), otherwise
from its name; `unit_of` decides. What has no unit of its own is a plain number, address or text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cid as cid_lib  # type: ignore[import-untyped]
import multihash  # type: ignore[import-untyped]
from eth_utils import keccak, to_hex
from ethpm_types.abi import ABIType

from ecomchain import ids
from ecomchain.amounts import ECOM, MICRO, format_ecom, parse_ecom
from ecomchain.durations import format_duration, format_time, parse_duration, parse_time
from ecomchain.errors import ArgumentError
from ecomchain.names import Names
from ecomchain.permissions.roles import role_id, role_name
from ecomchain.reverts import ENUMS

CODECS = ("dag-pb", "raw")
"""By the numbers of the enum ``Codec`` in ``types/Cid.sol``."""


@dataclass(frozen=True)
class Unit:
    """How values of a kind are read and written. ``parse`` raises an EcomError that says what is wrong."""

    name: str
    show: Callable[[Any, Names], str]
    parse: Callable[[str, Names], Any]


def unit_of(item: ABIType) -> Unit | None:
    """The unit of an argument, or of a list's elements; None of a struct, whose fields have their own."""
    internal = re.sub(r"\[[0-9]*\]$", "", str(item.internal_type or ""))
    kind = re.sub(r"\[[0-9]*\]$", "", str(item.type))
    if internal in _BY_INTERNAL_TYPE:
        return _BY_INTERNAL_TYPE[internal]
    if (values := ENUMS.get(internal.removeprefix("enum "))) is not None:
        return _enum(values)
    if item.components:
        return None
    return _BY_NAME.get(str(item.name).rstrip("_")) or _BY_TYPE.get(kind) or _number(kind)


def _ecom_text(text: str) -> int:
    return parse_ecom(re.sub(r"\s*ecom$", "", text.strip(), flags=re.IGNORECASE))


def _micro(text: str) -> int:
    amount = _ecom_text(text)
    if amount % MICRO:
        raise ArgumentError(f"{text} is finer than 0.000001 Ecom: round it")
    return amount // MICRO


def _micro_text(value: Any, _: Names) -> str:
    return f"{format_ecom(value * MICRO)} Ecom"


def _bps_text(value: Any, _: Names) -> str:
    return f"{value:,} bps ({format_ecom(value * ECOM // 100)} %)"


def _bps(text: str, _: Names) -> int:
    """``500``, ``500 bps`` or ``5 %``."""
    plain = text.strip()
    if (share := re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))? *%", plain, re.ASCII)) is not None:
        return int(share[1]) * 100 + int((share[2] or "").ljust(2, "0"))
    if (bps := re.fullmatch(r"([0-9]{1,5})(?: *bps)?", plain, re.ASCII)) is not None:
        return int(bps[1])
    raise ArgumentError(f'{text!r} are no basis points: write a number such as 500, or "5 %"')


def _whole(text: str) -> int:
    plain = text.strip().replace(",", "").replace("_", "")
    if re.fullmatch(r"[0-9]{1,78}", plain, re.ASCII) is None:
        raise ArgumentError(f"{text!r} is not a whole number")
    return int(plain)


def _number(kind: str) -> Unit:
    """A whole number that fits the Solidity type."""
    match = re.fullmatch(r"uint([0-9]+)", kind)
    if match is None:
        raise ArgumentError(f"there is no way to write a {kind} here: make the call in `ape console`")
    most = 2 ** int(match[1]) - 1

    def parse(text: str, _: Names) -> int:
        if (value := _whole(text)) > most:
            raise ArgumentError(f"{text} is too much: at most {most:,}")
        return value

    return Unit("number", lambda value, _: f"{value:,}", parse)


def _enum(values: tuple[str, ...]) -> Unit:
    """One of an enum's values, by its name."""

    def parse(text: str, _: Names) -> int:
        if text.strip().lower() not in values:
            raise ArgumentError(f"{text!r} is not one of {', '.join(values)}")
        return values.index(text.strip().lower())

    return Unit(" or ".join(values), lambda value, _: values[value], parse)


def _capability(text: str, _: Names) -> int:
    return 0 if text.strip() in ("0", "none") else ids.capability_id(text)


def _capability_text(value: Any, _: Names) -> str:
    return ids.capability_name(value) if value else "none"


def _flag(text: str, _: Names) -> bool:
    known = {"true": True, "yes": True, "false": False, "no": False}
    if text.strip().lower() not in known:
        raise ArgumentError(f"{text!r} is neither yes nor no: write true or false")
    return known[text.strip().lower()]


def _bytes(length: int) -> Callable[[str, Names], bytes]:
    def parse(text: str, _: Names) -> bytes:
        plain = text.strip().removeprefix("0x")
        if re.fullmatch(rf"[0-9a-fA-F]{{{2 * length}}}", plain) is None:
            raise ArgumentError(
                f"{text!r} is not {length} bytes: write 0x and {2 * length} hexadecimal digits"
            )
        return bytes.fromhex(plain)

    return parse


def _data(text: str, _: Names) -> bytes:
    """Refused: what calldata do is not to be seen in them."""
    raise ArgumentError("there is no way to write a bytes here: make the call in `ape console`")


def _selector(text: str, names: Names) -> bytes:
    """A selector in hexadecimal, or ``market.pause``: the function of a contract of the system."""
    contract, dot, function = text.strip().partition(".")
    if not dot:
        return _bytes(4)(text, names)
    target = names.find_contract(contract)
    for abi in target.contract_type.mutable_methods:
        if function in (abi.name, abi.selector):
            return keccak(text=abi.selector)[:4]
    raise ArgumentError(
        f"{text!r}: {names.contract(target.address)} has no such function that changes anything"
    )


def _cid(text: str, _: Names) -> tuple[bytes, int]:
    if text.strip() in ("", "none"):
        return bytes(32), 0
    try:
        parsed = cid_lib.from_string(text.strip())
        hashed = multihash.decode(parsed.multihash)
    except (ValueError, KeyError) as error:
        raise ArgumentError(f"{text!r} is no CID: {error}") from None
    if parsed.version != 1 or parsed.codec not in CODECS or hashed.func != multihash.Func.sha2_256:
        raise ArgumentError(
            f"{text} is another kind of CID: give a CIDv1 with sha2-256, raw or dag-pb (bafkrei… or bafybei…)"
        )
    return bytes(hashed.digest), CODECS.index(parsed.codec)


def _cid_text(value: Any, _: Names) -> str:
    digest, codec = value
    if not any(digest):
        return "none"
    hashed = multihash.Multihash(multihash.Func.sha2_256, bytes(digest)).encode()
    return str(cid_lib.make_cid(1, CODECS[codec], hashed).encode("base32").decode())


AMOUNT = Unit("Ecom", lambda value, _: f"{format_ecom(value)} Ecom", lambda text, _: _ecom_text(text))
MICRO_AMOUNT = Unit("Ecom, in micro-Ecom on the chain", _micro_text, lambda text, _: _micro(text))
DURATION = Unit("duration", lambda value, _: format_duration(value), lambda text, _: parse_duration(text))
TIME = Unit("time", lambda value, _: format_time(value), lambda text, _: parse_time(text))
BPS = Unit("basis points", _bps_text, _bps)
CAPABILITY = Unit("capability", _capability_text, _capability)
ROLE = Unit("role", lambda value, _: role_name(value), lambda text, _: role_id(text))
ADDRESS = Unit(
    "address", lambda value, names: names.account(value), lambda text, names: names.find_address(text)
)
FLAG = Unit("yes or no", lambda value, _: "yes" if value else "no", _flag)
HASH = Unit("32 bytes", lambda value, _: to_hex(value), _bytes(32))
DATA = Unit("bytes", lambda value, _: to_hex(value), _data)
SELECTOR = Unit("function", lambda value, names: names.selector(value), _selector)
CONTENT = Unit("CID", _cid_text, _cid)
PRICE = Unit(
    "smallest units of the currency for 1 Ecom", lambda value, _: f"{value:,}", lambda text, _: _whole(text)
)
TEXT = Unit("text", lambda value, _: repr(value), lambda text, _: text)

_BY_INTERNAL_TYPE = {"CapabilityId": CAPABILITY, "struct Cid": CONTENT}
_BY_TYPE = {
    "address": ADDRESS, "bool": FLAG, "bytes32": HASH, "bytes4": SELECTOR, "bytes": DATA, "string": TEXT,
    "uint96": AMOUNT,
}  # fmt: skip
_BY_NAME = {
    "cooldown": DURATION, "duration": DURATION, "cliff": DURATION,
    "executionDelay": DURATION, "newDelay": DURATION, "start": TIME, "end": TIME,
    "bps": BPS, "counted": MICRO_AMOUNT, "price": PRICE,
    "roleId": ROLE, "admin": ROLE, "guardian": ROLE,
}  # fmt: skip
