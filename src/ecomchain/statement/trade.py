"""The account's trade: what is open, what was sold and bought, what distributing has earned."""

from collections import defaultdict
from collections.abc import Sequence

from ecomchain.reports.formats import DAY
from ecomchain.reports.source import Source
from ecomchain.statement.earnings import COMMISSION, ESCROW, PROCEEDS, REFUND, WALLET, Closing, Line
from ecomchain.statement.figures import Commission, Day, OpenOrder, Purchases, Sales
from ecomchain.statement.story import Story

STATES = ("None", "Placed", "Fulfilled", "Disputed", "Closed")
"""Of an order, as `IMarket.State`."""

_FULL = 10_000
_CLOSED = STATES.index("Closed")


def open_orders(source: Source, story: Story) -> list[OpenOrder]:
    """One line for every place of the account in every order that is not closed."""
    reader, system = source.reader, source.system
    orders = [number for number, view in sorted(story.orders.items()) if view.state != _CLOSED]
    disputed = [number for number in orders if STATES[story.orders[number].state] == "Disputed"]
    cases = dict(
        zip(disputed, reader.views([(system.disputes, "dispute", (n,)) for n in disputed]), strict=True)
    )
    previews = reader.views([(system.market, "previewClose", (number, _FULL)) for number in orders])
    found = []
    for number, (payment, _, _) in zip(orders, previews, strict=True):
        view, placed = story.orders[number], story.placed[number].values
        deadline = cases[number].deadline if number in cases else view.deadline
        shop = int(placed["shop"])
        path = story.path(int(placed["link"])) or []
        places = [("buyer", 0, 0)] if placed["buyer"] == story.number else []
        if shop in story.shops:
            places.append(("seller", 0, payment.toSeller))
        for level, distributor in enumerate(path, start=1):
            if distributor in story.shops:
                closes = level == len(path)
                paid = (payment.closing if closes else payment.upper) * (payment.paidLevels >> level - 1 & 1)
                places.append(("closing" if closes else "upper", level, paid))
        found += [
            OpenOrder(
                number, side, STATES[view.state], int(placed["listing"]), int(placed["quantity"]), deadline,
                level, view.escrow, view.fiat, expected,
            )
            for side, level, expected in places
        ]  # fmt: skip
    return found


def commission(lines: Sequence[Line]) -> list[Commission]:
    """What the account was paid as a distributor, by listing and level, the most first."""
    orders: dict[tuple[int, int, bool], set[int]] = defaultdict(set)
    sums: dict[tuple[int, int, bool], int] = defaultdict(int)
    for line in lines:
        if line.mine and line.kind == COMMISSION:
            key = line.listing, line.level, line.closing
            orders[key].add(line.order)
            sums[key] += line.amount
    return [
        Commission(*key, len(orders[key]), sums[key])
        for key in sorted(sums, key=lambda key: (-sums[key], key))
    ]


def sales(story: Story, closed: Sequence[Closing]) -> list[Sales]:
    """What the account sold while it owned the shops, by listing, the most first."""
    groups: dict[int, list[Closing]] = defaultdict(list)
    for closing in closed:
        if story.owned(int(closing.placed.values["shop"]), closing.event[:2]):
            groups[int(closing.placed.values["listing"])].append(closing)
    found = [
        Sales(
            listing=listing,
            orders=len(group),
            units=sum(int(one.placed.values["quantity"]) for one in group if one.event.values["settledBps"]),
            fiat_orders=sum(bool(one.order.hasFiat) for one in group),
            proceeds=sum(int(one.event.values["toSeller"]) for one in group),
            refunded=sum(int(one.event.values["toBuyer"]) for one in group),
            commission=sum(one.commission for one in group),
        )
        for listing, group in groups.items()
    ]
    return sorted(found, key=lambda one: (-one.proceeds, one.listing))


def purchases(story: Story, closed: Sequence[Closing], lines: Sequence[Line]) -> Purchases:
    """What the account bought; what others paid for it, such as group buying, is not in ``spent``."""
    bought = {order for order, event in story.placed.items() if event.values["buyer"] == story.number}
    still_open = {order for order in bought if story.orders[order].state != _CLOSED}
    return Purchases(
        orders=len(bought),
        open=len(still_open),
        spent=sum(paid(story).values()) + instant(story, closed),
        refunded=sum(line.amount for line in lines if line.mine and line.kind == REFUND),
        in_escrow=sum(story.orders[order].escrow for order in still_open),
    )


def paid(story: Story) -> dict[int, int]:
    """What the account has put into escrow, by order: the transfer right after the placing is its."""
    found = {}
    for order, event in story.placed.items():
        sender, _, amount = story.transfers.get((event.block, event.index + 1), (0, 0, 0))
        price = int(event.values["unitPrice"]) * int(event.values["quantity"])
        if sender == story.number and event.values["deadline"] and price:
            found[order] = amount
    return found


def instant(story: Story, closed: Sequence[Closing]) -> int:
    """What the account has paid for orders settled at once: who pays the first part pays all."""
    return sum(
        closing.escrow
        for closing in closed
        if closing.instant
        and story.transfers.get((closing.event.block, closing.event.index + 1), (0,))[0] == story.number
    )


def days(source: Source, lines: Sequence[Line]) -> list[Day]:
    """What the account earned by day, from the first to the last day with any."""
    times = source.reader.times({line.place[0] for line in lines if line.mine})
    proceeds: dict[int, int] = defaultdict(int)
    earned: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.mine and line.kind in (PROCEEDS, COMMISSION):
            into = proceeds if line.kind == PROCEEDS else earned
            into[times[line.place[0]] // DAY] += line.amount
    found = {*proceeds, *earned}
    return (
        [Day(day, proceeds[day], earned[day]) for day in range(min(found), max(found) + 1)] if found else []
    )


def out_of_escrow(lines: Sequence[Line]) -> int:
    """What the market's escrow has paid the account."""
    return sum(line.amount for line in lines if line.mine and line.source == ESCROW)


def out_of_wallets(lines: Sequence[Line]) -> int:
    """What buyers have paid the account directly, by orders that were settled at once."""
    return sum(line.amount for line in lines if line.mine and line.source == WALLET)
