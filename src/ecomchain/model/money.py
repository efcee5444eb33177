"""A currency that misbehaves as told: the reference of ``HostileCurrency``."""

from collections import defaultdict
from enum import IntEnum


class Mode(IntEnum):
    """What ``transferFrom`` does."""

    HONEST = 0
    NO_ANSWER = 1
    REFUSE = 2
    PRETEND = 3
    FEE = 4
    BONUS = 5
    REVERT = 6
    REENTER = 7


class Money:
    """Balances and allowances; the call that REENTER makes changes nothing here, as the sale refuses it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.mode_ = Mode.HONEST
        self.balances: defaultdict[str, int] = defaultdict(int)
        self.allowances: defaultdict[tuple[str, str], int] = defaultdict(int)

    def mint(self, _caller: str, to: str, amount: int) -> None:
        """Anybody may."""
        self.balances[to] += amount

    def approve(self, caller: str, spender: str, amount: int) -> bool:
        """Let ``spender`` move ``amount`` of the caller's."""
        self.allowances[caller, spender] = amount
        return True

    def set_mode(self, _caller: str, mode: int) -> None:
        """Behave like this from now on."""
        self.mode_ = Mode(mode)

    def prepare(self, _caller: str, _target: str, _data: bytes) -> None:
        """The call of REENTER."""

    def pull(self, spender: str, payer: str, to: str, amount: int) -> bool:
        """``transferFrom`` called by a contract; False where it refuses or reverts, and nothing has moved."""
        if self.mode_ in (Mode.REFUSE, Mode.REVERT):
            return False
        if self.mode_ == Mode.PRETEND:
            return True
        if amount > self.allowances[payer, spender] or amount > self.balances[payer]:
            return False
        self.allowances[payer, spender] -= amount
        self.balances[payer] -= amount
        self.balances[to] += amount + {Mode.FEE: -1, Mode.BONUS: 1}.get(self.mode_, 0)
        return True

    # Views

    def mode(self) -> int:
        """How it behaves."""
        return self.mode_

    def balance_of(self, account: str) -> int:
        """What an account has."""
        return self.balances[account]

    def allowance(self, owner: str, spender: str) -> int:
        """What ``spender`` may move of the owner's."""
        return self.allowances[owner, spender]

    def reentered(self) -> bool:
        """Whether the call of REENTER was ever let in."""
        return False
