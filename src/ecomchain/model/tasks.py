"""Distribution tasks of the catalog (CAT-3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ecomchain.ids import task_id
from ecomchain.model.access import Access
from ecomchain.model.commission import BPS, MAX_DISTRIBUTORS
from ecomchain.model.context import Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.listings import Listings
from ecomchain.model.ownership import Ownership
from ecomchain.model.structs import TaskTerms


@dataclass
class Task:
    """The terms never change after publication."""

    shop: int
    terms: TaskTerms
    closed: bool = False

    def is_open(self, now: int) -> bool:
        """Neither closed nor expired."""
        return not self.closed and (self.terms.expiry == 0 or now < self.terms.expiry)


class Tasks(Listings):
    """A listing is in at most one open task; coverage ends only by closing."""

    def __init__(self, context: Context, access: Access, registry: Ownership) -> None:
        super().__init__(context, registry)
        self.access = access
        self.max_incentive = 5_000
        self.tasks: dict[int, Task] = {}

    def publish_task(self, caller: str, shop: int, terms: TaskTerms, listings: Sequence[int]) -> int:
        """Publish a task over the shop's own listings."""
        self.registry.owned(caller, shop)
        for bps, most in ((terms.incentive_bps, self.max_incentive), (terms.closing_bps, BPS)):
            require(bps <= most, "RateTooHigh", bps=bps, max=most)
        levels, now = terms.max_levels, self.context.now
        require(1 <= levels <= MAX_DISTRIBUTORS, "LevelsOutOfRange", levels=levels, max=MAX_DISTRIBUTORS)
        current = terms.expiry == 0 or terms.expiry > now
        require(current, "ExpiryInPast", expiry=terms.expiry, now_=now)
        task = task_id(shop, self.task_count(shop) + 1)
        self._check_coverage(task, shop, listings)
        self.tasks[task] = Task(shop, terms)
        self.context.emit("catalog", "TaskPublished", task=task, shop=shop, terms=terms)
        self._cover(task, listings)
        return task

    def cover(self, caller: str, task: int, listings: Sequence[int]) -> None:
        """Add listings to an open task."""
        self.registry.owned(caller, task >> 32)
        self.open_task(task)
        self._check_coverage(task, task >> 32, listings)
        self._cover(task, listings)

    def close_task(self, caller: str, task: int) -> None:
        """No new orders and links, for good."""
        self.registry.owned(caller, task >> 32)
        self.open_task(task).closed = True
        self.context.emit("catalog", "TaskClosed", task=task)

    def set_max_incentive(self, caller: str, bps: int) -> None:
        """Set the cap of L in new tasks."""
        self.access.check(caller, "catalog", "set_max_incentive")
        require(bps <= BPS, "RateTooHigh", bps=bps, max=BPS)
        self.context.emit("catalog", "MaxIncentiveSet", **{"from": self.max_incentive, "to": bps})
        self.max_incentive = bps

    # Views

    def task(self, task: int) -> tuple[TaskTerms, bool]:
        """The terms, and whether it is open."""
        found = self.known_task(task)
        return found.terms, found.is_open(self.context.now)

    def known_task(self, task: int) -> Task:
        """The task, or ``UnknownTask``."""
        if task not in self.tasks:
            raise ModelRevert("UnknownTask", task=task)
        return self.tasks[task]

    def open_task(self, task: int) -> Task:
        """The task, if it is open."""
        found = self.known_task(task)
        require(found.is_open(self.context.now), "TaskNotOpen", task=task)
        return found

    def task_count(self, shop: int) -> int:
        """How many tasks the shop has had."""
        return sum(task.shop == shop for task in self.tasks.values())

    def _check_coverage(self, task: int, shop: int, listings: Sequence[int]) -> None:
        require(self.registry.known(shop).promotion, "PromotionNotLive", shop=shop)
        for index, listing in enumerate(listings):
            found = self.known_listing(listing)
            require(found.shop == shop, "ForeignListing", task=task, listing=listing)
            current = task if listing in listings[:index] else found.task
            open_now = current == task or self._is_open(current)
            require(not open_now, "ListingInOpenTask", listing=listing, openTask=current)

    def _cover(self, task: int, listings: Sequence[int]) -> None:
        for listing in listings:
            self.listings[listing].task = task
            self.context.emit("catalog", "ListingCovered", task=task, listing=listing)

    def _is_open(self, task: int) -> bool:
        return task in self.tasks and self.tasks[task].is_open(self.context.now)
