"""A split by the stand-alone Splitter (COM-4), shown like a sale."""

from ecomchain.demo.cast import Actor
from ecomchain.demo.sales import compare, transfers
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import Line, payments
from ecomchain.demo.text import ecom, percent
from ecomchain.model import commission


def split(
    stage: Stage, payer: Actor, amount: int, incentive: int, closing: int, seller: str, distributors: str
) -> None:
    """``payer`` splits ``amount`` over a seller and distributors (letters), nearest the seller first."""
    n = len(distributors)
    upper, last = commission.full(amount, incentive, closing, n)
    to_seller = amount - upper * (n - 1) - last
    lines = [Line("", seller, "seller 卖家", "P - ΣD", stage[seller].address, to_seller)]
    for level, letter in enumerate(distributors, start=1):
        formula, share = ("P·L·M", last) if level == n else (f"P·L·(1-M)/{n - 1}", upper)
        address = stage[letter].address
        lines.append(Line(f"D{level}", letter, "distributor 分销员", formula, address, share))
    receivers = [stage[letter].address for letter in distributors]
    order = (amount, incentive, closing, stage[seller].address, receivers)
    receipt = stage.send(payer, stage.system.splitter.split, *order)

    shown = compare(stage, "the split", lines, transfers(stage, receipt), amount)
    terms = f"P = {ecom(amount)} Ecom · L = {percent(incentive)} · M = {percent(closing)} · n = {n}"
    stage.console.print(payments(f"A split by {payer.name}", terms, shown, amount))
