"""The story of the demonstration, scene by scene. Every scene goes on from where the last one ended."""

from collections.abc import Callable

from rich.text import Text

from ecomchain.amounts import ECOM, parse_ecom
from ecomchain.demo import acts, sales
from ecomchain.demo.acts import DAY
from ecomchain.demo.presale import Presale, release_team, show_shares
from ecomchain.demo.ranking import show_ranking
from ecomchain.demo.scenes_growth import modules, reputation
from ecomchain.demo.scenes_rewards import rewards
from ecomchain.demo.scenes_trade import disputes, prices
from ecomchain.demo.splitting import split
from ecomchain.demo.stage import Props, Stage
from ecomchain.demo.text import ecom, period
from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, PROMOTION, SHOWCASE, UNLIMITED

Scene = Callable[[Stage, Props], None]


def paper(stage: Stage, props: Props) -> None:
    """The whitepaper's own scene (捌.1)."""
    stage.scene("1. The paper's scene 捌.1: A sells, B distributes, C buys")
    a, b, c = stage["A"], stage["B"], stage["C"]
    catalog, market, registry = stage.system.catalog, stage.system.market, stage.system.registry
    acts.fund(stage, a, "500", " on the market (here: from the presale's share)")
    shop = props.shops["A"] = acts.open_shop(stage, a)
    for title, price in (("tea set", "100"), ("teapot", "60"), ("tea bowl", "30")):
        stock = 5 if title == "tea bowl" else UNLIMITED
        props.listings[title] = acts.list_item(stage, a, shop, title, price, stock=stock)
    fourth = acts.offer("tea book", "9.9", 0)
    stage.refuse(a, "lists a fourth item", "NumberNotCarried", catalog.list, shop, fourth, 10, ANY_NUMBER)
    acts.fund(stage, a, "500", " more")
    acts.acquire(stage, a, shop, SHOWCASE, 2)
    props.listings["tea book"] = acts.list_item(stage, a, shop, "tea book", "9.9", protection=0)
    props.listings["tea caddy"] = acts.list_item(stage, a, shop, "tea caddy", "80")
    acts.acquire(stage, a, shop, PROMOTION)
    covered = [props.listings[title] for title in ("tea set", "teapot", "tea book")]
    props.tasks["three"] = acts.publish(stage, a, shop, 2_000, 6_000, 3, covered)

    stage.pause()
    props.shops["B"] = acts.become_distributor(stage, b)
    props.links["B"] = acts.take_link(stage, b, props.shops["B"], props.tasks["three"])
    stage.send(b, registry.post, props.shops["B"], acts.cid("B's post about A's tea set"))
    stage.tell("B", "re-posts A's tea set in its own shop 转载")

    stage.pause()
    acts.fund(stage, c, "1000")
    acts.allow(stage, c, market)
    stage.send(c, registry.join, props.shops["B"])
    stage.tell("C", "joins B's network 加入分销网络; a buyer needs no shop and no lock")
    order = sales.place(stage, c, props.listings["tea set"], props.links["B"])
    acts.fulfil(stage, a, order.id)
    stage.tell("C", "confirms; the contract pays B in the same transaction 自动获取")
    sales.close(stage, order, c, market.confirm)


def chains(stage: Stage, props: Props) -> None:
    """Chains of three and of four distributors, and an instant sale."""
    stage.scene("2. Longer chains 多级分销")
    a, c, f = stage["A"], stage["C"], stage["F"]
    catalog, market = stage.system.catalog, stage.system.market
    three = props.tasks["three"]
    parent = props.links["B"]
    for letter in ("D", "E"):
        shop = props.shops[letter] = acts.become_distributor(stage, stage[letter])
        parent = props.links[letter] = acts.take_link(stage, stage[letter], shop, three, parent)
    shop = props.shops["F"] = acts.become_distributor(stage, f)
    take = (three, parent, shop, ANY_NUMBER)
    stage.refuse(f, "takes a link behind E", "ChainTooDeep", catalog.takeLink, *take)
    order = sales.place(stage, c, props.listings["teapot"], props.links["E"], quantity=2)
    acts.fulfil(stage, a, order.id)
    sales.close(stage, order, c, market.confirm)

    stage.pause()
    covered = [props.listings[title] for title in ("tea bowl", "tea caddy")]
    four = props.tasks["four"] = acts.publish(stage, a, props.shops["A"], 2_500, 4_500, 4, covered)
    parent = 0
    for letter in ("B", "D", "E", "F"):
        parent = acts.take_link(stage, stage[letter], props.shops[letter], four, parent)
    props.links["F"] = parent
    order = sales.place(stage, c, props.listings["tea caddy"], props.links["F"])
    acts.fulfil(stage, a, order.id)
    sales.close(stage, order, c, market.confirm)
    stage.tell("", Text("(Thirds do not come out even: A keeps the last units of 1e-18 Ecom.)", style="dim"))

    stage.pause()
    stage.tell("C", "buys a digital good: the purchase itself pays everyone, out of C's wallet")
    sales.buy_at_once(stage, c, props.listings["tea book"], props.links["E"])


