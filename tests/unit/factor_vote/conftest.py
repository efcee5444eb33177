"""The first day of round 1; twelve shops of alice's have a voice."""

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

import ape
import pytest
from ape import chain
from ape.api import AccountAPI
from clock import after_reward_day
from voters import open_shops

SHOPS = 12


@ape.fixture(chain_isolation=False, scope="package")
def shops(system: Any, everybody: Any) -> Iterator[tuple[int, ...]]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    opened = open_shops(system, everybody[0], SHOPS)
    after_reward_day(system.reward_pool, 90)
    yield opened
    chain.restore(before)


class Factor(IntEnum):
    SELLER, DISTRIBUTOR, BUYER = range(3)


@pytest.fixture
def vote_open(factor_vote: Any, shops: tuple[int, ...], alice: AccountAPI) -> int:
    """The poll on the distributors' factor, which seven shops have just flagged."""
    for shop in shops[:7]:
        factor_vote.flag(shop, Factor.DISTRIBUTOR, sender=alice)
    return int(factor_vote.running(Factor.DISTRIBUTOR))
