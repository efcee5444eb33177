"""The contracts and the model side by side: every call goes to both and must come out the same."""

import copy
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from ecomchain.model.context import Event
from ecomchain.model.errors import ModelRevert
from engine.chain import Log, Reverted
from engine.system import System, snake


class Outcome(NamedTuple):
    """What a call came to: a value and its events, or the name of the error that it reverted with."""

    value: Any
    events: list[Event]
    error: str | None

    def all(self, name: str) -> list[dict[str, Any]]:
        """The values of each event of that name."""
        return [event.values for event in self.events if event.name == name]


class Pair:
    """``pair.do("market", "place", buyer, purchase)`` on the contracts and on the model (MODEL-1)."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.chain = system.chain
        self.world = system.model()
        self.addresses = {contract.address: name for name, contract in system.contracts.items()}
        self.remember()

    def remember(self) -> None:
        """Make this state the one that `rewind` returns to."""
        self._snapshot, self._world = self.chain.snapshot(), copy.deepcopy(self.world)

    def rewind(self) -> None:
        """Return to the remembered state, as often as you like."""
        self.chain.restore(self._snapshot)
        self.world = copy.deepcopy(self._world)
        self._snapshot = self.chain.snapshot()

    def warp(self, seconds: int) -> None:
        """Let time pass."""
        self.chain.warp(seconds)
        self.world.context.now = self.chain.now

    def set_level(self, shop: int, level: int) -> None:
        """What the plain level reader answers for a shop."""
        self.system.set_level(shop, level)
        self.world.registry.levels[shop] = level

    def do(self, contract: str, function: str, caller: str, *args: Any) -> Outcome:
        """Call both; the same value and events, or the same error with the same values."""
        wanted = self._model(contract, function, caller, args)
        found = self._contract(contract, function, caller, args)
        what = f"{contract}.{function}{args} by {caller}"
        if isinstance(wanted, ModelRevert) or isinstance(found, Reverted):
            same = _same_error(wanted, found)
            assert same, f"{what}: the model {_came_to(wanted)}, the contract {_came_to(found)}"
            return Outcome(None, [], wanted.name)
        assert wanted == found, f"{what}: the model answers {wanted}, the contract {found}"
        events = self._events()
        _same_events(what, self.world.context.events, events)
        return Outcome(found, events, None)

    def view(self, contract: str, function: str, *args: Any) -> Any:
        """What the contract's view answers."""
        return getattr(self.system, contract).view(function, *args)

    def same(self, contract: str, function: str, *args: Any) -> Any:
        """What the view answers on both: the same, or the same error."""
        wanted, found = self._model(contract, function, None, args), self._view(contract, function, args)
        if isinstance(wanted, ModelRevert) and isinstance(found, Reverted):
            assert _same_error(wanted, found), f"{wanted} != {found}"
            return found
        assert wanted == found, f"{contract}.{function}{args}: the model {wanted}, the contract {found}"
        return found

    def _view(self, contract: str, function: str, args: tuple[Any, ...]) -> Any:
        try:
            return self.view(contract, function, *args)
        except Reverted as error:
            return error

    def _model(self, contract: str, function: str, caller: str | None, args: tuple[Any, ...]) -> Any:
        self.world.context.events.clear()
        method = getattr(getattr(self.world, contract), snake(function))
        try:
            return method(*args) if caller is None else method(caller, *args)
        except ModelRevert as error:
            return error

    def _contract(self, contract: str, function: str, caller: str, args: tuple[Any, ...]) -> Any:
        target = getattr(self.system, contract)
        try:
            value = target.call(caller, function, *args)
        except Reverted as error:
            return error
        # ERC-20 functions answer true where the model answers nothing.
        return None if contract == "token" else value

    def _events(self) -> list[Event]:
        return [Event(self.addresses[log.address], log.name, self._values(log)) for log in self.chain.logs()]

    def _values(self, log: Log) -> dict[str, Any]:
        """The values of an event; revert data in it are decoded, as the model has them."""
        if log.name != "PlacementFailed":
            return log.values
        error = self.system.group_buy.error(log.values["reason"])
        return {**log.values, "reason": (error.name, error.values)}


def _same_error(wanted: Any, found: Any) -> bool:
    both = isinstance(wanted, ModelRevert) and isinstance(found, Reverted)
    return both and wanted.name == found.name and wanted.values in found.readings


def _came_to(result: Any) -> str:
    refused = isinstance(result, ModelRevert | Reverted)
    return f"reverts with {result}" if refused else f"answers {result}"


def _same_events(what: str, wanted: Iterable[Event], found: Iterable[Event]) -> None:
    """The same events of each contract in the same order."""
    sides = []
    for events in (wanted, found):
        by_emitter = defaultdict(list)
        for event in events:
            by_emitter[event.emitter].append((event.name, event.values))
        sides.append(dict(by_emitter))
    assert sides[0] == sides[1], f"{what}: the model emits {sides[0]}, the contracts {sides[1]}"
