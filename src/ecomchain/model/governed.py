"""Settings that pass from the foundation's roles to the shops when phase one of the rewards ends (DST-3)."""

from dataclasses import dataclass

from ecomchain.model.access import Access
from ecomchain.model.context import Context
from ecomchain.model.errors import require


@dataclass
class Governance:
    """From ``governed_from`` on, in seconds, only ``referendum`` may."""

    context: Context
    access: Access
    referendum: str
    governed_from: int

    def check(self, caller: str, contract: str, function: str) -> None:
        """Refuse everybody but who may call the function at this time."""
        if self.context.now < self.governed_from:
            self.access.check(caller, contract, function)
        else:
            values = {"caller": caller, "referendum": self.referendum}
            require(caller == self.referendum, "OnlyByReferendum", **values)
