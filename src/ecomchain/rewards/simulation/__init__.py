"""The published simulation of community rewards (RWD-5): a market of agents, and rings that try to farm it.

What people do is drawn at random, from a seed. What they get is computed by `ecomchain.rewards`, in
integers, as the protocol does. docs/economics.md says what is assumed and what was found.
"""

from ecomchain.rewards.simulation.settings import Settings
from ecomchain.rewards.simulation.study import Study, simulate

__all__ = ["Settings", "Study", "simulate"]
