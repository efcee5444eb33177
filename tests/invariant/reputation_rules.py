"""Ratings, and what feeds them."""

from engine.actors import BUYERS, DAY
from engine.system import DEPLOYER
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.model.reputation import has_voice
from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import Direction, State
from invariant.machine import Machine

SCORES = st.sampled_from([1, 2, 3, 4, 5, 5, 5, 0, 6])


class ReputationRules(Machine):
    """Parties rate one another."""

    @rule(data=st.data(), direction=st.sampled_from(Direction), score=SCORES, twice=st.booleans())
    def rate(self, data: st.DataObject, direction: Direction, score: int, twice: bool) -> None:
        """Mostly a closed order that can be rated so, by who may."""
        id_ = self._rateable(data, direction)
        market = self.pair.system.market.address
        rater = self.caller(data, self._rater(id_, direction))
        for _ in range(1 + twice):
            self.do("reputation", "rate", rater, market, id_, direction, score, Cid())

    @rule(data=st.data(), direction=st.sampled_from(Direction), offset=st.sampled_from([-1, 0, 1]))
    def rate_at_the_end(self, data: st.DataObject, direction: Direction, offset: int) -> None:
        """At the end of the 30th day after the one of closing."""
        market, now = self.pair.system.market.address, self.pair.chain.now
        ends = {
            id_: (order.closed_day + 31) * DAY
            for id_, order in self.model.market.orders.items()
            if order.state is State.CLOSED
        }
        ahead = [id_ for id_, end in ends.items() if end + offset >= now]
        if ahead:
            id_ = self.choose(data, ahead)
            self.wait_until(ends[id_] + offset)
            self.do("reputation", "rate", self._rater(id_, direction), market, id_, direction, 5, Cid())

    @rule(data=st.data())
    def switch_the_market_off(self, data: st.DataObject) -> None:
        """While an order closes, which nobody can rate then; and on again."""
        market = self.pair.system.market.address
        self.do("reputation", "setMarket", self.caller(data, DEPLOYER), market, False)
        id_, found = self.order(data, State.FULFILLED)
        if found:
            self.do("market", "confirm", found.buyer, id_)
            self.do("reputation", "rate", found.buyer, market, id_, Direction.PRODUCT, 5, Cid())
        self.do("reputation", "setMarket", DEPLOYER, market, True)

    def _rateable(self, data: st.DataObject, direction: Direction) -> int:
        """Mostly an order that can be rated in this direction now."""
        orders, market = self.model.market.orders, self.pair.system.market.address
        served = direction in (Direction.SERVICE, Direction.PARTNER)
        fitting = [
            id_
            for id_, order in orders.items()
            if order.state is State.CLOSED
            and has_voice(direction, order.view())
            and (order.distributor or not served)
            and self.pair.chain.now // DAY <= order.closed_day + 30
        ]
        fresh = [id_ for id_ in fitting if (market, id_, direction) not in self.model.reputation.rated]
        return self.choose(data, [*fresh * 8, *fitting[-1:], *list(orders)[-1:], len(orders) + 1])

    def _rater(self, order: int, direction: Direction) -> str:
        found = self.model.market.orders.get(order)
        if found is None:
            return BUYERS[0]
        if direction is Direction.PAYMENT:
            return self.owner_of(found.shop)
        return self.owner_of(found.distributor) if direction is Direction.PARTNER else found.buyer
