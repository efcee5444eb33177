"""Grants (DST-5): tokens for many accounts, paid for at once."""

from dataclasses import dataclass, field

from eth_abi import encode
from eth_utils import keccak

from ecomchain.model.claims import ClaimBook, MerkleClaims
from ecomchain.model.context import Context
from ecomchain.model.errors import require
from ecomchain.model.structs import Cid
from ecomchain.model.token import Token


@dataclass
class GrantBook(ClaimBook):
    """``totals`` by the grants' ids; a grant is the epoch of its id."""

    totals: dict[int, int] = field(default_factory=dict)


class Grants(MerkleClaims):
    """Nobody can take a grant back."""

    book: GrantBook

    def __init__(self, context: Context, token: Token, address: str, chain_id: int) -> None:
        super().__init__("grants", context, token, address, chain_id)
        self.book = GrantBook()

    def create(self, caller: str, root: bytes, total: int, salt: int, content: Cid) -> None:
        """Pay for a grant whose leaves name the caller's id for ``salt``."""
        require(root != bytes(32) and total > 0, "EmptyGrant", root=root, total=total)
        grant = self.grant_id(caller, salt)
        require(grant not in self.book.roots, "GrantExists", grant=grant)
        self.ledger.pull(self.address, caller, self.address, total)
        self.book.totals[grant] = total
        self.book.roots[grant] = [root]
        values = {"grant": grant, "payer": caller, "root": root, "total": total, "content": content}
        self.context.emit("grants", "GrantCreated", **values)

    def total_of(self, epoch: int) -> int:
        """What was paid for it."""
        return self.book.totals.get(epoch, 0)

    def grant_id(self, creator: str, salt: int) -> int:
        """The last eight bytes of the hash of both."""
        return int.from_bytes(keccak(encode(["address", "uint256"], [creator, salt]))[-8:], "big")
