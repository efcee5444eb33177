"""What a user of statement and overview can act on: one line that names the value and the remedy."""

from ecomchain.errors import EcomError


class ReportError(EcomError):
    """A report cannot be made, or not be written."""
