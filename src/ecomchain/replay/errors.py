"""What a user of the replay can act on: one line that names the thing and the remedy."""

from ecomchain.errors import EcomError


class InputError(EcomError):
    """A file or an option is unusable."""

    exit_code = 2


class ChainError(EcomError):
    """The chain is not one to replay on, or did not do what the plan says."""


class InterruptedRunError(EcomError):
    """The run was stopped; its message says how to go on."""

    exit_code = 130
