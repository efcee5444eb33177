"""The checks of a verification, as a person wants to read them."""

import re
from itertools import groupby

from rich.console import Console
from rich.table import Table

from ecomchain.checks import Check, differences
from ecomchain.text import shorten

_HASH = re.compile(r"0x([0-9a-f]{8})[0-9a-f]{56}")
_SUBJECT = 40
"""Columns that what was checked takes at least: no name of a contract's event is longer."""


def show(checks: list[Check], console: Console | None = None) -> bool:
    """Print every check by topic, and the differences at the end in full; returns whether there are none.

    At 80 columns no word is broken: addresses and hashes are cut where a check agrees.
    """
    console = console or Console()
    for topic, group in groupby(checks, key=lambda check: check.topic):
        console.print(topic, style="bold", highlight=False)
        console.print(_table(list(group)))
    failed = differences(checks)
    for check in failed:
        line = f"{check.topic}: {check.subject}: expected {check.expected}, found {check.found}"
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    if failed:
        console.print(f"{len(failed)} of {len(checks)} checks differ", style="red", highlight=False)
    else:
        console.print(f"all {len(checks)} checks agree", style="green", highlight=False)
    return not failed


def _table(checks: list[Check]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(width=2)
    table.add_column(min_width=_SUBJECT, overflow="fold")
    table.add_column(overflow="fold")
    for check in checks:
        mark = "[green]ok[/]" if check.ok else "[red]NO[/]"
        table.add_row(mark, check.subject, _short(check.found))
        if not check.ok:
            table.add_row("", "", f"expected: {_short(check.expected)}")
    return table


def _short(text: str) -> str:
    return shorten(_HASH.sub(r"0x\1…", text))
