"""All actors against the model, step by step (MODEL-1 and every numbered invariant)."""

import re
from pathlib import Path

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.effort import budget

from invariant.catalog_rules import CatalogRules
from invariant.foundation_rules import FoundationRules
from invariant.invariants import INVARIANTS
from invariant.market_rules import MarketRules
from invariant.money_rules import MoneyRules
from invariant.shop_rules import ShopRules

EXAMPLES, STEPS = 80, 100
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "invariants.md"


class EcomMachine(ShopRules, CatalogRules, MarketRules, MoneyRules, FoundationRules):
    """Sellers, distributors, buyers, strangers, the operator and the guardian."""


TestEcomMachine = EcomMachine.TestCase
TestEcomMachine.settings = budget(EXAMPLES, stateful_step_count=STEPS)


def test_invariants__all__are_documented() -> None:
    documented = re.findall(r"^### ([A-Z]+-\d+)", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted([*INVARIANTS, "MODEL-1"])
