"""What goes wrong with grants, in a person's words."""

from ecomchain.errors import EcomError


class GrantError(EcomError):
    """A grant cannot be built, created or claimed; the message says why, and what to do."""


class UsersError(GrantError):
    """users.csv has bad lines; the message has one line for each."""

    exit_code = 2
