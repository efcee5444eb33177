"""The structs of polls, factor votes and referendums, in the order of their interfaces."""

from enum import IntEnum
from typing import NamedTuple

from ecomchain.model.context import ZERO_ADDRESS


class PollView(NamedTuple):
    """``IShopPolls.Poll``."""

    opener: str
    end: int
    electorate: int
    start_day: int
    options: int


class Factor(IntEnum):
    """``IFactorVote.Factor``."""

    SELLER = 0
    DISTRIBUTOR = 1
    BUYER = 2


class Flags(NamedTuple):
    """``IFactorVote.Flags``."""

    flags: int = 0
    poll: int = 0


class ProposalView(NamedTuple):
    """``IReferendum.Proposal``."""

    target: str = ZERO_ADDRESS
    poll: int = 0
    executed: bool = False
    data: bytes = b""
