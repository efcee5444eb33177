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

from ecomchain.amounts import DECIMALS
from ecomchain.reports import charts, formats, words
from ecomchain.reports.document import Amount, Bars, Document, Mark, Shares
from ecomchain.reports.errors import ReportError

_TEMPLATE, _STYLE = "report.html.jinja", "report.css"


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
        shares=lambda chart: isinstance(chart, Shares),
        bars=lambda chart: isinstance(chart, Bars),
    )
    return environment


def _digits(amount: Any) -> formats.Digits:
    return formats.digits(amount.value, DECIMALS if amount.exact else formats.SHOWN_DECIMALS)


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
