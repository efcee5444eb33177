"""The columns of products.csv: what a row means, and how a listing is written as one. See docs/catalog.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ecomchain.amounts import format_ecom
from ecomchain.ids import UNLIMITED
from ecomchain.operators import cids, currencies, fields
from ecomchain.operators.cells import Cells
from ecomchain.operators.cells import content as content_of
from ecomchain.operators.currencies import Currency
from ecomchain.operators.errors import FieldError
from ecomchain.operators.offers import Offer, Option
from ecomchain.operators.table import Problem, Record

DAY = 86_400
MAX_PROTECTION, MAX_FULFIL_WITHIN, MAX_LEVELS, MAX_OPTIONS = 90 * DAY, 60 * DAY, 16, 3
"""The bounds of `ICatalog`; a test compares them with the contract."""

DEFAULT_PERIOD, DEFAULT_LEVELS = 7 * DAY, 3

_PRICE = ("token", "fiat", "fiat_minor", "currency", "fiat_base")
_PRICES = [f"price_{n}_{part}" for n in range(1, MAX_OPTIONS + 1) for part in _PRICE]
COLUMNS = [
    "key", "listing", "title", "cid", "metadata", "stock", "protection", "fulfil_within", *_PRICES,
    "task", "incentive", "closing", "levels", "expiry",
]  # fmt: skip
REQUIRED = ["key"]


class TaskTerms(NamedTuple):
    """``ICatalog.TaskTerms``: basis points, levels, Unix seconds."""

    incentive_bps: int
    closing_bps: int
    max_levels: int
    expiry: int


@dataclass(frozen=True)
class Product:
    """A row that makes sense by itself."""

    line: int
    key: str
    title: str
    offer: Offer
    stock: int
    task: str
    """The seller's code of the task that covers it; empty for none."""
    terms: TaskTerms | None
    """Of the task, where the row states them."""
    listing: int
    """Its index within the shop, where the row states one; else 0."""


def parse(record: Record, directory: Path, shop: int) -> Product | list[Problem]:
    """The row's product; or everything that is wrong with it. Metadata files are sought in ``directory``."""
    cells = Cells(record)
    key = cells.take("key", fields.parse_code, "", needed=True)
    listing = cells.take("listing", lambda text: _listing(text, shop), 0)
    title = cells.take("title", fields.parse_text, "")
    content = content_of(cells, directory)
    stock = cells.take("stock", fields.parse_stock, UNLIMITED)
    protection = cells.take("protection", lambda t: fields.parse_duration(t, MAX_PROTECTION), DEFAULT_PERIOD)
    fulfil = cells.take(
        "fulfil_within", lambda t: fields.parse_duration(t, MAX_FULFIL_WITHIN), DEFAULT_PERIOD
    )
    options = _options(cells)
    if fulfil == 0 and (protection or any(option.fiat for option in options)):
        cells.wrong("fulfil_within", "is 0: only a sale for tokens without protection needs no fulfilment")
    task = cells.take("task", fields.parse_code, "")
    terms = _terms(cells, bool(task))
    if cells.problems:
        return cells.problems
    offer = Offer(content, protection, fulfil, tuple(options))
    return Product(record.line, key, title, offer, stock, task, terms, listing)


def cells_of(product: Product, listing_id: int) -> list[str]:
    """The row of a product, in the order of `COLUMNS`."""
    offer = product.offer
    found = {
        "key": product.key,
        "listing": str(listing_id) if listing_id else "",
        "title": product.title,
        "cid": cids.show(offer.content) or "none",
        "stock": fields.show_stock(product.stock),
        "protection": fields.show_duration(offer.protection),
        "fulfil_within": fields.show_duration(offer.fulfil_within),
        "task": product.task,
    }
    for n, option in enumerate(offer.options, start=1):
        found |= {f"price_{n}_{part}": text for part, text in _option_cells(option).items()}
    if product.terms is not None:
        terms = product.terms
        found |= {
            "incentive": fields.show_percent(terms.incentive_bps),
            "closing": fields.show_percent(terms.closing_bps),
            "levels": str(terms.max_levels),
            "expiry": fields.show_moment(terms.expiry) if terms.expiry else "",
        }
    return [found.get(column, "") for column in COLUMNS]


