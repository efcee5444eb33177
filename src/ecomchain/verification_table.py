"""The checks of a verification, as a person wants to read them."""

import re

from rich.console import Console
from rich.table import Table

from ecomchain.checks import Check, differences

_HASH = re.compile(r"0x([0-9a-f]{8})[0-9a-f]{56}")


def show(checks: list[Check], console: Console | None = None) -> bool:
    """Print every check, and the differences at the end once more in full; returns whether there are none."""
    console = console or Console()
    table = Table(box=None, pad_edge=False)
    for column in ("", "topic", "what", "found", "expected"):
        table.add_column(column, overflow="fold")
    for check in checks:
        expected = "" if check.ok else _short(check.expected)
        mark = "[green]ok[/]" if check.ok else "[red]NO[/]"
        table.add_row(mark, check.topic, check.subject, _short(check.found), expected)
    console.print(table)
    failed = differences(checks)
    for check in failed:
        line = f"{check.topic}: {check.subject}: expected {check.expected}, found {check.found}"
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    if failed:
        console.print(f"{len(failed)} of {len(checks)} checks differ", style="red", highlight=False)
    else:
        console.print(f"all {len(checks)} checks agree", style="green", highlight=False)
    return not failed


def _short(text: str) -> str:
    return _HASH.sub(r"0x\1…", text)
