"""Open tasks as a table, as JSON, as CSV."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from ecomchain.amounts import format_ecom
from ecomchain.operators import fields, table
from ecomchain.operators.opentasks import Item, OpenTask

COLUMNS = [
    "task", "shop", "listing", "reward", "share", "price", "incentive", "closing", "levels", "expiry",
    "stock", "rating", "ratings", "orders", "lost", "missed", "level", "category", "title", "cid",
]  # fmt: skip


def to_table(found: Sequence[OpenTask]) -> Table:
    """A line for each task, with its best listing."""
    shown = Table(box=None, header_style="bold")
    for name in (
        "task",
        "listings",
        "best reward",
        "share",
        "levels",
        "until",
        "stock",
        "rating",
        "level",
        "best",
    ):
        shown.add_column(name, justify="left" if name in ("best", "until") else "right", overflow="fold")
    for each in found:
        rating = f"{each.rating / 100:.2f} ({each.ratings})" if each.ratings else "none"
        best = each.best
        what = " ".join(filter(None, (best.title, f"[{best.category}]" if best.category else "")))
        shown.add_row(
            str(each.task), f"{len(each.items):,}", format_ecom(best.reward), _share(each),
            str(each.levels), fields.show_moment(each.expiry) if each.expiry else "never",
            fields.show_stock(each.stock), rating, str(each.level),
            _plain(what or _short(best.content) or str(best.listing)),
        )  # fmt: skip
    return shown


def to_json(found: Sequence[OpenTask]) -> str:
    """For programs. Ids and amounts (1e-18 Ecom) are text: they are too long for a JavaScript number."""
    return json.dumps([_dump(each) for each in found], indent=1, ensure_ascii=False)


def to_csv(found: Sequence[OpenTask], path: Path) -> int:
    """A line for each listing; returns how many."""
    with table.Writer(path, COLUMNS) as file:
        for each in found:
            for item in each.items:
                file.row(_cells(each, item))
    return file.rows


def _share(each: OpenTask) -> str:
    """L * M in per cent, exactly."""
    whole, rest = divmod(each.reward_bps2, 10**6)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".") + "%"


def _dump(each: OpenTask) -> dict[str, Any]:
    return {
        "task": str(each.task),
        "shop": each.shop,
        "incentive_bps": each.incentive_bps,
        "closing_bps": each.closing_bps,
        "levels": each.levels,
        "expiry": each.expiry or None,
        "rating_centi": each.rating if each.ratings else None,
        "ratings": each.ratings,
        "orders": each.orders,
        "lost": each.lost,
        "missed": each.missed,
        "level": each.level,
        "listings": [
            {
                "listing": str(item.listing),
                "reward": str(item.reward),
                "price": str(item.price),
                "stock": fields.show_stock(item.stock),
                "cid": item.content or None,
                "category": item.category or None,
                "title": item.title or None,
            }
            for item in each.items
        ],
    }


def _cells(each: OpenTask, item: Item) -> list[str]:
    expiry = fields.show_moment(each.expiry) if each.expiry else ""
    rating = f"{each.rating / 100:.2f}" if each.ratings else ""
    return [
        str(each.task), str(each.shop), str(item.listing), format_ecom(item.reward), _share(each),
        format_ecom(item.price), fields.show_percent(each.incentive_bps),
        fields.show_percent(each.closing_bps), str(each.levels), expiry, fields.show_stock(item.stock),
        rating, str(each.ratings), str(each.orders),
        str(each.lost), str(each.missed), str(each.level), item.category, item.title, item.content,
    ]  # fmt: skip


def _short(cid: str) -> str:
    return f"{cid[:8]}...{cid[-6:]}" if cid else ""


def _plain(text: str) -> str:
    """Rich takes brackets for markup."""
    return text.replace("[", "\\[")
