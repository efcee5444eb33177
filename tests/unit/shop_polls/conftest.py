"""Reward day 40 has just ended; twelve shops have a voice: five each of alice and bob, two of carol."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ape
import pytest
from ape import chain
from ape.api import AccountAPI
from clock import after_reward_day
from voters import open_shops


@dataclass(frozen=True)
class Stage:
    """``owners`` by shop."""

    owners: dict[int, AccountAPI]

    @property
    def shops(self) -> list[int]:
        return list(self.owners)


@ape.fixture(chain_isolation=False, scope="package")
def stage(system: Any, everybody: Any) -> Iterator[Stage]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    owners = {}
    for owner, count in zip(everybody, (5, 5, 2), strict=False):
        owners.update(dict.fromkeys(open_shops(system, owner, count), owner))
    after_reward_day(system.reward_pool, 40)
    yield Stage(owners)
    chain.restore(before)


@pytest.fixture
def poll(polls: Any, stage: Stage, stranger: AccountAPI) -> int:
    """Of three options, opened just now."""
    polls.open(3, sender=stranger)
    return int(polls.polls())


@pytest.fixture(autouse=True)
def _invariant(polls: Any, registry: Any, stage: Stage) -> Iterator[None]:
    """VOTE-1, after every test."""
    yield
    shops = range(1, registry.totals().shops + 1)
    for id_ in range(1, polls.polls() + 1):
        voted = [option for shop in shops for has, option in [polls.ballot(id_, shop)] if has]
        tally = list(polls.tally(id_))
        assert tally == [voted.count(option) for option in range(len(tally))], "VOTE-1"
        assert polls.turnout(id_) == len(voted), "VOTE-1"
