"""Who there is: kinds of agents, when they come, what they lock, how much they trade."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecomchain.rewards.simulation.settings import Settings
from ecomchain.rewards.simulation.units import MICRO, Floats, Integers

SELLER, DISTRIBUTOR, BUYER = range(3)
GROWING_DAYS = 365
"""A lock grows from a quarter to its full size within a year."""
STEP = 30
"""Days between two steps of growth."""


@dataclass(frozen=True)
class People:
    """Agents in the order sellers, distributors, buyers; every array has an entry for each."""

    kind: Integers
    joins: Integers
    """Day."""
    grown_lock: Floats
    """Ecom, of all the people of an agent."""
    pull: Floats
    """How likely a buyer, or a distributor, is to be in a sale, relative to others of its kind."""
    demand: Floats
    """Of sellers: mean real sales a day over the allowance of a day."""
    social: Floats
    """Mean social points a day, of all the people of an agent."""

    def active(self, day: int) -> npt.NDArray[np.bool_]:
        """Who has come."""
        return self.joins <= day

    def lock(self, day: int) -> Integers:
        """Live locks in micro-Ecom."""
        age = np.maximum(day - self.joins, 0) // STEP * STEP
        grown = 0.25 + 0.75 * np.minimum(age / GROWING_DAYS, 1.0)
        return (np.where(self.active(day), self.grown_lock * grown, 0.0)).astype(np.int64) * MICRO


def gather(settings: Settings, rng: np.random.Generator) -> People:
    """Draw the agents."""
    counts = settings.counts
    kind = np.repeat(np.arange(3), counts)
    joins, lock, pull, social = [], [], [], []
    for number, (population, count) in enumerate(zip(settings.populations, counts, strict=True)):
        quantile = (np.arange(count) + rng.random(count)) / count
        curve = population.midpoint + population.spread * np.log(quantile / (1 - quantile))
        joins.append(np.maximum(np.floor(curve), 1))
        size = 1 + rng.pareto(population.tail, count)
        least = np.minimum(population.least_lock * size, settings.most_lock)
        lock.append(np.floor(least) * settings.people)
        pull.append(np.minimum(size, 1_000))
        social.append(settings.social[number] * settings.people * rng.gamma(0.6, 1 / 0.6, count))
    return People(
        kind=kind,
        joins=np.concatenate(joins).astype(np.int64),
        grown_lock=np.concatenate(lock),
        pull=np.concatenate(pull),
        demand=settings.demand * rng.lognormal(0.0, 0.8, settings.agents),
        social=np.concatenate(social),
    )
