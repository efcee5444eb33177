"""What the seller signs: the EIP-712 typed data of a voucher."""

from typing import Any, Protocol

from eth_account.messages import SignableMessage, encode_typed_data
from eth_utils import keccak

from ecomchain.vouchers.voucher import Voucher, VoucherError

NAME, VERSION = "Ecom Vouchers", "1"
"""Of the EIP-712 domain."""

FIELDS = {
    "listing": "uint64",
    "revision": "uint32",
    "option": "uint8",
    "link": "uint96",
    "buyer": "address",
    "quantity": "uint24",
    "deadline": "uint40",
    "nonce": "uint256",
    "transfers": "uint32",
}
"""What is signed, in this order: name and type."""

_DOMAIN = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}


class Signer(Protocol):
    """An Ape account, or an ``eth_account`` one."""

    @property
    def address(self) -> Any:
        """Whose signature it is."""

    def sign_message(self, message: Any, /) -> Any:
        """The signature with its parts v, r and s."""


def form(chain_id: int, contract: str) -> dict[str, Any]:
    """The EIP-712 domain and types of the vouchers for ``contract``: all of the message but its values."""
    return {
        "types": {"EIP712Domain": _types(_DOMAIN), "Voucher": _types(FIELDS)},
        "primaryType": "Voucher",
        "domain": {
            "name": NAME,
            "version": VERSION,
            "chainId": chain_id,
            "verifyingContract": contract,
        },
    }


def typed_data(voucher: Voucher) -> dict[str, Any]:
    """The EIP-712 message, as ``eth_signTypedData_v4`` of any wallet takes it."""
    values = {**dict(voucher.purchase), **dict(voucher)}
    message = {name: str(values[name]) for name in FIELDS}
    return {**form(voucher.chain_id, voucher.contract), "message": message}


def digest(voucher: Voucher) -> bytes:
    """The 32 bytes that are signed; the same as the contract's ``digest`` while nothing has changed."""
    text = _signable(voucher)
    return keccak(b"\x19" + text.version + text.header + text.body)


def sign(account: Signer, voucher: Voucher) -> Voucher:
    """The voucher with the account's signature, of 65 bytes."""
    signed = account.sign_message(_signable(voucher))
    if signed is None:
        raise VoucherError(f"{account.address} has not signed the voucher")
    # Ape drops leading zero bytes of r and s, about once in 128 signatures.
    r, s = _word(signed.r), _word(signed.s)
    return voucher.with_signature(r + s + bytes([signed.v if signed.v > 1 else signed.v + 27]))


def _signable(voucher: Voucher) -> SignableMessage:
    return encode_typed_data(full_message=typed_data(voucher))


def _types(fields: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in fields.items()]


def _word(part: int | bytes) -> bytes:
    return part.to_bytes(32, "big") if isinstance(part, int) else bytes(part).rjust(32, b"\0")
