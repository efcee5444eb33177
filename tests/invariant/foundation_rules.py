"""The foundation's parameters, the guardian's pauses, and the time."""

from engine.actors import DAY, STRANGER
from engine.system import ARBITRATOR, CAPABILITIES, DEPLOYER, GUARDIAN, OPERATOR
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.amounts import ECOM, MICRO
from ecomchain.ids import DISTRIBUTION, SHOP
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.market import CANCEL_GRACE
from ecomchain.model.structs import CapabilityTerms
from ecomchain.model.structs_trade import Threshold
from invariant.machine import Machine

MAX_PER_UNIT = 1_000_000 * ECOM
MICRO_PER_ECOM = ECOM // MICRO
LADDERS = st.sampled_from(
    [
        tuple(Threshold(orders, orders * MICRO_PER_ECOM) for orders in (1, 2, 2, 4, 9)),
        tuple(Threshold(orders, 0) for orders in (1, 1, 2, 3, 4)),
        tuple(Threshold(1, counted * MICRO_PER_ECOM) for counted in (0, 1, 5, 20, 2**36)),
        tuple(Threshold(orders, 0) for orders in (0, 1, 1, 1, 1)),
        tuple(Threshold(orders, 0) for orders in (1, 3, 2, 4, 5)),
        tuple(Threshold(1, counted) for counted in (1, 2, 3, 5, 4)),
    ]
)
BONDS = st.tuples(
    st.sampled_from([0, 200, 200, 1_000, 1_001]),
    st.sampled_from([ECOM // 100, ECOM, ECOM, 1_000 * ECOM, ECOM // 100 - 1, 1_000 * ECOM + 1]),
)
SETTINGS = {
    ("registry", "setCooldown"): st.sampled_from([7 * DAY - 1, 7 * DAY, 7 * DAY, 30 * DAY, 30 * DAY + 1]),
    ("registry", "setOpeningSlots"): st.sampled_from([0, 1, 3, 5, 1_000, 1_001]),
    ("catalog", "setMaxIncentive"): st.sampled_from([0, 4_998, 5_000, 5_001, 10_000, 10_001]),
    ("reputation", "setKappa"): st.sampled_from([1, 100, 500, 500, 2_000, 0, 2_001]),
    ("reputation", "setMinRated"): st.sampled_from(
        [ECOM // 100, ECOM, ECOM, 3 * ECOM, ECOM + 1, ECOM // 100 - 1]
    ),
    ("reputation", "setMinAverage"): st.sampled_from([0, 100, 400, 500, 501]),
    ("reputation", "setThresholds"): LADDERS,
    ("disputes", "setBond"): BONDS,
}
RULINGS = ("rule", "ruleObjection")
PAUSES = st.sampled_from([1, 3_600, 7 * DAY, 0, 7 * DAY + 1])
PRICES = st.sampled_from([0, 1, 7, ECOM, 33 * ECOM + 1, MAX_PER_UNIT + 1])


class TimeRules(Machine):
    """Time passes, to a deadline or by itself."""

    @rule(data=st.data(), offset=st.sampled_from([-1, 0, 1]))
    def jump_to_a_deadline(self, data: st.DataObject, offset: int) -> None:
        """To the second before, of or after something's deadline, if one lies ahead."""
        now = self.pair.chain.now
        ahead = sorted({time + offset for time in self._deadlines() if time + offset > now})
        if ahead:
            self.wait_for(self.choose(data, ahead[:6]) - now)

    @rule(seconds=st.sampled_from([1, 60, 3_600, DAY, 8 * DAY]))
    def wait(self, seconds: int) -> None:
        self.wait_for(seconds)

    def _deadlines(self) -> list[int]:
        market, shops = self.model.market, self.model.registry.shops
        orders = [order.deadline for order in market.orders.values() if order.open]
        return [
            *orders,
            *(deadline + CANCEL_GRACE for deadline in orders),
            *(shop.available_at for shop in shops.values() if shop.pending),
            *(task.terms.expiry for task in self.model.catalog.tasks.values()),
            *(case.deadline for case in self.model.disputes.disputes.values()),
            *(case.deadline for case in self.model.disputes.objections.values()),
            *(reserve.deadline for reserve in self.model.budgets.reserves.values()),
            *(group.refundable_from for group in self.model.group_buy.groups.values()),
            market.pauses.until,
            market.pauses.pausable_from,
        ]


class FoundationRules(TimeRules):
    """Parameters change in the middle of everything; what is held already does not."""

    @rule(
        data=st.data(),
        kind=st.sampled_from([*CAPABILITIES, DISTRIBUTION, 9, 0]),
        lock=PRICES,
        seal=PRICES,
        most=st.sampled_from([1, 1, 5, 10_000, 10_001, 0]),
        enabled=st.sampled_from([True, True, True, False]),
    )
    def set_capability(
        self, data: st.DataObject, kind: int, lock: int, seal: int, most: int, enabled: bool
    ) -> None:
        most = min(most, 1) if kind == SHOP else most
        terms = CapabilityTerms(lock, seal, most, enabled)
        self.do("registry", "setCapability", self.caller(data, OPERATOR), kind, terms)

    @rule(data=st.data(), setter=st.sampled_from(list(SETTINGS)))
    def set_parameter(self, data: st.DataObject, setter: tuple[str, str]) -> None:
        value = data.draw(SETTINGS[setter])
        args = value if setter == ("disputes", "setBond") else (value,)
        self.do(*setter, self.caller(data, OPERATOR), *args)
        self.pair.same("disputes", "bondFor", 10**28)

    @rule(data=st.data(), nobody=st.booleans())
    def set_arbitrator(self, data: st.DataObject, nobody: bool) -> None:
        """Somebody else, or nobody, may rule for a moment."""
        arbitrator = ZERO_ADDRESS if nobody else STRANGER
        self.do("disputes", "setArbitrator", self.caller(data, DEPLOYER), arbitrator)
        cases = [*self.model.disputes.disputes, *self.model.disputes.objections, 1]
        for caller in (ARBITRATOR, STRANGER):
            self.do("disputes", data.draw(st.sampled_from(RULINGS)), caller, self.choose(data, cases), 4_000)
        self.do("disputes", "setArbitrator", DEPLOYER, ARBITRATOR)

    @rule(data=st.data(), kind=st.integers(0, 5))
    def set_level_reader(self, data: st.DataObject, kind: int) -> None:
        """Mostly the reputation; one that answers anything, or none."""
        system = self.pair.system
        reader = {0: ZERO_ADDRESS, 1: system.level_reader}.get(kind, system.reputation.address)
        self.do("registry", "setLevelReader", self.caller(data, OPERATOR), reader)

    @rule(data=st.data(), duration=PAUSES, ends=st.integers(0, 2))
    def pause(self, data: st.DataObject, duration: int, ends: int) -> None:
        """Most pauses are ended soon, so that orders go on."""
        caller = self.caller(data, GUARDIAN)
        self.do("market", "pause", caller, duration)
        if ends:
            self.wait_for(1)
            self.do("market", "unpause", caller)
