"""Currencies that rounds are paid in: any ERC-20; amounts as people write them."""

import re
from dataclasses import dataclass

from ape.contracts import ContractInstance
from ape.exceptions import ApeException
from eth_abi.exceptions import DecodingError
from web3.exceptions import Web3Exception

from ecomchain.reports.formats import plain
from ecomchain.sale.errors import SaleError
from ecomchain.system import contract_at

MAX_DECIMALS = 77
"""More would not fit a word."""

MAX_SYMBOL = 16
"""Characters of a symbol that are shown."""

_UNREADABLE = (ApeException, Web3Exception, DecodingError, ValueError, OverflowError)
_AMOUNT = re.compile(r"([0-9]+)(?:\.([0-9]+))?", re.ASCII)


@dataclass(frozen=True)
class Currency:
    """A currency on the connected chain."""

    contract: ContractInstance
    symbol: str
    decimals: int

    @property
    def address(self) -> str:
        """Of its contract."""
        return str(self.contract.address)

    def units(self, text: str) -> int:
        """``"2.5"`` in the currency's smallest unit, exactly. Raises SaleError where it is finer."""
        match = _AMOUNT.fullmatch(text.strip())
        if match is None:
            raise SaleError(f'{text!r} is not an amount of {self.symbol}: write one such as "2.5"')
        whole, fraction = match[1], (match[2] or "").rstrip("0")
        if len(fraction) > self.decimals:
            raise SaleError(
                f"{text} {self.symbol} has {len(fraction)} decimals: there are at most {self.decimals}"
            )
        units: int = int(whole) * 10**self.decimals + int(fraction.ljust(self.decimals, "0") or "0")
        return units

    def text(self, units: int) -> str:
        """The smallest units as ``"2.5 TUSD"``, exactly."""
        whole, rest = divmod(units, 10**self.decimals)
        fraction = f".{rest:0{self.decimals}d}".rstrip("0").rstrip(".") if self.decimals else ""
        return f"{whole}{fraction} {self.symbol}"


def at(address: str) -> Currency:
    """The currency at an address of the connected chain. Raises SaleError where none answers."""
    # An ERC-20 is called by the functions that the token of this project has too.
    contract = contract_at("EcomToken", address)
    try:
        decimals = int(contract.decimals())
    except _UNREADABLE as error:
        raise SaleError(
            f"{address} is not a currency with decimals ({' '.join(str(error).split())[:100]}): "
            "check the address and the network"
        ) from None
    if decimals > MAX_DECIMALS:
        raise SaleError(f"{address} says that it has {decimals} decimals: it cannot be used")
    try:
        # It is whatever the contract says, and shown beside amounts of money.
        symbol = plain(str(contract.symbol()), MAX_SYMBOL) or address
    except _UNREADABLE:
        symbol = address  # some old currencies answer bytes
    return Currency(contract, symbol, decimals)
