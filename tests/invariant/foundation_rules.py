"""The foundation's parameters, the guardian's pauses, and the time."""

from engine.actors import DAY
from engine.system import CAPABILITIES, GUARDIAN, OPERATOR
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.amounts import ECOM
from ecomchain.ids import DISTRIBUTION, SHOP
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.market import CANCEL_GRACE
from ecomchain.model.structs import CapabilityTerms
from invariant.machine import Machine

MAX_PER_UNIT = 1_000_000 * ECOM
SETTINGS = {
    ("registry", "setCooldown"): st.sampled_from([0, 7 * DAY, 7 * DAY, 30 * DAY, 30 * DAY + 1]),
    ("registry", "setOpeningSlots"): st.sampled_from([0, 1, 3, 5, 1_000, 1_001]),
    ("catalog", "setMaxIncentive"): st.sampled_from([0, 4_998, 5_000, 5_001, 10_000, 10_001]),
}
PAUSES = st.sampled_from([1, 3_600, 7 * DAY, 0, 7 * DAY + 1])
PRICES = st.sampled_from([0, 1, 7, ECOM, 33 * ECOM + 1, MAX_PER_UNIT + 1])


class FoundationRules(Machine):
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
        self.do(*setter, self.caller(data, OPERATOR), value)

    @rule(data=st.data(), off=st.integers(0, 4))
    def set_level_reader(self, data: st.DataObject, off: int) -> None:
        reader = self.pair.system.level_reader if off else ZERO_ADDRESS
        self.do("registry", "setLevelReader", self.caller(data, OPERATOR), reader)

    @rule(data=st.data(), duration=PAUSES, ends=st.integers(0, 2))
    def pause(self, data: st.DataObject, duration: int, ends: int) -> None:
        """Most pauses are ended soon, so that orders go on."""
        caller = self.caller(data, GUARDIAN)
        self.do("market", "pause", caller, duration)
        if ends:
            self.wait_for(1)
            self.do("market", "unpause", caller)

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
            market.pauses.until,
            market.pauses.pausable_from,
        ]
