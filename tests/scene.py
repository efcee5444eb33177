"""The scene that the tests of catalog and market play in: a seller, four distributors in a chain, a buyer.

The seller's shop has six listings: ``escrowed`` (unlimited), ``limited`` (10 units), ``instant``,
``instant_limited`` (5 units), ``mixed`` (token, fiat, or both) and ``alone`` (in no task). One task
covers all but the last. The links of the distributors' shops stand behind one another. The seller's shop
has a commission budget. A rival's shop can distribute too, and has a listing and a task of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from math import floor
from typing import Any

from ape import accounts, chain
from ape.api import AccountAPI
from clock import DAY

from ecomchain.amounts import BPS, ECOM
from ecomchain.ids import (
    ANY_NUMBER,
    DISTRIBUTION,
    PROMOTION,
    SHOWCASE,
    UNLIMITED,
    link_id,
    listing_id,
    task_id,
)

PRICE = 1_000 * ECOM + 7
"""Of a unit; the 7 leaves remainders behind in every division."""

L, M, MAX_LEVELS = 2_345, 6_789, 4
"""The task's terms: rates in basis points, levels."""

PROTECTION, FULFIL_WITHIN = 14 * DAY, 7 * DAY
STOCK, INSTANT_STOCK = 10, 5
ENOUGH = 1_000_000 * ECOM
USD = 840
FIAT, MIXED = 1, 2
"""Options of the listing ``mixed``; 0 is in tokens alone."""

FIAT_BASE = 50 * ECOM
"""The declared value of a unit's fiat part."""

BUDGET = 10_000 * ECOM
"""Of the seller's shop, for commission on orders with a fiat part."""

CID = (bytes.fromhex("c1d0" * 16), 1)
OTHER_CID = (bytes.fromhex("0c1d" * 16), 0)
NO_CID = (bytes(32), 0)


def tokens(amount: int = PRICE) -> tuple[int, int, int, int]:
    """A price option in tokens alone."""
    return amount, 0, 0, 0


def fiat(amount: int = 9_900, *, tokens: int = 0, base: int = FIAT_BASE) -> tuple[int, int, int, int]:
    """A price option in US dollars (cents), with tokens as well or not."""
    return tokens, amount, USD, base


def offer(
    *options: tuple[int, int, int, int],
    protection: int = PROTECTION,
    fulfil_within: int = FULFIL_WITHIN,
    content: tuple[bytes, int] = CID,
) -> tuple[Any, ...]:
    """The struct ``Offer``, at PRICE unless options are given."""
    return content, protection, fulfil_within, list(options or [tokens()])


@dataclass(frozen=True)
class Scene:
    """Who is there, and the ids of what they have; ``links[0]`` is nearest the seller."""

    seller: AccountAPI
    distributors: tuple[AccountAPI, ...]
    buyer: AccountAPI
    stranger: AccountAPI
    shop: int
    shops: tuple[int, ...]
    task: int
    escrowed: int
    limited: int
    instant: int
    instant_limited: int
    mixed: int
    alone: int
    links: tuple[int, ...]
    rival: AccountAPI
    rival_shop: int
    rival_listing: int
    rival_task: int

    def link(self, n: int) -> int:
        """The link of a chain of n distributors; 0 for none."""
        return self.links[n - 1] if n else 0


def play(system: Any) -> Iterator[Scene]:
    """Build the scene, and take everything back afterwards."""
    before = chain.snapshot()
    yield build(system)
    chain.restore(before)


def build(system: Any) -> Scene:
    """Set the scene with accounts that have no role elsewhere."""
    seller, *distributors, buyer, stranger, rival = (actor(system) for _ in range(8))
    shop = open_shop(system, seller, PROMOTION)
    catalog = system.catalog
    system.registry.acquire(shop, SHOWCASE, 5, ENOUGH, sender=seller)
    ids = [listing_id(shop, index) for index in range(1, 7)]
    task = task_id(shop, 1)
    for offered, stock in (
        (offer(), UNLIMITED),
        (offer(), STOCK),
        (offer(protection=0, fulfil_within=0), UNLIMITED),
        (offer(protection=0, fulfil_within=0), INSTANT_STOCK),
        (offer(tokens(), fiat(), fiat(tokens=PRICE)), UNLIMITED),
        (offer(), UNLIMITED),
    ):
        catalog.list(shop, offered, stock, ANY_NUMBER, sender=seller)
    catalog.publishTask(shop, (L, M, MAX_LEVELS, 0), ids[:5], sender=seller)
    system.budgets.fund(shop, BUDGET, sender=seller)
    shops, links = [], [0]
    for distributor in distributors:
        shops.append(open_shop(system, distributor, DISTRIBUTION))
        catalog.takeLink(task, links[-1], shops[-1], ANY_NUMBER, sender=distributor)
        links.append(link_id(task, shops[-1]))
    rival_shop = open_shop(system, rival, DISTRIBUTION, PROMOTION)
    rival_listing, rival_task = listing_id(rival_shop, 1), task_id(rival_shop, 1)
    catalog.list(rival_shop, offer(), UNLIMITED, ANY_NUMBER, sender=rival)
    catalog.publishTask(rival_shop, (L, M, MAX_LEVELS, 0), [rival_listing], sender=rival)
    return Scene(
        seller,
        tuple(distributors),
        buyer,
        stranger,
        shop,
        tuple(shops),
        task,
        *ids,
        tuple(links[1:]),
        rival,
        rival_shop,
        rival_listing,
        rival_task,
    )


