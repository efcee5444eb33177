"""Who may call the restricted functions (GOV-1), without delays."""

from collections.abc import Mapping

from ecomchain.model.errors import require


class Access:
    """``holders[contract, function]`` are the accounts that may call it."""

    def __init__(self, holders: Mapping[tuple[str, str], frozenset[str]]) -> None:
        self.holders = dict(holders)

    def check(self, caller: str, contract: str, function: str) -> None:
        """Refuse everybody else."""
        allowed = self.holders.get((contract, function), frozenset())
        require(caller in allowed, "AccessManagedUnauthorized", caller=caller)
