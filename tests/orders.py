"""What the market's actions should log and its views answer, in the scene of ``tests/scene.py``."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from ape import chain
from clock import DAY
from events import Log, log
from scene import FIAT_BASE, FULFIL_WITHIN, MIXED, PRICE, Scene, purchase, shares
from vouchers_signing import Voucher, scene_voucher

from ecomchain.amounts import BPS, MICRO
from ecomchain.ids import link_parts

TICKS = 65_536
"""In a second, as `IReputation` counts time."""


MIXED_BASE = PRICE + FIAT_BASE
"""What commission on a unit for tokens and fiat is on."""


class State(IntEnum):
    NONE, PLACED, FULFILLED, DISPUTED, CLOSED = range(5)


class Stage(IntEnum):
    """Of a reserve."""

    NONE, RESERVED, HELD, OBJECTED = range(4)


NO_RESERVE = (0, 0, 0, 0, Stage.NONE, 0, False)
"""The struct ``Reserve`` of an order that has none."""


class Ending(IntEnum):
    INSTANT, CONFIRMED, SETTLED, REFUNDED, CANCELLED, AGREED, UNCONTESTED, RULED, UNRULED = range(9)


def place(
    system: Any, scene: Scene, listing: int, n: int = 0, *, quantity: int = 1, sender: Any = None
) -> int:
    """Buy through the chain of n distributors; the new order's id."""
    wanted = purchase(listing, scene.link(n), quantity=quantity)
    system.market.place(wanted, sender=sender or scene.buyer)
    return int(system.market.totals().orders)


def vouched_purchase(scene: Scene, n: int = 0, *, option: int = MIXED, quantity: int = 1) -> tuple[int, ...]:
    """A purchase of the listing ``mixed`` with a fiat part, through the chain of n distributors."""
    unit_price = PRICE if option == MIXED else 0
    return purchase(scene.mixed, scene.link(n), option=option, quantity=quantity, unit_price=unit_price)


def place_vouched(
    system: Any, scene: Scene, n: int = 0, *, option: int = MIXED, quantity: int = 1, sender: Any = None
) -> int:
    """Buy with a fiat part through n distributors, by the seller's voucher; the new order's id."""
    wanted = vouched_purchase(scene, n, option=option, quantity=quantity)
    voucher = scene_voucher(system, scene, wanted)
    system.vouchers.place(wanted, voucher, sender=sender or scene.buyer)
    return int(system.market.totals().orders)


def reserve_of(base: int, n: int) -> int:
    """What an order on ``base`` through n distributors reserves: every level as if it were live."""
    return shares(base, [True] * n).commission


def placed_log(market: Any, scene: Scene, order: int, wanted: tuple[int, ...], deadline: int) -> Log:
    """``OrderPlaced`` for the scene's buyer."""
    listing, option, _, quantity, unit_price, link = wanted
    return log(
        market.OrderPlaced,
        order=order,
        buyer=scene.buyer,
        shop=scene.shop,
        listing=listing,
        link=link,
        option=option,
        quantity=quantity,
        unitPrice=unit_price,
        deadline=deadline,
    )


def vouched_logs(
    system: Any,
    scene: Scene,
    order: int,
    wanted: tuple[int, ...],
    voucher: Voucher,
    *,
    submitter: Any = None,
    base: int | None = None,
) -> list[Log]:
    """What the latest block logged as it placed an order by a voucher, which the buyer submitted or another.

    ``base`` is what commission is on, by default of a unit of ``mixed`` times the quantity.
    """
    _, _, _, quantity, unit_price, link = wanted
    submitter = submitter or scene.buyer
    if base is None:
        base = (unit_price + FIAT_BASE) * quantity
    logs = [placed_log(system.market, scene, order, wanted, deadline_now())]
    if unit_price:
        logs.append(transfer_log(system.token, submitter, system.market, unit_price * quantity))
    if link:
        amount = reserve_of(base, scene.links.index(link) + 1)
        values = {"order": order, "shop": scene.shop, "link": link, "base": base, "amount": amount}
        logs.append(log(system.budgets.Reserved, **values))
    used = {"order": order, "shop": scene.shop, "submitter": submitter, "nonce": voucher.nonce}
    return [*logs, log(system.vouchers.VoucherUsed, **used)]


def transfer_log(token: Any, payer: Any, to: Any, amount: int) -> Log:
    return log(token.Transfer, **{"from": payer}, to=to, amount=amount)


def counted(system: Any, shop: int, proceeds: int) -> int:
    """What counts of a sale that the latest block closed, by what the block before says (REP-4)."""
    reputation, before = system.reputation, chain.blocks.height - 1
    used_until = reputation.seller(shop, block_id=before)[0].countedUntil
    live = system.registry.locks(shop, block_id=before).live
    now = int(chain.blocks.head.timestamp) * TICKS
    ticks = now - max(used_until, now - reputation.ALLOWANCE_PERIOD() * TICKS)
    allowance = ticks * live * reputation.kappaBps() // (BPS * DAY * TICKS)
    amount = int(min(proceeds, allowance)) // MICRO * MICRO
    return amount if amount >= reputation.minRated() else 0


