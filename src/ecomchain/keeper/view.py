"""What jobs see: a system at one block, read in batches."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ecomchain.invariants.chain import Reader
from ecomchain.system import System


@dataclass
class View:
    """A system as of one block; ``now`` is that block's time."""

    system: System
    reader: Reader
    now: int
    _constants: dict[tuple[str, str], Any] = field(default_factory=dict)

    def many(self, role: str, view: str, arguments: Iterable[tuple[Any, ...]]) -> list[Any]:
        """What the view answers for each of these arguments; None where it reverts."""
        contract = getattr(self.system, role)
        return self.reader.views([(contract, view, args) for args in arguments])

    def each(self, role: str, view: str, keys: Iterable[Any]) -> dict[Any, Any]:
        """What the view answers for each key, by key; a key may be a tuple of arguments."""
        wanted = list(dict.fromkeys(keys))
        found = self.many(role, view, (key if isinstance(key, tuple) else (key,) for key in wanted))
        return dict(zip(wanted, found, strict=True))

    def one(self, role: str, view: str, *args: Any) -> Any:
        """What the view answers now; None where it reverts."""
        return self.many(role, view, [args])[0]

    def constant(self, role: str, view: str) -> Any:
        """What a view without arguments answers, asked once."""
        if (role, view) not in self._constants:
            self._constants[role, view] = self.one(role, view)
        return self._constants[role, view]
