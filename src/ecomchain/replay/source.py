"""The data of a replay: four CSV files, read and validated.

A row that makes no sense is reported with its file and line and left out; nothing is guessed.
Columns other than those named here may be present and are not read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from ecomchain.replay.csvfile import BadRow, Remark, Table, read_table
from ecomchain.replay.forest import COLUMNS as TREE_COLUMNS
from ecomchain.replay.forest import Forest, plant

ORDER_COLUMNS = (
    "order_id", "buyer_id", "status", "purchased_at", "approved_at", "shipped_at", "delivered_at",
    "estimated_delivery_at", "payment_type", "review_score", "review_answered_at",
)  # fmt: skip
LINE_COLUMNS = (
    "order_id", "seller_id", "product_id", "price_cents", "quantity", "freight_cents", "shipping_limit",
)  # fmt: skip
SELLER_COLUMNS = ("seller_id",)

MAX_QUANTITY = 2**24 - 1
"""The most units that one order on chain can have."""

MAX_LINE_CENTS = 10**12
"""The highest price of a line: all the tokens there are, at 0.01 Ecom for a cent."""

MAX_SCORE = 5
"""The best score of a review; the worst is 1."""

_Key = TypeVar("_Key")
_Choice = TypeVar("_Choice", bound=StrEnum)


class Status(StrEnum):
    """What became of an order, as the data says."""

    DELIVERED = "delivered"
    SHIPPED = "shipped"
    INVOICED = "invoiced"
    PROCESSING = "processing"
    CANCELED = "canceled"
    UNAVAILABLE = "unavailable"
    CREATED = "created"
    APPROVED = "approved"


class PaymentType(StrEnum):
    """How an order was paid, as the data says."""

    VOUCHER = "voucher"
    CREDIT_CARD = "credit_card"
    DEBIT_CARD = "debit_card"
    BOLETO = "boleto"


@dataclass(frozen=True)
class Order:
    """An order: its buyer, how it was paid, what became of it, and when.

    ``approved`` is when the payment was, ``estimated`` when the buyer was told to expect the goods;
    ``score`` is the review's, 1 (bad) to 5 (good).
    """

    id: str
    buyer: str
    status: Status
    payment: PaymentType
    purchased: datetime
    approved: datetime | None
    shipped: datetime | None
    delivered: datetime | None
    estimated: datetime | None
    score: int | None
    reviewed: datetime | None
    line: int


@dataclass(frozen=True)
class Line:
    """A line of an order: one product of one seller. Money in cents."""

    order: Order
    seller: str
    product: str
    price: int
    quantity: int
    freight: int
    shipping_limit: datetime | None
    line: int


@dataclass(frozen=True)
class FileCount:
    """How many rows a file has, and how many of them were left out."""

    file: str
    rows: int
    skipped: int


@dataclass(frozen=True)
class Dataset:
    """What is left of the files: sense. ``lines`` in the order of purchase."""

    lines: list[Line]
    forest: Forest
    files: dict[str, FileCount]
    """By role: orders, lines, sellers, trees."""
    skipped: list[Remark]
    """Rows left out."""
    notes: list[Remark]
    """Odd rows that were kept: their times contradict each other, but only the status decides."""


def load(orders: Path, lines: Path, sellers: Path, trees: Path) -> Dataset:
    """Read the four files. Raises InputError where one of them is unusable as a whole."""
    tables = {
        "orders": read_table(orders, ORDER_COLUMNS),
        "lines": read_table(lines, LINE_COLUMNS),
        "sellers": read_table(sellers, SELLER_COLUMNS),
        "trees": read_table(trees, TREE_COLUMNS),
    }
    notes: list[Remark] = []
    known_sellers = _sellers(tables["sellers"])
    known_orders = _orders(tables["orders"], notes)
    good = _lines(tables["lines"], known_orders, known_sellers)
    _report_bare_orders(tables["orders"], tables["lines"], known_orders)
    forest = plant(tables["trees"])
    good.sort(key=lambda line: (line.order.purchased, line.line))
    return Dataset(
        lines=good,
        forest=forest,
        files={role: FileCount(t.name, t.total, len(t.skipped)) for role, t in tables.items()},
        skipped=sorted(remark for table in tables.values() for remark in table.skipped),
        notes=sorted(notes),
    )


def _sellers(table: Table) -> set[str]:
    seen: dict[str, int] = {}

    def take(line: int, cells: dict[str, str]) -> None:
        _claim(seen, _need(cells, "seller_id"), line, "duplicate seller")

    _each(table, take)
    return set(seen)


def _orders(table: Table, notes: list[Remark]) -> dict[str, Order]:
    seen: dict[str, int] = {}
    found: dict[str, Order] = {}

    def take(line: int, cells: dict[str, str]) -> None:
        identity = _need(cells, "order_id")
        buyer = _need(cells, "buyer_id")
        status = _one_of(Status, cells["status"], "unknown status")
        payment = _one_of(PaymentType, cells["payment_type"], "unknown payment type")
        purchased = _date(cells, "purchased_at")
        if purchased is None:
            raise BadRow("missing purchased_at")
        approved, shipped, delivered, estimated, reviewed = (
            _date(cells, f"{name}_at")
            for name in ("approved", "shipped", "delivered", "estimated_delivery", "review_answered")
        )
        score = _whole(cells, "review_score", "bad score", 1, MAX_SCORE) if cells["review_score"] else None
        _claim(seen, identity, line, "duplicate order")
        found[identity] = Order(
            id=identity,
            buyer=buyer,
            status=status,
            payment=payment,
            purchased=purchased,
            approved=approved,
            shipped=shipped,
            delivered=delivered,
            estimated=estimated,
            score=score,
            reviewed=reviewed,
            line=line,
        )
        if shipped and delivered and delivered < shipped:
            notes.append(Remark(table.name, line, "delivered before shipped", f"{delivered} < {shipped}"))
        if (first := min(filter(None, (shipped, delivered)), default=None)) and first < purchased:
            notes.append(Remark(table.name, line, "sent before purchased", f"{first} < {purchased}"))
        if status is Status.DELIVERED and not (shipped and delivered):
            missing = "delivered_at" if shipped else "shipped_at"
            notes.append(Remark(table.name, line, "delivered without a date", missing))

    _each(table, take)
    return found


def _lines(table: Table, orders: dict[str, Order], sellers: set[str]) -> list[Line]:
    seen: dict[tuple[str, str, str, int], int] = {}
    found: list[Line] = []

    def take(line: int, cells: dict[str, str]) -> None:
        identity = _need(cells, "order_id")
        seller = _need(cells, "seller_id")
        product = _need(cells, "product_id")
        if identity not in orders:
            raise BadRow("unknown order", f"{identity} is not among the orders, or was skipped there")
        if seller not in sellers:
            raise BadRow("unknown seller", f"{seller} is not among the sellers, or was skipped there")
        price = _whole(cells, "price_cents", "bad price", 1, MAX_LINE_CENTS)
        quantity = _whole(cells, "quantity", "bad quantity", 1, MAX_QUANTITY)
        freight = _whole(cells, "freight_cents", "bad freight", 0, MAX_LINE_CENTS)
        if price * quantity > MAX_LINE_CENTS:
            raise BadRow("bad price", f"{quantity} x {price} cents is more than all the tokens there are")
        limit = _date(cells, "shipping_limit")
        _claim(seen, (identity, seller, product, price), line, "duplicate line")
        found.append(Line(orders[identity], seller, product, price, quantity, freight, limit, line))

    _each(table, take)
    return found


def _report_bare_orders(orders: Table, lines: Table, known: dict[str, Order]) -> None:
    mentioned = {cells["order_id"] for _, cells in lines.rows}
    for order in known.values():
        if order.id not in mentioned:
            orders.skip(order.line, BadRow("order without lines", order.status))


def _each(table: Table, take: Callable[[int, dict[str, str]], None]) -> None:
    for line, cells in table.rows:
        try:
            take(line, cells)
        except BadRow as bad:
            table.skip(line, bad)


def _claim(seen: dict[_Key, int], key: _Key, line: int, reason: str) -> None:
    if key in seen:
        raise BadRow(reason, f"first on line {seen[key]}")
    seen[key] = line


def _need(cells: dict[str, str], name: str) -> str:
    if not cells[name]:
        raise BadRow(f"missing {name}")
    return cells[name]


def _one_of(kind: type[_Choice], text: str, reason: str) -> _Choice:
    try:
        return kind(text)
    except ValueError:
        raise BadRow(reason, repr(text)) from None


def _whole(cells: dict[str, str], name: str, reason: str, low: int, high: int) -> int:
    text = cells[name]
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise BadRow(reason, f"{name} {text!r} is not a whole number")
    if not low <= int(text) <= high:
        raise BadRow(reason, f"{name} {text} is not within {low} to {high}")
    return int(text)


def _date(cells: dict[str, str], name: str) -> datetime | None:
    text = cells[name]
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        raise BadRow("bad date", f"{name} {text!r} is not a date like 2017-05-29 03:15:24") from None
