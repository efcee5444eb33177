"""Ratings, statistics and levels (REP-1 to REP-4)."""

from typing import Any

from ape.api import AccountAPI, ReceiptAPI

from ecomchain.amounts import MICRO, format_ecom
from ecomchain.console.arguments import NO_CID, Cid, address_of, order_id, shop_id, whole
from ecomchain.console.base import ActionGroup
from ecomchain.errors import ArgumentError
from ecomchain.reverts import ENUMS

DIRECTIONS = ENUMS["IReputation.Direction"]
"""By number: buyer of seller, buyer of closing distributor, seller of buyer, distributor of seller."""

_IN_MICRO = frozenset({"volume", "counted", "commission", "fiatVolume"})
_HIDDEN = frozenset({"countedUntil", "ratingSum", "partnerSum"})


class ReputationActions(ActionGroup):
    """What the sides of a closed order say of one another, and what follows from it."""

    def rate(
        self, account: AccountAPI, order: int, direction: str, score: int, review: Cid = NO_CID
    ) -> ReceiptAPI:
        """Rate another side of a closed order, 1 (bad) to 5, within 30 days (REP-1).

        ``direction``: ``"product"`` (the buyer rates the seller), ``"service"`` (the buyer the closing
        distributor), ``"payment"`` (the seller the buyer) or ``"partner"`` (the distributor the seller).
        """
        order_id(order)
        whole("score", score, 1, 5)
        if direction not in DIRECTIONS:
            raise ArgumentError(f"direction cannot be {direction!r}: give {', '.join(map(repr, DIRECTIONS))}")
        number, market = DIRECTIONS.index(direction), self.system.market.address
        return self._send("rate", account, self.system.reputation.rate, market, order, number, score, review)

    def reputation_of(self, shop: int) -> dict[str, Any]:
        """What a shop did as a seller and as a closing distributor, how it was rated, and its level."""
        shop_id(shop)
        registry, reputation = self.system.registry, self.system.reputation
        level = self._read("reputation_of", registry.shop, shop).level
        return {
            "as seller": _told(*reputation.seller(shop)),
            "as distributor": _told(*reputation.distributor(shop)),
            "counts today up to": f"{format_ecom(reputation.allowance(shop))} Ecom",
            "level": level,
            "level after sync_level": reputation.levelOf(shop),
        }

    def reputation_of_buyer(self, account: Any) -> dict[str, Any]:
        """What an account did as a buyer, and how sellers rated it."""
        return _told(self.system.reputation.buyer(address_of(account)))

    def sync_level(self, account: AccountAPI, shop: int) -> int:
        """Take over the level that the shop has earned, which carries more links; anyone. Returns it."""
        shop_id(shop)
        self._send("sync_level", account, self.system.registry.syncLevel, shop)
        return int(self.system.registry.shop(shop).level)


def _told(*structs: Any) -> dict[str, Any]:
    """The fields of structs, with amounts in Ecom and ratings as an average."""
    fields = {name: value for struct in structs for name, value in struct.items()}
    told = {
        name: f"{format_ecom(value * MICRO)} Ecom" if name in _IN_MICRO else value
        for name, value in fields.items()
        if name not in _HIDDEN
    }
    for count, total in (("ratings", "ratingSum"), ("partnerRatings", "partnerSum")):
        if fields.get(count):
            told[count] = f"{fields[count]}, {fields[total] / fields[count]:.2f} on average"
    return told
