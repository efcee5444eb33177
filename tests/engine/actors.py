"""The people of the tests and what they begin with."""

from ecomchain.amounts import ECOM
from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK, PROMOTION, SHOWCASE, UNLIMITED
from ecomchain.model.structs import Cid, Offer, PriceOption, TaskTerms
from engine.keys import person
from engine.pair import Pair
from engine.system import CAPABILITIES, MODULE, OPERATOR, PRESALE

SELLERS = (person(0x51), person(0x52))
DISTRIBUTORS = (person(0x61), person(0x62), person(0x63), person(0x64))
BUYERS = (person(0x71), person(0x72), person(0x73))
STRANGER = person(0x81)
POOR = person(0x82)
"""Has little, and has allowed nothing."""

PEOPLE = (*SELLERS, *DISTRIBUTORS, *BUYERS, STRANGER, POOR)
WEALTH = 1_000_000 * ECOM
SPENDERS = (
    "registry",
    "vault",
    "market",
    "budgets",
    "disputes",
    "splitter",
    "group_buy",
    "bounty_board",
    "reward_pool",
    "root_game",
    "grants",
    "sale",
)
ENOUGH = 10**40
"""More than anything costs."""

DAY = 86_400
FIAT_OPTION = PriceOption(0, 999, 978, 6 * ECOM + 7)


def fund(pair: Pair) -> None:
    """Give everybody tokens, and the contracts everybody's allowance."""
    for someone in PEOPLE:
        pair.do("token", "transfer", PRESALE, someone, 3 * ECOM if someone == POOR else WEALTH)
    for someone in PEOPLE[:-1]:
        for name in SPENDERS:
            pair.do("token", "approve", someone, pair.system.contracts[name].address, 2**256 - 1)


def populate(pair: Pair) -> None:
    """Two sellers' shops with three listings, a task and a budget each; four distributors' in a chain below
    the first seller's, whose shop also lets group buying sell."""
    for owner in (*SELLERS, *DISTRIBUTORS):
        pair.do("registry", "open", owner, owner, Cid(), ENOUGH)
    tasks = [_stock_up(pair, shop, seller) for shop, seller in enumerate(SELLERS, start=1)]
    _let_group_buying_sell(pair)
    parent = NO_LINK
    price = CAPABILITIES[DISTRIBUTION]
    for shop, distributor in enumerate(DISTRIBUTORS, start=len(SELLERS) + 1):
        pair.do("registry", "acquire", distributor, shop, DISTRIBUTION, 2, ENOUGH)
        # The third unit costs a little more: what is locked does not divide by three.
        dearer = price._replace(lock_per_unit=price.lock_per_unit + shop % 3 + 1)
        pair.do("registry", "setCapability", OPERATOR, DISTRIBUTION, dearer)
        pair.do("registry", "acquire", distributor, shop, DISTRIBUTION, 1, ENOUGH)
        pair.do("registry", "setCapability", OPERATOR, DISTRIBUTION, price)
        if shop < len(SELLERS) + 4:
            parent = pair.do("catalog", "takeLink", distributor, tasks[0], parent, shop, ANY_NUMBER).value


def _stock_up(pair: Pair, shop: int, seller: str) -> int:
    """Listings, a budget, and a task over the listings; the task."""
    pair.do("registry", "acquire", seller, shop, PROMOTION, 1, ENOUGH)
    pair.do("registry", "acquire", seller, shop, SHOWCASE, 2, ENOUGH)
    mixed = (PriceOption(5 * ECOM + 3), PriceOption(2 * ECOM + 1, 1_999, 840, 4 * ECOM + 1), FIAT_OPTION)
    offers = (
        (Offer(Cid(b"\1" * 32), 10 * DAY, 5 * DAY, (PriceOption(7 * ECOM + 13),)), 40),
        (Offer(Cid(), 0, 0, (PriceOption(3 * ECOM + 1), PriceOption(10**9 + 7))), UNLIMITED),
        (Offer(Cid(), 10 * DAY, 5 * DAY, mixed), 30),
    )
    listings = [
        pair.do("catalog", "list", seller, shop, offer, stock, ANY_NUMBER).value for offer, stock in offers
    ]
    pair.do("budgets", "fund", seller, shop, 200 * ECOM)
    terms = TaskTerms(3_333 * shop // 2, 6_001, 2 + shop)
    return int(pair.do("catalog", "publishTask", seller, shop, terms, listings).value)


def _let_group_buying_sell(pair: Pair) -> None:
    """Two listings of the first shop, for half the list price or more."""
    seller, module = SELLERS[0], pair.system.group_buy.address
    pair.do("registry", "acquire", seller, 1, MODULE, 1, ENOUGH)
    for listing in list(pair.world.catalog.listings)[:2]:
        price = pair.world.catalog.listings[listing].offer.options[0].token_amount
        pair.do("market", "setFloor", seller, listing, module, price // 2)
