"""The whole deployment, for the foundation: where all tokens are, trade, emission, votes; all checked.

overview(system)                 # an Overview, plain data
layout.document(overview, "zh")  # for people: text or HTML
"""

from ecomchain.overview.figures import Overview
from ecomchain.overview.gather import overview

__all__ = ["Overview", "overview"]
