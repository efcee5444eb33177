"""`catalog export`: a shop's active listings as products.csv; imported again, it changes nothing."""

from pathlib import Path

from ecomchain.ids import ANY_NUMBER, listing_id
from ecomchain.operators import journal, offers, schema, shopstate, table
from ecomchain.operators.journal import DIRECTORY, Journal
from ecomchain.operators.rpc import Rpc
from ecomchain.operators.schema import Product, TaskTerms
from ecomchain.operators.watch import Watch
from ecomchain.system import System

_QUERY = f"""
SELECT l.idx, l.offer, l.stock, p.key, p.title, t.idx, task.code, t.incentive, t.closing, t.levels, t.expiry
FROM temp.listing l LEFT JOIN product p ON p.listing = l.idx
LEFT JOIN temp.published t ON t.idx = l.task AND t.open LEFT JOIN task ON task.task = t.idx
WHERE l.number != {ANY_NUMBER} ORDER BY l.idx
"""


def export(system: System, shop: int, path: Path, watch: Watch, directory: Path = DIRECTORY) -> int:
    """Write the listings that are up, with keys and codes where this machine knows them; returns how many.

    Others get ``listing-N`` and ``task-N``, N being the index within the shop. Raises CatalogError for an
    unknown shop, and where the file cannot be written.
    """
    rpc = Rpc(system.catalog.provider.web3)
    book = Journal(journal.home(system, rpc, directory) / f"shop-{shop}.sqlite")
    try:
        with watch.stage("reading the shop") as advance:
            shopstate.read(system, rpc, book, shop, advance)
        with table.Writer(path, schema.COLUMNS) as file, watch.stage("writing rows") as advance:
            for row in book.db.execute(_QUERY):
                file.row(_cells(book, shop, *row))
                advance(file.rows)
        return file.rows
    finally:
        book.close()


def _cells(
    book: Journal,
    shop: int,
    index: int,
    offer: bytes,
    stock: int,
    key: str | None,
    title: str | None,
    task: int | None,
    code: str | None,
    *terms: int,
) -> list[str]:
    product = Product(
        line=0,
        key=key or _free(book, "product", "key", f"listing-{index}"),
        title=title or "",
        offer=offers.decode(offer),
        stock=stock,
        task="" if task is None else code or _free(book, "task", "code", f"task-{task}"),
        terms=None if task is None else TaskTerms(*terms),
        listing=index,
    )
    return schema.cells_of(product, listing_id(shop, index))


def _free(book: Journal, table_: str, column: str, name: str) -> str:
    """The name, unless something else has it."""
    while book.one(f"SELECT 1 FROM {table_} WHERE {column} = ?", name):
        name += "-"
    return name
