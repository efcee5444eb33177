"""What can go wrong in governing."""

from ecomchain.errors import EcomError


class GovernanceError(EcomError):
    """A call cannot be scheduled, executed or cancelled: who may, when, or why not is in the message."""
