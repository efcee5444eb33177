"""The plan of a replay: which shop, listing, link, buyer and ending each order line gets, and when.

The same files, seed and settings give the same plan on every machine; nothing of a chain enters
into it. Chain time is divided into windows of ``days_per_step`` days; every action has a window.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field

from ecomchain.amounts import BPS, ECOM
from ecomchain.replay.chains import Place, Places
from ecomchain.replay.csvfile import Remark
from ecomchain.replay.draw import Draw
from ecomchain.replay.errors import InputError
from ecomchain.replay.forest import ROOT, entries
from ecomchain.replay.source import Dataset, Line, Status

CENT = ECOM // 100
"""A BRL cent in the token's smallest unit: 0.01 Ecom."""

GRACE_DAYS = 7
"""Market.CANCEL_GRACE: from so long after the deadline anyone may cancel."""

MAX_ROUNDS = 30
"""Price changes of one listing within a window; more move to the next window."""

STRANGERS = 4
"""One order in so many that nobody fulfils is cancelled by a stranger, not by its buyer."""

AGREED = 3
"""One cancelled order in so many ends by agreement, the others by the seller's refund."""

NAMED_ROWS = 3
"""Rows named for each reason where no line is left."""


class Settings(BaseModel):
    """What the data does not say. Rates in basis points, periods in days."""

    model_config = ConfigDict(frozen=True)

    seed: int = 1
    limit: int | None = Field(None, ge=1)
    incentive_bps: int = Field(1_000, ge=0, le=BPS)
    closing_bps: int = Field(6_000, ge=0, le=BPS)
    max_levels: int = Field(3, ge=1, le=16)
    protection_days: int = Field(14, ge=1, le=90)
    fulfil_days: int = Field(30, ge=1, le=60)
    days_per_step: int = Field(7, ge=1, le=30)


class Ending(StrEnum):
    """How an order ends."""

    CONFIRMED = "confirmed"
    SETTLED = "settled"
    REFUNDED = "refunded"
    AGREED = "agreed"
    CANCELLED_BY_BUYER = "cancelled_by_buyer"
    CANCELLED_BY_STRANGER = "cancelled_by_stranger"


@dataclass(frozen=True)
class Sale:
    """One order on chain. People, sellers, buyers and listings are numbers from 0.

    ``chain`` holds the distributors, the one nearest the seller first; ``placed`` is a window and
    the round within it, ``fulfilled`` and ``closed`` are windows; ``proposed_by_seller`` matters
    for an agreement only. Amounts in the token's smallest unit.
    """

    line: int
    status: Status
    buyer: int
    seller: int
    listing: int
    unit_price: int
    quantity: int
    revision: int
    chain: tuple[int, ...]
    ending: Ending
    settled_bps: int
    proposed_by_seller: bool
    placed: tuple[int, int]
    fulfilled: int | None
    closed: int

    @property
    def price(self) -> int:
        """What the buyer pays, and the escrow holds."""
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class PriceChange:
    """The listing gets another price, in this round of this window, before the round's orders."""

    seller: int
    listing: int
    unit_price: int
    window: tuple[int, int]


@dataclass(frozen=True)
class Plan:
    """All that is to happen. ``listings[s]`` are the first unit prices of seller s's listings."""

    settings: Settings
    sellers: int
    buyers: int
    listings: list[list[int]]
    places: list[Place]
    links: list[int]
    """Number of links of each distributor."""
    sales: list[Sale]
    changes: list[PriceChange]
    freight_cents: int
    """Freight of all planned lines: not part of any price."""

    @property
    def distributors(self) -> int:
        """How many distributor shops there are."""
        return len(self.links)

    @cached_property
    def digest(self) -> str:
        """Tells this plan from any other: the SHA-256 of all of it, in hexadecimal."""
        parts = [
            self.settings.model_dump(mode="json", exclude={"limit"}),
            self.listings,
            [[p.seller, p.person, p.parent, p.depth, p.number] for p in self.places],
            [[*vars(sale).values()] for sale in self.sales],
            [[*vars(change).values()] for change in self.changes],
        ]
        return sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


