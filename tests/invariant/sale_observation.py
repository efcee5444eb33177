"""What the views of the private sale say, read while compared with the model (MODEL-1)."""

from engine.pair import Pair

from ecomchain.model.structs_sale import Payment, SalePosition, SaleRound
from invariant.observation import Fields, part
from invariant.sale_seen import SaleSeen


@part("sale")
def _sale(pair: Pair) -> Fields:
    same, book = pair.same, pair.world.sale.book
    ids = range(1, same("sale", "rounds") + 1)
    keys = sorted({(number, account) for number, account, _ in book.purchases})
    for number, account in keys:
        same("sale", "releasable", number, account)
    for name in ("money", "other_money"):
        address = getattr(pair.system, name).address
        same(name, "reentered")
        for number in (*ids, len(ids) + 1):
            same("sale", "price", number, address)
            same("sale", "quote", number, address, 10**18 + 1)
        holders = {terms.treasury for terms in book.terms} | {account for _, account in keys}
        for holder in sorted(holders):
            same(name, "balanceOf", holder)
    return {
        "sale": SaleSeen(
            unreserved=same("sale", "unreserved"),
            obligations=same("sale", "obligations"),
            rounds={number: SaleRound(*same("sale", "round", number)) for number in (*ids, len(ids) + 1)},
            payments={
                number: tuple(Payment(*each) for each in same("sale", "payments", number)) for number in ids
            },
            positions={key: SalePosition(*same("sale", "position", *key)) for key in keys},
            vested={key: same("sale", "vested", *key) for key in keys},
        )
    }
