"""Ten shops of alice's and two of bob's have a voice; reward day 1085 has just ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import ape
import pytest
from ape import chain
from ape.api import AccountAPI
from clock import after_reward_day
from scene import CID
from voters import open_shops

NO, YES = 0, 1


@dataclass(frozen=True)
class Stage:
    """Shops by owner."""

    alices: tuple[int, ...]
    bobs: tuple[int, ...]


@ape.fixture(chain_isolation=False, scope="package")
def stage(system: Any, everybody: Any) -> Iterator[Stage]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    alices, bobs = open_shops(system, everybody[0], 10), open_shops(system, everybody[1], 2)
    after_reward_day(system.reward_pool, 1_085)
    yield Stage(alices, bobs)
    chain.restore(before)


@pytest.fixture
def kappa(reputation: Any) -> bytes:
    """The call that sets kappa to 7 %."""
    return bytes(reputation.setKappa.encode_input(700))


@pytest.fixture
def propose(
    referendum: Any, polls: Any, stage: Stage, alice: AccountAPI
) -> Callable[[Any, bytes, int, int], int]:
    """Propose a call, and have so many of alice's shops vote yes, and then no; the proposal's number."""

    def propose_(target: Any, data: bytes, yes: int, no: int) -> int:
        referendum.propose(stage.alices[0], target, data, CID, sender=alice)
        id_ = int(referendum.proposals())
        poll = referendum.proposal(id_).poll
        for i, shop in enumerate(stage.alices[: yes + no]):
            polls.vote(poll, shop, YES if i < yes else NO, sender=alice)
        return id_

    return propose_
