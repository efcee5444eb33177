"""All shops: how many, what they hold, and who is at the top."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ecomchain.overview.figures import Capability, Shops, TopShop
from ecomchain.reports.figures import Check
from ecomchain.reports.formats import average
from ecomchain.reports.logs import Found, named
from ecomchain.reports.source import Source

EVENTS = ("registry.CapabilityAcquired", "registry.CapabilityReleased", "registry.CapabilitySet")
TOP = 10
CHUNK = 2_000
"""Shops that are read between two steps of the progress bar."""


def shops(source: Source, found: Found) -> Shops:
    """At the source's block; ``found`` are all of `EVENTS`."""
    totals = source.reader.view(source.system.registry, "totals")
    views = list(_each(source, totals.shops))
    sellers = [one for one in views if one[2].orders]
    distributors = [one for one in views if one[4].commission]
    return Shops(
        total=totals.shops,
        open=totals.open,
        levels=dict(sorted(Counter(one[1].level for one in views).items())),
        capabilities=_capabilities(source, found),
        sellers=[
            TopShop(n, shop.owner, s.orders, s.volume, average(marks.ratingSum, marks.ratings), shop.level)
            for n, shop, s, marks, _, _ in sorted(sellers, key=lambda one: (-one[2].volume, one[0]))[:TOP]
        ],
        distributors=[
            TopShop(
                n, shop.owner, d.orders, d.commission, average(marks.ratingSum, marks.ratings), shop.level
            )
            for n, shop, _, _, d, marks in sorted(distributors, key=lambda one: (-one[4].commission, one[0]))[
                :TOP
            ]
        ],
    )


def checks(source: Source, shops: Shops) -> Iterator[Check]:
    """Whether what shops hold by events is what the registry has locked, and levels are of all shops."""
    locked = source.reader.view(source.system.registry, "totals").locked
    yield Check("locked_total", "", sum(each.locked for each in shops.capabilities), locked)


def _each(source: Source, count: int) -> Iterator[tuple[int, Any, Any, Any, Any, Any]]:
    reader, registry, reputation = source.reader, source.system.registry, source.system.reputation
    with source.progress.stage("reading shops", count) as done:
        for first in range(1, count + 1, CHUNK):
            numbers = range(first, min(first + CHUNK, count + 1))
            views = reader.views([(registry, "shop", (number,)) for number in numbers])
            sellers = reader.views([(reputation, "seller", (number,)) for number in numbers])
            distributors = reader.views([(reputation, "distributor", (number,)) for number in numbers])
            for row in zip(numbers, views, sellers, distributors, strict=True):
                yield row[0], row[1], *row[2], *row[3]
            done(len(numbers))


def _capabilities(source: Source, found: Found) -> list[Capability]:
    units: Counter[int] = Counter()
    locked: Counter[int] = Counter()
    for event in named(found, "registry.CapabilityAcquired", "registry.CapabilityReleased"):
        sign = 1 if event.name == "CapabilityAcquired" else -1
        capability = int(event.values["capability"])
        units[capability] += sign * int(event.values["units"])
        locked[capability] += sign * int(event.values["locked" if sign > 0 else "amount"])
    known = sorted(
        {int(event.values["capability"]) for event in named(found, "registry.CapabilitySet")} | set(units)
    )
    views = source.reader.views([(source.system.registry, "capability", (each,)) for each in known])
    return [
        Capability(
            each,
            terms.maxUnits,
            terms.enabled,
            units[each],
            terms.lockPerUnit,
            terms.sealPerUnit,
            locked[each],
        )
        for each, terms in zip(known, views, strict=True)
    ]
