"""A document as one self-contained HTML file: no network, no script, no font file.

Everything is escaped by the template engine, and the page's own policy forbids scripts and requests, so that
nothing from the chain can act in a reader's browser.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup
from rich.cells import cell_len

from ecomchain.amounts import DECIMALS
from ecomchain.reports import charts, formats, words
from ecomchain.reports.document import Amount, Bars, Cell, Document, Mark, Shares, Table
from ecomchain.reports.errors import ReportError

_TEMPLATE, _STYLE = "report.html.jinja", "report.css"
_PHONE = 46
"""Characters that fit a phone's width."""

_SAMPLE = 50
"""Rows that are measured for that."""

_LONG = 24
"""Characters of a word that may be broken anywhere, such as an address."""

_BRIEF = 8
"""Characters of a cell that stay on one line: Chinese could break after each."""


def render(document: Document) -> str:
    """The whole page."""
    template = _environment().get_template(_TEMPLATE)
    texts = words.table(document.language)
    shown = {
        "none": texts["none"],
        "grouped": texts["grouped"],
        "footer": texts["footer"],
        "html_language": texts["html_language"],
    }
    return template.render(document=document, words=shown, css=Markup(_resource(_STYLE)))


def save(document: Document, path: Path) -> None:
    """Write the page to a file. Raises ReportError where that is not possible."""
    try:
        path.write_text(render(document), encoding="utf-8")
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror}; name another with --html") from None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=DictLoader({_TEMPLATE: _resource(_TEMPLATE)}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        digits=_digits,
        exact=lambda amount: f"{formats.ecom(amount.value)} Ecom",
        as_amount=Amount,
        whole=charts.whole,
        slices=charts.slices,
        drawn_bars=charts.bars,
        plot=charts.plot,
    )
    environment.tests.update(
        amount=lambda value: isinstance(value, Amount),
        mark=lambda value: isinstance(value, Mark),
        number=lambda value: isinstance(value, int) and not isinstance(value, bool),
        stacked=_stacked,
        percentage=lambda value: isinstance(value, str) and value.endswith("%"),
        lengthy=lambda value: isinstance(value, str) and max(map(len, value.split()), default=0) > _LONG,
        brief=lambda value: isinstance(value, str) and len(value) <= _BRIEF,
        shares=lambda chart: isinstance(chart, Shares),
        bars=lambda chart: isinstance(chart, Bars),
    )
    return environment


def _digits(amount: Any, decimals: int) -> formats.Digits:
    return formats.digits(amount.value, DECIMALS if amount.exact else decimals)


def _stacked(table: Table) -> bool:
    """Whether a phone is too narrow for the table, so that each row becomes a list there."""
    width = 0
    for i, name in enumerate(table.columns):
        cells = [_text(row[i]) for row in table.rows[:_SAMPLE]]
        width += max(map(cell_len, [*name.split(), *cells]), default=0) + 2
    return width > _PHONE


def _text(value: Cell) -> str:
    if isinstance(value, Amount):
        return formats.digits(value.value).text if not value.exact else ""
    return value.text if isinstance(value, Mark) else str(value)


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
