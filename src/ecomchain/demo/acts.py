"""What actors do with shops, listings, tasks and links: each act a transaction and a line of the story."""

from collections.abc import Sequence
from hashlib import sha256

from ape import chain
from ape.contracts import ContractInstance

from ecomchain import advertising
from ecomchain.amounts import parse_ecom
from ecomchain.demo.cast import Actor
from ecomchain.demo.stage import Stage
from ecomchain.demo.text import ecom, item, percent, period
from ecomchain.deployment import MODULES
from ecomchain.ids import (
    ANY_NUMBER,
    DISTRIBUTION,
    NO_LINK,
    PROMOTION,
    SHOP,
    SHOWCASE,
    UNLIMITED,
    link_parts,
)

DAY = 86_400
RAW = 1  # the CID's codec
ALLOWANCE = 10**28
CAPABILITIES = {
    SHOWCASE: "showcase 橱窗",
    DISTRIBUTION: "distribution 分销能力",
    PROMOTION: "promotion 推广",
    MODULES["group_buy"]: "group buying 拼团",
}
NO_CID = bytes(32), 0


def now() -> int:
    """The time of the chain's latest block."""
    return int(chain.blocks.head.timestamp)


def cid(content: str) -> tuple[bytes, int]:
    """The CID of a text, as the contracts take it: the demonstration stores nothing on IPFS."""
    return sha256(content.encode()).digest(), RAW


def fund(stage: Stage, actor: Actor, amount: str, remark: str = "") -> None:
    """``actor`` buys Ecom (here from the presale's share)."""
    stage.send(stage.bank, stage.system.token.transfer, actor.address, parse_ecom(amount))
    stage.tell(actor.name, f"buys {ecom(parse_ecom(amount))} Ecom{remark}")


def balance(stage: Stage, actor: Actor) -> int:
    """What ``actor`` has in its wallet."""
    return int(stage.view(stage.system.token, "balanceOf", actor.address))


def allow(stage: Stage, actor: Actor, *contracts: ContractInstance) -> None:
    """``actor`` lets contracts pull what it will agree to pay. A permit with each call does as well."""
    for contract in contracts:
        stage.send(actor, stage.system.token.approve, contract.address, ALLOWANCE)


def open_shop(stage: Stage, actor: Actor) -> int:
    """``actor`` opens a shop (开店) for its lock and seal. Returns the shop."""
    registry = stage.system.registry
    allow(stage, actor, registry)
    lock, seal = stage.view(registry, "quote", SHOP, 1)
    receipt = stage.send(actor, registry.open, actor.address, cid(f"shop of {actor.name}"), lock + seal)
    shop = int(stage.event(receipt, registry, "ShopOpened")["shop"])
    paid = stage.event(receipt, registry, "CapabilityAcquired")
    price = f"{ecom(paid['locked'])} locked 锁定, {ecom(paid['sealed_'])} sealed 封存"
    stage.tell(actor.name, f"opens shop {shop} 开店: {price}")
    return shop


def acquire(stage: Stage, actor: Actor, shop: int, capability: int, units: int = 1) -> None:
    """``actor`` locks tokens for units of a capability."""
    registry = stage.system.registry
    lock, seal = stage.view(registry, "quote", capability, units)
    receipt = stage.send(actor, registry.acquire, shop, capability, units, lock + seal)
    paid = stage.event(receipt, registry, "CapabilityAcquired")
    price = f"{ecom(paid['locked'])} locked, {ecom(paid['sealed_'])} sealed"
    count = f"{units:,} units of " if units > 1 else ""
    stage.tell(actor.name, f"adds {count}{CAPABILITIES[capability]}: {price}")


def offer(title: str, price: str, protection: int = 14 * DAY) -> tuple[object, ...]:
    """The struct ``Offer`` with one price, in tokens; fulfilment within three days."""
    return cid(title), protection, 3 * DAY, [(parse_ecom(price), 0, 0, 0)]


def list_item(
    stage: Stage,
    actor: Actor,
    shop: int,
    title: str,
    price: str,
    protection: int = 14 * DAY,
    stock: int = UNLIMITED,
) -> int:
    """``actor`` lists an item for tokens; without protection sales are final at once. Returns the listing."""
    catalog = stage.system.catalog
    receipt = stage.send(actor, catalog.list, shop, offer(title, price, protection), stock, ANY_NUMBER)
    listing = int(stage.event(receipt, catalog, "Listed")["listing"])
    stage.titles[listing] = title
    terms = f"buyer protected for {period(protection)}" if protection else "digital, paid at once"
    if stock != UNLIMITED:
        terms += f", {stock} in stock"
    stage.tell(actor.name, f"lists a {title} for {price} Ecom ({item(listing)}: {terms})")
    return listing


def publish(
    stage: Stage, actor: Actor, shop: int, incentive: int, closing: int, levels: int, listings: Sequence[int]
) -> int:
    """``actor`` publishes a distribution task over its listings. Returns the task."""
    catalog = stage.system.catalog
    receipt = stage.send(actor, catalog.publishTask, shop, (incentive, closing, levels, 0), list(listings))
    task = int(stage.event(receipt, catalog, "TaskPublished")["task"])
    titles = ", ".join(stage.titles[listing] for listing in listings)
    terms = f"L = {percent(incentive)}, M = {percent(closing)}, up to {levels} levels"
    stage.tell(actor.name, f"publishes task {item(task)} 发布任务 over {titles}: {terms}")
    return task


def take_link(stage: Stage, actor: Actor, shop: int, task: int, parent: int = NO_LINK) -> int:
    """``actor`` takes its shop's place in a task, behind ``parent``. Returns the link."""
    catalog = stage.system.catalog
    receipt = stage.send(actor, catalog.takeLink, task, parent, shop, ANY_NUMBER)
    taken = stage.event(receipt, catalog, "LinkTaken")
    source = "straight from the seller"
    if parent != NO_LINK:
        source = f"behind {stage.name(stage.owner(link_parts(parent).shop))}"
    stage.tell(actor.name, f"takes a link of task {item(task)} 领取任务, {source}: level {taken['depth']}")
    return int(taken["link"])


def become_distributor(stage: Stage, actor: Actor, funds: str = "300") -> int:
    """``actor`` buys tokens, opens a shop, switches distribution on. Returns the shop."""
    fund(stage, actor, funds)
    shop = open_shop(stage, actor)
    acquire(stage, actor, shop, DISTRIBUTION)
    return shop


def fulfil(
    stage: Stage,
    seller: Actor,
    order: int,
    what: str = "fulfils: the parcel is on its way",
    *,
    quietly: bool = False,
) -> None:
    """``seller`` states that fiat was received, if any, and that the goods are on their way."""
    stage.send(seller, stage.system.market.fulfil, order, cid(f"parcel of order {order}"))
    if not quietly:
        stage.tell(seller.name, what)


def advertise(stage: Stage, actor: Actor, listing: int, amount: str, day: int) -> None:
    """``actor`` seals tokens as a listing's advertising of a day (SEAL-3)."""
    stage.send(actor, stage.system.vault.seal, parse_ecom(amount), advertising.REASON, listing, day)
    stage.tell(actor.name, f"seals {amount} Ecom to advertise 广告 the {stage.titles[listing]} today")
