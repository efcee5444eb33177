"""What a user of content can act on: one line for each thing that is wrong, with its value and the remedy.

::

    ContentError
      CidError        a text or some bytes are no CID that the chain can hold
      MissingError    a block is nowhere to be found
      BlockError      a block is not what its CID says, or not well-formed
      TreeError       a DAG is too deep, too large, or says of itself what is not so
      PathError       a file or directory cannot be added or written
      CarError        a file is no CAR, or was cut short
      RemoteError     an RPC or a gateway does not answer, or answers with something else
      MetadataError   a metadata file breaks rules; ``problems`` has them as data
"""

from typing import TYPE_CHECKING

from ecomchain.errors import EcomError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecomchain.content.problem import Problem


class ContentError(EcomError):
    """The root of these."""


class CidError(ContentError):
    """A text or some bytes are no CID that the chain can hold."""


class MissingError(ContentError):
    """A block is nowhere to be found."""


class BlockError(ContentError):
    """A block is not what its CID says, or not well-formed."""


class TreeError(ContentError):
    """A DAG is too deep, too large, or says of itself what is not so."""


class PathError(ContentError):
    """A file or directory cannot be added or written."""


class CarError(ContentError):
    """A file is no CAR, or was cut short."""


class RemoteError(ContentError):
    """An RPC or a gateway does not answer, or answers with something else."""


class MetadataError(ContentError):
    """A metadata file breaks rules."""

    def __init__(self, problems: "Sequence[Problem]"):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
