"""All actors against the model, step by step (MODEL-1 and every numbered invariant)."""

import re
from pathlib import Path

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.effort import budget
from engine.scenes import late

from invariant import (  # noqa: F401 - they register themselves
    invariants,
    module_invariants,
    reward_invariants,
    reward_observation,
    sale_invariants,
    sale_observation,
    trade_invariants,
    vote_invariants,
)
from invariant.bounty_rules import BountyRules
from invariant.catalog_rules import CatalogRules
from invariant.checks import INVARIANTS
from invariant.claim_rules import ClaimRules
from invariant.dispute_rules import DisputeRules
from invariant.foundation_rules import FoundationRules, TimeRules
from invariant.group_rules import GroupRules
from invariant.market_rules import MarketRules
from invariant.money_rules import MoneyRules
from invariant.reputation_rules import ReputationRules
from invariant.reward_rules import GiftRules
from invariant.round_rules import RoundRules
from invariant.sale_rules import SaleRules
from invariant.shop_rules import ShopRules
from invariant.vote_rules import VoteRules

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "invariants.md"


class EcomMachine(
    ShopRules,
    CatalogRules,
    MarketRules,
    DisputeRules,
    ReputationRules,
    BountyRules,
    GroupRules,
    MoneyRules,
    FoundationRules,
):
    """Everybody: sellers, distributors, buyers, workers, strangers, the arbitrator and the foundation."""


class TradeMachine(DisputeRules, MarketRules, ReputationRules, TimeRules):
    """Orders of all kinds, so that more of them go all the way to a ruling, a rating, a release."""


class ModuleMachine(BountyRules, GroupRules, TimeRules):
    """Bounties and group buying."""


class RewardMachine(RoundRules, ClaimRules, GiftRules):
    """The publisher, the guardian, backers and claimants, from the last days of phase one on."""

    scene = staticmethod(late)


class VoteMachine(VoteRules, ShopRules):
    """Shops that come, go, change hands, flag, vote and propose, from the last days of phase one on."""

    scene = staticmethod(late)


class SaleMachine(SaleRules):
    """Rounds, buyers with right and wrong proofs, currencies that misbehave, releases, closings."""


TestEcomMachine = EcomMachine.TestCase
TestEcomMachine.settings = budget(50, stateful_step_count=100)
TestTradeMachine = TradeMachine.TestCase
TestTradeMachine.settings = budget(30, stateful_step_count=60)
TestModuleMachine = ModuleMachine.TestCase
TestModuleMachine.settings = budget(25, stateful_step_count=40)
TestRewardMachine = RewardMachine.TestCase
TestRewardMachine.settings = budget(30, stateful_step_count=60)
TestVoteMachine = VoteMachine.TestCase
TestVoteMachine.settings = budget(25, stateful_step_count=50)

TestSaleMachine = SaleMachine.TestCase
TestSaleMachine.settings = budget(30, stateful_step_count=60)


def test_invariants__all__are_documented() -> None:
    documented = re.findall(r"^### ([A-Z]+-\d+)", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted([*INVARIANTS, "MODEL-1"])
