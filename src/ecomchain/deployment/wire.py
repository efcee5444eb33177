"""What the node says about an account's transactions; plain JSON-RPC, without what Ape makes of errors."""

from dataclasses import dataclass
from typing import Any

from eth_utils import to_hex
from hexbytes import HexBytes
from web3.exceptions import BlockNotFound, ContractLogicError, TransactionNotFound, Web3Exception
from web3.utils import get_create_address

SEARCHED = 5_000
"""Blocks that are read one by one, at most, for a transaction that only its nonce tells of."""


@dataclass(frozen=True)
class Mined:
    """A transaction in a block, that did what it should."""

    hash: str
    block: int
    gas_used: int
    address: str | None
    """Of the contract that it created."""


@dataclass(frozen=True)
class Refusal:
    """Why a transaction would fail: the data that it would revert with, or what the node says."""

    data: bytes
    message: str


def receipt(hash_: str) -> Any | None:
    """The receipt of a transaction that is in a block."""
    try:
        return _eth().get_transaction_receipt(hash_)
    except TransactionNotFound:
        return None


def is_known(hash_: str) -> bool:
    """Whether the node has the transaction, in a block or waiting for one."""
    try:
        _eth().get_transaction(hash_)
    except TransactionNotFound:
        return False
    return True


def next_nonce(address: str) -> int:
    """The first nonce that no transaction has, be it in a block or waiting."""
    return int(_eth().get_transaction_count(address, "pending"))


def used_nonces(address: str, block: int | str = "latest") -> int:
    """How many transactions of the account are in blocks, up to this one."""
    return int(_eth().get_transaction_count(address, block))


def height() -> int:
    return int(_eth().block_number)


def find(address: str, nonce: int, first_block: int) -> Any | None:
    """The account's transaction with this nonce in a block from ``first_block`` on.

    By the account's states; where the node does not remember them, by reading the blocks, at most the
    `SEARCHED` latest ones. None where there is none.
    """
    high = height()
    low = max(first_block, high - SEARCHED)
    blocks = [_reached(address, nonce, first_block, high), *range(high, low - 1, -1)]
    for number in blocks:
        if number is not None and (found := _in_block(address, nonce, number)):
            return found
    return None


def _reached(address: str, nonce: int, low: int, high: int) -> int | None:
    """The block in which the account used the nonce, as far as the node remembers states."""
    try:
        if not used_nonces(address, low) <= nonce < used_nonces(address, high):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if used_nonces(address, middle) > nonce:
                high = middle
            else:
                low = middle
    except (Web3Exception, BlockNotFound):
        return None
    return high


def _in_block(address: str, nonce: int, number: int) -> Any | None:
    try:
        block = _eth().get_block(number, full_transactions=True)
    except (Web3Exception, BlockNotFound):
        return None
    return next((t for t in block["transactions"] if (t["from"], t["nonce"]) == (address, nonce)), None)


def created_by(hash_: str, block: int) -> str | None:
    """The contract that the transaction in this block created, by sender and nonce; None where it did not.

    Not by its receipt, which many nodes find for the last months only.
    """
    for found in _eth().get_block(block, full_transactions=True)["transactions"]:
        if to_hex(found["hash"]) == hash_ and found.get("to") is None:
            return str(get_create_address(found["from"], found["nonce"]))
    return None


def estimate(address: str, to: str | None, data: bytes) -> int | Refusal:
    """The gas that a transaction would take now, or why it would fail."""
    call: dict[str, Any] = {"from": address, "data": to_hex(data)}
    if to is not None:
        call["to"] = to
    try:
        return int(_eth().estimate_gas(call))
    except ContractLogicError as error:
        found = error.data if isinstance(error.data, str) and error.data.startswith("0x") else "0x"
        return Refusal(bytes(HexBytes(found)), one_line(error))


def broadcast(raw: str) -> str | None:
    """Send a signed transaction; what the node says against it, None where it takes it or has it already."""
    try:
        _eth().send_raw_transaction(HexBytes(raw))
    except Web3Exception as error:
        text = one_line(error)
        return None if "already" in text.lower() or "known transaction" in text.lower() else text
    return None


def one_line(error: Exception) -> str:
    """An error's message, what the node said alone where it did."""
    response = getattr(error, "rpc_response", None)
    if isinstance(response, dict) and "message" in (response.get("error") or {}):
        return " ".join(str(response["error"]["message"]).split())
    return " ".join(str(error).split()) or type(error).__name__


def _eth() -> Any:
    from ape import chain

    return chain.provider.web3.eth
