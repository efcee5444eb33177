"""Reward day 30 has just ended and nothing is covered; the root game's word is the tests'."""

from collections.abc import Iterator
from typing import Any

import ape
import pytest
from ape import accounts, chain
from ape.api import AccountAPI
from clock import after_reward_day

from .emission import TF


@ape.fixture(chain_isolation=False, scope="package")
def _stage(system: Any, everybody: Any) -> Iterator[None]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    for payer in everybody[:3]:
        system.token.approve(system.reward_pool, 2**256 - 1, sender=payer)
    chain.set_balance(system.root_game.address, 10**20)
    after_reward_day(system.reward_pool, 30)
    yield
    chain.restore(before)


@pytest.fixture
def as_game(system: Any) -> AccountAPI:
    """The root game, as sender."""
    return accounts[system.root_game.address]


@pytest.fixture(autouse=True)
def _invariants(system: Any, _stage: None) -> Iterator[None]:
    """POOL-1, POOL-2 and CLAIM-1, after every test."""
    yield
    pool = system.reward_pool
    state, phase_two = pool.state(), pool.phaseTwo()
    funds = [pool.fund(epoch) for epoch in range(1, state.epoch + 1)]
    for fund in funds:
        assert fund.claimed <= fund.total, "CLAIM-1"
    owed = sum(fund.total - fund.claimed for fund in funds)
    assert system.token.balanceOf(pool) >= state.pool + owed, "POOL-1"
    assert state.allocated == sum(fund.total for fund in funds[:-1]), "POOL-2"
    declared = sum(fund.total for fund in funds)
    covered = pool.emitted(min(state.coveredDay, phase_two.emittedDay))
    raised = funds and funds[-1].total == funds[-1].claimed
    assert declared <= covered or raised, "POOL-2"
    assert declared <= TF + system.token.balanceOf(pool), "POOL-2"
