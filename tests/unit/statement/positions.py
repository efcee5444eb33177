"""People with positions of every kind, on the scene of ``tests/scene.py``, whose formulas give amounts."""

from dataclasses import dataclass
from typing import Any

from ape import accounts, chain, project
from ape.api import AccountAPI
from clock import DAY, next_block_at, now
from orders import place, place_vouched
from scene import CID, ENOUGH, NO_CID, PRICE, Scene, actor, build

from ecomchain import merkle
from ecomchain.amounts import ECOM
from ecomchain.deployment import MODULES
from ecomchain.ids import SHOWCASE

GROUP_UNIT = 800 * ECOM + 3
REWARD, SLOTS = 100 * ECOM + 7, 3
GRANTED = 55 * ECOM + 1
HOSTILE = b"<script>alert(1)</script>"
"""A reason of sealing that somebody made up."""

SEALED = 2 * ECOM + 5
AGREED = 3_000
ROUND, BOUGHT = 1_000 * ECOM, 300 * ECOM + 1
CLIFF, DURATION = 10 * DAY, 100 * DAY
PRODUCT, SERVICE, PAYMENT, PARTNER = range(4)


@dataclass(frozen=True)
class World:
    """The scene, and the orders by what became of them."""

    system: Any
    scene: Scene
    orders: dict[str, int]
    grant: int
    extra: AccountAPI
    """The buyer's partner in a group."""
    ends: int
    """When the round of the sale ends, in which the buyer has bought."""


def build_world(system: Any) -> World:
    """Play it."""
    scene = build(system)
    seller, buyer = scene.seller, scene.buyer
    extra = actor(system)
    ends = _sale(system, scene)
    for account in (seller, buyer, extra):
        for contract in (system.group_buy, system.bounty_board, system.grants, system.vault):
            system.token.approve(contract, ENOUGH, sender=account)
    orders = _orders(system, scene)
    _around(system, scene, extra)
    return World(system, scene, orders, _grant(system, scene), extra, ends)


def _orders(system: Any, scene: Scene) -> dict[str, int]:
    market, seller, buyer = system.market, {"sender": scene.seller}, {"sender": scene.buyer}
    orders = {"instant": place(system, scene, scene.instant, 3)}
    orders["confirmed"] = place(system, scene, scene.escrowed, 2, quantity=2)
    market.confirm(orders["confirmed"], **buyer)
    orders["refunded"] = place(system, scene, scene.escrowed, 1)
    market.refund(orders["refunded"], **seller)
    orders["held"] = place_vouched(system, scene, 3)
    market.fulfil(orders["held"], CID, **seller)
    market.propose(orders["held"], AGREED, **seller)
    market.accept(orders["held"], AGREED, **buyer)
    orders["placed"] = place(system, scene, scene.escrowed, 3)
    orders["fulfilled"] = place(system, scene, scene.escrowed)
    market.fulfil(orders["fulfilled"], CID, **seller)
    orders["disputed"] = place(system, scene, scene.escrowed, 1)
    market.fulfil(orders["disputed"], CID, **seller)
    system.disputes.raiseDispute(orders["disputed"], CID, **buyer)
    system.disputes.contest(orders["disputed"], CID, **seller)
    orders["reserved"] = place_vouched(system, scene, 2)
    rate = system.reputation.rate
    rate(market, orders["instant"], PRODUCT, 4, NO_CID, **buyer)
    rate(market, orders["instant"], SERVICE, 2, NO_CID, **buyer)
    rate(market, orders["instant"], PAYMENT, 5, NO_CID, **seller)
    rate(market, orders["instant"], PARTNER, 3, NO_CID, sender=scene.distributors[2])
    # The shop at level 1 is sold: what it was paid before is its former owner's.
    system.registry.transferFrom(
        scene.distributors[0], scene.stranger, scene.shops[0], sender=scene.distributors[0]
    )
    orders["after_sale"] = place(system, scene, scene.instant, 1)
    return orders


def _around(system: Any, scene: Scene, extra: AccountAPI) -> None:
    """Everything but orders."""
    registry, board, module = system.registry, system.bounty_board, system.group_buy
    seller = {"sender": scene.seller}
    registry.acquire(scene.shop, MODULES["group_buy"], 1, ENOUGH, **seller)
    registry.release(scene.shop, SHOWCASE, 2, **seller)
    system.market.setFloor(scene.escrowed, module, GROUP_UNIT, **seller)
    module.offer(scene.escrowed, 0, 1, GROUP_UNIT, 3, 2 * DAY, **seller)
    module.start(1, 2, 0, sender=scene.buyer)
    module.join(1, 1, 0, sender=extra)
    board.post((scene.shop, REWARD, SLOTS, 5 * DAY, 3 * DAY, CID), **seller)
    board.assign(1, [scene.buyer, extra], **seller)
    board.submit(1, CID, sender=extra)
    board.approve(1, extra, **seller)
    day = now() // DAY
    system.vault.seal(SEALED, HOSTILE.ljust(32, b"\0"), 1, day, **seller)


def _sale(system: Any, scene: Scene) -> int:
    """A round of 1,000 Ecom that ends in two days; the buyer has bought half of what its cap lets it."""
    deployer, foundation = accounts.test_accounts[0], accounts.test_accounts[1]
    currency = deployer.deploy(project.TestCurrency, "TUSD", 6, deployer)
    currency.mint(scene.buyer, 10**12, sender=deployer)
    currency.approve(system.sale, 10**12, sender=scene.buyer)
    system.token.approve(system.sale, ROUND, sender=deployer)
    system.sale.fund(ROUND, sender=deployer)
    number, start = int(system.sale.rounds()) + 1, now() + 10
    entries = merkle.Entries.of([(scene.buyer.address, 2 * BOUGHT), (scene.seller.address, ECOM)])
    tree = merkle.build(entries, chain_id=chain.chain_id, epoch=number, contract=str(system.sale.address))
    terms = (
        [(currency, 10**6)], ROUND, start, start + 2 * DAY, CLIFF, DURATION, deployer, 0, tree.root, NO_CID,
    )  # fmt: skip
    system.sale.createRound(number, terms, sender=foundation)
    amount, proof = tree.claim(scene.buyer.address)
    next_block_at(start)
    system.sale.buy(number, currency, BOUGHT, 10**12, amount, proof, sender=scene.buyer)
    return start + 2 * DAY


def _grant(system: Any, scene: Scene) -> int:
    number = int(system.grants.grantId(scene.buyer, 7))
    entries = merkle.Entries.of([(scene.seller.address, GRANTED), (scene.buyer.address, ECOM)])
    tree = merkle.build(entries, chain_id=chain.chain_id, epoch=number, contract=str(system.grants.address))
    system.grants.create(tree.root, tree.total, 7, NO_CID, sender=scene.buyer)
    amount, proof = tree.claim(scene.seller.address)
    system.grants.claim((number, 0, scene.seller, amount, proof), sender=scene.stranger)
    return number


ESCROWED = 3 * PRICE
"""Of the orders ``placed``, ``fulfilled`` and ``disputed``."""
