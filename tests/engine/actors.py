"""The people of the tests and what they begin with."""

from ecomchain.amounts import ECOM
from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK, PROMOTION, SHOWCASE, UNLIMITED
from ecomchain.model.structs import Cid, Offer, PriceOption, TaskTerms
from engine.pair import Pair
from engine.system import CAPABILITIES, OPERATOR, PRESALE, account

SELLERS = (account(0x51), account(0x52))
DISTRIBUTORS = (account(0x61), account(0x62), account(0x63), account(0x64))
BUYERS = (account(0x71), account(0x72), account(0x73))
STRANGER = account(0x81)
POOR = account(0x82)
"""Has little, and has allowed nothing."""

PEOPLE = (*SELLERS, *DISTRIBUTORS, *BUYERS, STRANGER, POOR)
WEALTH = 1_000_000 * ECOM
SPENDERS = ("registry", "vault", "market", "splitter")
ENOUGH = 10**40
"""More than anything costs."""

DAY = 86_400


def fund(pair: Pair) -> None:
    """Give everybody tokens, and the contracts everybody's allowance."""
    for person in PEOPLE:
        pair.do("token", "transfer", PRESALE, person, 3 * ECOM if person == POOR else WEALTH)
    for person in PEOPLE[:-1]:
        for name in SPENDERS:
            pair.do("token", "approve", person, pair.system.contracts[name].address, 2**256 - 1)


def populate(pair: Pair) -> None:
    """Two sellers' shops with a listing and a task each, four distributors' in a chain below the first."""
    for person in (*SELLERS, *DISTRIBUTORS):
        pair.do("registry", "open", person, person, Cid(), ENOUGH)
    tasks = []
    for shop, seller in enumerate(SELLERS, start=1):
        pair.do("registry", "acquire", seller, shop, PROMOTION, 1, ENOUGH)
        pair.do("registry", "acquire", seller, shop, SHOWCASE, 1, ENOUGH)
        protected = Offer(Cid(b"\1" * 32), 10 * DAY, 5 * DAY, (PriceOption(7 * ECOM + 13),))
        instant = Offer(Cid(), 0, 0, (PriceOption(3 * ECOM + 1), PriceOption(10**9 + 7)))
        listings = [
            pair.do("catalog", "list", seller, shop, protected, 40, ANY_NUMBER).value,
            pair.do("catalog", "list", seller, shop, instant, UNLIMITED, ANY_NUMBER).value,
        ]
        terms = TaskTerms(3_333 * shop // 2, 6_001, 2 + shop)
        tasks.append(pair.do("catalog", "publishTask", seller, shop, terms, listings).value)
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
