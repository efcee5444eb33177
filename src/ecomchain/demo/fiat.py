"""Orders with a fiat part on the stage: the seller's voucher, and where escrow and reserve go.

The commission of such an order comes out of the seller's budget: all of it is reserved when the order is
placed. What is compared comes from ``ecomchain.model.commission``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ape.api import ReceiptAPI

from ecomchain import vouchers
from ecomchain.amounts import BPS
from ecomchain.demo.cast import Actor
from ecomchain.demo.paths import (
    ENDINGS,
    Level,
    formula_of,
    levels_of,
    part_of,
    rates_of,
    role_of,
    terms_of,
    who,
)
from ecomchain.demo.sales import Order, compare, transfers
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import Line, payments
from ecomchain.demo.text import ecom, percent, period
from ecomchain.ids import link_parts, listing_parts
from ecomchain.model import commission
from ecomchain.vouchers import Voucher


@dataclass(frozen=True)
class FiatOrder(Order):
    """``price`` is its token part, ``fiat`` the declared value of its fiat part, both in 1e-18 Ecom."""

    fiat: int
    money: str
    """The fiat part, such as ``24 USD``."""
    submitter: Actor

    @property
    def base(self) -> int:
        """What commission is on."""
        return self.price + self.fiat


@dataclass(frozen=True)
class Offer:
    """A voucher and what it says in words."""

    voucher: Voucher
    fiat: int
    money: str
    title: str


def sign(stage: Stage, seller: Actor, buyer: Actor, listing: int, option: int, link: int) -> Offer:
    """``seller`` agrees that ``buyer`` gets one unit for the option's price, through the link."""
    unsigned = vouchers.make(stage.system, listing, buyer.address, option=option, link=link)
    voucher = vouchers.sign(seller.account, unsigned)
    digest = stage.view(stage.system.vouchers, "digest", voucher.purchase.struct, voucher.struct)
    stage.check("what the voucher's contract says was signed", digest, vouchers.digest(voucher))
    price = stage.view(stage.system.catalog, "listing", listing).offer.options[option]
    money = f"{price.fiatAmount / 100:g} USD"
    paid = f"{ecom(price.tokenAmount)} Ecom and {money}" if price.tokenAmount else money
    through = stage.name(stage.owner(link_parts(link).shop))
    title = f"buys 1 x {stage.titles[listing]} through {through}"
    until = period(vouchers.VALIDITY)
    stage.tell(seller.name, f"signs a voucher 凭证: {buyer.name} {title} for {paid}; good for {until}")
    return Offer(voucher, price.fiatBase, money, title)


def submit(stage: Stage, submitter: Actor, buyer: Actor, offer: Offer) -> FiatOrder:
    """``submitter`` places the order for the voucher's ``buyer``, and pays the token part."""
    system, voucher = stage.system, offer.voucher
    stage.check("what stands in the way", vouchers.check(system, voucher, submitter.address), [])
    purchase = voucher.purchase
    receipt = stage.send(submitter, system.vouchers.place, purchase.struct, voucher.struct)
    id_ = stage.event(receipt, system.market, "OrderPlaced")["order"]
    order = FiatOrder(
        id_, offer.title, buyer, purchase.listing, purchase.link, voucher.tokens, offer.fiat, offer.money,
        submitter,
    )  # fmt: skip
    taken = [(system.market.address, order.price)] if order.price else []
    stage.check(f"what order {id_} took", transfers(stage, receipt), taken)
    rates, n = rates_of(stage, order.link), len(levels_of(stage, order.link))
    reserve = stage.event(receipt, system.budgets, "Reserved")["amount"]
    wanted = commission.worst_case(order.base, rates.incentive, rates.closing, n)
    stage.check(f"what order {id_} reserved", reserve, wanted)
    escrow = f"{ecom(order.price)} Ecom into escrow" if order.price else "no tokens to pay"
    stage.tell(
        submitter.name,
        f"submits it as order {id_}: {escrow}; {ecom(reserve)} Ecom of A's budget reserved 预留佣金",
    )
    return order


