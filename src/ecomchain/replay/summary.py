"""The report as a person wants to read it."""

from rich.console import Console
from rich.table import Table

from ecomchain.amounts import format_ecom
from ecomchain.replay.report import Check, Report


def show(report: Report, console: Console | None = None) -> None:
    """Print what happened, what every sum comes to in every way, gas, and what was left out."""
    console = console or Console()
    for table in (_orders(report), _reputation(report), _amounts(report), _gas(report)):
        console.print(table)
        console.print()
    for title, rows in (("left out", report.skipped), ("odd, kept", report.notes)):
        for reason, found in rows.items():
            lines = ", ".join(f"{row.file}:{row.line}" for row in found[:3])
            more = f" and {len(found) - 3:,} more, see the report" if len(found) > 3 else ""
            console.print(f"{title}: {reason}: {len(found):,} ({lines}{more})", highlight=False, markup=False)
    speed = report.speed
    console.print(
        f"{speed.transactions:,} transactions in {speed.seconds:,.1f} s: "
        f"{speed.transactions_per_second:,.0f} a second, {speed.orders_per_second:,.0f} orders a second",
        highlight=False,
    )
    _verdict(report, console)


def _orders(report: Report) -> Table:
    orders = report.orders
    table = Table("ending", *orders.by_kind, "all", title=f"{orders.placed:,} orders by ending", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for ending, count in orders.by_ending.items():
        counts = (found.get(ending) for found in orders.by_kind.values())
        table.add_row(ending, *(f"{n:,}" if n else "" for n in counts), f"{count:,}")
    totals = (sum(found.values()) for found in orders.by_kind.values())
    table.add_row("[b]all", *(f"[b]{n:,}" for n in totals), f"[b]{orders.placed:,}")
    return table


def _reputation(report: Report) -> Table:
    found = report.reputation
    table = Table("", "count", "average", title="Ratings and levels", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for direction, ratings in found.ratings.items():
        average = "" if ratings.average is None else f"{ratings.average:.2f}"
        table.add_row(f"{direction} ratings", f"{ratings.count:,}", average)
    for level, count in found.levels.items():
        table.add_row(f"distributors of level {level}", f"{count:,}")
    return table


def _amounts(report: Report) -> Table:
    table = Table("", "sum", "", "the same by", title="Every sum, whichever way", box=None)
    table.columns[1].justify = "right"
    for check in report.checks:
        mark = "[green]ok[/]" if check.agrees else "[red]NO[/]"
        table.add_row(check.name, check.model, check.unit, f"{mark} {', '.join(_ways(check))}")
    return table


def _ways(check: Check) -> list[str]:
    ways = {way: getattr(check, way) for way in ("events", "transfers", "balances", "stated")}
    return [
        way if value == check.model else f"{way} {value}" for way, value in ways.items() if value is not None
    ]


def _gas(report: Report) -> Table:
    table = Table("action", "count", "min", "median", "max", title="Gas", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for action, gas in report.gas.items():
        table.add_row(action, *(f"{value:,}" for value in (gas.count, gas.min, gas.median, gas.max)))
    return table


def _verdict(report: Report, console: Console) -> None:
    if report.conserved:
        paid = format_ecom(report.amounts.paid_in)
        console.print(
            f"every sum agrees to the unit: {paid} Ecom paid in, all of it accounted for", style="green"
        )
        return
    failed = [check.name for check in report.checks if not check.agrees]
    console.print(f"{len(failed)} sums differ: {', '.join(failed)}", style="red")
    for line in report.differences:
        console.print(line, style="red", highlight=False, soft_wrap=True)