def endings(stage: Stage, props: Props) -> None:
    """Orders that do not simply succeed."""
    stage.scene("3. Other endings: refund, timeout, settlement, agreement")
    a, c, s = stage["A"], stage["C"], stage["S"]
    market = stage.system.market
    caddy, link = props.listings["tea caddy"], props.links["F"]

    order = sales.place(stage, c, caddy, link)
    stage.tell("A", "cannot deliver, and refunds 退款")
    sales.close(stage, order, a, market.refund)

    stage.pause()
    order = sales.place(stage, c, caddy, link)
    stage.refuse(c, "cancels while A still has time", "TooEarly", market.cancel, order.id)
    stage.wait_until(stage.view(market, "order", order.id).deadline)
    stage.refuse(a, "fulfils too late", "TooLate", market.fulfil, order.id, acts.cid("late"))
    stage.tell("C", "cancels: A has not fulfilled in time 超时")
    sales.close(stage, order, c, market.cancel)

    stage.pause()
    order = sales.place(stage, c, props.listings["tea set"], props.links["D"])
    acts.fulfil(stage, a, order.id)
    stage.refuse(s, "confirms in C's place", "NotBuyer", market.confirm, order.id)
    stage.refuse(s, "settles while C is protected", "TooEarly", market.settle, order.id)
    stage.wait_until(stage.view(market, "order", order.id).deadline)
    stage.tell("S", "settles: after protection anyone may, so that nobody waits for ever")
    sales.close(stage, order, s, market.settle)

    stage.pause()
    order = sales.place(stage, c, props.listings["teapot"], props.links["E"])
    acts.fulfil(stage, a, order.id)
    stage.send(a, market.propose, order.id, 6_000)
    stage.tell("A", "proposes to be paid 60%: the lid is cracked")
    stage.refuse(c, "accepts 50%", "NothingToAccept", market.accept, order.id, 5_000)
    stage.tell("C", "accepts 60% 协商")
    sales.close(stage, order, c, market.accept, 6_000)


def changes(stage: Stage, props: Props) -> None:
    """What happens between purchase and payment."""
    stage.scene("4. Who is paid is read at payment")
    c, d, e, g = stage["C"], stage["D"], stage["E"], stage["G"]
    catalog, market, registry = stage.system.catalog, stage.system.market, stage.system.registry

    order = sales.place(stage, c, props.listings["tea set"], props.links["E"])
    stage.send(d, catalog.drop, props.links["D"])
    stage.tell("D", "drops its link: D's share stays with the seller, the others' shares are as before")
    sales.close(stage, order, c, market.confirm)
    stage.send(d, catalog.revive, props.links["D"], ANY_NUMBER)
    stage.tell("D", "revives its link: it is back in its place")

    stage.pause()
    order = sales.place(stage, c, props.listings["tea set"], props.links["E"])
    acts.fund(stage, g, "200")
    shop, price = props.shops["E"], parse_ecom("120")
    stage.send(g, stage.system.token.transfer, e.address, price)
    stage.send(e, registry.transferFrom, e.address, g.address, shop)
    stage.tell("E", f"sells shop {shop} to G for {ecom(price)} Ecom: a shop 店铺归属权 is an ERC-721 token")
    stage.refuse(e, "posts in the shop it sold", "NotShopOwner", registry.post, shop, acts.cid("E"))
    stage.tell("C", "confirms: G is paid, the owner now")
    sales.close(stage, order, c, market.confirm)


def locks(stage: Stage, props: Props) -> None:
    """Locks come back; seals do not."""
    stage.scene("10. Locks come back, seals never do")
    a, b, c, d = stage["A"], stage["B"], stage["C"], stage["D"]
    registry, terms = stage.system.registry, stage.system.catalog.terms
    shop, tea_set = props.shops["D"], props.listings["tea set"]
    receipt = stage.send(d, registry.release, shop, DISTRIBUTION, 1)
    released = stage.event(receipt, registry, "CapabilityReleased")
    stage.tell("D", f"releases distribution 释放: {ecom(released['amount'])} Ecom are pending now")
    stage.refuse(c, "buys through D", "LinkAsleep", terms, tea_set, 0, props.links["D"])
    stage.refuse(d, "withdraws at once", "CooldownRunning", registry.withdraw, shop)
    stage.wait_until(released["availableAt"])
    receipt = stage.send(d, registry.withdraw, shop)
    amount = stage.event(receipt, registry, "Withdrawn")["amount"]
    stage.check("what D gets back", amount, released["amount"])
    stage.tell("D", f"withdraws {ecom(amount)} Ecom 取回")
    carried = stage.view(registry, "shop", props.shops["A"]).showcase
    units = carried - stage.view(stage.system.catalog, "listing", props.listings["tea caddy"]).number
    receipt = stage.send(a, registry.release, props.shops["A"], SHOWCASE, units)
    amount = stage.event(receipt, registry, "CapabilityReleased")["amount"]
    wait = period(stage.view(registry, "cooldown"))
    stage.tell("A", f"releases {units:,} units of showcase: {ecom(amount)} Ecom pending for {wait}")
    stage.refuse(c, "buys the tea caddy", "ListingAsleep", terms, props.listings["tea caddy"], 0, 0)

    stage.pause()
    props.listings["oolong"] = acts.list_item(stage, b, props.shops["B"], "packet of oolong", "45")
    for actor in (a, b):
        acts.allow(stage, actor, stage.system.vault)
    sealed: dict[int, int] = {}
    today = acts.now() // DAY
    for actor, listing, amount in (
        (a, tea_set, "25"),
        (b, props.listings["oolong"], "30"),
        (a, props.listings["teapot"], "10"),
        (a, tea_set, "7.5"),
    ):
        acts.advertise(stage, actor, listing, amount, today)
        sealed[listing] = sealed.get(listing, 0) + parse_ecom(amount)
    show_ranking(stage, today, sealed)

    stage.pause()
    acts.fund(stage, stage["S"], "100")
    acts.allow(stage, stage["S"], stage.system.splitter)
    stage.tell("S", "splits a sale of its own DApp with the splitter: the same formula for anybody")
    split(stage, stage["S"], parse_ecom("100"), 2_000, 5_000, "A", "BDF")