def close(stage: Stage, order: FiatOrder, actor: Actor, method: Any, *args: Any) -> ReceiptAPI:
    """``actor`` closes ``order`` by calling ``method(order, ...)``. Shows where escrow and reserve went."""
    system = stage.system
    levels, rates = levels_of(stage, order.link), rates_of(stage, order.link)
    reserve = stage.view(system.budgets, "reserved", order.id).amount
    receipt = stage.send(actor, method, order.id, *args)
    closed = stage.event(receipt, system.market, "OrderClosed")
    bps = closed["settledBps"]
    live = [level.live for level in levels]
    shares = commission.between(order.base, 0, bps, rates.incentive, rates.closing, live)
    lines = [*_sides(stage, order, bps), *_distributors(stage, levels, shares, part_of(bps), bps != 0)]
    paid = transfers(stage, receipt, system.market.address) + transfers(
        stage, receipt, system.budgets.address
    )
    spent = sum(shares.to_levels(len(levels)))
    shown = compare(stage, f"order {order.id}", lines, paid, order.price + spent)
    shown.append(_rest(stage, receipt, order, reserve - spent))
    how = f"{ENDINGS[closed['ending']]}{'' if bps in (0, BPS) else f' at {percent(bps)}'}"
    tokens = f"T = {ecom(order.price)} Ecom paid by {order.submitter.name}, " if order.price else ""
    note = f"{tokens}{order.money} declared worth {ecom(order.fiat)} Ecom: B = {ecom(order.base)}"
    title = f"Order {order.id}: {order.buyer.name} {order.title} · {how}"
    whole = order.price + reserve
    text = note + "\n" + terms_of(rates, len(levels)).removeprefix(" · ")
    stage.console.print(payments(title, text, shown, whole, "T + reserve" if order.price else "reserve"))
    return receipt


def show_release(stage: Stage, order: FiatOrder, receipt: ReceiptAPI) -> None:
    """What the end of a hold paid, compared with the formula."""
    budgets = stage.system.budgets
    released = stage.event(receipt, budgets, "ReserveReleased")
    bps, levels, rates = released["settledBps"], levels_of(stage, order.link), rates_of(stage, order.link)
    live = [level.live for level in levels]
    shares = commission.between(order.base, 0, bps, rates.incentive, rates.closing, live)
    lines = _distributors(stage, levels, shares, part_of(bps), paid=True)
    spent = sum(shares.to_levels(len(levels)))
    paid = transfers(stage, receipt, budgets.address)
    shown = compare(stage, f"the reserve of order {order.id}", lines, paid, spent)
    held = commission.worst_case(order.base, rates.incentive, rates.closing, len(levels))
    back = held - spent
    right = stage.check(f"what goes back of order {order.id}", released["returned"], back)
    shown.append(_budget(stage, order, "goes back", back, released["returned"], right))
    title = f"The reserve of order {order.id}: commission at {percent(bps)}"
    note = f"B = {ecom(order.base)} Ecom" + terms_of(rates, len(levels))
    stage.console.print(payments(title, note, shown, held, "reserve"))


def _sides(stage: Stage, order: FiatOrder, bps: int) -> list[Line]:
    """Buyer and seller, between whom the token part is."""
    success = commission.part(order.price, bps)
    shop = listing_parts(order.listing).shop
    owner, buyer = stage.owner(shop), order.buyer
    back = "T" if bps == 0 else f"T - {percent(bps)} of T"
    return [
        Line("", buyer.name, "buyer 买家", back, buyer.address, order.price - success),
        Line("", who(stage, owner, shop), "seller 卖家", part_of(bps) + "T", owner, success),
    ]


def _distributors(
    stage: Stage, levels: Sequence[Level], shares: commission.Shares, part: str, paid: bool
) -> list[Line]:
    if not paid:
        return []
    n = len(levels)
    lines = []
    for i, (level, amount) in enumerate(zip(levels, shares.to_levels(n), strict=True), start=1):
        formula = part + formula_of(i, n, "B") if level.live else "not live"
        owner = who(stage, level.owner, level.shop)
        lines.append(Line(f"D{i}", owner, role_of(i, n), formula, level.owner, amount))
    return lines


def _rest(stage: Stage, receipt: ReceiptAPI, order: FiatOrder, wanted: int) -> Line:
    """What of the reserve was not paid: it is back in the budget, or held."""
    budgets = stage.system.budgets
    held = stage.events(receipt, budgets, "ReserveHeld")
    event = held[0] if held else stage.events(receipt, budgets, "ReserveSettled")[0]
    amount = event.event_arguments["held" if held else "returned"]
    right = stage.check(f"what is left of the reserve of order {order.id}", amount, wanted)
    window = period(stage.view(budgets, "OBJECTION_WINDOW"))
    where = f"held for {window}" if held else "goes back"
    return _budget(stage, order, where, wanted, amount, right)


def _budget(stage: Stage, order: FiatOrder, where: str, wanted: int, amount: int, right: bool) -> Line:
    owner = stage.owner(listing_parts(order.listing).shop)
    return Line("", stage.name(owner), "budget 佣金预算", where, owner, wanted).paid_by_chain(amount, right)
