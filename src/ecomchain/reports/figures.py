"""What every report has: where and when its figures were read, and whether they agree with the chain."""

from dataclasses import dataclass
from typing import Annotated, Literal

Unit = Literal["ecom", "micro", "count"]
"""Of a figure: 1e-18 Ecom, micro-Ecom as the statistics on the chain count them, or a plain number."""


Tokens = Annotated[int, "1e-18 Ecom"]
"""An amount, which is text in JSON whatever its size."""


@dataclass(frozen=True)
class Header:
    """The chain and the block that every figure is of."""

    network: str
    chain_id: int
    market: str
    block: int
    block_hash: str
    time: int
    """Of the block, in seconds."""
    first_block: int
    """From which on events were read: the deployment's."""


@dataclass(frozen=True)
class Check:
    """One figure found in two ways: counted up, from events or single positions, and as the chain states it.

    ``name`` is a key of the words; ``subject`` is what it is about, such as a shop's number, or empty.
    """

    name: str
    subject: str
    counted: Tokens
    stated: Tokens
    unit: Unit = "ecom"
    covers: bool = False
    """Whether it is enough that what is stated covers what is counted."""

    @property
    def agrees(self) -> bool:
        """Whether both ways lead to the same."""
        return self.counted <= self.stated if self.covers else self.counted == self.stated


def differences(checks: list[Check]) -> list[Check]:
    """Those that do not agree."""
    return [check for check in checks if not check.agrees]
