"""What capabilities cost and the bounds of the registry's parameters (SHOP-1)."""

from dataclasses import dataclass, field

from ecomchain.ids import DISTRIBUTION, SHOP
from ecomchain.model.access import Access
from ecomchain.model.context import DAY, ZERO_ADDRESS, Context
from ecomchain.model.errors import require
from ecomchain.model.governed import Governance
from ecomchain.model.structs import CapabilityTerms

MAX_PER_UNIT = 1_000_000 * 10**18
MAX_UNITS = 10_000
MIN_COOLDOWN = 7 * DAY
MAX_COOLDOWN = 30 * DAY
MAX_OPENING_SLOTS = 1_000


def require_bounds(value: int, low: int, high: int) -> None:
    """Refuse a parameter outside the bounds that the code sets (GOV-3)."""
    require(low <= value <= high, "ParameterOutOfBounds", value=value, min=low, max=high)


@dataclass
class Parameters:
    """The registry's parameters; changes touch new acquisitions and releases only.

    Without ``governance`` phase one of the rewards never ends.
    """

    context: Context
    access: Access
    governance: Governance | None = None
    terms: dict[int, CapabilityTerms] = field(default_factory=dict)
    cooldown: int = 7 * DAY
    opening_slots: int = 3
    level_reader: str = ZERO_ADDRESS

    def of(self, capability: int) -> CapabilityTerms:
        """The terms of a capability; all zero, hence disabled, where nobody has set them."""
        return self.terms.get(capability, CapabilityTerms())

    def set_capability(self, caller: str, capability: int, terms: CapabilityTerms) -> None:
        """Set the terms of new acquisitions; those of SHOP, the price of a vote, pass to the shops."""
        deciding = self.governance or self.access if capability == SHOP else self.access
        deciding.check(caller, "registry", "set_capability")
        lock, seal, most, enabled = terms
        require_bounds(lock, 0, MAX_PER_UNIT)
        require_bounds(seal, 1 if capability == DISTRIBUTION else 0, MAX_PER_UNIT)
        require_bounds(most, 1, 1 if capability == SHOP else MAX_UNITS)
        require_bounds(capability, 1, 2**32 - 1)
        self.terms[capability] = CapabilityTerms(lock, seal, most, enabled)
        self.context.emit("registry", "CapabilitySet", capability=capability, terms=terms)

    def set_cooldown(self, caller: str, cooldown: int) -> None:
        """Set how long new releases take, in seconds."""
        self.access.check(caller, "registry", "set_cooldown")
        require_bounds(cooldown, MIN_COOLDOWN, MAX_COOLDOWN)
        self.context.emit("registry", "CooldownSet", **{"from": self.cooldown, "to": cooldown})
        self.cooldown = cooldown

    def set_opening_slots(self, caller: str, slots: int) -> None:
        """Set how many showcase slots come with opening a shop."""
        self.access.check(caller, "registry", "set_opening_slots")
        require_bounds(slots, 0, MAX_OPENING_SLOTS)
        self.context.emit("registry", "OpeningSlotsSet", **{"from": self.opening_slots, "to": slots})
        self.opening_slots = slots

    def set_level_reader(self, caller: str, reader: str) -> None:
        """Set where levels are read from."""
        self.access.check(caller, "registry", "set_level_reader")
        self.context.emit("registry", "LevelReaderSet", **{"from": self.level_reader, "to": reader})
        self.level_reader = reader
