"""Claims against Merkle roots (DST-1, DST-4): cumulative amounts, each root within its epoch's fund."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from typing import Protocol

from eth_abi import encode
from eth_utils import keccak

from ecomchain.model.context import ZERO_ADDRESS, Context
from ecomchain.model.errors import require
from ecomchain.model.rollback import whole
from ecomchain.model.structs_rewards import Claim, FundView
from ecomchain.model.token import Token

LEAF = ["uint256", "address", "address", "uint256"]


@lru_cache(maxsize=100_000)
def leaf_of(chain_id: int, epoch: int, contract: str, account: str, amount: int) -> bytes:
    """The twice hashed leaf; chain and epoch share its first value."""
    packed = encode(LEAF, [chain_id * 2**64 + epoch, contract, account, amount])
    return keccak(keccak(packed))


def join(left: bytes, right: bytes) -> bytes:
    """The node above two others, whatever their order."""
    return keccak(min(left, right) + max(left, right))


class Claimable(Protocol):
    """What a contract's book has for its claims: roots in order, None where revoked, and what was paid."""

    roots: dict[int, list[bytes | None]]
    paid: defaultdict[tuple[int, str], int]


@dataclass
class ClaimBook:
    """See ``Claimable``."""

    roots: dict[int, list[bytes | None]] = field(default_factory=dict)
    paid: defaultdict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))


class MerkleClaims:
    """A contract inherits this, and says with ``total_of`` what backs an epoch."""

    book: Claimable

    def __init__(self, name: str, context: Context, token: Token, address: str, chain_id: int) -> None:
        self.name = name
        self.context = context
        self.ledger = token
        self.address = address
        self.chain_id = chain_id

    def total_of(self, epoch: int) -> int:
        """What the epoch may pay in all."""
        raise NotImplementedError

    def claim(self, _caller: str, claim: Claim) -> int:
        """Pay what of the amount the account has not had; nothing where it has had as much (DST-4)."""
        epoch, index, account, amount, proof = claim
        root = self._root(epoch, index)
        require(root is not None, "UnknownRoot", epoch=epoch, index=index)
        values = {"epoch": epoch, "index": index, "account": account, "amount": amount}
        require(reduce(join, proof, self.leaf(epoch, account, amount)) == root, "InvalidProof", **values)
        due = amount - self.book.paid[epoch, account]
        if due <= 0:
            return 0
        left = self.total_of(epoch) - self.claimed_in(epoch)
        require(due <= left, "EpochExhausted", epoch=epoch, amount=due, left=left)
        require(account != ZERO_ADDRESS, "TransferFailed")
        self.book.paid[epoch, account] = amount
        self.context.emit(self.name, "Claimed", epoch=epoch, account=account, paid=due, amount=amount)
        self.ledger.transfer(self.address, account, due)
        return due

    def claim_many(self, caller: str, claims: Sequence[Claim]) -> int:
        """All of them, or none."""
        with whole(self.ledger, self):
            return sum(self.claim(caller, claim) for claim in claims)

    # Views

    def claimed_in(self, epoch: int) -> int:
        """What the epoch has paid."""
        return sum(paid for (paid_in, _), paid in self.book.paid.items() if paid_in == epoch)

    def fund(self, epoch: int) -> FundView:
        """As ``IMerkleClaims.fund`` answers."""
        return FundView(self.total_of(epoch), self.claimed_in(epoch), len(self.book.roots.get(epoch, ())))

    def root(self, epoch: int, index: int) -> bytes:
        """A root; zero where there is none, or it was revoked."""
        return self._root(epoch, index) or bytes(32)

    def claimed(self, epoch: int, account: str) -> int:
        """What the account has been paid in the epoch."""
        return self.book.paid.get((epoch, account), 0)

    def leaf(self, epoch: int, account: str, amount: int) -> bytes:
        """The twice hashed leaf."""
        return leaf_of(self.chain_id, epoch, self.address, account, amount)

    def _root(self, epoch: int, index: int) -> bytes | None:
        roots = self.book.roots.get(epoch, [])
        return roots[index] if index < len(roots) else None
