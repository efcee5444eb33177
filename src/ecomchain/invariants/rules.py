"""All invariants, in the order in which they are reported: importing a module registers its own."""

from ecomchain.invariants import money_rules, shop_rules  # isort: skip
from ecomchain.invariants import catalog_rules, order_rules  # isort: skip
from ecomchain.invariants import budget_rules, dispute_rules  # isort: skip
from ecomchain.invariants import reputation_rules, module_rules  # isort: skip
from ecomchain.invariants import reward_rules, vote_rules  # isort: skip
from ecomchain.invariants import sale_rules  # isort: skip
from ecomchain.invariants.rule import INVARIANTS, Invariant

__all__ = [
    "INVARIANTS",
    "Invariant",
    "budget_rules",
    "catalog_rules",
    "dispute_rules",
    "module_rules",
    "money_rules",
    "order_rules",
    "reputation_rules",
    "reward_rules",
    "sale_rules",
    "shop_rules",
    "vote_rules",
]
