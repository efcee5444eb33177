"""The seal vault (SEAL-1, SEAL-2): what enters never leaves."""

from collections import defaultdict

from ecomchain.model.context import Context
from ecomchain.model.errors import require
from ecomchain.model.token import Token

MAX_DAYS_AHEAD = 30


class Vault:
    """Totals per payer, per reason and per (reason, day, ref)."""

    def __init__(self, context: Context, token: Token, address: str) -> None:
        self.context = context
        self.token = token
        self.address = address
        self.by_payer: defaultdict[str, int] = defaultdict(int)
        self.by_reason: defaultdict[bytes, int] = defaultdict(int)
        self.by_day: defaultdict[tuple[bytes, int, int], int] = defaultdict(int)

    def seal(self, caller: str, amount: int, reason: bytes, ref: int, day: int) -> None:
        """Seal the caller's tokens in its own name."""
        self.seal_for(caller, caller, amount, reason, ref, day)

    def seal_for(self, caller: str, payer: str, amount: int, reason: bytes, ref: int, day: int) -> None:
        """Seal the caller's tokens in the name of ``payer``."""
        today = self.context.today
        last = today + MAX_DAYS_AHEAD
        require(amount > 0, "ZeroAmount")
        require(today <= day <= last, "DayOutOfRange", day=day, today=today, lastDay=last)
        self.token.pull(self.address, caller, self.address, amount)
        self.by_payer[payer] += amount
        self.by_reason[reason] += amount
        self.by_day[reason, day, ref] += amount
        self.context.emit("vault", "Sealed", payer=payer, reason=reason, ref=ref, day=day, amount=amount)

    # Views

    def total_sealed(self) -> int:
        """The vault's balance, plain transfers included (SEAL-1)."""
        return self.token.balances[self.address]

    def circulating_supply(self) -> int:
        """All tokens but the sealed ones."""
        return self.token.total_supply() - self.total_sealed()

    def sealed_by(self, payer: str) -> int:
        """Sealed in the name of ``payer``."""
        return self.by_payer[payer]

    def sealed_for(self, reason: bytes) -> int:
        """Sealed for ``reason``."""
        return self.by_reason[reason]

    def sealed_on(self, reason: bytes, day: int, ref: int) -> int:
        """Sealed for ``reason`` and ``ref`` on account of ``day``."""
        return self.by_day[reason, day, ref]
