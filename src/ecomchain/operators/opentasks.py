"""`catalog tasks`: open tasks to distribute, with what they pay and who is behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ecomchain.amounts import BPS
from ecomchain.ids import ANY_NUMBER, UNLIMITED, link_id, task_parts
from ecomchain.invariants.chain import Reader
from ecomchain.operators import cids, journal
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.journal import DIRECTORY
from ecomchain.operators.metadata import Metadata
from ecomchain.operators.rpc import Rpc
from ecomchain.operators.taskcache import TaskCache
from ecomchain.operators.watch import Watch
from ecomchain.rewards.chain.sync import WIDEST
from ecomchain.system import System

_PART = 1_000
"""Listings that are asked for at once."""


@dataclass(frozen=True)
class Item:
    """A listing of an open task that can be bought now."""

    listing: int
    reward: int
    """What the closing distributor of a unit gets, by its best price, in 1e-18 Ecom: floor(P * L * M)."""
    price: int
    """The base of that: tokens, and the declared value of a fiat part, in 1e-18 Ecom."""
    stock: int
    """Units left; `UNLIMITED` for no limit."""
    content: str
    category: str
    title: str


@dataclass(frozen=True)
class OpenTask:
    """A task that takes links and orders now."""

    task: int
    shop: int
    incentive_bps: int
    closing_bps: int
    levels: int
    expiry: int
    """Unix seconds; 0 for never."""
    rating: int
    """The seller's average rating by buyers in hundredths; 0 for none yet."""
    ratings: int
    orders: int
    """The seller's counted orders."""
    lost: int
    """Disputes that the seller lost."""
    missed: int
    """Deadlines that the seller missed."""
    level: int
    """The seller's level, 0 to 5."""
    items: tuple[Item, ...]
    """Best reward first."""

    @property
    def reward_bps2(self) -> int:
        """L * M: the closing distributor's share of a price, in 1e-8."""
        return self.incentive_bps * self.closing_bps

    @property
    def best(self) -> Item:
        return self.items[0]

    @property
    def stock(self) -> int:
        """Units left of all listings; `UNLIMITED` where one has no limit."""
        return min(sum(item.stock for item in self.items), UNLIMITED)


@dataclass(frozen=True)
class Filter:
    """Which tasks to show. Amounts in 1e-18 Ecom, the share in 1e-8, the rating in hundredths."""

    min_reward: int = 0
    min_share: int = 0
    min_rating: int = 0
    min_level: int = 0
    category: str = ""
    seller: int = 0
    distributor: int = 0
    """A shop that looks for tasks: its own, and those that it has a place in, are left out."""


SORTS = ("reward", "share", "rating", "level", "stock", "expiry")


def find(
    system: System,
    wanted: Filter,
    metadata: Metadata,
    watch: Watch,
    *,
    sort: str = "reward",
    widest: int = WIDEST,
    directory: Path = DIRECTORY,
) -> list[OpenTask]:
    """Open tasks with a listing that can be bought now, in order. Raises CatalogError without a node."""
    rpc = Rpc(system.catalog.provider.web3)
    cache = TaskCache(journal.home(system, rpc, directory) / "tasks.sqlite")
    try:
        with watch.stage("reading events") as advance:
            cache.sync(system, rpc, advance, widest)
        reader = Reader(system.catalog.provider.web3)
        now = int(rpc.request("eth_getBlockByNumber", hex(reader.block), False)["timestamp"], 16)
        rows = [row for row in cache.open_tasks(now) if row[5] and _terms_fit(row, wanted)]
    finally:
        cache.close()
    rows = _without_taken(system, reader, rows, wanted.distributor)
    sellers = _sellers(system, reader, sorted({task_parts(row[0]).shop for row in rows}), wanted)
    rows = [row for row in rows if task_parts(row[0]).shop in sellers]
    found, done = [], 0
    with watch.stage("reading listings", sum(len(row[5]) for row in rows)) as advance:
        for task, incentive, closing, levels, expiry, listings in rows:
            items: list[Item] = []
            for start in range(0, len(listings), _PART):
                part = listings[start : start + _PART]
                items += _items(system, reader, part, task, incentive * closing, metadata)
                done += len(part)
                advance(done)
            fit = [
                item for item in items if item.reward >= wanted.min_reward and _is_of(item, wanted.category)
            ]
            if fit:
                fit.sort(key=lambda item: (-item.reward, item.listing))
                shop = task_parts(task).shop
                terms = (incentive, closing, levels, expiry)
                found.append(OpenTask(task, shop, *terms, *sellers[shop], items=tuple(fit)))
    return sorted(found, key=lambda each: _order(each, sort))


