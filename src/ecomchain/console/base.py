"""What all groups of actions have in common."""

from dataclasses import dataclass
from typing import Any

from ape.api import AccountAPI, ReceiptAPI

from ecomchain import sending
from ecomchain.system import System


@dataclass(frozen=True)
class ActionGroup:
    """Actions on a system; every public method is one."""

    system: System

    def names(self) -> dict[str, Any]:
        """The actions by name."""
        groups = [group for group in type(self).__mro__ if issubclass(group, ActionGroup)]
        return {
            name: getattr(self, name)
            for group in groups
            if group is not ActionGroup
            for name, member in vars(group).items()
            if callable(member) and not name.startswith("_")
        }

    def _send(
        self, action: str, account: AccountAPI, method: Any, *arguments: Any, **options: Any
    ) -> ReceiptAPI:
        return sending.send(self.system, action, account, method, *arguments, **options)

    def _read(self, action: str, method: Any, *arguments: Any) -> Any:
        return sending.read(self.system, action, method, *arguments)
