"""What the events say about an account: found by its address, its shops, their links, and their orders.

Four rounds of searching, each by what the one before has found; see `reports.logs` for what a search costs.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ecomchain.ids import link_parts, task_parts
from ecomchain.reports.counting import SETTINGS
from ecomchain.reports.logs import Found, Logs, merge, named
from ecomchain.reports.source import Source
from ecomchain.rewards.chain.events import Event

BY_ACCOUNT: Mapping[int, tuple[str, ...]] = {
    1: ("token.Transfer", "vault.Sealed", "reward_pool.ToppedUp"),
    2: (
        "token.Transfer", "registry.Transfer", "registry.Withdrawn",
        "market.OrderPlaced", "budgets.BudgetFunded", "budgets.BudgetWithdrawn",
        "disputes.DisputeRaised", "disputes.DisputeContested",
        "disputes.ObjectionRaised", "disputes.ObjectionMatched",
        "group_buy.Joined", "group_buy.OrderPlacedFor", "group_buy.Refunded",
        "bounty_board.SlotAssigned", "bounty_board.WorkPaid", "bounty_board.RewardsReturned",
        "reward_pool.Claimed", "grants.Claimed", "grants.GrantCreated", "sale.Bought", "sale.Released",
    ),
    3: (
        "root_game.LeadTaken", "root_game.BondReturned", "polls.Voted", "bounty_board.BountyPosted",
        "vouchers.VoucherUsed",
    ),
}  # fmt: skip
"""What to look for by the account, by the place of the account among the topics."""

BY_SHOP: Mapping[int, tuple[str, ...]] = {
    1: ("registry.CapabilityAcquired", "registry.CapabilityReleased", "registry.Withdrawn",
        "budgets.BudgetFunded", "budgets.BudgetWithdrawn"),
    2: ("budgets.Reserved", "bounty_board.BountyPosted", "referendum.Proposed"),
    3: ("registry.Transfer", "catalog.LinkTaken", "market.OrderPlaced"),
}  # fmt: skip

BY_ORDER: Mapping[int, tuple[str, ...]] = {
    1: ("market.OrderClosed", "budgets.ReserveSettled", "budgets.ReserveHeld", "budgets.ReserveReleased",
        "disputes.DisputeRaised", "disputes.DisputeContested", "disputes.DisputeClosed",
        "disputes.ObjectionRaised", "disputes.ObjectionMatched", "disputes.ObjectionClosed"),
    2: ("reputation.Rated",),
}  # fmt: skip

Place = tuple[int, int]
"""Of a log: its block, and its number there."""


@dataclass(frozen=True)
class Story:
    """All events that bear on an account, and the orders that they name as they are now."""

    address: str
    mine: Found
    of_shops: Found
    of_orders: Found
    links: Mapping[int, Event]
    """``LinkTaken`` by link, of every task in which one of the shops has a place."""
    shops: Sequence[int]
    """That the account owns now."""
    ever: frozenset[int]
    """That it owns or has owned."""
    placed: Mapping[int, Event]
    """``OrderPlaced`` by order: of its shops, through their links, or bought or paid by the account."""
    orders: Mapping[int, Any]
    """The market's struct ``Order`` by order."""
    settings: Found

    @property
    def number(self) -> int:
        """The address as events have it."""
        return int(self.address, 16)

    @cached_property
    def _owners(self) -> dict[int, tuple[list[Place], list[int]]]:
        found: dict[int, tuple[list[Place], list[int]]] = {}
        for event in named(self.of_shops, "registry.Transfer"):
            places, owners = found.setdefault(int(event.values["id"]), ([], []))
            places.append(event[:2])
            owners.append(int(event.values["to"]))
        return found

    def owned(self, shop: int, at: Place) -> bool:
        """Whether the account owned the shop when the log at this place was written."""
        if shop not in self.ever:
            return False
        places, owners = self._owners[shop]
        before = bisect_right(places, at) - 1
        return before >= 0 and owners[before] == self.number

    def path(self, link: int) -> list[int] | None:
        """The shops of a link and those above it, nearest the seller first; None in other tasks."""
        shops: list[int] = []
        while link:
            event = self.links.get(link)
            if event is None:
                return None
            shops.append(link_parts(link).shop)
            link = int(event.values["parent"])
        return shops[::-1]

    @cached_property
    def transfers(self) -> dict[Place, tuple[int, int, int]]:
        """The token's transfers from and to the account by place: from, to, amount."""
        return {
            event[:2]: (int(event.values["from"]), int(event.values["to"]), int(event.values["amount"]))
            for event in named(self.mine, "token.Transfer")
        }