def make_plan(data: Dataset, settings: Settings) -> Plan:
    """The plan for the first ``settings.limit`` lines of the data, in the order of purchase."""
    lines = data.lines[: settings.limit]
    if not lines:
        raise InputError(_nothing_left(data))
    draw = Draw(settings.seed)
    sellers, buyers = _Numbers(), _Numbers()
    listings: dict[tuple[int, str], int] = {}
    counts: dict[int, int] = defaultdict(int)
    spots: list[tuple[int, int, tuple[str, int]]] = []  # seller, listing, node
    nodes = list(entries(data.forest))
    for line in lines:
        seller = sellers[line.seller]
        key = seller, line.product
        if key not in listings:
            listings[key] = counts[seller]
            counts[seller] += 1
        spots.append((seller, listings[key], _node(draw, data, nodes, line)))

    places = Places(data.forest, settings.max_levels, draw)
    through: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for seller, _, spot in spots:
        if spot[1] != ROOT:
            through[seller].append(spot)
    for seller, wanted in through.items():
        places.settle(seller, wanted)

    prices = _Prices()
    calendar = _Calendar(settings, datetime.combine(lines[0].order.purchased.date(), time()))
    sales = []
    for line, (seller, listing, spot) in zip(lines, spots, strict=True):
        chain = () if spot[1] == ROOT else places.chain(seller, *spot)
        unit_price = line.price * CENT
        placed, revision = prices.place(seller, listing, unit_price, calendar.window(line.order.purchased))
        sales.append(
            Sale(
                line=line.line,
                status=line.order.status,
                buyer=buyers[line.order.buyer],
                seller=seller,
                listing=listing,
                unit_price=unit_price,
                quantity=line.quantity,
                revision=revision,
                chain=chain,
                placed=placed,
                **vars(_ending(draw, calendar, line, placed[0])),
            )
        )
    return Plan(
        settings=settings,
        sellers=len(sellers),
        buyers=len(buyers),
        listings=[[prices.first[seller, n] for n in range(counts[seller])] for seller in range(len(sellers))],
        places=places.taken,
        links=places.links,
        sales=sales,
        changes=prices.changes,
        freight_cents=sum(line.freight for line in lines),
    )


def _nothing_left(data: Dataset) -> str:
    """Why no line is left: each reason with its count and its first rows."""
    reasons: dict[str, list[Remark]] = defaultdict(list)
    for remark in data.skipped:
        reasons[remark.reason].append(remark)
    text = [
        "no usable order line is left: correct the rows that were left out (docs/replay.md has the reasons)"
    ]
    for reason, rows in reasons.items():
        named = ", ".join(f"{row.file}:{row.line}" for row in rows[:NAMED_ROWS])
        more = f" and {len(rows) - NAMED_ROWS:,} more" if len(rows) > NAMED_ROWS else ""
        text.append(f"{reason}: {len(rows):,} ({named}{more})")
    return "\n".join(text)


class _Numbers(dict[str, int]):
    """Names numbered from 0 in the order in which they come."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]


def _node(draw: Draw, data: Dataset, nodes: list[tuple[str, int]], line: Line) -> tuple[str, int]:
    """The node that a line is bought through: the listing picks the tree, the order the node.

    A tree is picked by picking any node at all, so that larger trees serve more listings.
    """
    if not nodes:
        return "", ROOT
    tree, _ = nodes[draw.below(len(nodes), "tree", line.seller, line.product)]
    members = data.forest.trees[tree]
    pick = draw.below(len(members) + 1, "node", line.order.id, line.seller, line.product, line.price)
    return tree, ROOT if pick == len(members) else list(members)[pick]


@dataclass
class _Prices:
    """Each listing's price over time: a line at another price is a revision of the listing before it."""

    first: dict[tuple[int, int], int] = field(default_factory=dict)
    changes: list[PriceChange] = field(default_factory=list)
    _now: dict[tuple[int, int], tuple[int, int, tuple[int, int]]] = field(default_factory=dict)

    def place(self, seller: int, listing: int, price: int, window: int) -> tuple[tuple[int, int], int]:
        """When an order at that price is placed, from ``window`` on, and at which revision."""
        key = seller, listing
        current, revision, last = self._now.get(key, (price, 1, (window, 0)))
        self.first.setdefault(key, price)
        when = max(last, (window, 0))
        if price != current:
            if key in self._now and last == when:
                when = (when[0], when[1] + 1) if when[1] + 1 < MAX_ROUNDS else (when[0] + 1, 0)
            revision += 1
            self.changes.append(PriceChange(seller, listing, price, when))
        self._now[key] = price, revision, when
        return when, revision


