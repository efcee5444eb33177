"""What a job is."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from ecomchain.keeper.view import View
from ecomchain.keeper.work import Verdict


class Job(ABC):
    """Knows when which items are due, and what is to be done about them."""

    name: ClassVar[str]
    does: ClassVar[str]
    """In a few words."""
    optional: ClassVar[bool] = False
    """Only where it is asked for."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Parts of the system that not every deployment has."""

    def standing(self, view: View) -> Iterable[str]:
        """The keys of what is always there, beside the items that events begin."""
        return ()

    @abstractmethod
    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        """A verdict on each of these items, in their order."""