def refusals(stage: Stage, props: Props) -> None:
    """What the contracts refuse, and how they say so."""
    stage.scene("11. What the contracts refuse")
    a, c, s = stage["A"], stage["C"], stage["S"]
    catalog, market, registry = stage.system.catalog, stage.system.market, stage.system.registry
    tea_set, bowl = props.listings["tea set"], props.listings["tea bowl"]

    old = stage.view(catalog, "terms", tea_set, 0, 0)
    stage.send(a, catalog.revise, tea_set, acts.offer("tea set", "110"))
    stage.tell("A", "raises the price of the tea set from 100 to 110 Ecom")
    purchase = (tea_set, 0, old.revision, 1, old.tokenAmount, 0)
    stage.refuse(c, "buys at the price it saw before", "StaleRevision", market.place, purchase)
    stage.refuse(c, "names 90 instead", "WrongPrice", market.place, (tea_set, 0, 2, 1, 90 * ECOM, 0))
    stage.refuse(c, "buys a thousand", "OutOfStock", market.place, (bowl, 0, 1, 1_000, 30 * ECOM, 0))
    purchase = (tea_set, 0, 2, 1, 110 * ECOM, 0)
    stage.refuse(s, "buys without having allowed it", "PaymentFailed", market.place, purchase)
    stage.refuse(s, "empties A's shop", "NotShopOwner", registry.withdraw, props.shops["A"])
    stage.refuse(s, "pauses the market", "AccessManagedUnauthorized", market.pause, DAY)

    order = sales.place(stage, c, bowl, props.links["F"])
    stage.send(a, catalog.closeTask, props.tasks["four"])
    stage.tell("A", f"closes the task; order {order.id}, placed before, stays as it is (open to the end)")
    purchase = (bowl, 0, 1, 1, 30 * ECOM, props.links["F"])
    stage.refuse(c, "buys through the closed task", "TaskNotOpen", market.place, purchase)


def presale(stage: Stage, _: Props) -> None:
    """The shares of the genesis, a private round, and the team's vesting."""
    stage.scene("12. The presale 早期预售, and what vests")
    b, c, s = stage["B"], stage["C"], stage["S"]
    show_shares(stage)
    play = Presale(stage)
    play.create("1000", "0.05", {c: "600", b: "50.5"})
    sale = play.sale
    most = 10**12
    answer = play.purchase(s, ECOM, most, of=c)
    stage.refuse(s, "is not on the list, and shows C's proof", "NotAllowed", sale.buy, *answer)
    play.buy(c, "400")
    play.buy(b, "50.5")
    stage.refuse(b, "buys more than its cap", "BuyerCapExceeded", sale.buy, *play.purchase(b, 1, most))
    stage.refuse(c, "asks before the cliff", "NothingToRelease", sale.release, play.number, c.address)
    stage.wait_until(play.end())
    play.close(s, parse_ecom("549.5"))
    stage.wait_until(play.end() + 50 * DAY)
    play.release(s, c)
    stage.wait_until(play.end() + 100 * DAY)
    play.release(c, c)
    play.release(s, b)

    stage.pause()
    cliff = stage.view(stage.system.team_vesting, "cliff")
    stage.wait_until(cliff - 1, quietly=True)
    stage.check(
        "what the team could have",
        stage.view(stage.system.team_vesting, "releasable", stage.system.token.address),
        0,
    )
    stage.wait_until(cliff + 30 * DAY)
    release_team(stage, s)


SCENES: tuple[Scene, ...] = (
    paper,
    chains,
    endings,
    changes,
    prices,
    disputes,
    reputation,
    modules,
    rewards,
    locks,
    refusals,
    presale,
)
