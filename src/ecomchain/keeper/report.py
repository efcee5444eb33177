"""What a keeper did and what it waits for, as tables that fit into 80 columns."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from ecomchain.keeper.fees import ether
from ecomchain.keeper.keeper import Keeper, Pass
from ecomchain.keeper.ledger import Spent
from ecomchain.text import moment, period, shorten

NEXT_SHOWN = 10
_KINDS = {"done": "done", "lost": "somebody was faster", "refused": "not possible", "would": "would do"}


def show(keeper: Keeper, passes: Sequence[Pass], console: Console) -> None:
    """Print what became of each action, what is due next, and the totals."""
    last = passes[-1]
    results = [result for each in passes for result in each.results]
    if results:
        table = _table("", "what", "how")
        for result in results:
            table.add_row(
                _KINDS[result.kind], shorten(result.act.text), shorten(result.reason or result.hash)
            )
        console.print(table)
    upcoming = keeper.store.upcoming(keeper.names, NEXT_SHOWN)
    later = [each for each in upcoming if each.due > last.now]
    if later:
        table = _table("due (UTC)", "in", "what")
        for each in later:
            note = f" (tried: {each.reason})" if each.reason else ""
            what = shorten(each.text + note)
            table.add_row(f"{_time(each.due)}", period(each.due - last.now), what)
        console.print(table)
    for line in lines(keeper, passes):
        console.print(line, highlight=False)


def lines(keeper: Keeper, passes: Sequence[Pass]) -> list[str]:
    """The totals, line by line."""
    last = passes[-1]
    results = [result for each in passes for result in each.results]
    count = {kind: sum(result.kind == kind for result in results) for kind in _KINDS}
    said = [f"{count[kind]} {text}" for kind, text in _KINDS.items() if count[kind]]
    open_items = {name: number for name, number in keeper.store.open_items(keeper.names).items() if number}
    waiting = ", ".join(f"{number} {name}" for name, number in open_items.items())
    found = [
        f"{', '.join(said) or 'nothing was due'}; block {last.block:,} of {moment(last.now)}",
        f"open: {waiting or 'nothing'}",
    ]
    would = [result.gas for result in results if result.kind == "would"]
    if would:
        found.append(f"would offer {sum(would):,} gas")
    if last.halted:
        found.append(f"not everything was sent: {last.halted}")
    return found


def spent(before: Spent, after: Spent, symbol: str) -> str:
    """What the difference cost, in words."""
    gas, cost = after.gas - before.gas, after.cost - before.cost
    sent = after.transactions - before.transactions
    return (
        f"spent {ether(cost)} {symbol} on {gas:,} gas in {sent} transaction{'' if sent == 1 else 's'}; "
        f"so far {ether(after.cost)} {symbol} for {after.actions:,} actions"
    )


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
    for name in columns[:-1]:
        table.add_column(name, no_wrap=name != "what", overflow="fold")
    table.add_column(columns[-1], overflow="fold")
    return table


def _time(timestamp: int) -> str:
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d %H:%M}"
