"""Scenes about fiat and mixed prices, and about disputes."""

from rich.text import Text

from ecomchain.amounts import BPS, parse_ecom
from ecomchain.demo import acts, disputing, fiat, sales
from ecomchain.demo.stage import Props, Stage
from ecomchain.demo.text import ecom
from ecomchain.ids import link_id

USD = 840
FIAT, MIXED = 1, 2
"""Options of the tea caddy, from here on."""


def prices(stage: Stage, props: Props) -> None:
    """Fiat and mixed prices: vouchers, reserves, and an objection."""
    stage.scene("5. Fiat and mixed prices 法币, 法币+Token")
    a, c, f, g, j, s = (stage[letter] for letter in "ACFGJS")
    system = stage.system
    catalog, market, budgets = system.catalog, system.market, system.budgets
    caddy, shop = props.listings["tea caddy"], props.shops["A"]
    through_d, through_f = (link_id(props.tasks["four"], props.shops[letter]) for letter in "DF")

    options = [
        (parse_ecom("80"), 0, 0, 0),
        (0, 2_400, USD, parse_ecom("80")),
        (parse_ecom("40"), 1_200, USD, parse_ecom("40")),
    ]
    stage.send(a, catalog.revise, caddy, (acts.cid("tea caddy"), 14 * acts.DAY, 3 * acts.DAY, options))
    stage.tell("A", "sells the tea caddy for 80 Ecom, for 24 USD, or for 40 Ecom and 12 USD")
    acts.allow(stage, a, budgets)
    stage.send(a, budgets.fund, shop, parse_ecom("100"))
    stage.tell("A", "puts 100 Ecom into its commission budget 佣金预算: distributors are never unpaid")
    purchase = (caddy, FIAT, 2, 1, 0, through_f)
    stage.refuse(c, "buys for fiat without A's word", "OptionHasFiatPart", market.place, purchase)

    stage.pause()
    offer = fiat.sign(stage, a, c, caddy, FIAT, through_f)
    order = fiat.submit(stage, c, c, offer)
    voucher, place = offer.voucher, system.vouchers.place
    stage.refuse(s, "submits it again", "NonceUsed", place, voucher.purchase.struct, voucher.struct)
    more = voucher.purchase.model_copy(update={"quantity": 9})
    stage.refuse(s, "makes it nine caddies", "InvalidVoucher", place, more.struct, voucher.struct)
    stage.refuse(c, "confirms before A has the dollars", "WrongState", market.confirm, order.id)
    acts.fulfil(stage, a, order.id, "fulfils: 24 USD have arrived, the parcel is on its way")
    stage.tell("C", "confirms: commission comes out of the reserve")
    fiat.close(stage, order, c, market.confirm)

    stage.pause()
    offer = fiat.sign(stage, a, c, caddy, MIXED, through_d)
    acts.allow(stage, g, market)
    stage.tell("G", "pays for C: anyone may submit, the named buyer gets the rights")
    order = fiat.submit(stage, g, c, offer)
    acts.fulfil(stage, a, order.id, "fulfils: 12 USD have arrived, the parcel is on its way")
    stage.wait_until(stage.view(market, "order", order.id).deadline)
    fiat.close(stage, order, s, market.settle)

    stage.pause()
    offer = fiat.sign(stage, a, c, caddy, FIAT, through_f)
    order = fiat.submit(stage, c, c, offer)
    acts.fulfil(stage, a, order.id, "fulfils: 24 USD have arrived, the parcel is on its way")
    stage.tell("A", "has 24 USD, yet ends the order as a refund 退款: no commission?")
    fiat.close(stage, order, a, market.refund)
    held = stage.view(budgets, "reserved", order.id).amount
    stage.refuse(s, "releases it to the budget at once", "TooEarly", budgets.release, order.id)
    for actor in (a, f):
        acts.allow(stage, actor, system.disputes)
    bond = disputing.objection(stage, f, a, order, held, "A was paid in dollars")
    stage.tell("J", "has seen the bank's receipt, and rules 仲裁: commission in full")
    disputing.rule_objection(stage, j, order, BPS, [(f, 2 * bond)])
    stage.send(a, budgets.withdraw, shop, parse_ecom("20"))
    left = stage.view(budgets, "budget", shop)
    stage.tell("A", f"takes 20 Ecom out of its budget, and leaves {ecom(left)} in it")
    order = fiat.submit(stage, c, c, fiat.sign(stage, a, c, caddy, FIAT, through_d))
    stage.tell("", Text(f"(Order {order.id} stays open to the end.)", style="dim"))


def disputes(stage: Stage, props: Props) -> None:
    """A dispute won by each side, and one that nobody rules."""
    stage.scene("6. Disputes 争议: bonds, a ruling, or none in time")
    a, c, j, s = (stage[letter] for letter in "ACJS")
    contract = stage.system.disputes
    acts.fund(stage, c, "500")
    acts.allow(stage, c, contract)

    def disputed(claim: str, answer: str) -> tuple[sales.Order, int]:
        order = sales.place(stage, c, props.listings["tea set"], props.links["E"])
        acts.fulfil(stage, a, order.id)
        bond = disputing.dispute(stage, c, order, claim)
        disputing.contest(stage, a, order, answer)
        return order, bond

    order, bond = disputed("the cups are broken", "they were whole")
    stage.refuse(a, "rules in its own case", "NotArbitrator", contract.rule, order.id, BPS)
    stage.tell("J", "rules 20% for A: C has shown photographs")
    disputing.close(stage, order, j, contract.rule, 2_000, bonds=[(c, 2 * bond)])

    stage.pause()
    order, bond = disputed("it is not oolong", "it says green tea on the page")
    stage.tell("J", "rules 90% for A")
    disputing.close(stage, order, j, contract.rule, 9_000, bonds=[(a, 2 * bond)])

    stage.pause()
    order, bond = disputed("it came late", "it came in time")
    stage.wait_until(stage.view(contract, "dispute", order.id).deadline)
    stage.refuse(j, "rules too late", "TooLate", contract.rule, order.id, BPS)
    stage.tell("S", "closes it: without a ruling in time it is half and half, for nobody waits for ever")
    disputing.close(stage, order, s, contract.expire, bonds=[(c, bond), (a, bond)])

    stage.pause()
    order = sales.place(stage, c, props.listings["tea set"], props.links["E"])
    acts.fulfil(stage, a, order.id)
    disputing.dispute(stage, c, order, "it is not as described")
    stage.tell("", Text(f"(Order {order.id} stays disputed to the end.)", style="dim"))
