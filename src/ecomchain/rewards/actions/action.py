"""One social action, and what its account signs: EIP-712 typed data.

The domain is bound to a chain and a ``RootGame``, the message to account, day, kind and content: each can
count once, whoever carries it and however often.
"""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from eth_abi import encode
from eth_account.messages import encode_typed_data
from eth_utils import keccak, to_canonical_address, to_checksum_address

from ecomchain.rewards.errors import InputError

NAME, VERSION = "Ecom Chain actions", "1"
"""Of the EIP-712 domain."""

FIELDS = {"account": "address", "day": "uint32", "kind": "uint8", "content": "bytes32"}
"""What is signed, in this order: name and type."""

KINDS = {"check_in": 1, "share": 2, "comment": 3, "like": 4, "publish": 5, "read": 6}
"""签到, 分享, 评论, 赞, 发布, 阅读."""

CHECK_IN, PUBLISH, READ = KINDS["check_in"], KINDS["publish"], KINDS["read"]

TYPE_HASH = keccak(text=f"Action({','.join(f'{kind} {name}' for name, kind in FIELDS.items())})")

HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
"""Half the order of secp256k1: the highest s of a signature that counts."""

_DOMAIN = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}
_WORD = 32


class Signer(Protocol):
    """An Ape account, or an ``eth_account`` one."""

    @property
    def address(self) -> Any:
        """Whose signature it is."""

    def sign_message(self, message: Any, /) -> Any:
        """The signature with its parts v, r and s."""


@dataclass(frozen=True)
class Action:
    """What an account did on a reward day."""

    account: bytes
    """20 bytes."""
    day: int
    """From 1."""
    kind: int
    """See `KINDS`."""
    content: bytes = bytes(_WORD)
    """The sha2-256 in the content's CID; zero for a check-in."""
    signature: bytes = b""
    """64 bytes, ERC-2098: r, then s with the parity of y in its highest bit."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS.values():
            raise InputError(f"there is no action of kind {self.kind}: kinds are {KINDS}")
        if self.kind == CHECK_IN and any(self.content):
            raise InputError("a check-in has no content: give 32 zero bytes")


def form(chain_id: int, contract: str) -> dict[str, Any]:
    """The EIP-712 domain and types of actions for the root game ``contract``: all but the values."""
    return {
        "types": {"EIP712Domain": _types(_DOMAIN), "Action": _types(FIELDS)},
        "primaryType": "Action",
        "domain": {"name": NAME, "version": VERSION, "chainId": chain_id, "verifyingContract": contract},
    }


def typed_data(action: Action, chain_id: int, contract: str) -> dict[str, Any]:
    """The EIP-712 message, as ``eth_signTypedData_v4`` of any wallet takes it."""
    message = {
        "account": to_checksum_address(action.account),
        "day": action.day,
        "kind": action.kind,
        "content": "0x" + action.content.hex(),
    }
    return {**form(chain_id, contract), "message": message}


def domain_separator(chain_id: int, contract: str) -> bytes:
    """The hash of the domain."""
    kinds = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
    head = keccak(text=f"EIP712Domain({','.join(f'{kind} {name}' for name, kind in _DOMAIN.items())})")
    return bytes(keccak(encode(kinds, [head, keccak(text=NAME), keccak(text=VERSION), chain_id, contract])))


def sign(account: Signer, action: Action, chain_id: int, contract: str) -> Action:
    """The action with the account's signature. Raises InputError for another account's action."""
    if to_canonical_address(str(account.address)) != action.account:
        raise InputError(f"the action is 0x{action.account.hex()}'s: {account.address} cannot sign it")
    signed = account.sign_message(encode_typed_data(full_message=typed_data(action, chain_id, contract)))
    if signed is None:
        raise InputError(f"{account.address} has not signed the action")
    # Ape drops leading zero bytes of r and s, about once in 128 signatures.
    r, s = _word(signed.r), _word(signed.s)
    return replace(action, signature=compact(r + s + bytes([signed.v])))


def compact(signature: bytes) -> bytes:
    """A signature of 65 bytes (r, s, v) in 64 (ERC-2098); one of 64 as it is.

    Raises InputError for others.
    """
    if len(signature) == 2 * _WORD:
        return signature
    if len(signature) != 2 * _WORD + 1 or signature[-1] not in (0, 1, 27, 28) or signature[_WORD] >> 7:
        raise InputError(f"0x{signature.hex()} is no signature: 64 bytes (ERC-2098), or 65 with v 27 or 28")
    parity = (signature[-1] - 27) % 2 if signature[-1] >= 27 else signature[-1]
    return signature[:_WORD] + bytes([signature[_WORD] | parity << 7]) + signature[_WORD + 1 : 2 * _WORD]


def _types(fields: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in fields.items()]


def _word(part: int | bytes) -> bytes:
    return part.to_bytes(_WORD, "big") if isinstance(part, int) else bytes(part).rjust(_WORD, b"\0")