def read(source: Source, address: str) -> Story:
    """Search for all that bears on the account."""
    logs, reader, system = source.logs, source.reader, source.system
    mine = merge(*(logs.find(position, [address], *names) for position, names in BY_ACCOUNT.items()))
    number = int(address, 16)
    got = [event for event in mine.get("registry.Transfer", []) if event.values["to"] == number]
    ever = sorted({int(event.values["id"]) for event in got})
    of_shops = _by(logs, ever, BY_SHOP) if ever else {}
    owners = reader.views([(system.registry, "ownerOf", (shop,)) for shop in ever])
    shops = [shop for shop, owner in zip(ever, owners, strict=True) if owner == address]
    links, sold = _through(logs, of_shops)
    placed = merge(
        {"market.OrderPlaced": mine.get("market.OrderPlaced", [])},
        {"market.OrderPlaced": of_shops.get("market.OrderPlaced", [])},
        sold,
        _submitted(logs, mine),
    )
    by_order = {int(event.values["order"]): event for event in placed.get("market.OrderPlaced", [])}
    named_orders = {
        int(event.values["order"])
        for name, events in mine.items()
        if name.startswith("disputes.")
        for event in events
    }
    ids = sorted({*by_order, *named_orders})
    first = min((event.block for event in by_order.values()), default=None)
    views = reader.views([(system.market, "order", (order,)) for order in by_order])
    return Story(
        address=address,
        mine=mine,
        of_shops=of_shops,
        of_orders=_by(logs, ids, BY_ORDER, None if named_orders - set(by_order) else first) if ids else {},
        links=links,
        shops=shops,
        ever=frozenset(ever),
        placed=by_order,
        orders=dict(zip(by_order, views, strict=True)),
        settings=logs.all(*SETTINGS) if ids else {},
    )


def _by(
    logs: Logs, keys: Iterable[int], kinds: Mapping[int, tuple[str, ...]], since: int | None = None
) -> Found:
    keys = list(keys)
    return merge(*(logs.find(position, keys, *names, since=since) for position, names in kinds.items()))


def _through(logs: Logs, of_shops: Found) -> tuple[dict[int, Event], Found]:
    """All links of the tasks in which shops have a place, and the orders that went through those shops."""
    taken = of_shops.get("catalog.LinkTaken", [])
    tasks = sorted({int(event.values["task"]) for event in taken})
    if not tasks:
        return {}, {}
    all_links = logs.find(2, tasks, "catalog.LinkTaken")
    links = {int(event.values["link"]): event for event in named(all_links, "catalog.LinkTaken")}
    own = {int(event.values["link"]) for event in taken}
    below = {link for link in links if _ancestors(links, link) & own}
    sellers = sorted({task_parts(task).shop for task in tasks})
    orders = logs.find(3, sellers, "market.OrderPlaced", since=taken[0].block)
    kept = [event for event in named(orders, "market.OrderPlaced") if event.values["link"] in below]
    return links, {"market.OrderPlaced": kept}


def _ancestors(links: Mapping[int, Event], link: int) -> set[int]:
    found: set[int] = set()
    while link and link in links:
        found.add(link)
        link = int(links[link].values["parent"])
    return found


def _submitted(logs: Logs, mine: Found) -> Found:
    """Orders whose vouchers the account has submitted, and so paid."""
    used = mine.get("vouchers.VoucherUsed", [])
    return logs.find(1, [int(event.values["order"]) for event in used], "market.OrderPlaced") if used else {}
