"""Prepared systems that the property tests begin from."""

from functools import cache

from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK, PROMOTION
from ecomchain.model.structs import CapabilityTerms, Cid, Offer, PriceOption, TaskTerms
from ecomchain.model.structs_trade import Purchase, Voucher
from engine.actors import DAY, ENOUGH, SELLERS, fund
from engine.keys import sign
from engine.pair import Outcome, Pair
from engine.system import FOUNDATION, OPERATOR, PRESALE, REWARDS, TEAM, System, account

WHALE = PRESALE
"""Ends up with nearly all tokens there are."""

SELLER = SELLERS[0]
RESELLERS = tuple(account(0x1000 + i) for i in range(16))
"""Their shops are 2 to 17, each with room for two links; shop 1 is the seller's."""


@cache
def empty() -> Pair:
    """Everybody funded, nothing done."""
    pair = Pair(System())
    fund(pair)
    pair.remember()
    return pair


@cache
def deep() -> Pair:
    """One buyer with nearly all tokens, a seller, and sixteen distributors; L may be 100 %."""
    pair = Pair(System(community=REWARDS))
    pair.do("catalog", "setMaxIncentive", OPERATOR, 10_000)
    for holder in (FOUNDATION, REWARDS, TEAM):
        pair.do("token", "transfer", holder, WHALE, pair.view("token", "balanceOf", holder))
    for name in ("registry", "market", "budgets", "disputes", "splitter"):
        pair.do("token", "approve", WHALE, pair.system.contracts[name].address, 2**256 - 1)
    cheap = CapabilityTerms(1, 1, 1, True)
    for capability in (1, PROMOTION, DISTRIBUTION):
        pair.do("registry", "setCapability", OPERATOR, capability, cheap)
    for owner in (SELLER, *RESELLERS):
        shop = pair.do("registry", "open", WHALE, WHALE, Cid(), ENOUGH).value
        pair.do("registry", "acquire", WHALE, shop, PROMOTION if shop == 1 else DISTRIBUTION, 1, ENOUGH)
        pair.do("registry", "transferFrom", WHALE, WHALE, owner, shop)
    pair.remember()
    return pair


def order_through(
    pair: Pair, price: int, incentive_bps: int, closing_bps: int, n: int, fiat_base: int = 0
) -> tuple[int, list[int]]:
    """An escrowed order of the whale over ``n`` links: its id, and the links from the seller on.

    With a ``fiat_base`` it has a fiat part, and all the budget that it needs.
    """
    fiat = (1, 840, fiat_base) if fiat_base else ()
    offer = Offer(Cid(), 10 * DAY, DAY, (PriceOption(price, *fiat),))
    listing = pair.do("catalog", "list", SELLER, 1, offer, 1, ANY_NUMBER).value
    terms = TaskTerms(incentive_bps, closing_bps, 16)
    task = pair.do("catalog", "publishTask", SELLER, 1, terms, [listing]).value
    links: list[int] = []
    for shop, owner in enumerate(RESELLERS[:n], start=2):
        parent = links[-1] if links else NO_LINK
        links.append(pair.do("catalog", "takeLink", owner, task, parent, shop, ANY_NUMBER).value)
    purchase = Purchase(listing, 0, 1, 1, price, links[-1] if links else NO_LINK)
    placed = _place_vouched(pair, purchase, price + fiat_base) if fiat_base else _place(pair, purchase)
    assert placed.error is None, placed.error
    return placed.value, links


def _place(pair: Pair, purchase: Purchase) -> Outcome:
    return pair.do("market", "place", WHALE, purchase)


def _place_vouched(pair: Pair, purchase: Purchase, base: int) -> Outcome:
    needed = pair.same("budgets", "quote", purchase.link, base) if purchase.link else 0
    if needed:
        pair.do("budgets", "fund", WHALE, 1, needed)
    return pair.do("vouchers", "place", WHALE, purchase, signed(pair, SELLER, purchase, WHALE))


def signed(pair: Pair, seller: str, purchase: Purchase, buyer: str, nonce: int = 0) -> Voucher:
    """The seller's voucher for ``buyer``, good for this second."""
    voucher = Voucher(buyer, pair.chain.now, nonce)
    return voucher._replace(signature=sign(seller, pair.world.vouchers.text(purchase, voucher)))
