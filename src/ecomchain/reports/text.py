"""A document in a terminal: every amount to the last decimal."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from ecomchain.reports import formats, words
from ecomchain.reports.document import Amount, Bars, Cell, Chart, Document, Fact, Mark, Shares, Table


def show(document: Document, console: Console) -> None:
    """Print the whole report."""
    console.print(Text(document.title, style="bold"))
    console.print(Text(document.subject))
    _facts([Fact(name, value) for name, value in document.meta], console)
    console.print()
    _facts(document.facts, console)
    none = words.table(document.language)["none"]
    for section in document.sections:
        console.print()
        console.print(Text(f"━━ {section.title}", style="bold cyan"))
        if section.note:
            console.print(Text(section.note, style="dim"))
        _facts(section.facts, console)
        for chart in section.charts:
            _chart(chart, console)
        for table in section.tables:
            _table(table, console, none)
    console.print()
    style = "green" if document.verdict.holds else "bold red"
    console.print(Text(("✓ " if document.verdict.holds else "✗ ") + document.verdict.text, style=style))


def _facts(facts: Sequence[Fact], console: Console) -> None:
    if not facts:
        return
    grid = RichTable(show_header=False, box=None, pad_edge=False)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for fact in facts:
        value = _cell(fact.value)
        if fact.note:
            value = Text.assemble(value, Text(f"  {fact.note}", style="dim"))
        grid.add_row(Text(fact.name), value)
    console.print(grid)


def _table(table: Table, console: Console, none: str) -> None:
    if table.title:
        console.print(Text(f"\n{table.title}", style="bold"))
    if not table.rows:
        console.print(Text(none, style="dim"))
        return
    drawn = RichTable(box=None, pad_edge=False, show_footer=bool(table.total))
    for i, name in enumerate(table.columns):
        right = isinstance(table.rows[0][i], Amount | int)
        footer = _cell(table.total[i]) if table.total else ""
        drawn.add_column(Text(name), justify="right" if right else "left", overflow="fold", footer=footer)
    for row in table.rows:
        drawn.add_row(*map(_cell, row))
    console.print(drawn)
    if table.note:
        console.print(Text(table.note, style="dim"))


def _chart(chart: Chart, console: Console) -> None:
    """Parts of a whole and bars as lines; a timeline is for the page only."""
    if not isinstance(chart, Shares | Bars) or not chart.parts:
        return
    console.print(Text(f"\n{chart.title}", style="bold"))
    whole = sum(part.value for part in chart.parts)
    longest = max(part.value for part in chart.parts) or 1
    width = max(cell_len(part.name) for part in chart.parts)
    counts = isinstance(chart, Bars) and chart.counts
    for part in chart.parts:
        if not part.value:
            continue
        value = f"{part.value:,}" if counts else formats.ecom(part.value)
        name = part.name + " " * (width - cell_len(part.name))
        bar = "▇" * max(20 * part.value // longest, 1)
        share = f"  {formats.percent(part.value, whole)}" if isinstance(chart, Shares) else ""
        console.print(Text(f"{name}  {bar:<20}  {value}{share}"))


def _cell(value: Cell) -> Text:
    if isinstance(value, Amount):
        return Text(formats.ecom(value.value))
    if isinstance(value, Mark):
        return Text(value.text, style="green" if value.holds else "bold red")
    return Text(f"{value:,}" if isinstance(value, int) else value)
