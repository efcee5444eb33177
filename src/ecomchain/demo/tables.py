"""The demonstration's tables. They fit into 80 columns and need no terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ecomchain.demo.text import column

INDENT = (0, 0, 0, 4)


@dataclass(frozen=True)
class Line:
    """Who gets what of an order, and why: what the formula gives, and what the chain paid."""

    level: str
    who: str
    role: str
    formula: str
    to: str
    wanted: int
    paid: int = 0
    right: bool = True

    def paid_by_chain(self, amount: int, right: bool) -> "Line":
        """The line with what the chain paid, and whether it is what it should be."""
        return replace(self, paid=amount, right=right)


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    """An empty table in the style of all; the columns in ``right`` are aligned to the right."""
    result = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", padding=(0, 1))
    for name in columns:
        result.add_column(name, justify="right" if name in right else "left", overflow="fold")
    return result


def titled(title: str, note: str, body: RenderableType) -> RenderableType:
    """A table under its title and a line of explanation, indented."""
    head = [Text(title, style="bold")] + ([Text(note, style="dim")] if note else [])
    return Padding(Group("", *head, body), INDENT, expand=False)


def payments(title: str, note: str, lines: Iterable[Line], price: int, whole: str = "P") -> RenderableType:
    """What an order paid, line by line, and that it adds up to its price, which is called ``whole``."""
    lines = list(lines)
    paid = sum(line.paid for line in lines)
    *amounts, total = column([*(line.paid for line in lines), paid])
    result = table("Level", "Who", "Role", "Formula", "Ecom", "")
    for line, amount in zip(lines, amounts, strict=True):
        style = "" if line.paid else "dim"
        result.add_row(line.level, line.who, line.role, line.formula, amount, mark(line.right), style=style)
    result.add_section()
    result.add_row("", "together", "", whole, total, mark(paid == price), style="bold")
    return titled(title, note, result)


def mark(right: bool) -> Text:
    """✓ or ✗."""
    return Text("✓", style="green") if right else Text("✗", style="bold red")
