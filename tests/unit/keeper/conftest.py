"""Reward day 90 is over, ten shops have a voice; then the scene with a deal, an open group and a full one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import ape
import pytest
from ape import chain
from ape.api import AccountAPI
from clock import after_reward_day
from group_buy.deals import Stage as Deals
from group_buy.deals import set_stage
from scene import Scene
from voters import open_shops

from . import kit


@dataclass(frozen=True)
class Stage:
    """``voices`` are shops of ``voter``'s."""

    deals: Deals
    voter: AccountAPI
    voices: tuple[int, ...]

    @property
    def scene(self) -> Scene:
        return self.deals.scene


@ape.fixture(chain_isolation=False, scope="package")
def stage(system: Any, everybody: Any) -> Iterator[Stage]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    deployer = everybody[4]
    voices = open_shops(system, deployer, 10)
    system.token.approve(system.root_game, 2**256 - 1, sender=deployer)
    after_reward_day(system.reward_pool, 90)
    yield Stage(set_stage(system), deployer, voices)
    chain.restore(before)


@pytest.fixture
def keep(system: Any, stage: Stage, stranger: AccountAPI) -> Callable[..., kit.Kit]:
    """Makes a keeper of some jobs, who is the stranger."""

    def keep_(*names: str, account: Any = stranger, **more: Any) -> kit.Kit:
        return kit.make(system, account, names or None, **more)

    return keep_
