"""Links of the catalog: shops' places in tasks (CAT-4)."""

from dataclasses import dataclass

from ecomchain.ids import ANY_NUMBER, NO_LINK, link_id
from ecomchain.model import numbers
from ecomchain.model.access import Access
from ecomchain.model.context import Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.registry import Registry
from ecomchain.model.structs import LinkView
from ecomchain.model.tasks import Tasks


@dataclass
class Link:
    """A place: its parent never changes, only whether it holds a number."""

    task: int
    shop: int
    parent: int
    number: int

    @property
    def active(self) -> bool:
        """Not dropped."""
        return self.number != ANY_NUMBER


class Links(Tasks):
    """One link per task and shop, for ever: the first parent wins."""

    registry: Registry

    def __init__(self, context: Context, access: Access, registry: Registry) -> None:
        super().__init__(context, access, registry)
        self.links: dict[int, Link] = {}

    def take_link(self, caller: str, task: int, parent: int, shop: int, number: int) -> int:
        """Take the shop's place under ``parent``, or straight from the seller."""
        self.registry.owned(caller, shop)
        terms = self.open_task(task).terms
        require(shop != task >> 32, "OwnTask", task=task)
        link = link_id(task, shop)
        require(link not in self.links, "LinkExists", link=link)
        require(parent == NO_LINK or parent >> 32 == task, "ForeignParent", task=task, parent=parent)
        depth = 1 if parent == NO_LINK else len(self.path(parent)) + 1
        fits = depth <= terms.max_levels
        require(fits, "ChainTooDeep", depth=depth, maxLevels=terms.max_levels)
        number = self._place(shop, number)
        self.links[link] = Link(task, shop, parent, number)
        self.context.emit(
            "catalog",
            "LinkTaken",
            link=link,
            task=task,
            shop=shop,
            parent=parent,
            depth=depth,
            number=number,
        )
        return link

    def drop(self, caller: str, link: int) -> None:
        """Free the number; the place sleeps."""
        self.registry.owned(caller, link & 0xFFFFFFFF)
        found = self.known_link(link)
        require(found.active, "LinkIsDropped", link=link)
        found.number = ANY_NUMBER
        self.context.emit("catalog", "LinkDropped", link=link)

    def revive(self, caller: str, link: int, number: int) -> None:
        """Bring a dropped link back to its place."""
        self.registry.owned(caller, link & 0xFFFFFFFF)
        found = self.known_link(link)
        require(not found.active, "LinkNotDropped", link=link)
        found.number = self._place(found.shop, number)
        self.context.emit("catalog", "LinkRevived", link=link, number=found.number)

    # Views

    def link(self, link: int) -> LinkView:
        """As ``ICatalog.link`` answers."""
        found = self.known_link(link)
        return LinkView(found.parent, len(self.path(link)), found.number, self.is_live(link))

    def known_link(self, link: int) -> Link:
        """The link, or ``UnknownLink``."""
        if link not in self.links:
            raise ModelRevert("UnknownLink", link=link)
        return self.links[link]

    def path(self, link: int) -> tuple[int, ...]:
        """The links from the one nearest the seller to this one."""
        parent = self.known_link(link).parent
        return (*(self.path(parent) if parent else ()), link)

    def is_live(self, link: int) -> bool:
        """Whether it is paid and can close sales now."""
        found = self.links[link]
        return found.active and self.registry.carries_link(found.shop, found.number)

    def link_numbers(self, shop: int) -> set[int]:
        """Numbers in use."""
        return {found.number for found in self.links.values() if found.shop == shop and found.active}

    def _place(self, shop: int, number: int) -> int:
        carried = self.registry.known(shop).links
        return numbers.claim(shop, self.link_numbers(shop), number, carried)
