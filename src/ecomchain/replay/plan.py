"""The plan of a replay: which shop, listing, link, buyer and ending each order line gets, and when.

The same files, seed and settings give the same plan on every machine; nothing of a chain enters
into it. Chain time is divided into windows of ``days_per_step`` days; every action has a window.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from functools import cached_property
from hashlib import sha256

from ecomchain.amounts import BPS, ECOM
from ecomchain.replay.calendar import Calendar
from ecomchain.replay.chains import Place, Places
from ecomchain.replay.csvfile import Remark
from ecomchain.replay.draw import Draw
from ecomchain.replay.endings import Fates, labels_of
from ecomchain.replay.errors import InputError
from ecomchain.replay.forest import ROOT, entries
from ecomchain.replay.ratings import ratings_of
from ecomchain.replay.sale import Kind, Sale
from ecomchain.replay.settings import Settings
from ecomchain.replay.source import Dataset, Line, PaymentType

CENT = ECOM // 100
"""A BRL cent in the token's smallest unit: 0.01 Ecom."""

KINDS = {
    PaymentType.VOUCHER: Kind.TOKEN,
    PaymentType.CREDIT_CARD: Kind.MIXED,
    PaymentType.DEBIT_CARD: Kind.MIXED,
    PaymentType.BOLETO: Kind.FIAT,
}
"""What an order is paid with on chain, by how it was paid."""

MAX_ROUNDS = 30
"""Price changes of one listing within a window; more move to the next window."""

NAMED_ROWS = 3
"""Rows named for each reason where no line is left."""


@dataclass(frozen=True)
class PriceChange:
    """The listing gets another price, in this round of this window, before the round's orders.

    ``unit_price`` is the whole one, of which every price option is a split.
    """

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
            self.sales,
            self.changes,
        ]
        text = json.dumps(parts, separators=(",", ":"), default=vars)
        return sha256(text.encode()).hexdigest()


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
    start = datetime.combine(lines[0].order.purchased.date(), time())
    calendar = Calendar(settings.days_per_step, start)
    fates = Fates(draw, calendar, settings)
    sales = []
    for line, (seller, listing, spot) in zip(lines, spots, strict=True):
        placed, revision = prices.place(
            seller, listing, line.price * CENT, calendar.window(line.order.purchased)
        )
        kind = KINDS[line.order.payment]
        tokens, fiat = split(line.price, kind, settings.token_bps)
        sale = Sale(
            line=line.line,
            status=line.order.status,
            kind=kind,
            buyer=buyers[line.order.buyer],
            seller=seller,
            listing=listing,
            unit_tokens=tokens * CENT,
            unit_fiat=fiat * CENT,
            quantity=line.quantity,
            revision=revision,
            chain=() if spot[1] == ROOT else places.chain(seller, *spot),
            placed=placed,
            hold=None,
            ratings=(),
            **vars(fates.of(line, placed[0], tokens)),
        )
        hold, ratings = fates.hold(line, sale), ratings_of(calendar, line, sale)
        sales.append(replace(sale, hold=hold, ratings=ratings))
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


def split(price: int, kind: Kind, token_bps: int) -> tuple[int, int]:
    """The token part and the fiat part of a price, all in cents; of a mixed price tokens are rounded down."""
    match kind:
        case Kind.TOKEN:
            return price, 0
        case Kind.MIXED:
            tokens = price * token_bps // BPS
            return tokens, price - tokens
        case Kind.FIAT:
            return 0, price


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
    pick = draw.below(len(members) + 1, "node", *labels_of(line))
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