def counted_logs(system: Any, shop: int, order: int, proceeds: int) -> list[Log]:
    """``SaleCounted`` of an order that the latest block closed, if anything counts."""
    amount = counted(system, shop, proceeds)
    event, market = system.reputation.SaleCounted, system.market
    return [log(event, market=market, order=order, counted=amount)] if amount else []


def reserve_logs(
    system: Any,
    order: int,
    ending: Ending,
    bps: int,
    live: Sequence[bool],
    base: int,
    distributors: Sequence[Any],
) -> list[Log]:
    """What becomes of the reserve of an order that the latest block closed, and its commission."""
    budgets = system.budgets
    expected = shares(base, live, bps)
    paid = expected.commission
    rest = reserve_of(base, len(live)) - paid
    if bps == BPS or ending is Ending.RULED or not rest:
        said = log(budgets.ReserveSettled, order=order, paid=paid, returned=rest)
    else:
        deadline = int(chain.blocks.head.timestamp) + budgets.OBJECTION_WINDOW()
        said = log(budgets.ReserveHeld, order=order, paid=paid, held=rest, deadline=deadline)
    paid_to = zip(distributors, expected.each, strict=False)
    return [said, *(transfer_log(system.token, budgets, to, amount) for to, amount in paid_to if amount)]


def released_logs(
    system: Any,
    scene: Scene,
    order: int,
    base: int,
    live: Sequence[bool],
    *,
    before: int = 0,
    bps: int | None = None,
    lived: Sequence[bool] | None = None,
    distributors: Sequence[Any] | None = None,
) -> list[Log]:
    """The end of a hold: ``ReserveReleased``, and what makes of an ending at ``before`` one at ``bps``.

    ``live`` is who is live now, ``lived`` who was when the order closed, by default the same.
    """
    bps = before if bps is None else max(bps, before)
    was, now = shares(base, live, before), shares(base, live, bps)
    raised = [after - already for after, already in zip(now.each, was.each, strict=True)]
    paid_before = shares(base, live if lived is None else lived, before).commission
    released = log(
        system.budgets.ReserveReleased,
        order=order,
        settledBps=bps,
        upper=now.upper - was.upper,
        closing=now.closing - was.closing,
        paidLevels=now.levels if bps != before else 0,
        returned=reserve_of(base, len(live)) - paid_before - sum(raised),
    )
    paid = zip(distributors or scene.distributors, raised, strict=False)
    return [
        released,
        *(transfer_log(system.token, system.budgets, to, amount) for to, amount in paid if amount),
    ]


def closed_logs(
    system: Any,
    scene: Scene,
    order: int,
    ending: Ending,
    *,
    bps: int = BPS,
    live: Sequence[bool] = (),
    escrow: int = PRICE,
    fiat: int = 0,
    payer: Any = None,
    buyer: Any = None,
    seller: Any = None,
    distributors: Sequence[Any] | None = None,
) -> list[Log]:
    """What the latest block logged as it closed the order; the scene's people unless others are named.

    In this order: the reserve and its payments, where ``fiat``, the declared value of the fiat part, is above
    zero; ``SaleCounted``, if anything counts; ``OrderClosed``; every payment, by the formula.
    """
    expected = shares(escrow + fiat, live, bps)
    payer = payer or system.market
    people = list(distributors or scene.distributors)
    success = escrow * bps // BPS
    closed = log(
        system.market.OrderClosed,
        order=order,
        ending=ending,
        settledBps=bps,
        toBuyer=escrow - success,
        toSeller=success if fiat else expected.seller,
        upper=expected.upper,
        closing=expected.closing,
        paidLevels=expected.levels,
    )
    payees = [buyer or scene.buyer, seller or scene.seller]
    amounts = [escrow - success, success]
    if not fiat:
        payees, amounts = [*payees, *people], [expected.buyer, expected.seller, *expected.each]
    assert sum(amounts) == escrow
    paid = zip(payees, amounts, strict=False)
    return [
        *(reserve_logs(system, order, ending, bps, live, escrow + fiat, people) if fiat and live else []),
        *counted_logs(system, scene.shop, order, success),
        closed,
        *(transfer_log(system.token, payer, to, amount) for to, amount in paid if amount),
    ]


def order_view(scene: Scene, state: State, *, link: int = 0, **values: Any) -> tuple[Any, ...]:
    """The struct ``Order``; what is not named is as in the scene, or zero where the order is closed."""
    is_open = state is not State.CLOSED
    fields = {
        "state": state,
        "buyer": scene.buyer.address,
        "shop": scene.shop,
        "link": link if is_open else 0,
        "distributor": link_parts(link).shop if link else 0,
        "listing": scene.escrowed if is_open else 0,
        "escrow": PRICE if is_open else 0,
        "fiat": 0,
        "deadline": 0,
        "protection": 14 * DAY if is_open else 0,
        "stockTaken": 0,
        "hasFiat": False,
        "proposed": False,
        "proposedBySeller": False,
        "proposedBps": 0,
        "closedDay": 0,
        "settledBps": 0,
        "rateable": False,
    }
    assert set(values) <= set(fields)
    return tuple((fields | values).values())


def deadline_now() -> int:
    """Until when an order that the latest block placed is to be fulfilled."""
    return int(chain.blocks.head.timestamp) + FULFIL_WITHIN


def today() -> int:
    """The UTC day of the latest block."""
    return int(chain.blocks.head.timestamp) // DAY
