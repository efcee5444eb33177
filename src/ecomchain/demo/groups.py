"""Group buying 拼团 on the stage (MODULE): deposits, orders at the group's price, refunds."""

from ecomchain.amounts import parse_ecom
from ecomchain.demo import sales
from ecomchain.demo.cast import Actor
from ecomchain.demo.stage import Stage
from ecomchain.demo.text import ecom, period
from ecomchain.ids import NO_LINK, link_parts


def offer(stage: Stage, seller: Actor, listing: int, price: str, size: int, window: int) -> int:
    """``seller`` offers a deal for one unit. Returns the deal."""
    groups = stage.system.group_buy
    revision = stage.view(stage.system.catalog, "listing", listing).revision
    receipt = stage.send(seller, groups.offer, listing, 0, revision, parse_ecom(price), size, window)
    title = stage.titles[listing]
    stage.tell(
        seller.name,
        f"offers the {title} for {price} Ecom if {size} buyers come together within {period(window)}",
    )
    return int(stage.event(receipt, groups, "DealOffered")["deal"])


def start(stage: Stage, buyer: Actor, deal: int, link: int = NO_LINK) -> int:
    """``buyer`` starts a group. Returns the group."""
    groups = stage.system.group_buy
    receipt = stage.send(buyer, groups.start, deal, 1, link)
    group = int(stage.event(receipt, groups, "GroupStarted")["group"])
    paid = sales.transfers(stage, receipt)
    price = stage.view(groups, "deal", deal).unitPrice
    stage.check("what the deposit took", paid, [(groups.address, price)])
    through = f" through {stage.name(stage.owner(link_parts(link).shop))}" if link else ""
    stage.tell(buyer.name, f"starts group {group}{through}: {ecom(price)} Ecom deposited")
    return group


def join(stage: Stage, buyer: Actor, group: int) -> None:
    """``buyer`` joins a group."""
    groups = stage.system.group_buy
    receipt = stage.send(buyer, groups.join, group, 1, NO_LINK)
    done = bool(stage.events(receipt, groups, "GroupSucceeded"))
    stage.tell(buyer.name, f"joins it{': the group is complete' if done else ''}")


def place(
    stage: Stage, actor: Actor, group: int, buyers: dict[Actor, int], listing: int
) -> list[sales.Order]:
    """``actor`` has the orders of a complete group placed; ``buyers`` with the links they came through."""
    system = stage.system
    groups, market = system.group_buy, system.market
    receipt = stage.send(actor, groups.place, group, [buyer.address for buyer in buyers])
    price = stage.view(groups, "deal", stage.view(groups, "group", group).deal).unitPrice
    placed = [log.event_arguments for log in stage.events(receipt, market, "OrderPlaced")]
    wanted = [(buyer.address, link, price) for buyer, link in buyers.items()]
    stage.check("the group's orders", [(o["buyer"], o["link"], o["unitPrice"]) for o in placed], wanted)
    moved = sales.transfers(stage, receipt, groups.address)
    stage.check("what the orders took", moved, [(market.address, price)] * len(buyers))
    numbers = ", ".join(str(order["order"]) for order in placed)
    stage.tell(actor.name, f"has the orders placed: {numbers}, {ecom(price)} Ecom each")
    title = f"buys 1 x {stage.titles[listing]} in a group"
    return [
        sales.Order(order["order"], title, buyer, listing, link, price)
        for order, (buyer, link) in zip(placed, buyers.items(), strict=True)
    ]


def refund(stage: Stage, actor: Actor, group: int, buyer: Actor) -> None:
    """``actor`` sends the deposit of a group that has failed back to ``buyer``."""
    groups = stage.system.group_buy
    price = stage.view(groups, "deal", stage.view(groups, "group", group).deal).unitPrice
    receipt = stage.send(actor, groups.refund, group, [buyer.address])
    stage.check("what the group gives back", sales.transfers(stage, receipt), [(buyer.address, price)])
    stage.tell(
        actor.name, f"ends group {group}, which nobody joined: {ecom(price)} Ecom go back to {buyer.name}"
    )
