"""Sales on the stage: placing orders, closing them, and holding every payment against the formula.

What is shown comes from the chain: amounts and recipients from the token's Transfer events, prices and rates
from views. What it is compared with comes from ``ecomchain.model.commission``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ape.api import ReceiptAPI

from ecomchain.amounts import BPS
from ecomchain.demo.cast import Actor
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import Line, payments
from ecomchain.demo.text import ecom, percent
from ecomchain.ids import NO_LINK, link_parts, listing_parts
from ecomchain.model import commission

ENDINGS = "paid at once", "confirmed", "settled", "refunded", "cancelled", "agreed"  # IMarket.Ending


@dataclass(frozen=True)
class Order:
    """An order on the stage. ``link`` is NO_LINK for a purchase straight from the seller."""

    id: int
    title: str
    buyer: Actor
    listing: int
    link: int
    price: int


@dataclass(frozen=True)
class Level:
    """A distributor of an order's chain at the moment of payment."""

    shop: int
    owner: str
    live: bool


@dataclass(frozen=True)
class Rates:
    """L and M of the order's task, in basis points."""

    incentive: int
    closing: int


def place(stage: Stage, buyer: Actor, listing: int, link: int = NO_LINK, quantity: int = 1) -> Order:
    """``buyer`` buys at the price of today: it goes into escrow."""
    order, receipt = _place(stage, buyer, listing, link, quantity)
    paid = transfers(stage, receipt)
    stage.check(f"what order {order.id} took", paid, [(stage.system.market.address, order.price)])
    stage.tell(buyer.name, f"{order.title}: {ecom(paid[0][1])} Ecom into escrow 托管, as order {order.id}")
    return order


def buy_at_once(stage: Stage, buyer: Actor, listing: int, link: int = NO_LINK, quantity: int = 1) -> Order:
    """``buyer`` buys what has no protection: paid out in the same transaction. Shows who got what."""
    levels = _levels(stage, link)
    order, receipt = _place(stage, buyer, listing, link, quantity)
    _show(stage, order, receipt, levels)
    return order


def close(stage: Stage, order: Order, actor: Actor, method: Any, *args: Any) -> None:
    """``actor`` closes ``order`` by calling ``method(order, ...)``. Shows who got what."""
    levels = _levels(stage, order.link)
    _show(stage, order, stage.send(actor, method, order.id, *args), levels)


def transfers(stage: Stage, receipt: ReceiptAPI) -> list[tuple[str, int]]:
    """Recipient and amount of every movement of Ecom in ``receipt``."""
    logs = stage.events(receipt, stage.system.token, "Transfer")
    return [(str(log.event_arguments["to"]), int(log.event_arguments["amount"])) for log in logs]


def compare(
    stage: Stage, what: str, lines: Sequence[Line], paid: Sequence[tuple[str, int]], price: int
) -> list[Line]:
    """The lines that are due something, or are distributors', each with what the chain paid for it.

    ``paid`` must have a payment for every line that is due something, in the same order, and no other.
    """
    due = [line for line in lines if line.wanted]
    stage.check(f"the number of payments of {what}", len(paid), len(due))
    stage.check(f"the sum of the payments of {what}", sum(amount for _, amount in paid), price)
    payments_left = iter(paid)
    shown = []
    for line in lines:
        if line.wanted:
            to, amount = next(payments_left, ("", 0))
            right = stage.check(f"what {what} paid {line.who}", (to, amount), (line.to, line.wanted))
            shown.append(line.paid_by_chain(amount, right))
            if line.level:
                stage.commission[to] += amount
        elif line.level:
            shown.append(line)
    return shown


