"""Statements 资产管理: what an account owns and earns, and where all tokens are."""

from typing import TYPE_CHECKING, Any

from ecomchain.console.arguments import address_of
from ecomchain.console.base import ActionGroup

if TYPE_CHECKING:
    from ecomchain.overview import Overview
    from ecomchain.statement import Statement


class StatementActions(ActionGroup):
    """What anyone may ask."""

    def statement(self, account: Any, *, block: str = "latest") -> "Statement":
        """What an account (or address) owns, earns and holds locked, checked against the chain.

        ``print(statement(alice).totals)``; the same as `ape run statement`, as plain data. ``block`` is
        ``latest``, ``final``, or a number as text.
        """
        from ecomchain.statement import statement

        return statement(self.system, address_of(account), block=block)

    def overview(self, *, block: str = "latest") -> "Overview":
        """Where all tokens are, trade, emission and votes, all checked: as `ape run overview`."""
        from ecomchain.overview import overview

        return overview(self.system, block=block)
