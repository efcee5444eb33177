"""Errors of the sale's commands."""

from ecomchain.errors import EcomError


class SaleError(EcomError):
    """A list, the terms of a round, or a command of the sale is not right."""
