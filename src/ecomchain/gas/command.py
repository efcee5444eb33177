"""What `ape run gas` does."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from ecomchain.gas import GasError, report
from ecomchain.gas.bounds import BOUNDS, EXCEEDED
from ecomchain.gas.measure import measure


def refresh(root: Path, console: Console) -> None:
    """Measure; show the table; write benchmarks/gas.json and the generated parts of docs/gas.md.

    Raises `GasError` where a figure exceeds its bound without a reason in `EXCEEDED`, after writing.
    """
    wanted = {name for key in report.EXPLAINED for name in report.transactions(key)}
    measurement = measure(wanted)
    path = root / report.BENCHMARKS
    before = report.load(path) if path.exists() else {}
    console.print(report.table(measurement.gas, before))

    path.parent.mkdir(exist_ok=True)
    path.write_text(report.dump(report.document(measurement.gas, root)), encoding="utf-8")
    book = root / report.DOCUMENT
    text = book.read_text(encoding="utf-8")
    book.write_text(report.render(text, measurement.gas, measurement.accounts), encoding="utf-8")
    console.print(f"written: {report.BENCHMARKS}, {report.DOCUMENT}")

    over = [key for key, bound in BOUNDS.items() if measurement.gas[key] > bound and key not in EXCEEDED]
    if over:
        raise GasError(f"over the bound: {', '.join(over)}; see {report.DOCUMENT} for where the gas goes")


def explain(key: str, console: Console) -> None:
    """Show the account of one key."""
    measurement = measure(report.transactions(key))
    sheet = report.sheet(key, measurement.accounts)
    title, *lines = sheet.lines()
    view = Table(title=f"{key}: {sheet.total:,} gas")
    for number, name in enumerate(title):
        view.add_column(name, justify="right" if number else "left", no_wrap=not number)
    for line in lines:
        view.add_row(*line)
    console.print(view)
    words = Table("storage word", "accesses")
    for what, costs in sheet.variables().items():
        words.add_row(what.replace("[", "\\["), costs)
    console.print(words)
