"""The machine that all rules share: one step on the contracts and the model, then every check."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from engine.actors import BUYERS, ENOUGH, PEOPLE, fund, populate
from engine.pair import Outcome, Pair
from engine.scenes import signed
from engine.system import System
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from ecomchain.model.order import Order
from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import Purchase, State
from invariant.checks import check_all
from invariant.history import History
from invariant.observation import Observer
from invariant.seen import Seen

T = TypeVar("T")
COSTS = st.sampled_from([ENOUGH] * 5 + [0, 1])
OPEN = (State.PLACED, State.FULFILLED, State.DISPUTED)
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

    scene = staticmethod(populated)
    """The system that every run begins with."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = self.scene()
        self.pair.rewind()
        self.observer = Observer(self.pair)
        self.history = History(self.pair, self.observer.all())
        self.happened: set[str] = set()
        self.late = False
        self.agreed = True
        self.model = self.pair.world
        self._place_first_orders()

    def do(self, contract: str, function: str, caller: str, *args: Any) -> Outcome:
        """A step: both sides must agree about it."""
        self.agreed = False
        outcome = self.pair.do(contract, function, caller, *args)
        self.agreed = True
        self.happened |= {text for event in outcome.events for text in (event.emitter, event.name)}
        self.history.record(contract, function, outcome)
        return outcome

    @invariant()
    def same_views_and_invariants(self) -> None:
        """After every step that was not refused: views as in the model, and every invariant."""
        if self.happened or self.late:
            self.agreed = False
            self._check(self.observer.all() if self.late else self.observer.after(self.happened))
            self.agreed = True

    def teardown(self) -> None:
        """At the end of a good run every view, whether or not an event says that something has changed."""
        if self.agreed:
            self._check(self.observer.all())

    def _check(self, seen: Seen) -> None:
        check_all(seen, self.history)
        self.history.before = seen
        self.happened, self.late = set(), False

    def _place_first_orders(self) -> None:
        """Three open orders through the chain of three: a second one fulfilled, a mixed one as well."""
        (listing, _, mixed, *_), link = self.model.catalog.listings, max(self.model.catalog.links)
        price = self.model.catalog.listings[listing].offer.options[0].token_amount
        for buyer in BUYERS[:2]:
            self.do("market", "place", buyer, Purchase(listing, 0, 1, 2, price, link))
        part = self.model.catalog.listings[mixed].offer.options[1].token_amount
        self.vouch(BUYERS[0], Purchase(mixed, 1, 1, 1, part, link), BUYERS[0], nonce=0)
        for order in (2, 3):
            self.do("market", "fulfil", self.owner_of(listing >> 32), order, Cid())

    def vouch(self, submitter: str, purchase: Purchase, buyer: str, nonce: int) -> Outcome:
        """Place with a voucher that the shop's owner signs now."""
        voucher = signed(self.pair, self.owner_of(purchase.listing >> 32), purchase, buyer, nonce)
        return self.do("vouchers", "place", submitter, purchase, voucher)

    def wait_for(self, seconds: int) -> None:
        """Let time pass: what is live, open or due may change by that alone."""
        self.pair.warp(seconds)
        self.late = True

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

    def order(self, data: st.DataObject, *states: State) -> tuple[int, Order | None]:
        """Mostly an open order (in one of these states), sometimes a closed or an unknown one."""
        orders, states = self.model.market.orders, states or OPEN
        fitting = [id_ for id_, order in orders.items() if order.state in states]
        id_ = self.choose(data, [*fitting * 6, *list(orders)[-2:], len(orders) + 1])
        return id_, orders.get(id_)

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
