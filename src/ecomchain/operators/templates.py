"""Files to start from: what `catalog template` prints. Each is right as it is."""

import csv
import io
from hashlib import sha256

from ecomchain.operators import cids, schema

_PRODUCTS = [
    {
        "key": "TEA-001", "title": "Green tea, 100 g", "stock": "250", "protection": "14d",
        "fulfil_within": "7d", "price_1_token": "12.5", "price_2_fiat": "19.90", "price_2_currency": "USD",
        "price_2_fiat_base": "12.5",
        "task": "SPRING", "incentive": "10%", "closing": "60%", "levels": "3", "expiry": "2099-01-01",
    },
    {
        "key": "TEA-002", "title": "Black tea, half in tokens, half in euros", "stock": "unlimited",
        "protection": "14d", "fulfil_within": "36h", "price_1_token": "6", "price_1_fiat": "8.00",
        "price_1_currency": "EUR", "price_1_fiat_base": "6", "task": "SPRING",
    },
    {
        "key": "EBOOK-1", "title": "A book, paid and had at once", "stock": "unlimited", "protection": "0",
        "fulfil_within": "0", "price_1_token": "3",
    },
]  # fmt: skip
_SHOPS = [
    {"key": "TEAHOUSE", "showcase": "97", "distribution": "0", "promotion": "1"},
    {"key": "BRANCH", "showcase": "0", "distribution": "2", "promotion": "0"},
]
_USERS = [
    {"address": "0x" + "11" * 20, "amount": "12.5", "name": "kept here, never published", "email": ""},
    {"address": "0x" + "22" * 20, "amount": "100", "name": "", "email": ""},
]


def products() -> str:
    """products.csv with three products, two of them in one task."""
    rows = [{**row, "cid": _example(row["title"])} for row in _PRODUCTS]
    return _text(schema.COLUMNS, rows)


def shops() -> str:
    """shops.csv with two shops."""
    columns = ["key", "owner", "cid", "showcase", "distribution", "promotion"]
    return _text(columns, [{**row, "cid": _example(row["key"])} for row in _SHOPS])


def users() -> str:
    """users.csv with two users."""
    return _text(["address", "amount", "name", "email"], _USERS)


def _example(text: str) -> str:
    return cids.show((sha256(text.encode()).digest(), cids.RAW))


def _text(columns: list[str], rows: list[dict[str, str]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
