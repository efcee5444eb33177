"""Bounties 领取卖家任务: tasks that a shop pays for (BOUNTY)."""

from collections.abc import Sequence
from typing import Any

from ape.api import AccountAPI, ReceiptAPI

from ecomchain.console.arguments import (
    DAY,
    NO_CID,
    UINT16,
    UINT24,
    UINT40,
    Cid,
    address_of,
    amount_of,
    shop_id,
    whole,
)
from ecomchain.console.base import ActionGroup


class BountyActions(ActionGroup):
    """What a shop's owner and workers do."""

    def post_bounty(
        self,
        account: AccountAPI,
        shop: int,
        reward: int | str,
        *,
        slots: int = 1,
        submit_within: int = 7 * DAY,
        review_within: int = 7 * DAY,
        task: Cid = NO_CID,
    ) -> int:
        """Post a task, and escrow ``reward`` for each of ``slots`` workers; returns the bounty's id."""
        shop_id(shop)
        whole("slots", slots, 1, UINT16)
        whole("submit_within", submit_within, 0, UINT24, "seconds")
        whole("review_within", review_within, 0, UINT24, "seconds")
        board, each = self.system.bounty_board, amount_of(reward)
        terms = (shop, each, slots, submit_within, review_within, task)
        receipt = self._send("post_bounty", account, board.post, terms, cost=each * slots)
        return int(board.BountyPosted.from_receipt(receipt)[0].bounty)

    def request_slot(self, account: AccountAPI, bounty: int, message: Cid = NO_CID) -> ReceiptAPI:
        """Ask for a slot 领取; anyone. It entitles to nothing."""
        return self._send("request_slot", account, self.system.bounty_board.requestSlot, _id(bounty), message)

    def assign_slots(self, account: AccountAPI, bounty: int, workers: Sequence[Any]) -> ReceiptAPI:
        """Give each of ``workers`` a free slot; the shop's owner."""
        named = [address_of(worker) for worker in workers]
        return self._send("assign_slots", account, self.system.bounty_board.assign, _id(bounty), named)

    def submit_work(self, account: AccountAPI, bounty: int, work: Cid) -> ReceiptAPI:
        """Submit before the deadline, once; a worker with a slot."""
        return self._send("submit_work", account, self.system.bounty_board.submit, _id(bounty), work)

    def approve_work(self, account: AccountAPI, bounty: int, worker: Any) -> ReceiptAPI:
        """Pay a worker who has submitted; the shop's owner."""
        approve = self.system.bounty_board.approve
        return self._send("approve_work", account, approve, _id(bounty), address_of(worker))

    def reject_work(self, account: AccountAPI, bounty: int, worker: Any, reason: Cid = NO_CID) -> ReceiptAPI:
        """Reject a submission before the review time is over; the shop's owner."""
        reject = self.system.bounty_board.reject
        return self._send("reject_work", account, reject, _id(bounty), address_of(worker), reason)

    def claim_reward(self, account: AccountAPI, bounty: int, worker: Any) -> ReceiptAPI:
        """Pay a worker whose submission nobody has looked at in time; anyone."""
        claim = self.system.bounty_board.claim
        return self._send("claim_reward", account, claim, _id(bounty), address_of(worker))

    def free_slot(self, account: AccountAPI, bounty: int, worker: Any) -> ReceiptAPI:
        """Free the slot of a worker who has not submitted in time; anyone."""
        expire = self.system.bounty_board.expire
        return self._send("free_slot", account, expire, _id(bounty), address_of(worker))

    def close_bounty(self, account: AccountAPI, bounty: int) -> ReceiptAPI:
        """Assign no more slots, and take the rewards of the free ones; the shop's owner."""
        return self._send("close_bounty", account, self.system.bounty_board.close, _id(bounty))


def _id(bounty: int) -> int:
    whole("bounty", bounty, 1, UINT40)
    return bounty
