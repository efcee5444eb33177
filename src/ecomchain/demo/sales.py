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
from ecomchain.demo.paths import (
    ENDINGS,
    Level,
    Rates,
    formula_of,
    levels_of,
    part_of,
    rates_of,
    role_of,
    terms_of,
    who,
)
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import Line, payments
from ecomchain.demo.text import ecom, percent
from ecomchain.ids import NO_LINK, link_parts, listing_parts
from ecomchain.model import commission


@dataclass(frozen=True)
class Order:
    """An order on the stage. ``link`` is NO_LINK for a purchase straight from the seller."""

    id: int
    title: str
    buyer: Actor
    listing: int
    link: int
    price: int
    """What is in escrow for it, or was."""


def place(stage: Stage, buyer: Actor, listing: int, link: int = NO_LINK, quantity: int = 1) -> Order:
    """``buyer`` buys at the price of today: it goes into escrow."""
    order, receipt = _place(stage, buyer, listing, link, quantity)
    paid = transfers(stage, receipt)
    stage.check(f"what order {order.id} took", paid, [(stage.system.market.address, order.price)])
    stage.tell(buyer.name, f"{order.title}: {ecom(paid[0][1])} Ecom into escrow 托管, as order {order.id}")
    return order


def buy_at_once(
    stage: Stage, buyer: Actor, listing: int, link: int = NO_LINK, quantity: int = 1, *, quietly: bool = False
) -> tuple[Order, ReceiptAPI]:
    """``buyer`` buys what has no protection: paid out in the same transaction. Shows who got what."""
    levels = levels_of(stage, link)
    order, receipt = _place(stage, buyer, listing, link, quantity)
    _show(stage, order, receipt, levels, transfers(stage, receipt, buyer.address), quietly)
    return order, receipt


def close(
    stage: Stage, order: Order, actor: Actor, method: Any, *args: Any, quietly: bool = False
) -> ReceiptAPI:
    """``actor`` closes ``order`` by ``method(order, ...)``. Shows who got what, unless ``quietly``."""
    levels = levels_of(stage, order.link)
    receipt = stage.send(actor, method, order.id, *args)
    paid = transfers(stage, receipt, stage.system.market.address)
    _show(stage, order, receipt, levels, paid, quietly)
    return receipt


def transfers(stage: Stage, receipt: ReceiptAPI, payer: str = "") -> list[tuple[str, int]]:
    """Recipient and amount of every movement of Ecom in ``receipt``, or of those out of ``payer``."""
    logs = [log.event_arguments for log in stage.events(receipt, stage.system.token, "Transfer")]
    return [(str(log["to"]), int(log["amount"])) for log in logs if payer in ("", log["from"])]


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


def _show(
    stage: Stage,
    order: Order,
    receipt: ReceiptAPI,
    levels: Sequence[Level],
    paid: Sequence[tuple[str, int]],
    quietly: bool,
) -> None:
    """Compare what was ``paid`` with the formula, line by line, and show it unless ``quietly``."""
    closed = stage.event(receipt, stage.system.market, "OrderClosed")
    bps, rates = closed["settledBps"], rates_of(stage, order.link)
    live = [level.live for level in levels]
    wanted = commission.payment(order.price, bps, rates.incentive, rates.closing, live)
    lines = [
        _buyer(order, bps, wanted),
        _seller(stage, order, bps, wanted, bool(levels)),
        *_distributors(stage, bps, wanted, levels),
    ]
    shown = compare(stage, f"order {order.id}", lines, paid, order.price)
    if quietly:
        return
    title = f"Order {order.id}: {order.buyer.name} {order.title}"
    caption = _caption(order, closed["ending"], bps, rates, len(levels))
    stage.console.print(payments(title, caption, shown, order.price))


def _buyer(order: Order, bps: int, wanted: commission.Payment) -> Line:
    formula = "P" if bps == 0 else f"P - {percent(bps)} of P"
    return Line("", order.buyer.name, "buyer 买家", formula, order.buyer.address, wanted.to_buyer)


def _seller(stage: Stage, order: Order, bps: int, wanted: commission.Payment, linked: bool) -> Line:
    shop = listing_parts(order.listing).shop
    owner = stage.owner(shop)
    formula = part_of(bps) + ("P - ΣD" if linked else "P")
    return Line("", who(stage, owner, shop), "seller 卖家", formula, owner, wanted.to_seller)


def _distributors(stage: Stage, bps: int, wanted: commission.Payment, levels: Sequence[Level]) -> list[Line]:
    if bps == 0:
        return []
    lines = []
    n = len(levels)
    for i, (level, amount) in enumerate(zip(levels, wanted.to_levels(n), strict=True), start=1):
        formula = part_of(bps) + formula_of(i, n, "P") if level.live else "not live"
        owner = who(stage, level.owner, level.shop)
        lines.append(Line(f"D{i}", owner, role_of(i, n), formula, level.owner, amount))
    return lines


def _caption(order: Order, ending: int, bps: int, rates: Rates, n: int) -> str:
    how = f"{ENDINGS[ending]}{'' if bps in (0, BPS) else f' at {percent(bps)}'}"
    return f"{order.buyer.name} paid P = {ecom(order.price)} Ecom · {how}" + terms_of(rates, n)
