"""Where people read what commands print."""

import os
from typing import Any

from rich.console import Console

WIDE = 160
"""Columns of a file or pipe, which has no width of its own: tables of whole addresses and dates fit."""


def output(**options: Any) -> Console:
    """A console on standard output: as wide as the terminal or ``COLUMNS`` says, else `WIDE`."""
    found = Console(**options)
    if found.is_terminal or os.environ.get("COLUMNS", "").isdigit():
        return found
    return Console(width=WIDE, **options)