def _place(stage: Stage, buyer: Actor, listing: int, link: int, quantity: int) -> tuple[Order, ReceiptAPI]:
    market = stage.system.market
    terms = stage.view(stage.system.catalog, "terms", listing, 0, link)
    unit_price = terms.tokenAmount
    receipt = stage.send(buyer, market.place, (listing, 0, terms.revision, quantity, unit_price, link))
    through = f"through {stage.name(stage.owner(link_parts(link).shop))}" if link else "from the seller"
    title = f"buys {quantity} x {stage.titles[listing]} {through}"
    id_ = stage.event(receipt, market, "OrderPlaced")["order"]
    return Order(id_, title, buyer, listing, link, unit_price * quantity), receipt


def _show(stage: Stage, order: Order, receipt: ReceiptAPI, levels: Sequence[Level]) -> None:
    """Compare what ``receipt`` paid with the formula, line by line, and show it."""
    closed = stage.event(receipt, stage.system.market, "OrderClosed")
    bps, rates = closed["settledBps"], _rates(stage, order.link)
    live = [level.live for level in levels]
    wanted = commission.payment(order.price, bps, rates.incentive, rates.closing, live)
    lines = [
        _buyer(order, bps, wanted),
        _seller(stage, order, bps, wanted, bool(levels)),
        *_distributors(stage, bps, wanted, levels),
    ]
    shown = compare(stage, f"order {order.id}", lines, transfers(stage, receipt), order.price)
    title = f"Order {order.id}: {order.buyer.name} {order.title}"
    caption = _caption(order, closed["ending"], bps, rates, len(levels))
    stage.console.print(payments(title, caption, shown, order.price))


def _buyer(order: Order, bps: int, wanted: commission.Payment) -> Line:
    formula = "P" if bps == 0 else f"P - {percent(bps)} of P"
    return Line("", order.buyer.name, "buyer 买家", formula, order.buyer.address, wanted.to_buyer)


def _seller(stage: Stage, order: Order, bps: int, wanted: commission.Payment, linked: bool) -> Line:
    shop = listing_parts(order.listing).shop
    owner = stage.owner(shop)
    formula = _part(bps) + ("P - ΣD" if linked else "P")
    return Line("", _who(stage, owner, shop), "seller 卖家", formula, owner, wanted.to_seller)


def _distributors(stage: Stage, bps: int, wanted: commission.Payment, levels: Sequence[Level]) -> list[Line]:
    if bps == 0:
        return []
    lines = []
    n = len(levels)
    for i, (level, amount) in enumerate(zip(levels, wanted.to_levels(n), strict=True), start=1):
        role = "closing 成交分销员" if i == n else "distributor 分销员"
        formula = _part(bps) + ("P·L·M" if i == n else "P·L·(1-M)" + (f"/{n - 1}" if n > 2 else ""))
        if not level.live:
            formula = "not live"
        lines.append(Line(f"D{i}", _who(stage, level.owner, level.shop), role, formula, level.owner, amount))
    return lines


def _part(bps: int) -> str:
    return "" if bps == BPS else f"{percent(bps)} of "


def _caption(order: Order, ending: int, bps: int, rates: Rates, n: int) -> str:
    how = f"{ENDINGS[ending]}{'' if bps in (0, BPS) else f' at {percent(bps)}'}"
    text = f"{order.buyer.name} paid P = {ecom(order.price)} Ecom · {how}"
    if n:
        text += f" · L = {percent(rates.incentive)} · M = {percent(rates.closing)} · n = {n}"
    return text


def _levels(stage: Stage, link: int) -> list[Level]:
    """The chain up to ``link``, nearest the seller first, as the catalog's preview has it now (CAT-5)."""
    if link == NO_LINK:
        return []
    payouts = stage.view(stage.system.catalog, "preview", link, 0)
    return [Level(payout.shop, payout.recipient, payout.live) for payout in payouts[1:]]


def _rates(stage: Stage, link: int) -> Rates:
    if link == NO_LINK:
        return Rates(0, 0)
    terms = stage.view(stage.system.catalog, "task", link_parts(link).task)[0]
    return Rates(terms.incentiveBps, terms.closingBps)


def _who(stage: Stage, owner: str, shop: int) -> str:
    return f"{stage.name(owner)} · shop {shop}"
