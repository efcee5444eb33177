"""What a deployment would cost, as a person wants to read it."""

from decimal import Decimal

from rich.console import Console
from rich.table import Table

from ecomchain import consoles
from ecomchain.deployment.simulation import Forecast

_GWEI = 10**9


def show(forecast: Forecast, deployer: str, console: Console | None = None) -> None:
    """Print every transaction with its gas, then the price, the sums, and whether the deployer can pay."""
    console = console or consoles.output()
    price = forecast.base_fee + forecast.priority_fee
    table = Table(box=None, pad_edge=False)
    table.add_column("transaction", overflow="fold")
    for column in ("gas", "cost"):
        table.add_column(column, justify="right")
    for step in forecast.steps:
        table.add_row(step.title, f"{step.gas:,}", native(step.gas * price + step.data_fee))
    table.add_section()
    table.add_row(f"{len(forecast.steps)} transactions", f"{forecast.gas:,}", native(forecast.cost))
    console.print(table)
    lines = [
        f"gas price   {gwei(forecast.base_fee)} base fee + {gwei(forecast.priority_fee)} priority fee",
        f"cost        {native(forecast.cost)} of the native token now, {native(forecast.most)} at most",
    ]
    if forecast.data_fee:
        lines.insert(1, f"data        {native(forecast.data_fee)} of it for data on the chain below")
    verdict = "enough" if forecast.suffices else f"{native(forecast.most - forecast.balance)} too little"
    lines.append(f"deployer    {deployer} has {native(forecast.balance)}: {verdict}")
    lines.append("Nothing was sent.")
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)


def native(amount: int) -> str:
    """An amount of the native token with 9 decimals, rounded up."""
    return f"{Decimal(-(-amount // _GWEI)) / _GWEI:.9f}"


def gwei(price: int) -> str:
    """A price of gas."""
    return f"{Decimal(price) / _GWEI:.9f}".rstrip("0").rstrip(".") + " gwei"
