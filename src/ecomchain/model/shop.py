"""One shop: what it holds, and what follows from that."""

from collections import defaultdict
from dataclasses import dataclass, field

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOP, SHOWCASE
from ecomchain.model.structs import Cid, Locks, Position, ShopView

MAX_LEVEL = 5
_MOST_LINKS = 2**16 - 1


@dataclass
class Shop:
    """Only the positions and amounts are kept: slots, links and states follow from them (SHOP-6)."""

    owner: str
    links_per_unit: int
    metadata: Cid = field(default_factory=Cid)
    positions: defaultdict[int, Position] = field(default_factory=lambda: defaultdict(Position))
    opening_slots: int = 0
    level: int = 0
    transfers: int = 0
    pending: int = 0
    available_at: int = 0
    approved: str | None = None

    def units(self, capability: int) -> int:
        """Live units of a capability."""
        return self.positions[capability].units

    @property
    def all_units(self) -> int:
        """Live units of all capabilities."""
        return sum(position.units for position in self.positions.values())

    @property
    def live_lock(self) -> int:
        """The lock of all live units (LOCK-2)."""
        return sum(position.locked for position in self.positions.values())

    @property
    def open(self) -> bool:
        """SHOP is live."""
        return self.units(SHOP) > 0

    @property
    def promotion(self) -> bool:
        """PROMOTION is live."""
        return self.units(PROMOTION) > 0

    @property
    def showcase(self) -> int:
        """Slots: those that came with opening, and one for each SHOWCASE unit."""
        return self.opening_slots + self.units(SHOWCASE) if self.open else 0

    @property
    def links(self) -> int:
        """Links carried: units * links per unit * 2^level, as far as 16 bits go."""
        return min(self.units(DISTRIBUTION) * self.links_per_unit << self.level, _MOST_LINKS)

    def locks(self) -> Locks:
        """As ``IShopRegistry.locks`` answers."""
        return Locks(self.live_lock, self.pending, self.available_at, self.all_units)

    def view(self) -> ShopView:
        """As ``IShopRegistry.shop`` answers."""
        return ShopView(
            owner=self.owner,
            open=self.open,
            promotion=self.promotion,
            showcase=self.showcase,
            links=self.links,
            distribution=self.units(DISTRIBUTION),
            level=self.level,
            transfers=self.transfers,
            metadata=self.metadata,
        )
