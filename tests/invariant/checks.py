"""The numbered invariants of docs/invariants.md, by their ids.

Each is a function of the state seen now and the history of the run, which asserts.
"""

from collections.abc import Callable

from invariant.history import History
from invariant.seen import Seen

Check = Callable[[Seen, History], None]
INVARIANTS: dict[str, Check] = {}


def invariant(name: str) -> Callable[[Check], Check]:
    """Register a check under its id."""

    def add(check: Check) -> Check:
        assert name not in INVARIANTS, f"{name} is there twice"
        INVARIANTS[name] = check
        return check

    return add


def check_all(seen: Seen, history: History) -> None:
    """Assert every invariant; a failure begins with its id."""
    for name, check in INVARIANTS.items():
        try:
            check(seen, history)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error
