"""The errors of this package that a user can act on.

Each message is one line for each thing that is wrong; it names the value and the remedy. They are
click exceptions, so that a script shows the message alone::

    EcomError
      AmountError        a text or number is no amount of Ecom
      IdError            a number is no identifier of the protocol
      ParameterError     a parameters file is missing, incomplete or out of bounds
      ManifestError      a manifest is missing or not one, or is not about this chain
      DeploymentError    a deployment cannot be done, or was not found
      ArgumentError      what was given to an action is not what it takes
      NetworkError       the connected network does not answer, or not as it should
"""

import click


class EcomError(click.ClickException):
    """The root of all of them; shown without a traceback, exit code 1."""

    def _render_traceback_(self) -> list[str]:
        """What IPython, hence `ape console`, shows in place of a traceback."""
        return [f"{type(self).__name__}: {self.message}"]


class AmountError(EcomError):
    """A text or number is no amount of Ecom."""


class IdError(EcomError):
    """A number is no identifier of the protocol."""


class ParameterError(EcomError):
    """A parameters file is missing, incomplete or out of bounds."""


class ManifestError(EcomError):
    """A manifest is missing or not one, or is not about this chain."""


class DeploymentError(EcomError):
    """A deployment cannot be done, or was not found."""


class ArgumentError(EcomError):
    """What was given to an action is not what it takes."""


class NetworkError(EcomError):
    """The connected network does not answer, or not as it should."""