def _listing(text: str, shop: int) -> int:
    """The index within the shop of a listing's id."""
    value = fields.parse_whole(text, 2**64 - 1)
    if value >> 32 != shop or not 0 < value & 0xFFFFFFFF < 2**24:
        raise FieldError(f"{text} is no listing of shop {shop}: leave it empty, or take it from an export")
    return value & 0xFFFFFFFF


def _options(cells: Cells) -> list[Option]:
    found, gap = list[Option](), 0
    for n in range(1, MAX_OPTIONS + 1):
        if not any(cells.text(f"price_{n}_{part}") for part in _PRICE):
            gap = gap or n
            continue
        if gap:
            cells.wrong(f"price_{n}_token", f"is given without price_{gap}: fill price_{gap}_... first")
        found.append(_option(cells, n))
    if not found:
        cells.wrong("price_1_token", "is missing: a product has one to three prices, in tokens, fiat or both")
    return found


def _option(cells: Cells, n: int) -> Option:
    def column(part: str) -> str:
        return f"price_{n}_{part}"

    before = len(cells.problems)
    token = cells.take(column("token"), fields.parse_amount, 0)
    nothing: tuple[int, Currency | None] = (0, None)
    number, known = cells.take(column("currency"), currencies.parse, nothing)
    base = cells.take(column("fiat_base"), fields.parse_amount, 0)
    major, minor = cells.text(column("fiat")), cells.text(column("fiat_minor"))
    fiat = 0
    if major and minor:
        cells.wrong(column("fiat"), f"and {column('fiat_minor')} are both given: give one of them")
    elif minor:
        fiat = cells.take(column("fiat_minor"), lambda text: fields.parse_whole(text, fields.MAX_FIAT), 0)
    elif major and known is not None:
        fiat = cells.take(column("fiat"), lambda text: fields.parse_fiat(text, known), 0)
    elif major and number:
        cells.wrong(
            column("fiat"), f"needs decimals of currency {number}, unknown here: use {column('fiat_minor')}"
        )
    if len(cells.problems) > before:
        return Option(token, fiat, number, base)
    if (major or minor) and not fiat:
        given = column("fiat") if major else column("fiat_minor")
        cells.wrong(given, "is 0 or has no currency: give both, or leave both empty")
    elif bool(fiat) != bool(number):
        cells.wrong(column("currency"), "is given without a fiat price: give both, or leave both empty")
    elif bool(fiat) != bool(base):
        what = (
            "is missing: what the fiat part is worth in Ecom, for commission"
            if fiat
            else "needs a fiat price"
        )
        cells.wrong(column("fiat_base"), what)
    elif not token and not fiat:
        cells.wrong(column("token"), "is 0 and there is no fiat price: a price asks for something")
    return Option(token, fiat, number, base)


def _option_cells(option: Option) -> Mapping[str, str]:
    found = {"token": format_ecom(option.token) if option.token else ""}
    if option.fiat:
        known = currencies.BY_NUMBER.get(option.currency)
        found["currency"] = currencies.show(option.currency)
        found["fiat_base"] = format_ecom(option.fiat_base)
        if known:
            found["fiat"] = fields.show_fiat(option.fiat, known)
        else:
            found["fiat_minor"] = str(option.fiat)
    return found


def _terms(cells: Cells, task: bool) -> TaskTerms | None:
    stated = [name for name in ("incentive", "closing", "levels", "expiry") if cells.text(name)]
    if not stated:
        return None
    if not task:
        cells.wrong(stated[0], "is given without a task: name the task's code in the column task")
        return None
    for name in ("incentive", "closing"):
        if not cells.text(name):
            cells.wrong(name, "is missing: a row that states a task's terms states incentive and closing")
    incentive = cells.take("incentive", fields.parse_percent, 0)
    closing = cells.take("closing", fields.parse_percent, 0)
    levels = cells.take("levels", _levels, DEFAULT_LEVELS)
    return TaskTerms(incentive, closing, levels, cells.take("expiry", fields.parse_moment, 0))


def _levels(text: str) -> int:
    if not (levels := fields.parse_whole(text, MAX_LEVELS)):
        raise FieldError(f"is 0: a task has 1 to {MAX_LEVELS} levels")
    return levels
