"""The checks of a verification, as a person wants to read them."""

import re
from itertools import groupby

from rich.console import Console
from rich.table import Table

from ecomchain import consoles
from ecomchain.checks import Check, differences
from ecomchain.text import shorten

_HASH = re.compile(r"0x([0-9a-f]{8})[0-9a-f]{56}")
_SUBJECT = 40
"""Columns that what was checked takes at least."""


def show(checks: list[Check], console: Console | None = None) -> bool:
    """Print every check by topic, and the differences at the end in full; returns whether there are none.

    At 80 columns no word is broken: addresses and hashes are cut where a check agrees.
    """
    console = console or consoles.output()
    for topic, group in groupby(checks, key=lambda check: check.topic):
        console.print(topic, style="bold", highlight=False)
        console.print(_table(list(group), console.width))
    failed = differences(checks)
    for check in failed:
        line = f"{check.topic}: {check.subject}: expected {check.expected}, found {check.found}"
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    if failed:
        console.print(f"{len(failed)} of {len(checks)} checks differ", style="red", highlight=False)
    else:
        console.print(f"all {len(checks)} checks agree", style="green", highlight=False)
    return not failed


def _table(checks: list[Check], width: int) -> Table:
    subjects = [check.subject for check in checks]
    word = max(len(word) for subject in subjects for word in subject.split())
    subject = max(_SUBJECT, word, min(max(map(len, subjects)), width // 2))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(width=2)
    table.add_column(width=subject, overflow="fold")
    table.add_column(overflow="fold")
    for check in checks:
        mark = "[green]ok[/]" if check.ok else "[red]NO[/]"
        table.add_row(mark, check.subject, _short(check.found))
        if not check.ok:
            table.add_row("", "", f"expected: {_short(check.expected)}")
    return table


def _short(text: str) -> str:
    return shorten(_HASH.sub(r"0x\1…", text))
