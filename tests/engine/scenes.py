"""Prepared systems that the property tests begin from."""

from collections.abc import Mapping
from functools import cache

from ecomchain.amounts import ECOM
from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK, PROMOTION, SHOP
from ecomchain.model.emission import LAST_DAY, cumulative, epoch_of, last_day_of
from ecomchain.model.root_game import CHALLENGE_WINDOW
from ecomchain.model.structs import CapabilityTerms, Cid, Offer, PriceOption, TaskTerms
from ecomchain.model.structs_trade import Purchase, Voucher
from engine.actors import DAY, ENOUGH, PEOPLE, SELLERS, WEALTH, fund, populate
from engine.keys import sign
from engine.merkle import Tree
from engine.pair import Outcome, Pair
from engine.system import FOUNDATION, OPERATOR, PRESALE, PUBLISHER, REWARDS, TEAM, TERMS, System, account

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


known_trees: dict[bytes, Tree] = {}
"""By root, the trees that tests have made, so that they can claim."""


def grow(pair: Pair, contract: str, epoch: int, amounts: Mapping[str, int]) -> Tree:
    """A tree of a contract that pays claims."""
    book = pair.world.grants if contract == "grants" else pair.world.reward_pool
    tree = Tree.of(book.chain_id, epoch, book.address, amounts)
    known_trees[tree.root] = tree
    return tree


@cache
def late() -> Pair:
    """Everybody's shops, in the last days of phase one: a root with something to claim holds in epoch 2, the
    others up to 1092 allocate all there is to nobody. The pool has top-ups, people have enough for bonds."""
    pair = Pair(System())
    fund(pair)
    for someone in PEOPLE[:-1]:
        pair.do("token", "transfer", PRESALE, someone, 50 * WEALTH)
    populate(pair)
    pool = pair.system.reward_pool
    pair.do("token", "approve", PRESALE, pool.address, 2**256 - 1)
    pair.do("reward_pool", "topUp", PRESALE, 2 * 10**9 * ECOM)
    tree = grow(pair, "reward_pool", 2, {PRESALE: 7 * ECOM, TEAM: ECOM + 1, SELLER: 3})
    epochs = range(1, epoch_of(LAST_DAY))
    first = pool.view("endOf", last_day_of(epochs[-1]) - len(epochs) + 1)
    pair.warp(first + 60 - pair.chain.now)
    declared = 0
    for epoch in epochs:
        most = cumulative(last_day_of(epoch)) - declared
        root, total = (tree.root, tree.total) if epoch == 2 else (b"\1" * 32, most)
        declared += total
        assert pair.do("root_game", "post", PUBLISHER, last_day_of(epoch), root, total, Cid()).error is None
        pair.warp(CHALLENGE_WINDOW)
    pair.do("root_game", "activate", PUBLISHER)
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


SHOPS = 24


TURNOUT = 4
"""More than the quorum asks of 24 shops, and less than a quarter of them."""


@cache
def settlers() -> Pair:
    """One whale with 24 shops, opened one a day."""
    pair = Pair(System(terms=TERMS._replace(quorum_bps=1_000, min_turnout=TURNOUT)))
    pair.do("registry", "setCapability", OPERATOR, SHOP, CapabilityTerms(1, 1, 1, True))
    pair.do("token", "approve", WHALE, pair.system.registry.address, 2**256 - 1)
    for _ in range(SHOPS):
        pair.do("registry", "open", WHALE, WHALE, Cid(), ENOUGH)
        pair.warp(DAY)
    pair.remember()
    return pair


@cache
def voters() -> Pair:
    """The same, when all of them are old enough to vote."""
    pair = settlers.__wrapped__()
    pair.warp(31 * DAY)
    pair.remember()
    return pair
