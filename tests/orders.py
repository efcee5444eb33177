"""What the market's actions should log and its views answer, in the scene of ``tests/scene.py``."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from ape import chain
from clock import DAY
from events import Log, log
from scene import FULFIL_WITHIN, PRICE, Scene, purchase, shares

from ecomchain.amounts import BPS
from ecomchain.ids import link_parts


class State(IntEnum):
    NONE, PLACED, FULFILLED, CLOSED = range(4)


class Ending(IntEnum):
    INSTANT, CONFIRMED, SETTLED, REFUNDED, CANCELLED, AGREED = range(6)


def place(
    system: Any, scene: Scene, listing: int, n: int = 0, *, quantity: int = 1, sender: Any = None
) -> int:
    """Buy through the chain of n distributors; the new order's id."""
    wanted = purchase(listing, scene.link(n), quantity=quantity)
    system.market.place(wanted, sender=sender or scene.buyer)
    return int(system.market.totals().orders)


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


def transfer_log(token: Any, payer: Any, to: Any, amount: int) -> Log:
    return log(token.Transfer, **{"from": payer}, to=to, amount=amount)


def closed_logs(
    system: Any,
    scene: Scene,
    order: int,
    ending: Ending,
    *,
    bps: int = BPS,
    live: Sequence[bool] = (),
    escrow: int = PRICE,
    payer: Any = None,
    buyer: Any = None,
    seller: Any = None,
    distributors: Sequence[Any] | None = None,
) -> list[Log]:
    """``OrderClosed`` and every payment, by the formula; the scene's people unless others are named."""
    expected = shares(escrow, live, bps)
    payer = payer or system.market
    closed = log(
        system.market.OrderClosed,
        order=order,
        ending=ending,
        settledBps=bps,
        toBuyer=expected.buyer,
        toSeller=expected.seller,
        upper=expected.upper,
        closing=expected.closing,
        paidLevels=expected.levels,
    )
    payees = [buyer or scene.buyer, seller or scene.seller, *(distributors or scene.distributors)]
    amounts = [expected.buyer, expected.seller, *expected.each]
    assert sum(amounts) == escrow
    paid = zip(payees, amounts, strict=False)
    return [closed, *(transfer_log(system.token, payer, to, amount) for to, amount in paid if amount)]


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
        "deadline": 0,
        "protection": 14 * DAY if is_open else 0,
        "stockTaken": 0,
        "proposed": False,
        "proposedBySeller": False,
        "proposedBps": 0,
        "closedDay": 0,
        "settledBps": 0,
    }
    assert set(values) <= set(fields)
    return tuple((fields | values).values())


def deadline_now() -> int:
    """Until when an order that the latest block placed is to be fulfilled."""
    return int(chain.blocks.head.timestamp) + FULFIL_WITHIN


def today() -> int:
    """The UTC day of the latest block."""
    return int(chain.blocks.head.timestamp) // DAY
