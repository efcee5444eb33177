"""The account's shops: capabilities, locks, pending withdrawals, budgets, statistics."""

from typing import Any

from ecomchain.reports.logs import named
from ecomchain.reports.source import Source
from ecomchain.statement.figures import Lock, Marks, Reserve, Sealed, Shop
from ecomchain.statement.story import Story

STAGES = ("None", "Reserved", "Held", "Objected")
"""Of a reserve, as `IBudgets.Stage`."""

_PER_SHOP = (
    ("registry", "shop"), ("registry", "locks"), ("budgets", "budget"), ("reputation", "seller"),
    ("reputation", "distributor"), ("reputation", "levelOf"), ("reputation", "allowance"),
    ("registry", "tokenURI"),
)  # fmt: skip


def shops(source: Source, story: Story, reserves: list[Reserve]) -> list[Shop]:
    """Every shop that the account owns now."""
    reader, system = source.reader, source.system
    used = _numbers_used(source, story)
    held = sorted(
        {
            (int(event.values["shop"]), int(event.values["capability"]))
            for event in named(story.of_shops, "registry.CapabilityAcquired")
            if event.values["shop"] in story.shops
        }
    )
    positions = dict(
        zip(held, reader.views([(system.registry, "position", key) for key in held]), strict=True)
    )
    locks: dict[int, list[Lock]] = {shop: [] for shop in story.shops}
    live = [key for key in held if positions[key].units]
    previews = reader.views(
        [(system.registry, "previewRelease", (*key, positions[key].units)) for key in live]
    )
    for (shop, capability), (released, available_at) in zip(live, previews, strict=True):
        at = positions[shop, capability]
        locks[shop].append(Lock(capability, at.units, at.since, available_at, at.locked, released))
    calls = [
        (getattr(system, contract), view, (shop,)) for shop in story.shops for contract, view in _PER_SHOP
    ]
    answers, found = reader.views(calls), []
    for i, shop in enumerate(story.shops):
        found.append(_shop(shop, locks[shop], reserves, used, answers[i * len(_PER_SHOP) :]))
    return found


def _shop(
    number: int, locks: list[Lock], reserves: list[Reserve], used: dict[str, dict[int, int]], answers: Any
) -> Shop:
    view, lock, budget, (seller, marks), (distributor, service), due, allowance, uri = answers[
        : len(_PER_SHOP)
    ]
    own = [reserve for reserve in reserves if reserve.shop == number]
    return Shop(
        number=number,
        open=view.open,
        level=view.level,
        level_due=max(due, view.level),
        showcase=view.showcase,
        showcase_used=used["listings"].get(number, 0),
        links=view.links,
        links_used=used["links"].get(number, 0),
        promotion=view.promotion,
        metadata=uri.removeprefix("ipfs://"),
        locks=locks,
        pending_from=lock.availableAt if lock.pending else 0,
        open_reserves=len(own),
        seller_orders=seller.orders,
        seller_micro=seller.volume,
        seller_counted_micro=seller.counted,
        seller_commission_micro=seller.commission,
        distributor_orders=distributor.orders,
        distributor_micro=distributor.volume,
        distributor_counted_micro=distributor.counted,
        distributor_commission_micro=distributor.commission,
        as_seller=_marks(marks),
        as_distributor=_marks(service),
        live_lock=lock.live,
        pending=lock.pending,
        budget=budget,
        reserved=sum(reserve.amount for reserve in own),
        allowance=allowance,
    )


def _marks(view: Any) -> Marks:
    return Marks(
        ratings=view.ratings,
        rating_sum=view.ratingSum,
        partner_ratings=view.partnerRatings,
        partner_sum=view.partnerSum,
        missed=view.missed,
        lost=view.lost,
        fiat_orders=view.fiatOrders,
        fiat_micro=view.fiatVolume,
    )


def _numbers_used(source: Source, story: Story) -> dict[str, dict[int, int]]:
    """How many listings and links are up in each shop, asleep or not."""
    from ecomchain.ids import ANY_NUMBER, listing_id

    reader, catalog = source.reader, source.system.catalog
    counts = reader.views([(catalog, "counts", (shop,)) for shop in story.shops])
    listings = [
        listing_id(shop, index + 1)
        for shop, (count, _) in zip(story.shops, counts, strict=True)
        for index in range(count)
    ]
    links = [
        int(event.values["link"])
        for event in named(story.of_shops, "catalog.LinkTaken")
        if event.values["shop"] in story.shops
    ]
    used: dict[str, dict[int, int]] = {"listings": {}, "links": {}}
    for listing, view in zip(
        listings, reader.views([(catalog, "listing", (listing,)) for listing in listings]), strict=True
    ):
        if view.number != ANY_NUMBER:
            used["listings"][listing >> 32] = used["listings"].get(listing >> 32, 0) + 1
    for link, view in zip(links, reader.views([(catalog, "link", (link,)) for link in links]), strict=True):
        if view.number != ANY_NUMBER:
            shop = link & 2**32 - 1
            used["links"][shop] = used["links"].get(shop, 0) + 1
    return used


def reserves(source: Source, story: Story) -> list[Reserve]:
    """What is kept of the budgets of the account's shops."""
    events = {
        int(event.values["order"]): int(event.values["shop"])
        for event in named(story.of_shops, "budgets.Reserved")
        if event.values["shop"] in story.shops
    }
    views = source.reader.views([(source.system.budgets, "reserved", (order,)) for order in events])
    return [
        Reserve(order, shop, STAGES[view.stage], view.deadline, view.amount)
        for (order, shop), view in zip(events.items(), views, strict=True)
        if view.stage
    ]


def sealed(story: Story) -> list[Sealed]:
    """What the account has sealed, by reason."""
    sums: dict[str, int] = {}
    for event in named(story.mine, "vault.Sealed"):
        reason = int(event.values["reason"]).to_bytes(32, "big").rstrip(b"\0")
        text = reason.decode(errors="backslashreplace")
        sums[text] = sums.get(text, 0) + int(event.values["amount"])
    return [Sealed(reason, amount) for reason, amount in sorted(sums.items(), key=lambda each: -each[1])]
