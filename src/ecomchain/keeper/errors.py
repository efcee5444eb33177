"""What the operator of a keeper can act on."""

from ecomchain.errors import EcomError

TEMPORARY = 75
"""The exit code for what may pass by itself (``EX_TEMPFAIL`` of sysexits.h)."""


class KeeperError(EcomError):
    """The root of these."""


class NodeError(KeeperError):
    """The node does not answer, or refuses what it should answer: the same call may work later."""

    exit_code = TEMPORARY


class BusyError(KeeperError):
    """Another keeper works with the same store and account."""
