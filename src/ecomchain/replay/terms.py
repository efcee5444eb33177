"""What the contracts asked for when a run began: prices, limits, bonds, and what counts."""

from pydantic import BaseModel, ConfigDict

from ecomchain.model.commission import part


class Terms(BaseModel):
    """Amounts in the token's smallest unit, rates in basis points; locks and seals by capability."""

    model_config = ConfigDict(frozen=True)

    lock: dict[int, int]
    seal: dict[int, int]
    max_units: dict[int, int]
    opening_slots: int
    links_per_unit: int
    bond_bps: int
    min_bond: int
    kappa_bps: int
    min_rated: int
    min_average: int
    """Hundredths of a score."""
    thresholds: list[tuple[int, int]]
    """Counted orders and counted micro-Ecom of each level, from level 1."""

    def bond(self, stake: int) -> int:
        """What each side puts up when so much is at stake."""
        return max(part(stake, self.bond_bps), self.min_bond)

    def lock_of(self, units: dict[int, int]) -> int:
        """The live lock of a shop with these units."""
        return sum(self.lock[key] * n for key, n in units.items())

    def seal_of(self, units: dict[int, int]) -> int:
        """What acquiring these units seals."""
        return sum(self.seal[key] * n for key, n in units.items())
