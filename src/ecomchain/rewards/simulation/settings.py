"""What is assumed. Amounts are whole Ecom (floats) here; see `units` for those of the allocation."""

from dataclasses import dataclass, field

from ecomchain.errors import ArgumentError
from ecomchain.rewards.emission import PHASE_ONE_DAYS, REFERENCE_DAYS

ROLES = ("seller", "distributor", "buyer")
"""The three roles of RWD-1, in the order of s, d, b."""


@dataclass(frozen=True)
class Population:
    """The agents of one kind: how many, when they come, how unequal they are."""

    share: float
    """Of all agents."""
    midpoint: float
    """Day by which half of them have come (logistic S-curve)."""
    spread: float
    """Its width in days: 76 % come within 2 spreads around the midpoint, to either side of it together."""
    least_lock: float
    """Smallest lock of a grown person, in Ecom; 0 for those who own no shop."""
    tail: float
    """Pareto exponent of locks, purchases and reach: the lower, the more unequal."""


@dataclass(frozen=True)
class Settings:
    """A run; the defaults are those of docs/economics.md. ArgumentError for what cannot be run."""

    days: int = 1_460
    seed: int = 1
    agents: int = 3_000
    people: int = 100
    """Each agent stands for so many people alike; rewards are linear, so this changes them by floors only."""

    populations: tuple[Population, Population, Population] = field(
        default=(
            Population(share=0.10, midpoint=300, spread=90, least_lock=1_500, tail=1.3),
            Population(share=0.20, midpoint=450, spread=100, least_lock=200, tail=1.6),
            Population(share=0.70, midpoint=400, spread=100, least_lock=0, tail=1.2),
        )
    )
    most_lock: float = 1_000_000
    demand: float = 0.7
    """Median of a seller's real sales a day over its allowance of a day."""
    linked: float = 0.6
    """Share of sales that come through a distributor."""
    two_levels: float = 0.4
    """Share of linked sales that pay a second, upper distributor."""
    closing: float = 0.6
    """M: the closing distributor's part where there are two."""
    basket: float = 40
    """An average sale."""
    rated: tuple[float, float, float] = (0.40, 0.40, 0.30)
    """Share of sales rated as to product, service and payment."""
    partner_rated: float = 0.10
    """Share of linked sales of which the distributor rates the seller."""
    social: tuple[float, float, float] = (4.0, 3.0, 0.8)
    """Mean social points that a person earns a day, reads of its content included, by kind."""
    advertising: float = 0.002
    """Share of counted sales that sellers seal for advertising."""

    top_up_first: int = 20_000_000
    """Top-up of the pool on the first day of phase two, in Ecom."""
    top_up: int = 5_000_000
    """Each further one, in Ecom."""
    top_up_every: int = 30
    """Days between them."""

    gas_price: float = 1.5e-6
    """Ecom for a unit of gas: a sale of 150,000 gas costs 0.225 Ecom."""

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ArgumentError(f"{self.days} days: simulate one at least")
        if self.agents < 30:
            raise ArgumentError(f"{self.agents} agents: 30 is the least that makes a market")
        if self.people < 1:
            raise ArgumentError(f"{self.people} people for an agent: give one at least")
        if self.gas_price < 0:
            raise ArgumentError(f"gas price of {self.gas_price}: it cannot be negative")

    @property
    def counts(self) -> tuple[int, int, int]:
        """Agents of each kind; the buyers are the rest."""
        sellers, distributors = (int(self.agents * p.share) for p in self.populations[:2])
        return sellers, distributors, self.agents - sellers - distributors

    @property
    def reaches_phase_two(self) -> bool:
        """Whether the run goes beyond day 1095."""
        return self.days > PHASE_ONE_DAYS >= REFERENCE_DAYS

    def top_up_on(self, day: int) -> int:
        """What comes into the pool before ``day`` is emitted, in Ecom."""
        since = day - PHASE_ONE_DAYS - 1
        if since < 0 or since % self.top_up_every:
            return 0
        return self.top_up if since else self.top_up_first
