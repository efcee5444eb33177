"""Scenes about reputation and growth, and about what shops do to be found."""

from rich.text import Text

from ecomchain.amounts import ECOM
from ecomchain.demo import acts, bounties, groups, growing, sales
from ecomchain.demo.acts import DAY
from ecomchain.demo.stage import Props, Stage
from ecomchain.demo.text import ecom, percent
from ecomchain.deployment import MODULES
from ecomchain.ids import NO_LINK, SHOWCASE

SCORES = {"product": 5, "service": 5, "payment": 4, "partner": 4}


def reputation(stage: Stage, props: Props) -> None:
    """Ratings in every direction, and a distributor who gains a level."""
    stage.scene("7. Reputation 信誉 and growth 分销能力成长")
    a, b, c, s = (stage[letter] for letter in "ABCS")
    market, contract, registry = stage.system.market, stage.system.reputation, stage.system.registry
    shops = props.shops

    order = sales.place(stage, c, props.listings["teapot"], props.links["B"])
    stage.refuse(
        c, "rates before the end", "OrderNotClosed", contract.rate, market, order.id, 0, 5, acts.NO_CID
    )
    stage.tell("C", "has the teapot, and confirms")
    sales.close(stage, order, c, market.confirm, quietly=True)
    growing.rate(stage, c, order, "product", SCORES["product"], "A for the product")
    growing.rate(stage, c, order, "service", SCORES["service"], "B for the service")
    growing.rate(stage, a, order, "payment", SCORES["payment"], "C for the payment")
    growing.rate(stage, b, order, "partner", SCORES["partner"], "A as a partner")
    stage.refuse(c, "rates B again", "RatedAlready", contract.rate, market, order.id, 1, 1, acts.NO_CID)
    growing.show_ratings(stage, shops["A"], shops["B"], c, SCORES)

    stage.pause()
    kappa = stage.view(contract, "kappaBps")
    live = stage.view(registry, "locks", shops["A"]).live
    stage.tell(
        "A", f"has {ecom(live)} Ecom locked: sales up to {percent(kappa)} of it a day count for growth"
    )
    acts.fund(stage, a, "23000", ": it grows into a large operator 大型经营者")
    acts.acquire(stage, a, shops["A"], SHOWCASE, 1_000)
    acts.fund(stage, c, "1200")
    stage.wait_until(acts.now() + 2 * DAY)
    counter, book = growing.Counter(stage, shops["A"]), props.listings["tea book"]
    need = stage.view(contract, "thresholds")[0].orders
    day = acts.now() // DAY
    before = stage.view(contract, "day", day).counted
    for _ in range(need):
        bought, receipt = sales.buy_at_once(stage, c, book, props.links["B"], 11, quietly=True)
        counter.sale(receipt, bought.price)
    stage.tell(
        "C", f"buys tea books through B for a school, {need} times 11: {ecom(counter.total)} Ecom count"
    )
    after = stage.view(contract, "day", day).counted
    if acts.now() // DAY == day:
        stage.check("S_dt, what counts on the day", after - before, counter.total)
    stage.send(s, registry.syncLevel, shops["B"])
    stage.tell("S", "has B's level taken over: anyone may")
    growing.show_level(stage, shops["B"], 0, 1)


def modules(stage: Stage, props: Props) -> None:
    """A group buy that succeeds, one that fails, and a bounty."""
    stage.scene("8. Group buying 拼团 and bounties 领取卖家任务")
    a, c, f, g, s = (stage[letter] for letter in "ACFGS")
    system, shop, teapot = stage.system, props.shops["A"], props.listings["teapot"]
    market, group_buy, board = system.market, system.group_buy, system.bounty_board

    acts.acquire(stage, a, shop, MODULES["group_buy"])
    stage.send(a, market.setFloor, teapot, group_buy.address, 45 * ECOM)
    stage.tell("A", "lets group buying sell the teapot for 45 Ecom or more, up to its price of 60")
    args = (teapot, 0, stage.view(system.catalog, "listing", teapot).revision)
    stage.refuse(a, "offers it for 40", "PriceOutOfRange", group_buy.offer, *args, 40 * ECOM, 3, DAY)
    deal = groups.offer(stage, a, teapot, "48", 3, DAY)
    acts.fund(stage, s, "200")
    for buyer in (c, g, s):
        acts.allow(stage, buyer, group_buy)
    group = groups.start(stage, c, deal, props.links["B"])
    groups.join(stage, g, group)
    stage.refuse(s, "has orders placed too early", "NotSucceeded", group_buy.place, group, [c.address])
    groups.join(stage, s, group)
    buyers = {c: props.links["B"], g: NO_LINK, s: NO_LINK}
    orders = groups.place(stage, s, group, buyers, teapot)
    for order in orders:
        acts.fulfil(stage, a, order.id, quietly=True)
        sales.close(stage, order, order.buyer, market.confirm, quietly=order.link == NO_LINK)
    stage.tell("A", "sends three teapots; all confirm. G and S came without a link: 48 Ecom each to A")

    stage.pause()
    group = groups.start(stage, c, deal)
    stage.refuse(c, "wants its deposit back at once", "TooEarly", group_buy.refund, group, [c.address])
    stage.wait_until(stage.view(group_buy, "group", group).deadline)
    groups.refund(stage, s, group, c)
    groups.start(stage, c, deal)

    stage.pause()
    acts.allow(stage, a, board)
    bounty = bounties.post(stage, a, shop, "a photograph of the tea set", "5", 3, 2)
    deadline = bounties.work(stage, a, bounty, s, f)
    bounties.paid(stage, a, bounty, s, board.approve, "approves S's photograph")
    stage.refuse(f, "claims while A may still look", "TooEarly", board.claim, bounty, f.address)
    stage.wait_until(deadline)
    waited = bounties.review_time(stage, bounty)
    bounties.paid(stage, f, bounty, f, board.claim, f"claims: A has not looked for {waited}")
    stage.tell("", Text("(The third slot stays open to the end, and group 3 too.)", style="dim"))
