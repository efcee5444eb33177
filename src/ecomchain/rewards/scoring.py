"""The parameters by which days are scored (RWD-4). `RootGame` keeps their hash."""

from functools import cache
from importlib.resources import files
from typing import Literal

from eth_utils import keccak, to_hex
from pydantic import BaseModel, ConfigDict, Field

from ecomchain.rewards.errors import NotReadyError

TEXT = files(__package__).joinpath("scoring-v1.json").read_bytes()
"""The parameters file, byte for byte."""

HASH = to_hex(keccak(TEXT))
"""keccak-256 of `TEXT`: what a deployment starts with."""

SCORES = 5
"""Ratings go from 1 to this."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ActionCaps(_Model):
    """How many actions of a kind count for an account on a day.

    The kinds in the order of their numbers, from 1.
    """

    check_in: int = Field(ge=0)
    share: int = Field(ge=0)
    comment: int = Field(ge=0)
    like: int = Field(ge=0)
    publish: int = Field(ge=0)
    read: int = Field(ge=0)


class Scoring(_Model):
    """`scoring v1`, see docs/rewards.md."""

    version: Literal[1]
    credit_days: int = Field(ge=31)
    """Days of counted volume that are credit. More than the days in which a sale can be rated."""
    quality_bps: dict[str, int]
    """What a sale is worth as credit by its score ("1" to "5", "unrated"), in basis points."""
    point_micro: int = Field(ge=0)
    """What a point is worth, in micro-Ecom."""
    rating_points: int = Field(ge=0)
    """Points for giving a rating."""
    action_caps: ActionCaps
    buyer_bound_days: int = Field(ge=1)
    """Without a shop, points of a day are bounded by the mean of so many days' counted purchases."""

    @property
    def quality(self) -> tuple[int, ...]:
        """`quality_bps` by score, 0 for unrated."""
        return self.quality_bps["unrated"], *(self.quality_bps[str(score)] for score in range(1, SCORES + 1))

    @property
    def caps(self) -> tuple[int, ...]:
        """`action_caps` by kind; there is no kind 0."""
        return 0, *(cap for _, cap in self.action_caps)


@cache
def load() -> Scoring:
    """The parameters in `TEXT`."""
    return Scoring.model_validate_json(TEXT)


def require(on_chain: str, day: int) -> Scoring:
    """The parameters of a day, whose hash on the chain is ``on_chain``.

    Raises NotReadyError where it is not ours.
    """
    if on_chain != HASH:
        raise NotReadyError(
            f"day {day} is scored by the parameters {on_chain}, this program knows {HASH}: "
            "take the version of it that has them"
        )
    return load()