def actor(system: Any, funds: int = ENOUGH) -> AccountAPI:
    """A new account with tokens that registry, market, budgets and disputes may pull."""
    account = accounts.test_accounts.generate_test_account()
    account.balance += 10**20
    system.token.transfer(account, funds, sender=max(accounts.test_accounts, key=system.token.balanceOf))
    for spender in (system.registry, system.market, system.budgets, system.disputes):
        system.token.approve(spender, funds, sender=account)
    return account


def open_shop(system: Any, owner: AccountAPI, *capabilities: int) -> int:
    """Open a shop at its owner's cost and acquire one unit of each capability."""
    system.registry.open(owner, NO_CID, ENOUGH, sender=owner)
    shop = int(system.registry.totals().shops)
    for capability in capabilities:
        system.registry.acquire(shop, capability, 1, ENOUGH, sender=owner)
    return shop


def put_to_rest(system: Any, scene: Scene, live: Sequence[bool]) -> None:
    """Where ``live`` says no, level 2 gives up DISTRIBUTION, and the others drop their link."""
    for i, lives in enumerate(live):
        if not lives and i == 1:
            system.registry.release(scene.shops[i], DISTRIBUTION, 1, sender=scene.distributors[i])
        elif not lives:
            system.catalog.drop(scene.links[i], sender=scene.distributors[i])


def wake(system: Any, scene: Scene, asleep: Sequence[bool]) -> None:
    """The reverse of `put_to_rest`, with the same levels."""
    for i, lives in enumerate(asleep):
        if not lives and i == 1:
            system.registry.acquire(scene.shops[i], DISTRIBUTION, 1, ENOUGH, sender=scene.distributors[i])
        elif not lives:
            system.catalog.revive(scene.links[i], ANY_NUMBER, sender=scene.distributors[i])


def purchase(
    listing: int,
    link: int = 0,
    *,
    option: int = 0,
    revision: int = 1,
    quantity: int = 1,
    unit_price: int = PRICE,
) -> tuple[int, ...]:
    """The struct ``Purchase``."""
    return listing, option, revision, quantity, unit_price, link


@dataclass(frozen=True)
class Shares:
    """What each side of an order gets: the formula in exact fractions, rounded down at the end."""

    buyer: int
    seller: int
    upper: int
    closing: int
    levels: int
    each: tuple[int, ...]

    @property
    def commission(self) -> int:
        """What all distributors get."""
        return sum(self.each)


def shares(escrow: int, live: Sequence[bool] = (), bps: int = BPS) -> Shares:
    """Where an escrow of the scene's task goes that ends at ``bps`` (SPEC section 7, COM-1 to COM-3)."""
    n, incentive = len(live), Fraction(escrow * L, BPS)
    closing_full = floor(incentive * M / BPS) if n else 0
    upper_full = floor(incentive * (BPS - M) / BPS / (n - 1)) if n > 1 else 0
    closing, upper = (floor(Fraction(full * bps, BPS)) for full in (closing_full, upper_full))
    each = tuple((closing if i + 1 == n else upper) if lives else 0 for i, lives in enumerate(live))
    success = floor(Fraction(escrow * bps, BPS))
    levels = sum(1 << i for i, lives in enumerate(live) if lives and bps)
    return Shares(escrow - success, success - sum(each), upper, closing, levels, each)


def plain(value: Any) -> Any:
    """A struct that a view returned, and all in it, as tuples."""
    if is_dataclass(value):
        value = [getattr(value, field.name) for field in fields(value)]
    return tuple(plain(item) for item in value) if isinstance(value, list | tuple) else value
