"""The fixed transactions that are measured.

A seller, four distributors in a chain, a buyer. Everything happens once before it is measured, so that what
is measured meets the counters, totals and balances of a system in use ("warm"); where the first time costs
more and matters, it has a key of its own. The seller's lock is so large that every sale counts (REP-4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ecomchain.amounts import ECOM
from ecomchain.gas.bench import Bench
from ecomchain.gas.people import (
    ACTORS,
    ADVERTISING,
    BUYER,
    CID,
    CLOSING_BPS,
    DAY,
    DISTRIBUTOR_SHOPS,
    DISTRIBUTORS,
    FINITE_BUYER,
    FULFIL_WITHIN,
    FUNDS,
    INCENTIVE_BPS,
    LINKS,
    MAX_COST,
    MAX_LEVELS,
    NEWCOMER,
    PARTIAL_BPS,
    PRICE,
    PROTECTION,
    SECOND_TASK,
    SELLER,
    SELLER_SHOP,
    STOCK,
    STRANGER,
    TASK,
    UNLIMITED_ALLOWANCE,
)
from ecomchain.gas.reward_scene import RewardScene
from ecomchain.gas.sale_scene import SaleScene
from ecomchain.gas.trade_scene import GROUPED, HALF, MIXED, TradeScene
from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK, PROMOTION, SHOWCASE, UNLIMITED, listing_id
from ecomchain.system import System

# Listings in the order of their listing: with or without protection, stock limited or not.
ESCROWED, INSTANT, INSTANT_LIMITED, ESCROWED_UNLIMITED = (listing_id(SELLER_SHOP, i) for i in (1, 2, 3, 4))

SHOWCASE_UNITS = 5_000
"""A lock of 100,000 Ecom: 35,000 Ecom of sales count within a week."""


@dataclass
class Scene:
    """Plays the scene against ``system``, with ``bench``; ``treasury`` holds tokens to hand out."""

    system: System
    bench: Bench
    treasury: str
    arbitrator: str
    publisher: str

    def play(self) -> dict[str, int]:
        """Gas by key."""
        self._fund()
        self._open_shops()
        self._publish()
        self._take_links()
        self._warm_up()
        self._instant_orders()
        self._escrowed_orders()
        self._endings()
        TradeScene(self.system, self.bench, self.arbitrator).play()
        self._cold_recipients()
        self._split_and_seal()
        self._give_up()
        RewardScene(self.system, self.bench, self.publisher).play()
        SaleScene(self.system, self.bench, self.treasury).play()
        gas = self.bench.gas
        gas["lifecycle_n3"] = gas["place_n3"] + gas["fulfil"] + gas["settle_n3_warm"]
        gas["recipient_warm_marginal"] = gas["settle_n4_warm"] - gas["settle_n3_warm"]
        gas["recipient_warm_marginal_instant"] = gas["instant_n4_warm"] - gas["instant_n3_warm"]
        return dict(sorted(gas.items()))

    def _fund(self) -> None:
        system, send = self.system, self.bench.send
        for account in ACTORS.values():
            send(system.token.transfer, account, FUNDS, sender=self.treasury)
            allowance = FUNDS if account == FINITE_BUYER else UNLIMITED_ALLOWANCE
            for contract in (
                system.registry, system.market, system.splitter, system.vault,
                system.budgets, system.disputes, system.group_buy, system.bounty_board,
            ):  # fmt: skip
                send(system.token.approve, contract.address, allowance, sender=account)

    def _open_shops(self) -> None:
        registry, send = self.system.registry, self.bench.send
        for owner in (STRANGER, SELLER, *DISTRIBUTORS):
            send(registry.open, owner, CID, MAX_COST, sender=owner)
        send(registry.open, NEWCOMER, CID, MAX_COST, sender=NEWCOMER, key="open_shop")
        send(registry.open, NEWCOMER, CID, MAX_COST, sender=NEWCOMER, key="open_second_shop")
        send(registry.acquire, SELLER_SHOP, SHOWCASE, SHOWCASE_UNITS, FUNDS, sender=SELLER)
        send(registry.acquire, SELLER_SHOP, PROMOTION, 1, MAX_COST, sender=SELLER)
        for shop, owner in zip(DISTRIBUTOR_SHOPS, DISTRIBUTORS, strict=True):
            send(registry.acquire, shop, DISTRIBUTION, 1, MAX_COST, sender=owner, key="acquire_capability")
        send(registry.acquire, shop, DISTRIBUTION, 1, MAX_COST, sender=owner, key="acquire_more_units")

    def _publish(self) -> None:
        catalog, send = self.system.catalog, self.bench.send

        def offer(protection: int) -> tuple[object, ...]:
            return CID, protection, FULFIL_WITHIN, [(PRICE, 0, 0, 0)]

        send(catalog.list, SELLER_SHOP, offer(PROTECTION), STOCK, ANY_NUMBER, sender=SELLER)
        send(catalog.list, SELLER_SHOP, offer(0), UNLIMITED, ANY_NUMBER, sender=SELLER)
        send(catalog.list, SELLER_SHOP, offer(0), STOCK, ANY_NUMBER, sender=SELLER, key="list")
        send(catalog.list, SELLER_SHOP, offer(PROTECTION), UNLIMITED, ANY_NUMBER, sender=SELLER)
        mixed = CID, PROTECTION, FULFIL_WITHIN, [(HALF, 9_900, 840, HALF), (0, 19_900, 840, PRICE)]
        send(catalog.list, SELLER_SHOP, mixed, UNLIMITED, ANY_NUMBER, sender=SELLER)
        send(catalog.list, SELLER_SHOP, offer(0), UNLIMITED, ANY_NUMBER, sender=SELLER)
        terms = (INCENTIVE_BPS, CLOSING_BPS, MAX_LEVELS, 0)
        covered = [ESCROWED, INSTANT, INSTANT_LIMITED, MIXED, GROUPED]
        send(catalog.publishTask, SELLER_SHOP, terms, covered, sender=SELLER)
        send(catalog.publishTask, SELLER_SHOP, terms, [], sender=SELLER)
        send(catalog.publishTask, SELLER_SHOP, terms, [ESCROWED_UNLIMITED], sender=SELLER, key="publish_task")

    def _take_links(self) -> None:
        catalog, send = self.system.catalog, self.bench.send
        for i, (shop, owner) in enumerate(zip(DISTRIBUTOR_SHOPS, DISTRIBUTORS, strict=True)):
            send(catalog.takeLink, TASK, LINKS[i], shop, ANY_NUMBER, sender=owner, key="take_link")
        send(catalog.takeLink, SECOND_TASK, NO_LINK, shop, ANY_NUMBER, sender=owner, key="take_second_link")

    def _warm_up(self) -> None:
        """Every listing is sold, every recipient paid, by both ways; some orders stay open.

        Every distributor closes a sale.
        """
        for n in range(5):
            for listing in (INSTANT, INSTANT_LIMITED):
                self._place(listing, n)
            for _ in range(2):
                order = self._place(ESCROWED, n)
                self._fulfil(order)
            self.bench.send(self.system.market.confirm, order, sender=BUYER)
        self._place(ESCROWED_UNLIMITED, 0)

    def _instant_orders(self) -> None:
        self._place(INSTANT, 0, key="instant_n0")
        for n in (1, 2, 3, 4):
            self._place(INSTANT, n, key=f"instant_n{n}_warm")
        self._place(INSTANT_LIMITED, 0, key="instant_n0_limited_stock")
        self._place(INSTANT, 0, buyer=FINITE_BUYER)
        self._place(INSTANT, 0, buyer=FINITE_BUYER, key="instant_n0_finite_allowance")

    def _escrowed_orders(self) -> None:
        """The longest life of an order: placed, fulfilled, settled by a stranger after its protection."""
        market, send = self.system.market, self.bench.send
        plain = self._place(ESCROWED, 0, key="place_n0")
        self._place(ESCROWED_UNLIMITED, 0, key="place_n0_unlimited_stock")
        longer = self._place(ESCROWED, 4)
        order = self._place(ESCROWED, 3, key="place_n3")
        warm_up = self._place(ESCROWED, 4)
        for other in (plain, longer, warm_up):
            self._fulfil(other)
        self._fulfil(order, key="fulfil")
        self.bench.wait(PROTECTION)
        send(market.settle, warm_up, sender=STRANGER)
        send(market.settle, order, sender=STRANGER, key="settle_n3_warm")
        send(market.settle, longer, sender=STRANGER, key="settle_n4_warm")
        send(market.settle, plain, sender=STRANGER, key="settle_n0_warm")

    def _endings(self) -> None:
        market, send = self.system.market, self.bench.send
        order = self._place(ESCROWED, 3)
        send(market.confirm, order, sender=BUYER, key="confirm_n3_warm")
        order = self._place(ESCROWED, 3)
        send(market.refund, order, sender=SELLER, key="refund_n3")
        order = self._place(ESCROWED, 3)
        self._fulfil(order)
        send(market.propose, order, PARTIAL_BPS, sender=SELLER, key="propose")
        send(market.accept, order, PARTIAL_BPS, sender=BUYER, key="agree_partial_n3")
        order = self._place(ESCROWED, 3)
        self.bench.wait(FULFIL_WITHIN)
        send(market.cancel, order, sender=BUYER, key="cancel")

    def _cold_recipients(self) -> None:
        """The first sale of a day; then one of a seller and three distributors who hold no tokens."""
        token, send = self.system.token, self.bench.send
        self.bench.wait(DAY)
        self._place(INSTANT, 3, key="instant_n3_first_of_day")
        for recipient in (SELLER, *DISTRIBUTORS[:3]):
            send(token.transfer, self.treasury, token.balanceOf(recipient), sender=recipient)
        self._place(INSTANT, 3, key="instant_n3_first_sale_cold_recipients")
        send(token.transfer, SELLER, PRICE, sender=BUYER, key="transfer")

    def _split_and_seal(self) -> None:
        splitter, vault, send = self.system.splitter, self.system.vault, self.bench.send
        order = (PRICE, INCENTIVE_BPS, CLOSING_BPS, SELLER, list(DISTRIBUTORS[:3]))
        send(splitter.split, *order, sender=BUYER, key="split_n3_warm")
        today = self.bench.time // DAY
        for key in ("seal_first", "seal"):
            send(vault.seal, ECOM, ADVERTISING, ESCROWED, today, sender=BUYER, key=key)

    def _give_up(self) -> None:
        registry, catalog, send = self.system.registry, self.system.catalog, self.bench.send
        owner, shop = DISTRIBUTORS[3], DISTRIBUTOR_SHOPS[3]
        send(catalog.drop, LINKS[4], sender=owner, key="drop")
        send(catalog.revive, LINKS[4], ANY_NUMBER, sender=owner, key="revive")
        for key in ("release_first", "release"):
            send(registry.release, shop, DISTRIBUTION, 1, sender=owner, key=key)
        stranger_shop = 1
        send(registry.release, stranger_shop, 1, 1, sender=STRANGER)
        self.bench.wait(30 * DAY)
        send(registry.withdraw, shop, sender=owner, key="withdraw")
        send(registry.transferFrom, owner, SELLER, shop, sender=owner, key="transfer_shop")

    def _place(self, listing: int, n: int, *, buyer: str = BUYER, key: str | None = None) -> int:
        """Buy one unit through n distributors. Returns the order's id."""
        purchase: Sequence[int] = (listing, 0, 1, 1, PRICE, LINKS[n])
        self.bench.send(self.system.market.place, purchase, sender=buyer, key=key)
        return int(self.system.market.totals().orders)

    def _fulfil(self, order: int, key: str | None = None) -> None:
        self.bench.send(self.system.market.fulfil, order, CID, sender=SELLER, key=key)