@dataclass(frozen=True)
class _Calendar:
    """Windows of chain time, and how long periods last in them (docs/replay.md, "Time")."""

    settings: Settings
    start: datetime

    def window(self, moment: datetime) -> int:
        return (moment - self.start).days // self.settings.days_per_step

    def after(self, days: int) -> int:
        """Windows after which a period of so many days has surely ended."""
        return -(-days // self.settings.days_per_step)

    def within(self, days: int) -> int:
        """Windows within which a period of so many days has surely not ended."""
        return (days - 1) // self.settings.days_per_step


@dataclass(frozen=True)
class _End:
    ending: Ending
    settled_bps: int
    proposed_by_seller: bool
    fulfilled: int | None
    closed: int


def _ending(draw: Draw, calendar: _Calendar, line: Line, placed: int) -> _End:
    """The ending that the status of the line's order asks for (docs/replay.md, "Endings")."""
    labels = (line.order.id, line.seller, line.product, line.price)
    order, settings = line.order, calendar.settings
    match order.status:
        case Status.UNAVAILABLE | Status.CREATED | Status.APPROVED:
            if draw.below(STRANGERS, "stranger", *labels) == 0:
                closed = placed + calendar.after(settings.fulfil_days + GRACE_DAYS)
                return _End(Ending.CANCELLED_BY_STRANGER, 0, False, None, closed)
            closed = placed + calendar.after(settings.fulfil_days)
            return _End(Ending.CANCELLED_BY_BUYER, 0, False, None, closed)
        case Status.CANCELED:
            fulfilled = _fulfilled(calendar, order.shipped, placed) if order.shipped else None
            closed = (placed if fulfilled is None else fulfilled) + draw.below(2, "wait", *labels)
            if draw.below(AGREED, "agreed", *labels):
                return _End(Ending.REFUNDED, 0, False, fulfilled, closed)
            bps = 1 + draw.below(BPS - 1, "bps", *labels)
            by_seller = draw.below(2, "proposer", *labels) == 0
            return _End(Ending.AGREED, bps, by_seller, fulfilled, closed)
        case Status.DELIVERED:
            sent = order.shipped or order.delivered or line.shipping_limit
        case Status.SHIPPED | Status.INVOICED | Status.PROCESSING:
            sent = order.shipped or line.shipping_limit
    fulfilled = _fulfilled(calendar, sent, placed)
    settled = fulfilled + calendar.after(settings.protection_days)
    if order.status is Status.DELIVERED and order.reviewed is not None:
        confirmed = max(fulfilled, calendar.window(order.reviewed))
        if confirmed < settled:
            return _End(Ending.CONFIRMED, BPS, False, fulfilled, confirmed)
    return _End(Ending.SETTLED, BPS, False, fulfilled, settled)


def _fulfilled(calendar: _Calendar, sent: datetime | None, placed: int) -> int:
    """The window in which the seller fulfils: when it sent the goods, but within its time on chain."""
    wanted = placed if sent is None else calendar.window(sent)
    return min(max(wanted, placed), placed + calendar.within(calendar.settings.fulfil_days))
