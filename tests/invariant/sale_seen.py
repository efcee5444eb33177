"""What the views of the private sale have answered."""

from typing import NamedTuple

from ecomchain.model.structs_sale import Payment, SalePosition, SaleRound


class SaleSeen(NamedTuple):
    """Rounds and their prices by id; positions, and what of them has vested, by round and account."""

    unreserved: int
    obligations: int
    rounds: dict[int, SaleRound]
    payments: dict[int, tuple[Payment, ...]]
    positions: dict[tuple[int, str], SalePosition]
    vested: dict[tuple[int, str], int]
