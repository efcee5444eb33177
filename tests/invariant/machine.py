"""The machine that all rules share: one step on the contracts and the model, then every check."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from engine.actors import BUYERS, ENOUGH, PEOPLE, fund, populate
from engine.pair import Outcome, Pair
from engine.system import System
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from ecomchain.model.structs import Cid, Purchase
from invariant.history import History
from invariant.invariants import check_all
from invariant.observation import observe

T = TypeVar("T")
COSTS = st.sampled_from([ENOUGH] * 5 + [0, 1])
CALLERS = st.sampled_from(["right"] * 6 + ["any"])
"""Every seventh caller or so is anybody."""


@cache
def populated() -> Pair:
    """The system of all runs: each begins in the same state."""
    pair = Pair(System())
    fund(pair)
    populate(pair)
    pair.remember()
    return pair


class Machine(RuleBasedStateMachine):
    """Rules choose what exists most of the time, and what does not now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = populated()
        self.pair.rewind()
        self.history = History(observe(self.pair))
        self.stale = False
        self.model = self.pair.world
        self._place_first_orders()

    def do(self, contract: str, function: str, caller: str, *args: Any) -> Outcome:
        """A step: both sides must agree about it."""
        outcome = self.pair.do(contract, function, caller, *args)
        self.stale |= outcome.error is None
        self.history.record(contract, function, outcome)
        return outcome

    @invariant()
    def same_views_and_invariants(self) -> None:
        """After every step that was not refused: each view as in the model, and every invariant."""
        if not self.stale:
            return
        self.stale = False
        seen = observe(self.pair)
        check_all(seen, self.history)
        self.history.before = seen

    def _place_first_orders(self) -> None:
        """Two open orders through the chain of three, the second one fulfilled."""
        listing, link = next(iter(self.model.catalog.listings)), max(self.model.catalog.links)
        price = self.model.catalog.listings[listing].offer.options[0].token_amount
        for buyer in BUYERS[:2]:
            self.do("market", "place", buyer, Purchase(listing, 0, 1, 2, price, link))
        self.do("market", "fulfil", self.owner_of(listing >> 32), 2, Cid())

    def wait_for(self, seconds: int) -> None:
        """Let time pass: what is live, open or due may change by that alone."""
        self.pair.warp(seconds)
        self.stale = True

    def wait_until(self, time: int) -> None:
        """Go to that time, if it lies ahead."""
        if time > self.pair.chain.now:
            self.wait_for(time - self.pair.chain.now)

    # Choices

    @staticmethod
    def choose(data: st.DataObject, options: Sequence[T]) -> T:
        """One of the options."""
        return data.draw(st.sampled_from(options))

    def shop(self, data: st.DataObject) -> int:
        """A shop, or the next id, that none has yet."""
        return data.draw(st.integers(1, len(self.model.registry.shops) + 1))

    def listing(self, data: st.DataObject) -> int:
        """A listing, or one that does not exist."""
        return self.choose(data, [*self.model.catalog.listings, (1 << 32) | 99])

    def task(self, data: st.DataObject) -> int:
        """A task, or one that does not exist."""
        return self.choose(data, [*self.model.catalog.tasks, (1 << 32) | 99])

    def link(self, data: st.DataObject) -> int:
        """A link, or one that does not exist."""
        return self.choose(data, [*self.model.catalog.links, (1 << 64) | (1 << 32) | 2])

    def owner(self, data: st.DataObject, shop: int) -> str:
        """The shop's owner, or anybody."""
        return self.caller(data, self.owner_of(shop))

    def owner_of(self, shop: int) -> str:
        """The shop's owner, or somebody for one that does not exist."""
        shops = self.model.registry.shops
        return shops[shop].owner if shop in shops else PEOPLE[0]

    @staticmethod
    def caller(data: st.DataObject, right: str) -> str:
        """The right caller, or anybody."""
        return right if data.draw(CALLERS) == "right" else data.draw(st.sampled_from(PEOPLE))
