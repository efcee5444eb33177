"""Made-up data for replays: four small files in the format of docs/replay.md."""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

Row = Mapping[str, object]

PAYMENTS = ("credit_card", "boleto", "voucher", "debit_card", "boleto", "credit_card", "credit_card")
STATUSES = (
    "delivered",
    "shipped",
    "invoiced",
    "processing",
    "canceled",
    "unavailable",
    "created",
    "approved",
)
START = datetime(2020, 2, 3, 10)

TREES = {
    "wide": [(2, 1, 1), (3, 1, 1), (4, 1, 1), (5, 3, 2), (6, 3, 2)],
    "deep": [
        (3, 2, 2),
        (2, 1, 1),
        (4, 3, 3),
        (5, 4, 4),
        (6, 5, 5),
        (7, 4, 4),
    ],  # node 3 comes before its parent
    "pair": [(2, 1, 1)],
}
"""Node, parent, generation; the root is node 1."""

COLUMNS = {
    "orders": [
        "order_id", "buyer_id", "status", "purchased_at", "approved_at", "shipped_at", "delivered_at",
        "estimated_delivery_at", "payment_type", "payments", "review_score", "review_answered_at",
    ],
    "lines": [
        "order_id", "seller_id", "product_id", "price_cents", "quantity", "freight_cents", "shipping_limit",
    ],
    "sellers": ["seller_id", "city"],
    "trees": ["tree", "node", "parent", "generation"],
}  # fmt: skip


@dataclass
class Files:
    """Rows of the four files, to be changed by a test before they are written."""

    orders: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    sellers: list[Row] = field(default_factory=list)
    trees: list[Row] = field(default_factory=list)

    def write(self, directory: Path, *, gz: bool = False) -> tuple[Path, Path, Path, Path]:
        """The paths of orders, lines, sellers and trees."""
        orders, lines, sellers, trees = (
            write(directory / f"{role}.csv{'.gz' if gz else ''}", COLUMNS[role], getattr(self, role))
            for role in COLUMNS
        )
        return orders, lines, sellers, trees


def write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> Path:
    """A CSV file; what a row lacks is an empty cell."""
    lines = [",".join(columns), *(",".join(str(row.get(name, "")) for name in columns) for row in rows)]
    data = "".join(line + "\n" for line in lines).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def order(name: str, status: str = "delivered", day: float = 0, **cells: object) -> dict[str, object]:
    """An order bought ``day`` days after START; a delivered one came in time and was liked."""
    row: dict[str, object] = {
        "order_id": name,
        "buyer_id": f"buyer of {name}",
        "status": status,
        "purchased_at": moment(day),
        "approved_at": moment(day + 0.2),
        "estimated_delivery_at": moment(day + 8),
        "payment_type": "credit_card",
    }
    if status in ("delivered", "shipped"):
        row["shipped_at"] = moment(day + 2)
    if status == "delivered":
        row |= {
            "delivered_at": moment(day + 6),
            "review_score": 5,
            "review_answered_at": moment(day + 9),
        }
    return row | cells


def line(
    name: str, seller: str = "s0", product: str = "p0", price: int = 1_999, **cells: object
) -> dict[str, object]:
    """A line of the order ``name``."""
    return {
        "order_id": name,
        "seller_id": seller,
        "product_id": product,
        "price_cents": price,
        "quantity": 1,
        "freight_cents": 150,
        "shipping_limit": moment(5),
    } | cells


def trees(shapes: Mapping[str, Sequence[tuple[int, int, int]]] = TREES) -> list[Row]:
    """Rows of reshare trees."""
    return [
        {"tree": tree, "node": node, "parent": parent, "generation": generation}
        for tree, nodes in shapes.items()
        for node, parent, generation in nodes
    ]


def moment(day: float) -> str:
    """So many days after START, as the files write it."""
    return (START + timedelta(days=day)).strftime("%Y-%m-%d %H:%M:%S")


def market(orders: int = 48, sellers: int = 4) -> Files:
    """A small market with every status, payment type and score, buyers who return, price changes, several
    sellers in an order."""
    files = Files(sellers=[{"seller_id": f"s{i}"} for i in range(sellers)], trees=trees())
    for i in range(orders):
        name, day = f"o{i}", i * 0.7
        cells: dict[str, object] = {
            "buyer_id": f"b{i * 7 % (orders * 2 // 3)}",
            "payment_type": PAYMENTS[i % len(PAYMENTS)],
            "review_score": 1 + i % 5,
            "review_answered_at": moment(day + 9),
            "approved_at": moment(day + i % 4),
        }
        if i % 16 == 4:
            cells["shipped_at"] = moment(day + 1)  # cancelled after it was sent
        if i % 16 == 0:
            cells["review_answered_at"] = ""  # nobody confirms: settled by time
        files.orders.append(order(name, STATUSES[i % 8], day, **cells))
        for j in range(1 + (i % 5 == 0)):
            price = 333 + 7 * (i % 6) + 100 * (i // 24)  # changes once, in the middle
            files.lines.append(
                line(
                    name,
                    f"s{(i + j) % sellers}",
                    f"p{i % 6}",
                    price,
                    quantity=1 + i % 3,
                    shipping_limit=moment(day + 4),
                )
            )
    return files


def trouble(orders: int = 60, others: int = 48) -> Files:
    """A small market with buyers who are unhappy about late deliveries, and many cancelled orders."""
    files = market(others)
    for i in range(orders):
        name, day = f"t{i}", i * 0.4
        status = "canceled" if i % 2 else "delivered"
        cells = {"payment_type": PAYMENTS[i % len(PAYMENTS)], "buyer_id": f"b{i % 30}"}
        if status == "delivered":
            cells |= {"delivered_at": moment(day + 12 + i % 9), "review_score": 1 + i % 2}
            cells |= {"review_answered_at": moment(day + 13 + i % 9)}
        elif i % 4 == 1:
            cells |= {"shipped_at": moment(day + 1)}
        files.orders.append(order(name, status, day, **cells))
        price = 900 + 10 * (i % 7)
        files.lines.append(line(name, f"s{i % 4}", f"q{i % 7}", price, shipping_limit=moment(day + i % 8)))
    return files
