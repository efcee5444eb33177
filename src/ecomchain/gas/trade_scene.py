"""The second act of the scene: fiat parts, disputes, objections, ratings, group buying, a bounty.

It goes on where `scene` ends its endings, with the same people, shops and links; here too everything happens
once before it is measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ecomchain.amounts import BPS, ECOM
from ecomchain.gas.bench import Bench
from ecomchain.gas.people import (
    BUYER,
    CID,
    DAY,
    DISTRIBUTORS,
    FINITE_BUYER,
    LINKS,
    PARTIAL_BPS,
    PRICE,
    SELLER,
    SELLER_KEY,
    SELLER_SHOP,
    STRANGER,
    WORKERS,
)
from ecomchain.ids import MODULE_BASE, listing_id
from ecomchain.system import System

MIXED = listing_id(SELLER_SHOP, 5)
"""Half the price in tokens, half in fiat, or all in fiat."""
HALF = PRICE // 2
MIXED_OPTION, FIAT_OPTION = 0, 1
GROUPED = listing_id(SELLER_SHOP, 6)
"""Instant; sold to groups for less."""
GROUP_PRICE, GROUP_SIZE, GROUP_WINDOW = PRICE * 9 // 10, 4, DAY
BUDGET = 10_000 * ECOM
REWARD, SUBMIT_WITHIN, REVIEW_WITHIN = 10 * ECOM, DAY, DAY
PRODUCT, FIVE_STARS = 0, 5
GROUP_MODULE = MODULE_BASE + 1


@dataclass
class TradeScene:
    """Plays the act against ``system``, with ``bench``; ``arbitrator`` rules."""

    system: System
    bench: Bench
    arbitrator: str
    nonce: int = 1

    def play(self) -> None:
        """Gas goes to the bench's keys."""
        self._prepare()
        self._fiat()
        self._disputes()
        self._objections()
        self._ratings()
        self._groups()
        self._bounty()

    def _prepare(self) -> None:
        system, send = self.system, self.bench.send
        send(system.budgets.fund, SELLER_SHOP, BUDGET, sender=SELLER)
        send(system.budgets.fund, SELLER_SHOP, BUDGET, sender=SELLER, key="fund_budget")
        send(system.registry.acquire, SELLER_SHOP, GROUP_MODULE, 1, PRICE, sender=SELLER)
        send(system.market.setFloor, GROUPED, system.group_buy.address, GROUP_PRICE, sender=SELLER)

    def _fiat(self) -> None:
        market, send = self.system.market, self.bench.send
        for n in (0, 3):
            for option in (MIXED_OPTION, FIAT_OPTION):
                order = self._place_with_voucher(option, n)
                self._fulfil(order)
                send(market.confirm, order, sender=BUYER)
        fiat = self._place_with_voucher(FIAT_OPTION, 3, key="place_fiat_n3")
        mixed = self._place_with_voucher(MIXED_OPTION, 3, key="place_mixed_n3")
        warm_up = self._place_with_voucher(MIXED_OPTION, 3)
        for order in (fiat, mixed, warm_up):
            self._fulfil(order)
        self.bench.wait(8 * DAY)
        send(market.settle, warm_up, sender=STRANGER)
        send(market.settle, mixed, sender=STRANGER, key="settle_mixed_n3_warm")
        send(market.settle, fiat, sender=STRANGER, key="settle_fiat_n3_warm")

    def _disputes(self) -> None:
        disputes, send = self.system.disputes, self.bench.send
        warm_up, won, lost, shared, refunded, silent = orders = [self._fulfilled(3) for _ in range(6)]
        for order in orders:
            key = "raise_dispute" if order == won else None
            send(disputes.raiseDispute, order, CID, sender=BUYER, key=key)
        for order in (warm_up, won, lost, shared):
            send(disputes.contest, order, CID, sender=SELLER, key="contest" if order == won else None)
        for order, bps, key in (
            (warm_up, BPS, None),
            (won, BPS, "rule_n3"),
            (lost, 0, "rule_for_buyer_n3"),
            (shared, PARTIAL_BPS, "rule_partial_n3"),
        ):
            send(disputes.rule, order, bps, sender=self.arbitrator, key=key)
        send(self.system.market.refund, refunded, sender=SELLER)
        send(disputes.returnBonds, refunded, sender=STRANGER, key="return_bonds")
        self.bench.wait(6 * DAY)
        send(disputes.expire, silent, sender=STRANGER, key="expire_uncontested")

    def _objections(self) -> None:
        disputes, send = self.system.disputes, self.bench.send
        orders = [self._place_with_voucher(MIXED_OPTION, 3) for _ in range(3)]
        for order in orders:
            self._fulfil(order)
            send(self.system.market.refund, order, sender=SELLER)
        for order, key in zip(orders, (None, "object_commission", None), strict=True):
            send(disputes.object, order, CID, sender=DISTRIBUTORS[2], key=key)
        for order, key in zip(orders, (None, "match_objection", None), strict=True):
            send(disputes.matchObjection, order, CID, sender=SELLER, key=key)
        for order, key in zip(orders, (None, "rule_objection_n3", None), strict=True):
            send(disputes.ruleObjection, order, PARTIAL_BPS, sender=self.arbitrator, key=key)

    def _ratings(self) -> None:
        market, reputation, send = self.system.market, self.system.reputation, self.bench.send
        for key in (None, "rate"):
            order = self._fulfilled(3)
            send(market.confirm, order, sender=BUYER)
            rating = (market.address, order, PRODUCT, FIVE_STARS, CID)
            send(reputation.rate, *rating, sender=BUYER, key=key)
        send(self.system.registry.syncLevel, 3, sender=STRANGER, key="sync_level")

    def _groups(self) -> None:
        group_buy, send = self.system.group_buy, self.bench.send
        deal = (GROUPED, 0, 1, GROUP_PRICE, GROUP_SIZE, GROUP_WINDOW)
        for key in (None, "group_buy_offer"):
            send(group_buy.offer, *deal, sender=SELLER, key=key)
        buyers = (BUYER, FINITE_BUYER, STRANGER, WORKERS[0])
        for group, measured in ((1, False), (2, True)):
            send(
                group_buy.start, 1, 1, LINKS[3], sender=buyers[0], key="group_buy_start" if measured else None
            )
            for i, buyer in enumerate(buyers[1:]):
                key = "group_buy_join" if measured and i == 1 else None
                send(group_buy.join, group, 1, LINKS[3], sender=buyer, key=key)
            gas = send(group_buy.place, group, list(buyers), sender=STRANGER)
            self.bench.gas["group_buy_close_per_order"] = gas // GROUP_SIZE

    def _bounty(self) -> None:
        board, send = self.system.bounty_board, self.bench.send
        terms = (SELLER_SHOP, REWARD, len(WORKERS), SUBMIT_WITHIN, REVIEW_WITHIN, CID)
        for key in (None, "bounty_post"):
            send(board.post, terms, sender=SELLER, key=key)
        send(board.assign, 1, list(WORKERS), sender=SELLER, key="bounty_assign_2")
        used = 0
        for worker in WORKERS:
            used = send(board.submit, 1, CID, sender=worker)
            used += send(board.approve, 1, worker, sender=SELLER)
        self.bench.gas["bounty_submit_approve"] = used

    def _fulfilled(self, n: int) -> int:
        """An order for tokens that is fulfilled."""
        purchase: Sequence[int] = (listing_id(SELLER_SHOP, 1), 0, 1, 1, PRICE, LINKS[n])
        self.bench.send(self.system.market.place, purchase, sender=BUYER)
        order = int(self.system.market.totals().orders)
        self._fulfil(order)
        return order

    def _fulfil(self, order: int) -> None:
        self.bench.send(self.system.market.fulfil, order, CID, sender=SELLER)

    def _place_with_voucher(self, option: int, n: int, key: str | None = None) -> int:
        """Buy one unit of ``MIXED`` through n distributors. Returns the order's id."""
        from eth_account import Account

        vouchers = self.system.vouchers
        purchase = (MIXED, option, 1, 1, HALF if option == MIXED_OPTION else 0, LINKS[n])
        self.nonce += 1
        unsigned = (BUYER, 2**40 - 1, self.nonce, b"")
        digest = vouchers.digest(purchase, unsigned)
        signature = bytes(Account.unsafe_sign_hash(digest, SELLER_KEY).signature)
        self.bench.send(vouchers.place, purchase, (*unsigned[:3], signature), sender=BUYER, key=key)
        return int(self.system.market.totals().orders)
