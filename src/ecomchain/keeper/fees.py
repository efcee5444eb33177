"""What a transaction is offered for its gas."""

from dataclasses import dataclass

from ecomchain.keeper.errors import NodeError
from ecomchain.keeper.rpc import Rpc, number

GWEI = 10**9
DEFAULT_TIP = GWEI


@dataclass(frozen=True)
class Fee:
    """In wei for a unit of gas: ``most`` in all, ``tip`` of it to the validator at most."""

    most: int
    tip: int
    legacy: bool = False
    """The chain has one price only (before EIP-1559)."""

    def raised(self) -> "Fee":
        """An eighth more, at which nodes take a transaction in another's place."""
        return Fee(self.most + self.most // 8 + 1, self.tip + self.tip // 8 + 1, self.legacy)


class FeesTooHighError(Exception):
    """A unit of gas costs more than the keeper may offer."""

    def __init__(self, needed: int, most: int) -> None:
        self.needed, self.most = needed, most
        super().__init__(
            f"gas costs {gwei(needed)} gwei, and {gwei(most)} are allowed: waiting until it is less"
        )


def quote(rpc: Rpc, most: int | None) -> Fee:
    """A fee that is enough for the next blocks: twice the base fee and the tip that the node suggests.

    Raises FeesTooHighError where base fee and tip exceed ``most`` (wei).
    """
    base = rpc.request("eth_getBlockByNumber", "latest", False).get("baseFeePerGas")
    if base is None:
        price = number(rpc.request("eth_gasPrice"))
        _require(price, most)
        return Fee(price, price, legacy=True)
    try:
        tip = number(rpc.request("eth_maxPriorityFeePerGas"))
    except NodeError:  # not every node offers it
        tip = DEFAULT_TIP
    _require(number(base) + tip, most)
    wanted = 2 * number(base) + tip
    return Fee(wanted if most is None else min(wanted, most), tip)


def gwei(wei: int) -> str:
    """Wei in gwei, with at most three decimals."""
    return f"{wei / GWEI:.3f}".rstrip("0").rstrip(".")


def ether(wei: int) -> str:
    """Wei in the chain's coin, with at most nine decimals."""
    return f"{wei / 10**18:.9f}".rstrip("0").rstrip(".")


def _require(needed: int, most: int | None) -> None:
    if most is not None and needed > most:
        raise FeesTooHighError(needed, most)
