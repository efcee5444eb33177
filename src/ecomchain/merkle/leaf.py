"""One leaf and one proof, in plain Python: what a claimant or a contract computes.

A leaf is ``["uint256", "address", "address", "uint256"]``: the distribution (chain and epoch), the contract
that pays, the account, and all that it may claim in the epoch so far. It is hashed twice, so that no pair of
nodes (64 bytes) can pass for one; a node is the hash of its children, the lesser first.
"""

from collections.abc import Sequence

from eth_utils import is_checksum_address, keccak, to_checksum_address

from ecomchain.merkle.errors import MerkleError

ENCODING = ("uint256", "address", "address", "uint256")

MAX_AMOUNT = 2**96 - 1
"""In the token's smallest unit: more than all the tokens there are."""

_EPOCH_BITS = 64
_MAX_CHAIN_ID = 2**191 - 1
_ADDRESS = 20


def distribution(chain_id: int, epoch: int) -> int:
    """The first field of a leaf, ``chain_id * 2**64 + epoch``. Raises MerkleError if one is out of range."""
    if not 0 < chain_id <= _MAX_CHAIN_ID:
        raise MerkleError(f"{chain_id} is not a chain id: give the one that eth_chainId answers")
    if not 0 <= epoch < 2**_EPOCH_BITS:
        raise MerkleError(f"{epoch} is not an epoch: give a number from 0 to {2**_EPOCH_BITS - 1}")
    return chain_id << _EPOCH_BITS | epoch


def address(account: str | bytes) -> bytes:
    """The 20 bytes of an address: text with 0x, in one case or with a right checksum, or bytes."""
    if isinstance(account, bytes):
        if len(account) == _ADDRESS:
            return account
        raise MerkleError(f"0x{account.hex()} is not an address: it has {len(account)} bytes, not {_ADDRESS}")
    digits = account[2:]
    if not account.startswith("0x") or len(digits) != 2 * _ADDRESS or not _is_hex(digits):
        raise MerkleError(f"{account!r} is not an address: give 0x and 40 hexadecimal digits")
    if digits not in (digits.lower(), digits.upper()) and not is_checksum_address(account):
        raise MerkleError(f"the checksum of {account} is wrong: check it, it is mistyped somewhere")
    return bytes.fromhex(digits)


def checksummed(account: bytes) -> str:
    """The 20 bytes as text with a checksum."""
    return str(to_checksum_address(account))


def head(chain_id: int, epoch: int, contract: str | bytes) -> bytes:
    """The first 64 bytes of every leaf of a tree."""
    return distribution(chain_id, epoch).to_bytes(32, "big") + address(contract).rjust(32, b"\0")


def hash_leaf(first: bytes, account: bytes, amount: int) -> bytes:
    """The leaf that begins with ``first`` (see `head`), hashed twice."""
    return bytes(keccak(keccak(first + account.rjust(32, b"\0") + amount.to_bytes(32, "big"))))


def hash_pair(one: bytes, other: bytes) -> bytes:
    """The node above two, which may come in either order."""
    return bytes(keccak(min(one, other) + max(one, other)))


def verify(
    root: bytes,
    account: str | bytes,
    amount: int,
    proof: Sequence[bytes],
    *,
    chain_id: int,
    epoch: int,
    contract: str | bytes,
) -> bool:
    """Whether the tree with that root lets ``account`` claim ``amount`` (cumulative, smallest unit).

    Raises MerkleError only where the question makes no sense (no address, no chain id); every other fault,
    in the length of a sibling too, is a proof that does not hold.
    """
    first, holder = head(chain_id, epoch, contract), address(account)
    if not 0 <= amount <= MAX_AMOUNT or any(len(sibling) != 32 for sibling in proof):
        return False
    node = hash_leaf(first, holder, amount)
    for sibling in proof:
        node = hash_pair(node, sibling)
    return node == root


def _is_hex(digits: str) -> bool:
    return all(digit in "0123456789abcdefABCDEF" for digit in digits)
