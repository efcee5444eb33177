"""Gas of the main operations: what they use, in which bounds, and where it goes.

scene      the fixed transactions that are measured
bench      sends them to the node
measure    deploys, and runs the scene on the connected node
bounds     what the figures must not exceed, and what others use
trace      an exact account of one transaction
names      readable names for what a trace shows as numbers
sheet      accounts as tables
report     the table, benchmarks/gas.json and docs/gas.md
"""

from ecomchain.errors import EcomError


class GasError(EcomError):
    """The gas cannot be measured, or is not what it should be."""
