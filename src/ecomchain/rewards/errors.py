"""What a user of the rewards commands can act on: one line that names the thing and the remedy."""

from ecomchain.errors import EcomError


class RewardsError(EcomError):
    """The root of these."""


class InputError(RewardsError):
    """A file or an option is unusable."""

    exit_code = 2


class ReadError(RewardsError):
    """The node does not answer, or what it says does not fit together."""


class NotReadyError(RewardsError):
    """What a day needs is not there yet."""


class DatasetError(RewardsError):
    """A published day is missing, or its files are not what its manifest says."""


class MismatchError(RewardsError):
    """A published day is not what the chain and its inputs give."""
