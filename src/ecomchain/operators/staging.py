"""The rows of products.csv in the journal's temporary tables, each by itself right, none twice."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ecomchain.operators import schema, table
from ecomchain.operators.journal import Journal
from ecomchain.operators.schema import Product
from ecomchain.operators.shopstate import content_key
from ecomchain.operators.table import Problem

_SCHEMA = """
CREATE TEMP TABLE IF NOT EXISTS row (
  key TEXT PRIMARY KEY, line INTEGER NOT NULL, title TEXT NOT NULL, content BLOB NOT NULL,
  offer BLOB NOT NULL, stock INTEGER NOT NULL, code TEXT NOT NULL, incentive INTEGER, closing INTEGER,
  levels INTEGER, expiry INTEGER, hint INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS problem (line INTEGER, name TEXT, value TEXT, text TEXT);
DELETE FROM temp.row; DELETE FROM temp.problem;
"""
_BATCH = 500


def stage(journal: Journal, path: Path, shop: int, progress: Callable[[int], None] = lambda _: None) -> int:
    """Read the file into ``row``, and what is wrong with it into ``problem``; returns how many lines it has.

    Of a key that is there twice the first row counts. Raises TableError where the whole file is unusable.
    """
    for statement in filter(str.strip, _SCHEMA.split(";")):
        journal.db.execute(statement)
    seen = 0
    with journal.transaction():
        for found in table.read(path, schema.COLUMNS, schema.REQUIRED):
            seen += 1
            product = found if isinstance(found, Problem) else schema.parse(found, path.parent, shop)
            if isinstance(product, Product):
                _add(journal, product)
            else:
                for problem in [product] if isinstance(product, Problem) else product:
                    add_problem(journal, problem)
            if seen % _BATCH == 0:
                progress(seen)
    progress(seen)
    return seen


def add_problem(journal: Journal, problem: Problem) -> None:
    """Put a problem on the list."""
    row = (problem.line, problem.column, problem.value, problem.text)
    journal.db.execute("INSERT INTO temp.problem VALUES (?, ?, ?, ?)", row)


def reject(journal: Journal, key: str, column: str, value: str, text: str) -> None:
    """Take a row out, for this reason."""
    line = journal.one("SELECT line FROM temp.row WHERE key = ?", key)
    if line is not None:
        add_problem(journal, Problem(line, column, value, text))
        journal.db.execute("DELETE FROM temp.row WHERE key = ?", (key,))


def problems(journal: Journal) -> Iterator[Problem]:
    """What was found wrong, by line."""
    rows = journal.db.execute("SELECT line, name, value, text FROM temp.problem ORDER BY line, rowid")
    yield from (Problem(*row) for row in rows)


def count_problems(journal: Journal) -> int:
    """How many lines have problems."""
    return int(journal.one("SELECT count(DISTINCT line) FROM temp.problem"))


def _add(journal: Journal, product: Product) -> None:
    terms = product.terms or (None, None, None, None)
    content, offer = content_key(product.offer.content), product.offer.encode()
    row = (product.key, product.line, product.title, content, offer, product.stock, product.task, *terms)
    cursor = journal.db.execute(
        "INSERT OR IGNORE INTO temp.row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, product.listing)
    )
    if not cursor.rowcount:
        first = journal.one("SELECT line FROM temp.row WHERE key = ?", product.key)
        text = f"key {product.key!r} is on line {first} already: one row a product"
        add_problem(journal, Problem(product.line, "key", product.key, text))
