"""What an operator can act on."""

from ecomchain.errors import EcomError


class CatalogError(EcomError):
    """A bulk command cannot be done as asked; the message says what to change."""


class TableError(CatalogError):
    """A CSV file as a whole is unusable: not readable, no header, an unknown column."""


class FieldError(Exception):
    """The text of one cell is not what its column takes: becomes a line of errors.csv."""
