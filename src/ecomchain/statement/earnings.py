"""What closed orders paid: one line for each place of the account, or of a shop of its, in an order."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ecomchain.amounts import BPS
from ecomchain.ids import link_parts
from ecomchain.reports.logs import named
from ecomchain.rewards.chain.events import Event
from ecomchain.statement.story import Place, Story

REFUND, PROCEEDS, COMMISSION = "refund", "proceeds", "commission"
ESCROW, WALLET, BUDGET = "escrow", "wallet", "budget"
"""Out of what a line was paid: escrow, the buyer's wallet (instant orders), or the seller's budget."""

CLOSED = "market.OrderClosed"
RELEASED = "budgets.ReserveReleased"


@dataclass(frozen=True)
class Line:
    """An amount that an order paid to one place in it."""

    order: int
    listing: int
    kind: str
    shop: int
    """That the place is of; 0 for the buyer's."""
    level: int
    closing: bool
    amount: int
    source: str
    place: Place
    """Of the event that says so."""
    transfer: Place
    """Where the token's transfer of it has to be."""
    mine: bool
    """Whether it was paid to the account."""


@dataclass(frozen=True)
class Closing:
    """A closed order."""

    event: Event
    placed: Event
    order: Any
    escrow: int
    proceeds: int
    """What of the escrow was not given back."""
    commission: int
    """Paid at closing, to all levels."""

    @property
    def instant(self) -> bool:
        """Whether it was settled by the transaction that placed it."""
        return self.event.values["ending"] == 0


def closings(story: Story) -> list[Closing]:
    """All closed orders, in the order of their closing."""
    paid: dict[int, int] = {
        int(event.values["order"]): int(event.values["paid"])
        for event in named(story.of_orders, "budgets.ReserveSettled", "budgets.ReserveHeld")
    }
    found = []
    for event in named(story.of_orders, CLOSED):
        number = int(event.values["order"])
        if number not in story.placed:
            continue
        placed, order = story.placed[number], story.orders[number]
        escrow = int(placed.values["unitPrice"]) * int(placed.values["quantity"])
        proceeds = escrow * int(event.values["settledBps"]) // BPS
        out_of_escrow = proceeds - int(event.values["toSeller"])
        commission = paid.get(number, 0) if order.hasFiat else out_of_escrow
        found.append(Closing(event, placed, order, escrow, proceeds, commission))
    return found


def lines(story: Story, closed: list[Closing]) -> list[Line]:
    """All lines of the account and of every shop that it owns or has owned."""
    settled = {
        int(event.values["order"]): event
        for event in named(story.of_orders, "budgets.ReserveSettled", "budgets.ReserveHeld")
    }
    found = [line for closing in closed for line in _of(story, closing, settled)]
    for event in named(story.of_orders, RELEASED):
        placed = story.placed.get(int(event.values["order"]))
        if placed is not None:
            found += _levels(story, placed, event, event[:2], event[:2], BUDGET)
    return found


def _of(story: Story, closing: Closing, settled: dict[int, Event]) -> Iterator[Line]:
    event, placed, number = closing.event, closing.placed, int(closing.event.values["order"])
    at = (event.block, event.index)
    source = WALLET if closing.instant else ESCROW
    listing, shop = int(placed.values["listing"]), int(placed.values["shop"])
    to_buyer, to_seller = int(event.values["toBuyer"]), int(event.values["toSeller"])
    index = event.index + 1
    if to_buyer:
        mine = placed.values["buyer"] == story.number
        if mine:
            yield Line(number, listing, REFUND, 0, 0, False, to_buyer, source, at, (event.block, index), True)
        index += 1
    if to_seller:
        if shop in story.ever:
            yield Line(
                number, listing, PROCEEDS, shop, 0, False, to_seller, source, at, (event.block, index),
                story.owned(shop, at),
            )  # fmt: skip
        index += 1
    if not closing.order.hasFiat:
        yield from _levels(story, placed, event, at, (event.block, index - 1), source)
    elif number in settled:
        before = settled[number]
        yield from _levels(story, placed, event, at, before[:2], BUDGET)


def _levels(
    story: Story, placed: Event, event: Event, at: Place, before: Place, source: str
) -> Iterator[Line]:
    """Commission that an event tells of; the transfers of it follow the log at ``before``, level by level."""
    link = int(placed.values["link"])
    path = story.path(link) if link else None
    if path is None:
        return
    index = before[1]
    for level, shop in enumerate(path, start=1):
        closes = level == len(path)
        amount = int(event.values["closing" if closes else "upper"])
        if not amount or not int(event.values["paidLevels"]) >> (level - 1) & 1:
            continue
        index += 1
        if shop in story.ever:
            yield Line(
                int(placed.values["order"]), int(placed.values["listing"]), COMMISSION, shop, level, closes,
                amount, source, at, (before[0], index), story.owned(shop, at),
            )  # fmt: skip


def closing_shop(closing: Closing) -> int:
    """The shop of the closing distributor; 0 without one."""
    link = int(closing.placed.values["link"])
    return link_parts(link).shop if link else 0


def arrived(story: Story, found: list[Line]) -> dict[str, tuple[int, int]]:
    """By kind, what the account's lines add up to, and what its transfers at their places do."""
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for line in found:
        if line.mine:
            _, to, amount = story.transfers.get(line.transfer, (0, 0, 0))
            told, came = sums[line.kind]
            sums[line.kind] = told + line.amount, came + (amount if to == story.number else 0)
    return dict(sums)
