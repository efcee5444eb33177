"""Invariants of links, numbers, tasks and listings."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ecomchain.ids import ANY_NUMBER, link_parts, listing_parts, task_parts
from ecomchain.invariants.rule import invariant
from ecomchain.invariants.state import Record, State


@invariant("LINK-1", "a link is one level below its parent, within its task's levels")
def links(state: State) -> Iterator[str]:
    for id_, link in state.catalog.links.items():
        if link is None:
            yield f"link {id_} is unknown to the catalog, which announced it"
            continue
        task = link_parts(id_).task
        parent = state.catalog.links.get(link.parent) if link.parent else None
        if link.parent and (parent is None or link_parts(link.parent).task != task):
            yield f"link {id_} has the parent {link.parent}, which is no link of its task"
        above = parent.depth if parent else 0
        if link.depth != above + 1:
            yield f"link {id_} has depth {link.depth}, its parent {above}"
        terms = state.catalog.tasks.get(task)
        levels = terms.maxLevels if terms else 0
        if link.depth > levels:
            yield f"link {id_} has depth {link.depth}, its task allows {levels}"
        if link_parts(id_).shop == task_parts(task).shop:
            yield f"link {id_} belongs to the seller's own shop"


@invariant("LINK-2", "a link keeps its first parent and depth")
def first_parents(state: State) -> Iterator[str]:
    for taken in _catalog_events(state, "LinkTaken"):
        link = state.catalog.links[taken.link]
        if link is not None and (link.parent, link.depth) != (taken.parent, taken.depth):
            was, is_ = f"{taken.parent} at depth {taken.depth}", f"{link.parent} at depth {link.depth}"
            yield f"link {taken.link} was taken behind {was}, now it is behind {is_}"


@invariant("NUMBER-1", "active listings, and links, of a shop have numbers of their own")
def numbers(state: State) -> Iterator[str]:
    catalog = state.catalog
    listed = ((listing_parts(id_).shop, item) for id_, item in catalog.listings.items() if item)
    linked = ((link_parts(id_).shop, item) for id_, item in catalog.links.items() if item)
    yield from _numbers("listings", listed, catalog.free_listing_number)
    yield from _numbers("links", linked, catalog.free_link_number)


def _numbers(what: str, items: Iterable[tuple[int, Record]], free: Mapping[int, int]) -> Iterator[str]:
    used: dict[int, list[int]] = defaultdict(list)
    for shop, item in items:
        if item.number != ANY_NUMBER:
            used[shop].append(item.number)
    for shop, first in free.items():
        for number, times in Counter(used[shop]).items():
            if times > 1:
                yield f"shop {shop} has {times} active {what} with the number {number}"
        taken = set(used[shop])
        lowest = next(number for number in range(ANY_NUMBER + 1) if number not in taken)
        if first != lowest:
            yield f"shop {shop}: the lowest free number of its {what} is {lowest}, the catalog says {first}"


@invariant("TASK-1", "a task's terms are those that were published")
def published_terms(state: State) -> Iterator[str]:
    for published in _catalog_events(state, "TaskPublished"):
        terms = state.catalog.tasks.get(published.task)
        if terms != published.terms:
            yield f"task {published.task} has the terms {terms}, published were {published.terms}"


@invariant("TASK-2", "a listing leaves a task only when the task is over")
def coverage(state: State) -> Iterator[str]:
    current: dict[int, int] = {}
    closed: set[int] = set()
    for event in state.catalog.events:
        if event.name == "TaskClosed":
            closed.add(event.args.task)
        elif event.name == "ListingCovered":
            task = current.get(event.args.listing)
            terms = state.catalog.tasks.get(task) if task else None
            if task and task not in closed and not (terms and terms.expiry):
                yield f"listing {event.args.listing} went to task {event.args.task}, task {task} is open"
            current[event.args.listing] = event.args.task
    for id_, listing in state.catalog.listings.items():
        if listing is None or listing.task != current.get(id_, 0):
            yield f"listing {id_} is in task {listing and listing.task}, by the events {current.get(id_, 0)}"


@invariant("REVISION-1", "every change of a listing but of its stock raised its revision")
def revisions(state: State) -> Iterator[str]:
    changes = Counter(
        event.args.listing
        for event in state.catalog.events
        if event.name in ("Listed", "Revised", "Delisted", "Relisted")
    )
    for id_, listing in state.catalog.listings.items():
        if listing is None or listing.revision != changes[id_]:
            yield f"listing {id_} has revision {listing and listing.revision}, its changes are {changes[id_]}"


def _catalog_events(state: State, name: str) -> Iterator[Record]:
    return (event.args for event in state.catalog.events if event.name == name)
