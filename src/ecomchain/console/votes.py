"""Votes of the shops 全网公投: flags and votes on the weights' factors (VOTE-1 to VOTE-3)."""

from ape.api import AccountAPI, ReceiptAPI

from ecomchain.console.arguments import DAY, UINT8, UINT32, shop_id, whole
from ecomchain.console.base import ActionGroup
from ecomchain.errors import ArgumentError

FACTORS = ("seller", "distributor", "buyer")
"""In the order of ``IFactorVote.Factor``."""


class VoteActions(ActionGroup):
    """What shops' owners do, and anyone. A factor is ``"seller"``, ``"distributor"`` or ``"buyer"``."""

    def flag_factor(self, account: AccountAPI, shop: int, factor: str) -> int:
        """Flag a factor 标记 for the account's shop; returns the poll that opens with it, or 0."""
        shop_id(shop)
        factor_vote = self.system.factor_vote
        receipt = self._send("flag_factor", account, factor_vote.flag, shop, _number(factor))
        opened = factor_vote.VoteOpened.from_receipt(receipt)
        return int(opened[0].poll) if opened else 0

    def open_vote(self, account: AccountAPI, factor: str) -> int:
        """Open the factor's vote that was due while an earlier one ran; anyone. Returns the poll."""
        factor_vote = self.system.factor_vote
        receipt = self._send("open_vote", account, factor_vote.open, _number(factor))
        return int(factor_vote.VoteOpened.from_receipt(receipt)[0].poll)

    def vote(self, account: AccountAPI, poll: int, shop: int, option: int) -> ReceiptAPI:
        """Vote in a poll for the account's shop, or change its vote; for a factor the option is a percent."""
        whole("poll", poll, 1, UINT32)
        shop_id(shop)
        whole("option", option, 0, UINT8)
        return self._send("vote", account, self.system.polls.vote, poll, shop, option)

    def close_vote(self, account: AccountAPI, factor: str) -> ReceiptAPI:
        """Close the factor's vote when it is over, and take over its result; anyone."""
        return self._send("close_vote", account, self.system.factor_vote.close, _number(factor))

    def factors(self) -> dict[str, int]:
        """The three factors of today, in percent."""
        from ape import chain

        today = int(chain.blocks.head.timestamp) // DAY
        return dict(zip(FACTORS, map(int, self.system.factor_vote.factorsOn(today)), strict=True))


def _number(factor: object) -> int:
    if factor not in FACTORS:
        raise ArgumentError(f"factor cannot be {factor!r}: give {', '.join(map(repr, FACTORS))}")
    return FACTORS.index(factor)
