"""What `ape run supply` tells: the four shares for a person, and for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from ecomchain import consoles
from ecomchain.amounts import BPS, MAX_SUPPLY, grouped_ecom
from ecomchain.checks import Check, differences
from ecomchain.supply import SHARES, Audit, all_checks


def show(whole: Sequence[Check], audits: Sequence[Audit], console: Console | None = None) -> bool:
    """Print a line for each share, and every difference in full; returns whether there is none."""
    console = console or consoles.output()
    table = Table(box=None, pad_edge=False)
    for column in ("", "share", "%", "expected", "minted", "holds now", "has sent"):
        table.add_column(column, justify="right" if column in _AMOUNTS else "left", overflow="fold")
    for audit in audits:
        good = not differences(audit.checks)
        table.add_row(
            "[green]ok[/]" if good else "[red]NO[/]",
            audit.share.name,
            f"{SHARES[audit.share.name] * 100 / BPS:g}",
            *map(grouped_ecom, (audit.share.amount, audit.minted, audit.holds, audit.sent)),
        )
    console.print(table)
    for audit in audits:
        line = f"{audit.share.name:10} {audit.share.holder} {audit.what}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    checks = all_checks(whole, audits)
    for check in checks:
        if check.topic == "notes":
            console.print(
                f"note: {check.subject}: {check.found}", markup=False, highlight=False, soft_wrap=True
            )
    failed = differences(checks)
    for check in failed:
        line = f"{check.topic}: {check.subject}: expected {check.expected}, found {check.found}"
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    verdict = (
        f"{len(failed)} of {len(checks)} checks differ"
        if failed
        else f"all {len(checks)} checks agree: {grouped_ecom(MAX_SUPPLY)} Ecom, minted once in these shares"
    )
    console.print(verdict, style="red" if failed else "green", highlight=False, soft_wrap=True)
    return not failed


def to_json(whole: Sequence[Check], audits: Sequence[Audit]) -> str:
    """The same for programs; amounts are text in 1e-18 Ecom."""
    checks = all_checks(whole, audits)
    content: dict[str, Any] = {
        "ok": not differences(checks),
        "supply": str(MAX_SUPPLY),
        "shares": [
            {
                "share": audit.share.name,
                "bps": SHARES[audit.share.name],
                "expected": str(audit.share.amount),
                "minted": str(audit.minted),
                "holder": audit.share.holder,
                "contract": audit.share.contract,
                "holds": str(audit.holds),
                "sent": str(audit.sent),
                "ok": not differences(audit.checks),
                "checks": [asdict(check) for check in audit.checks],
            }
            for audit in audits
        ],
        "checks": [asdict(check) for check in whole],
    }
    return json.dumps(content, indent=1)


_AMOUNTS = {"%", "expected", "minted", "holds now", "has sent"}
