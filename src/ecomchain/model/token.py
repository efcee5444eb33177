"""The token's ledger (TOK-1): balances and allowances."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ecomchain.model.context import ZERO_ADDRESS, Context
from ecomchain.model.errors import ModelRevert, require

INFINITE = 2**256 - 1
"""An allowance that is not used up."""


class Token:
    """Nothing is minted after construction and nothing is ever burnt (SUPPLY-1)."""

    def __init__(self, context: Context, shares: Mapping[str, int]) -> None:
        self.context = context
        self.balances: defaultdict[str, int] = defaultdict(int, shares)
        self.allowances: defaultdict[tuple[str, str], int] = defaultdict(int)

    def approve(self, caller: str, spender: str, amount: int) -> None:
        """Let ``spender`` use ``amount`` of the caller's tokens."""
        self.allowances[caller, spender] = amount
        self.context.emit("token", "Approval", owner=caller, spender=spender, amount=amount)

    def transfer(self, caller: str, to: str, amount: int) -> None:
        """Move the caller's tokens."""
        require(to != ZERO_ADDRESS, "ERC20InvalidReceiver", receiver=to)
        require(amount <= self.balances[caller], "InsufficientBalance")
        self._move(caller, to, amount)

    def transfer_from(self, caller: str, payer: str, to: str, amount: int) -> None:
        """Move ``payer``'s tokens by its allowance for the caller."""
        require(to != ZERO_ADDRESS, "ERC20InvalidReceiver", receiver=to)
        allowance = self.allowances[payer, caller]
        require(amount <= allowance, "InsufficientAllowance")
        require(amount <= self.balances[payer], "InsufficientBalance")
        if allowance != INFINITE:
            self.allowances[payer, caller] -= amount
        self._move(payer, to, amount)

    def pull(self, spender: str, payer: str, to: str, amount: int) -> None:
        """How a contract takes a payment: whatever fails is a ``PaymentFailed``."""
        balance, allowance = self.balances[payer], self.allowances[payer, spender]
        try:
            self.transfer_from(spender, payer, to, amount)
        except ModelRevert:
            values = {"payer": payer, "amount": amount, "balance": balance, "allowance": allowance}
            raise ModelRevert("PaymentFailed", **values) from None

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Several movements that all happen or none."""
        balances, allowances = self.balances.copy(), self.allowances.copy()
        recorded = len(self.context.events)
        try:
            yield
        except ModelRevert:
            self.balances, self.allowances = balances, allowances
            del self.context.events[recorded:]
            raise

    # Views

    def total_supply(self) -> int:
        """All tokens: nobody can change the sum (SUPPLY-2)."""
        return sum(self.balances.values())

    def balance_of(self, account: str) -> int:
        """What an account holds."""
        return self.balances[account]

    def allowance(self, owner: str, spender: str) -> int:
        """What ``spender`` may use of the owner's tokens."""
        return self.allowances[owner, spender]

    def _move(self, payer: str, to: str, amount: int) -> None:
        self.balances[payer] -= amount
        self.balances[to] += amount
        self.context.emit("token", "Transfer", **{"from": payer, "to": to, "amount": amount})
