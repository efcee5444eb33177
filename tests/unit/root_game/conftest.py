"""Reward day 40 has just ended, no day is covered, and ten shops have a voice.

A round about epoch 1 can be opened: no root has been activated for 7 days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ape
import pytest
from ape import accounts, chain
from ape.api import AccountAPI
from clock import after_reward_day
from voters import open_shops

from ecomchain.amounts import ECOM

from .game import Game, owed

SHOPS = 10
PURSE = 40_000_000 * ECOM


@dataclass(frozen=True)
class Stage:
    """``shops`` belong to the voter."""

    voter: AccountAPI
    shops: tuple[int, ...]


@ape.fixture(chain_isolation=False, scope="package")
def stage(system: Any, everybody: Any) -> Iterator[Stage]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    alice, bob, carol, _, deployer, *_ = everybody
    for player in (alice, bob, carol):
        system.token.transfer(player, PURSE - system.token.balanceOf(player), sender=deployer)
        system.token.approve(system.root_game, 2**256 - 1, sender=player)
    shops = open_shops(system, deployer, SHOPS)
    after_reward_day(system.reward_pool, 40)
    yield Stage(deployer, shops)
    chain.restore(before)


@pytest.fixture
def game(system: Any, stage: Stage) -> Game:
    """Short ways to play."""
    return Game(system, stage.voter, stage.shops)


@pytest.fixture
def as_game(system: Any) -> AccountAPI:
    """The root game, as sender."""
    chain.set_balance(system.root_game.address, 10**20)
    return accounts[system.root_game.address]


@pytest.fixture(autouse=True)
def _invariants(system: Any, stage: Stage, everybody: Any) -> Iterator[None]:
    """BOND-2, and that there is a posted root or a round, never both, after every test."""
    yield
    root_game = system.root_game
    assert root_game.bonds() == owed(root_game, everybody[:4]), "BOND-2"
    assert system.token.balanceOf(root_game) >= root_game.bonds(), "BOND-2"
    assert root_game.running() == 0 or root_game.pending().day == 0
