"""All invariants, in the order in which they are reported: importing a module registers its own."""

from ecomchain.invariants import money_rules, shop_rules  # isort: skip
from ecomchain.invariants import catalog_rules, order_rules  # isort: skip
from ecomchain.invariants.rule import INVARIANTS, Invariant

__all__ = ["INVARIANTS", "Invariant", "catalog_rules", "money_rules", "order_rules", "shop_rules"]
