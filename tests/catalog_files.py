"""Made-up products.csv files, and a shop to import them into."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from ape import chain
from ape.api import AccountAPI

from ecomchain.operators import cids, schema

ENOUGH = 10**27


def cid(text: str) -> str:
    """The CID of a text."""
    return cids.show((sha256(text.encode()).digest(), cids.RAW))


def products(count: int, *, first: int = 0, tasks: int = 2) -> list[dict[str, str]]:
    """Rows of products that differ in everything; with ``tasks`` tasks, the last product in none."""
    rows = []
    for i in range(first, first + count):
        row = {
            "key": f"P-{i}", "title": f"Product {i}", "cid": cid(f"product {i}"), "stock": str(i + 1),
            "protection": f"{i % 5 + 1}d", "fulfil_within": "36h", "price_1_token": f"{i + 1}.25",
        }  # fmt: skip
        if i % 3 == 0:
            row |= {"price_2_fiat": "9.90", "price_2_currency": "USD", "price_2_fiat_base": f"{i + 1}"}
        if tasks and i != first + count - 1:
            row |= {
                "task": f"T{i % tasks}",
                "incentive": f"{i % tasks + 10}%",
                "closing": "60%",
                "levels": "4",
            }
        rows.append(row)
    return rows


def write(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """The rows as a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, schema.COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def open_shop(system: Any, owner: AccountAPI) -> int:
    """A new shop with the slots that come with it."""
    system.token.approve(system.registry, ENOUGH, sender=owner)
    receipt = system.registry.open(owner, (bytes(32), 0), ENOUGH, sender=owner)
    system.token.approve(system.registry, 0, sender=owner)
    return int(system.registry.ShopOpened.from_receipt(receipt)[0].shop)


@contextmanager
def no_automine() -> Iterator[None]:
    """Transactions wait until somebody mines."""
    chain.provider.make_request("evm_setAutomine", [False])
    try:
        yield
    finally:
        chain.provider.make_request("evm_setAutomine", [True])
        chain.provider.make_request("evm_mine", [])