def free_links(system: System, distributor: int) -> int:
    """How many more links a shop can take now."""
    reader = Reader(system.catalog.provider.web3)
    carried = int(reader.view(system.registry, "carried", distributor)[2])
    numbers = range(carried)
    free = reader.views([(system.catalog, "freeLinkNumber", (distributor, number)) for number in numbers])
    return sum(1 for number, lowest in zip(numbers, free, strict=True) if number == lowest)


def _terms_fit(row: tuple[int, int, int, int, int, list[int]], wanted: Filter) -> bool:
    shop = task_parts(row[0]).shop
    return (
        row[1] * row[2] >= wanted.min_share
        and wanted.seller in (0, shop)
        and (not wanted.distributor or shop != wanted.distributor)
    )


def _without_taken(
    system: System, reader: Reader, rows: list[tuple[int, int, int, int, int, list[int]]], distributor: int
) -> list[tuple[int, int, int, int, int, list[int]]]:
    if not distributor:
        return rows
    links = reader.views([(system.catalog, "link", (link_id(row[0], distributor),)) for row in rows])
    return [row for row, link in zip(rows, links, strict=True) if link is None]


def _sellers(
    system: System, reader: Reader, shops: Sequence[int], wanted: Filter
) -> dict[int, tuple[int, int, int, int, int, int]]:
    """Sellers whose tasks are live: rating, ratings, orders, lost, missed, level."""
    states = reader.views([(system.registry, "shop", (shop,)) for shop in shops])
    marks = reader.views([(system.reputation, "seller", (shop,)) for shop in shops])
    found = {}
    for shop, state, answer in zip(shops, states, marks, strict=True):
        if state is None or answer is None or not (state.open and state.promotion):
            continue
        sold, mark = answer
        rating = mark.ratingSum * 100 // mark.ratings if mark.ratings else 0
        if rating >= wanted.min_rating and state.level >= wanted.min_level:
            found[shop] = (rating, mark.ratings, sold.orders, mark.lost, mark.missed, state.level)
    return found


def _items(
    system: System, reader: Reader, listings: Sequence[int], task: int, share: int, metadata: Metadata
) -> list[Item]:
    views = reader.views([(system.catalog, "listing", (listing,)) for listing in listings])
    left = reader.views([(system.market, "available", (listing,)) for listing in listings])
    found = []
    for listing, view, stock in zip(listings, views, left, strict=True):
        if view is None or not view.live or view.number == ANY_NUMBER or view.task != task or not stock:
            continue
        price = max(option.tokenAmount + option.fiatBase for option in view.offer.options)
        content = cids.show((bytes(view.offer.content.digest), view.offer.content.codec))
        about = metadata.get(content)
        reward = price * share // (BPS * BPS)
        found.append(Item(listing, reward, price, stock, content, about.category, about.title))
    return found


def _is_of(item: Item, category: str) -> bool:
    return not category or category.casefold() in (item.category.casefold(), item.content)


def _order(found: OpenTask, sort: str) -> tuple[int, int]:
    if sort not in SORTS:
        raise CatalogError(f"{sort!r} is no order: choose one of {', '.join(SORTS)}")
    value = {
        "reward": -found.best.reward,
        "share": -found.reward_bps2,
        "rating": -found.rating,
        "level": -found.level,
        "stock": -found.stock,
        "expiry": found.expiry or 2**40,
    }[sort]
    return value, found.task
