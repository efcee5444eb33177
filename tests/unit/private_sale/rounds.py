"""What the sale's actions take, log and answer in these tests."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from clock import DAY, now
from events import Log, log
from merkle_trees import Tree

from ecomchain.amounts import ECOM

CID = (b"\xc1" * 32, 1)
CAP = 1_000 * ECOM + 5
ALICE_CAP, BOB_CAP = 700 * ECOM, 400 * ECOM + 1
FUNDS = 5_000 * ECOM
USD_PRICE = 2_500_000
"""2.5 of a currency with six decimals."""
ODD_PRICE = 3 * 10**18 + 1
"""Of the hostile currency: payments do not come out even."""
CLIFF, DURATION = 30 * DAY, 100 * DAY


class Unsold(IntEnum):
    TREASURY, REWARDS, VAULT = range(3)


@dataclass(frozen=True)
class Round:
    """A round that was created, and the tree of its list."""

    id: int
    start: int
    end: int
    tree: Tree

    @property
    def over(self) -> int:
        """When everything has vested."""
        return self.end + DURATION


def terms(treasury: Any, payments: list[tuple[Any, int]], root: bytes, /, **changes: Any) -> tuple[Any, ...]:
    """The struct ``Terms``: from tomorrow, for ten days."""
    start = changes.get("start", now() + DAY)
    fields = {
        "payments": payments,
        "cap": CAP,
        "start": start,
        "end": start + 10 * DAY,
        "cliff": CLIFF,
        "duration": DURATION,
        "treasury": treasury,
        "unsold": Unsold.TREASURY,
        "allowlist": root,
        "content": CID,
    }
    assert changes.keys() <= fields.keys()
    return tuple((fields | changes).values())


def cost(amount: int, price: int) -> int:
    """The payment, rounded up."""
    return -(-amount * price // ECOM)


def paid(currency: Any, buyer: Any, treasury: Any, payment: int) -> Log:
    """The transfer of a well-behaved currency."""
    values = {"from": buyer, "to": treasury, "value": payment}
    return log(currency.Transfer, **values)


def moved(token: Any, sender: Any, receiver: Any, amount: int) -> Log:
    """A transfer of Ecom."""
    return log(token.Transfer, **{"from": sender}, to=receiver, amount=amount)
