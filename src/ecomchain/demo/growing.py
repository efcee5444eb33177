"""Ratings, counted volume and levels on the stage (REP), compared with ``ecomchain.model.allowance``."""

from fractions import Fraction

from ape.api import ReceiptAPI

from ecomchain.amounts import BPS, MICRO
from ecomchain.demo import acts
from ecomchain.demo.cast import Actor
from ecomchain.demo.sales import Order
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import mark, table, titled
from ecomchain.demo.text import ecom
from ecomchain.model.allowance import TICKS, Allowance
from ecomchain.reverts import ENUMS

DIRECTIONS = ENUMS["IReputation.Direction"]


def rate(stage: Stage, actor: Actor, order: Order, direction: str, score: int, whom: str) -> None:
    """``actor`` rates another side of a closed order."""
    market, reputation = stage.system.market.address, stage.system.reputation
    number = DIRECTIONS.index(direction)
    stage.send(actor, reputation.rate, market, order.id, number, score, acts.cid(f"{direction} {score}"))
    stage.tell(actor.name, f"rates {whom} 评价: {'★' * score}{'☆' * (5 - score)}")


def show_ratings(stage: Stage, seller: int, distributor: int, buyer: Actor, given: dict[str, int]) -> None:
    """The averages on the chain after one rating in each direction, the ``given`` ones."""
    reputation = stage.system.reputation
    sold = stage.view(reputation, "seller", seller)[1]
    resold = stage.view(reputation, "distributor", distributor)[1]
    bought = stage.view(reputation, "buyer", buyer.address)
    found = {
        "product": ("A as a seller", "by C", sold.ratings, sold.ratingSum),
        "service": ("B as a distributor", "by C", resold.ratings, resold.ratingSum),
        "payment": ("C as a buyer", "by A", bought.ratings, bought.ratingSum),
        "partner": ("A as a partner", "by B", sold.partnerRatings, sold.partnerSum),
    }
    rows = table("Who", "Rated", "For", "Ratings", "Average", "", right=("Ratings", "Average"))
    for direction, (who, by, count, total) in found.items():
        right = stage.check(f"the {direction} ratings", (count, total), (1, given[direction]))
        rows.add_row(who, by, direction, str(count), f"{total / count:.2f}", mark(right))
    stage.console.print(titled("Reputation 信誉", "reputation.seller, distributor, buyer", rows))


class Counter:
    """Follows what counts of a seller's sales, as the model says."""

    def __init__(self, stage: Stage, shop: int) -> None:
        self.stage, self.shop, self.total = stage, shop, 0
        reputation = stage.system.reputation
        used = stage.view(reputation, "seller", shop)[0].countedUntil
        self._allowance = Allowance(Fraction(used, TICKS))
        self._kappa = stage.view(reputation, "kappaBps")
        self._least = stage.view(reputation, "minRated")

    def sale(self, receipt: ReceiptAPI, proceeds: int) -> None:
        """Compare what the chain counted of a sale, and of its day, with what the model does."""
        stage, reputation = self.stage, self.stage.system.reputation
        live = stage.view(stage.system.registry, "locks", self.shop).live
        now, per_day = int(receipt.timestamp), Fraction(live * self._kappa, BPS)
        counted = min(proceeds, self._allowance.available(now, per_day)) // MICRO * MICRO
        counted = counted if counted >= self._least else 0
        if counted:
            self._allowance.spend(now, counted, per_day)
        events = [log.event_arguments["counted"] for log in stage.events(receipt, reputation, "SaleCounted")]
        stage.check("what counts of a sale", events, [counted] if counted else [])
        self.total += counted


def show_level(stage: Stage, shop: int, before: int, after: int) -> None:
    """How far the shop is on its way to level 1, by the deployment's thresholds."""
    reputation, registry = stage.system.reputation, stage.system.registry
    done, marks = stage.view(reputation, "distributor", shop)
    need = stage.view(reputation, "thresholds")[0]
    least = stage.view(reputation, "minAverage")
    average = 100 * marks.ratingSum // marks.ratings
    rows = table("For level 1", "Needed", "B has", "", right=("Needed", "B has"))
    for what, needed, has, shown in (
        ("sales that counted", need.orders, done.countedOrders, str),
        ("counted volume, in Ecom", need.counted, done.counted, lambda micro: ecom(micro * MICRO)),
        ("average rating", least, average, lambda centi: f"{centi / 100:g}"),
    ):
        right = stage.check(f"whether {what} reach level 1", has >= needed, True)
        rows.add_row(what, shown(needed), shown(has), mark(right))
    links = stage.view(registry, "shop", shop).links
    per_unit = stage.view(registry, "linksPerUnit")
    right = stage.check("the links that B carries", links, per_unit << after)
    rows.add_section()
    rows.add_row("level 等级", "", f"{before} → {after}", mark(right))
    rows.add_row("links carried", "", f"{per_unit << before} → {links}", mark(right))
    stage.console.print(titled("B grows 分销能力成长", "thresholds: reputation.thresholds()", rows))
