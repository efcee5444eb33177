"""Grants (DST-5): tokens for many accounts, paid for at once."""

from dataclasses import dataclass

from ecomchain.model.claims import ClaimBook, MerkleClaims
from ecomchain.model.context import Context
from ecomchain.model.errors import require
from ecomchain.model.structs import Cid
from ecomchain.model.token import Token


@dataclass
class GrantBook(ClaimBook):
    """``totals`` are those of the grants in order; a grant is the epoch of its number."""

    totals: tuple[int, ...] = ()


class Grants(MerkleClaims):
    """Nobody can take a grant back."""

    book: GrantBook

    def __init__(self, context: Context, token: Token, address: str, chain_id: int) -> None:
        super().__init__("grants", context, token, address, chain_id)
        self.book = GrantBook()

    def create(self, caller: str, root: bytes, total: int, expected: int, content: Cid) -> None:
        """Pay for a grant whose leaves name the number ``expected``."""
        require(root != bytes(32) and total > 0, "EmptyGrant", root=root, total=total)
        number = self.grants() + 1
        require(expected == number, "NumberTaken", expected=expected, next=number)
        self.ledger.pull(self.address, caller, self.address, total)
        self.book.totals += (total,)
        self.book.roots[number] = [root]
        values = {"grant": number, "payer": caller, "root": root, "total": total, "content": content}
        self.context.emit("grants", "GrantCreated", **values)

    def total_of(self, epoch: int) -> int:
        """What was paid for it."""
        return self.book.totals[epoch - 1] if 0 < epoch <= self.grants() else 0

    def grants(self) -> int:
        """How many there are."""
        return len(self.book.totals)
