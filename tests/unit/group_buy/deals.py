"""A deal of the scene's seller, groups about it, and what group buying should log and answer."""

from dataclasses import dataclass, replace
from typing import Any

from ape import chain
from ape.api import AccountAPI
from clock import DAY
from events import Log, log
from orders import deadline_now, placed_log, transfer_log
from scene import ENOUGH, Scene, actor, build, purchase

from ecomchain.amounts import ECOM
from ecomchain.deployment import MODULES

MODULE = MODULES["group_buy"]
"""The capability with which a shop enables group buying."""

FLOOR = 700 * ECOM
UNIT = 800 * ECOM + 3
"""Below the list price, above the floor; the 3 leaves remainders behind in every division."""

SIZE, WINDOW = 3, 2 * DAY
QUANTITIES = (1, 2, 3)
"""What the buyers of a full group want."""

LINKS = (3, 0, 1)
"""Through how many distributors they came."""


@dataclass(frozen=True)
class Stage:
    """``deal`` is about ``scene.escrowed``, at revision 1. Nobody is in a group yet but those named here.

    ``open`` has one buyer, ``full`` all three, each with the quantity and link of its place.
    """

    scene: Scene
    buyers: tuple[AccountAPI, ...]
    deal: int
    open: int
    full: int

    @property
    def addresses(self) -> list[str]:
        return [buyer.address for buyer in self.buyers]


def set_stage(system: Any) -> Stage:
    """The scene of ``tests/scene.py``, with its seller ready for group buying."""
    scene = build(system)
    system.registry.acquire(scene.shop, MODULE, 1, ENOUGH, sender=scene.seller)
    for listing in (scene.escrowed, scene.limited, scene.instant, scene.mixed, scene.alone):
        system.market.setFloor(listing, system.group_buy, FLOOR, sender=scene.seller)
    buyers = (scene.buyer, actor(system), actor(system))
    for account in (*buyers, scene.stranger, scene.seller, *scene.distributors):
        system.token.approve(system.group_buy, ENOUGH, sender=account)
    deal = offer(system, scene, scene.escrowed)
    started = start(system, deal, buyers[0], QUANTITIES[0], scene.link(LINKS[0]))
    stage = Stage(scene, buyers, deal, started, 0)
    return replace(stage, full=fill(system, stage, deal))


def offer(
    system: Any,
    scene: Scene,
    listing: int,
    *,
    unit_price: int = UNIT,
    size: int = SIZE,
    window: int = WINDOW,
    revision: int = 1,
    option: int = 0,
) -> int:
    """The scene's seller offers a deal; its id."""
    system.group_buy.offer(listing, option, revision, unit_price, size, window, sender=scene.seller)
    return int(system.group_buy.totals().deals)


def start(system: Any, deal: int, buyer: AccountAPI, quantity: int = 1, link: int = 0) -> int:
    """Start a group; its id."""
    system.group_buy.start(deal, quantity, link, sender=buyer)
    return int(system.group_buy.totals().groups)


def fill(system: Any, stage: Stage, deal: int) -> int:
    """A group of all three buyers, which succeeds; its id."""
    group = 0
    for buyer, quantity, n in zip(stage.buyers, QUANTITIES, LINKS, strict=True):
        link = stage.scene.link(n)
        if group:
            system.group_buy.join(group, quantity, link, sender=buyer)
        else:
            group = start(system, deal, buyer, quantity, link)
    return group


def placed_logs(
    system: Any, stage: Stage, group: int, order: int, place: int, *, n: int | None = None, listing: int = 0
) -> list[Log]:
    """Placing the order of a full group's ``place``-th buyer, through its link or that of ``n``."""
    scene, buyer, quantity = stage.scene, stage.buyers[place], QUANTITIES[place]
    link = scene.link(LINKS[place] if n is None else n)
    wanted = purchase(listing or scene.escrowed, link, quantity=quantity, unit_price=UNIT)
    return [
        placed_log(system.market, replace(scene, buyer=buyer), order, wanted, deadline_now()),
        transfer_log(system.token, system.group_buy, system.market, UNIT * quantity),
        log(system.group_buy.OrderPlacedFor, group=group, buyer=buyer, order=order),
    ]


def refund_logs(system: Any, stage: Stage, group: int, *places: int) -> list[Log]:
    """Sending back the deposits of these places of a full group."""
    logs = []
    for place in places:
        buyer, amount = stage.buyers[place], UNIT * QUANTITIES[place]
        logs.append(log(system.group_buy.Refunded, group=group, buyer=buyer, amount=amount))
        logs.append(transfer_log(system.token, system.group_buy, buyer, amount))
    return logs


def failed_log(system: Any, stage: Stage, group: int, place: int, reason: bytes) -> Log:
    return log(system.group_buy.PlacementFailed, group=group, buyer=stage.buyers[place], reason=reason)


def assert_solvent(system: Any, *deposits: int) -> None:
    """DEPOSIT-1, where these are all deposits there are."""
    assert system.group_buy.totals().deposits == sum(deposits)
    assert system.token.balanceOf(system.group_buy) == sum(deposits)


def head() -> int:
    """The time of the latest block."""
    return int(chain.blocks.head.timestamp)
